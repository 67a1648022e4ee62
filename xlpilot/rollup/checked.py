"""核验: what was cross-checked, how many, with which result; the control totals, and by which rules it was judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from xlpilot import __version__
from xlpilot.findings import Finding, Severity
from xlpilot.ledger.events import DecisionKind
from xlpilot.ledger.standing import replaced
from xlpilot.review.judge import FileReview
from xlpilot.rollup.book import Body, Book
from xlpilot.rollup.control import control
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.merge import CitySummary
from xlpilot.rollup.row_xml import Content, Line
from xlpilot.rollup.sheets import Looks, height, paper
from xlpilot.rules import BY_CODE, RULES_VERSION
from xlpilot.rules.severity import WORDS
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlsxwriter.format import Format

SHEET = "核验"
NOT_CHECKED = "未核对"
CONTROL_TITLE = "控制数"
_WIDTHS = (20, 44, 16, 14, 14, 40)


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was checked, against what, how many of what, how many faults (None: not checked), in words."""

    what: str
    against: str
    looked: int
    unit: str
    faults: int | None
    detail: str = ""

    @property
    def result(self) -> str:
        """The result in a word."""
        if self.faults == 0 and not self.looked:
            return "还没有报来的"
        return NOT_CHECKED if self.faults is None else f"有 {self.faults} 处" if self.faults else "没有问题"


def checks(summary: CitySummary) -> list[Check]:
    """Every line of the sheet's first table, in its order. A check that nobody made is a line of its own too."""
    live = [review for review in summary.files if not replaced(review)]
    own = [review.table for review in summary.counted if review.table and not replaced(review)]
    rows = sum(table.row_count for table in own)
    found = [finding for review in live for finding in review.findings]
    told = [finding for finding in found if finding.severity is not Severity.INFO]

    def faults(*codes: str, of: str | None = None) -> int:
        return sum(1 for one in told if one.code in codes and (of is None or one.place.field == of))

    group = summary.form.group_by
    late = [one for one in summary.standing.decisions if one.kind is DecisionKind.ACCEPT_LATE]
    more = [one for one in summary.standing.decisions if one.kind is DecisionKind.EXTEND]
    papers = sum(len(line.standing.papers) for line in summary.units)
    lines = [
        Check("身份", "发放时的编号与签名、表内教育局名称、文件名", len(live), "份",
              faults(*(f"XP{number}" for number in range(111, 120)))),
        Check("截止时间", "各单位的截止时间与收到时间（不看文件自己的时间）", len(live), "份",
              faults("XP701", "XP703", "XP704"), f"准予补收 {len(late)} 项，延期 {len(more)} 项"),
    ]  # fmt: skip
    if group:
        title = summary.form.by_name[group].title
        category = sum(
            1 for review in live for one in review.findings
            if one.severity is not Severity.INFO and one.place.field == group and one.code.startswith("XP2")
            and not _in_more(review, one)
        )  # fmt: skip
        lines.append(Check(title, "本轮的封闭列表", sum(len(table.rows) for table in own), "行", category))
    blanks = faults("XP201", "XP301")
    phones = faults("XP203", "XP212", "XP218", "XP308")
    lines += [
        Check("必填项", "本轮的定义", rows, "行", blanks),
        Check("电话号码", "号码的位数、号段、写法", rows, "行", phones),
        Check("同一单位之内重复", "整行相同、项目名称相同", rows, "行", faults("XP403", "XP404", "XP419")),
        Check("各单位之间重复", "同一项目、同一申报单位由几家报送，局直属单位由县里报送，许多单位共用号码",
              len(summary.included), "行", faults("XP601", "XP602", "XP603", "XP604")),
        _eligibility(summary),
        Check("附件", "附件2、附件3、公文的电子件", 0, "件", None, f"登记的纸质材料 {papers} 件"),
    ]  # fmt: skip
    return lines


def _in_more(review: FileReview, finding: Finding) -> bool:
    """Whether a finding is about a row of a table below the first."""
    more = review.table.more if review.table else ()
    return any(finding.place.sheet == table.sheet and finding.place.row in table.rows for table in more)


def _eligibility(summary: CitySummary) -> Check:
    done = summary.standing.eligibility
    if done is None:
        return Check("资格", "往年试点名单", 0, "行", None, "本轮没有写 eligibility，不核对")
    faults = None if done.why_not else done.hits
    return Check("资格", "往年试点名单（往年试点.xlsx）", done.rows, "行", faults, done.words)


