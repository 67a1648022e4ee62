"""What people read on the terminal: grouped by unit, errors first, phone numbers masked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from xlpilot.findings import Finding, Severity, count
from xlpilot.ledger.standing import State, superseded
from xlpilot.moments import spoken
from xlpilot.review.judge import FileReview, Verdict

if TYPE_CHECKING:
    from xlpilot.rollup.merge import CitySummary
    from xlpilot.rounds.model import Round

_COLOUR = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_VERDICT_COLOUR = {Verdict.ACCEPTED: "green", Verdict.RETURNED: "yellow", Verdict.REJECTED: "red"}
# Control and direction characters of a county's text must not reach the terminal.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# As typed, so with separators, full-width digits, a digit too few or too many; a date or a code is none.
_MOBILE = re.compile(r"(?<!\d)((?:\+|00)?86[ .-]?|0)?([1１][3-9３-９](?:[ .—－-]?\d){7,12})(?!\d)")
_EXAMPLES = frozenset(("0734-8123456", "8123456"))  # in our own advice: nobody's number
_LANDLINE = re.compile(
    r"(?<!\d)([(（]?[0０][1-9１-９]\d{1,2}[)）]?[ —－-]{0,2})?"
    r"(?!20[0-3]\d[01]\d[0-3]\d(?!\d))([2-9２-９]\d)\d{3,4}(\d{2})(?!\d)"
)


def masked(text: str) -> str:
    """The text with telephone numbers masked: 138****8000."""
    return _LANDLINE.sub(_masked_landline, _MOBILE.sub(_masked_mobile, _UNSEEN.sub("", text)))


def _masked_landline(found: re.Match[str]) -> str:
    return found[0] if found[0] in _EXAMPLES else f"{found[1] or ''}{found[2]}***{found[3]}"


def _masked_mobile(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[2])
    return f"{found[1] or ''}{digits[:3]}****{digits[-4:]}"


def judgement_text(console: Console, round_: Round | None, reviews: Sequence[FileReview], infos: bool = False) -> None:
    """Print the judgement, one block a file, grouped by unit in official order."""
    order = {unit.code: number for number, unit in enumerate(round_.units)} if round_ else {}
    for review in sorted(reviews, key=lambda review: order.get(review.unit or "", len(order))):
        for line in _block(round_, review, infos):
            console.print(line, soft_wrap=True, highlight=False)
    live = [review for review in reviews if not superseded(review)]
    counts = {verdict: sum(review.verdict is verdict for review in live) for verdict in Verdict}
    everything = [finding for review in live for finding in review.findings]
    words = "，".join(f"{verdict.word} {counts[verdict]} 份" for verdict in Verdict)
    errors, warnings = count(everything, Severity.ERROR), count(everything, Severity.WARNING)
    total = f"共 {len(live)} 份：{words}；错误 {errors} 处，提醒 {warnings} 处"
    if len(live) < len(reviews):
        total += f"（另有 {len(reviews) - len(live)} 份已被替代，未计在内）"
    console.print(f"[bold]{total}[/bold]", soft_wrap=True, highlight=False)


def _block(round_: Round | None, review: FileReview, infos: bool) -> Iterator[str]:
    unit = round_.unit_by_code.get(review.unit or "") if round_ else None
    who = f"{unit.code} {unit.name}" if unit else "单位不明"
    colour = _VERDICT_COLOUR[review.verdict]
    rows = f"，{len(review.table.rows)} 行" if review.table else ""
    head = f"[bold]{escape(who)}[/bold]  {escape(review.path)}{rows}"
    if superseded(review):
        yield f"{head}  [dim]已被后来的一份替代（{review.verdict.word}）[/dim]"
        return
    yield f"{head}  [{colour}]{review.verdict.word}[/{colour}]"
    for finding in sorted(review.findings, key=lambda finding: finding.severity.rank):
        if finding.severity is Severity.INFO and not infos:
            continue
        yield f"  {_line(finding)}"
    hidden = count(review.findings, Severity.INFO)
    if hidden and not infos:
        yield f"  [dim]另有 {hidden} 处说明（加 --verbose 显示）[/dim]"


def _line(finding: Finding) -> str:
    place = finding.place
    at = "!".join(part for part in (place.sheet, place.cell or (f"第{place.row}行" if place.row else "")) if part)
    colour = _COLOUR[finding.severity]
    head = f"[{colour}]{finding.severity.word} {finding.code}[/{colour}]"
    return f"{head} {escape(at)}{' ' if at else ''}{escape(masked(finding.message))}。{escape(masked(finding.fix))}"


def summary_text(console: Console, summary: CitySummary, output: str) -> None:
    """Print who has reported, the counts per category, and the control total."""
    grid = Grid(title=summary.form.title)
    for title in ("代码", "县市区", "情况", "份数", "读到", "纳入"):
        grid.add_column(title, justify="right" if title in ("份数", "读到", "纳入") else "left")
    for line in summary.units:
        colour = {State.ACCEPTED: "green", State.RETURNED: "yellow"}.get(line.state, "red")
        cells = (line.unit.code, line.unit.name, f"[{colour}]{line.state.value}[/{colour}]")
        grid.add_row(*cells, str(line.files), str(line.rows), str(line.included))
    console.print(grid)
    for review in summary.unassigned:
        why = "不计入本表" if review.unit else "单位不明、未采用"
        console.print(f"{why}：{escape(review.path)}", soft_wrap=True, highlight=False)
    for category, number in summary.by_category().items():
        console.print(f"  {category}  {number}", highlight=False)
    total = (
        f"读到 {summary.rows_in} 行 ＝ 纳入 {len(summary.included)} 行 ＋ 未纳入 {len(summary.excluded)} 行；"
        f"截止时间 {spoken(summary.round.deadline)}"
    )
    console.print(f"[bold]{total}[/bold]", soft_wrap=True, highlight=False)
    console.print(f"已写入 {escape(output)}", soft_wrap=True, highlight=False)