def checked(book: Book, summary: CitySummary, discretion: Discretion, code: Callable[[], str]) -> None:
    """Add the sheet; `code` gives the summary's own 核对码 once its rows are written."""
    sheet, looks = book.sheet(SHEET), book.looks
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 36)
    sheet.merge_range(0, 0, 0, 5, "", looks["title"])
    sheet.write_string(0, 0, "核验", looks["title"])
    note = "核对了什么、核对了多少、结果怎样。已被替代或撤回的文件不计；没有核对的照实写“未核对”。"
    sheet.set_row(1, height([(note, sum(_WIDTHS))]))
    sheet.merge_range(1, 0, 1, 5, "", looks["meta"])
    sheet.write_string(1, 0, note, looks["meta"])
    headers = ("核对事项", "依据", "核对数量", "结果", "问题数", "说明")
    lines = _table(looks, headers, _check_rows(summary, discretion))
    lines += _section(looks, f"{CONTROL_TITLE}（读到 ＝ 纳入 ＋ 未纳入）")
    lines += _table(looks, ("类别", "怎样数的", "读到", "纳入", "未纳入", "结果"), _control_rows(summary))
    below = _below_rows(summary, discretion)
    if below:
        lines += _section(looks, "下级的汇总表（核对码由下级的“核验”写明，可打电话核对）")
        headers = ("单位", "文件", "读到", "写明", "下级未纳入", "核对码和结果")
        lines += _table(looks, headers, below)
    lines += _section(looks, "依据的版本")
    lines += _table(looks, ("项目", "内容", "版本", "说明"), _version_rows(summary))
    lines.append(_version_line(looks, code))
    lines += _section(looks, "本轮改过程度的规则" + ("" if summary.round.severity else "：没有"))
    if summary.round.severity:
        lines += _table(looks, ("规则", "内容", "本轮", "说明"), _severity_rows(summary))
    book.fill(sheet, Body(3, 0, (), (), len(lines), lines))
    paper(sheet, 2, 5, len(lines) + 1)
    sheet.fit_to_pages(1, 1)


def _check_rows(summary: CitySummary, discretion: Discretion) -> list[tuple[str | int, ...]]:
    return [
        (
            line.what, line.against, "" if line.faults is None else f"{line.looked} {line.unit}", line.result,
            "" if line.faults is None else line.faults, discretion.shown(line.detail),
        )
        for line in checks(summary)
    ]  # fmt: skip


def _control_rows(summary: CitySummary) -> list[tuple[str | int, ...]]:
    lines = control(summary)
    rows: list[tuple[str | int, ...]] = [
        (line.category, "读到：按文件数；纳入、未纳入：按本簿的行数", line.read, line.included, line.excluded,
         "相符" if line.balanced else "不符")
        for line in lines
    ]  # fmt: skip
    read, included, excluded = summary.totals
    agree = read == included + excluded and all(line.balanced for line in lines)
    rows.append(("合计", "", read, included, excluded, "相符" if agree else "不符"))
    return rows


def _below_rows(summary: CitySummary, discretion: Discretion) -> list[tuple[str | int, ...]]:
    """One line for each table of a summary from below that was not replaced: rows read, stated and left out there."""
    rows: list[tuple[str | int, ...]] = []
    for review in summary.counted:
        for table in review.table.all if review.table and not replaced(review) else ():
            if (lower := table.lower) is None:
                continue
            unit = summary.round.unit_by_code.get(review.unit or "")
            changed = sum(finding.code == "XP442" for finding in review.findings if finding.place.row in table.rows)
            words = [lower.altered or "相符", *([f"有改动的行 {changed}"] if changed else [])]
            rows.append((
                unit.name if unit else "（不明）", discretion.text(review.path), len(table.rows), lower.included,
                lower.excluded, f"{lower.code}：{'；'.join(words)}",
            ))  # fmt: skip
    return rows


def _version_rows(summary: CitySummary) -> list[tuple[str | int, ...]]:
    round_ = summary.round
    rows: list[tuple[str | int, ...]] = [
        ("本轮定义", f"{round_.title} {round_.document_number}".strip(), round_.version, round_.name),
        ("规则", f"{len(BY_CODE)} 条", RULES_VERSION, "见 xlpilot explain"),
        ("程序", "xlpilot", __version__, ""),
        ("决定", "由人作出、仍然有效的", f"{len(summary.standing.decisions)} 项", "见“决定”"),
    ]
    return rows


def _severity_rows(summary: CitySummary) -> list[tuple[str | int, ...]]:
    """The rules whose severity the round has set."""
    return [
        (code, BY_CODE[code].title, WORDS[told], f"规则自己的程度：{BY_CODE[code].severity.word}")
        for code, told in sorted(summary.round.severity.items())
    ]


def _section(looks: Looks, title: str) -> list[Line]:
    return [Line(12, ()), Line(28, [(0, looks["section"], title)])]


def _table(looks: Looks, headers: Sequence[str], rows: Iterable[Sequence[str | int]]) -> list[Line]:
    """The lines of a table."""
    lines = [Line(28, [(column, looks["header"], text) for column, text in enumerate(headers)])]
    for row in rows:
        points = height([(str(value), _WIDTHS[n]) for n, value in enumerate(row)])
        lines.append(Line(points, [(at, looks[_look(at, value)], value) for at, value in enumerate(row)]))
    return lines


def _look(column: int, value: str | int) -> str:
    if isinstance(value, str) and (value in ("不符", NOT_CHECKED) or value.startswith("有 ")):
        return "bad"
    return "text" if column in (1, 5) else "number" if isinstance(value, int) else "centre"


def _version_line(looks: Looks, code: Callable[[], str]) -> Line:
    texts = ("核对码", "上报后，上级可打电话核对", "7K3FQ-2M9XA", "汇总表改动过就会不同")
    (line,) = _table(looks, (), [texts])[1:]
    cells: list[tuple[int, Format, Content]] = list(line.cells)
    cells[2] = (*cells[2][:2], code)
    return Line(line.height, cells)
