"""The sheet 填表说明: all that a clerk needs to know, in plain words from round.toml, on one page."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form import styles
from xlpilot.form.grid_layout import GridLayout
from xlpilot.form.hints import hint
from xlpilot.form.layout import TableLayout
from xlpilot.form.spread import text_width
from xlpilot.form.styles import Look
from xlpilot.moments import CHINA, spoken
from xlpilot.rounds.model import Field, Round
from xlpilot.rules import asked, cell_rules

SHEET = "填表说明"
_WIDTHS = (27.0, 8.0, 55.0)
# A text longer than this would not be read; a cell holds 32,767 characters.
_LONGEST = 500
_LINE = 17.0  # points

_BODY = Look(Font(name=styles.SONGTI, size=11), styles.LEFT)
_CELL = Look(Font(name=styles.SONGTI, size=11), styles.LEFT, styles.BOX)
_MIDDLE = Look(Font(name=styles.SONGTI, size=11), styles.CENTRE, styles.BOX)
_HEADING = Look(Font(name=styles.HEITI, size=12), styles.LEFT)
_TITLE = Look(Font(name=styles.HEITI, size=18), styles.CENTRE)


def add_instructions(workbook: Workbook, round_: Round, *layouts: TableLayout | GridLayout) -> Worksheet:
    """Add the sheet behind the last one; `layouts` are those of the tables, or of the grid, on the form's sheet."""
    layout = layouts[0]
    sheet: Worksheet = workbook.create_sheet(SHEET)
    for letter, width in zip("ABC", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    page = _Page(sheet)
    page.across(SHEET, _TITLE, height=34)
    page.across(f"{layout.form.attachment}  {layout.form.title}", Look(_BODY.font, styles.CENTRE))
    page.across("一、填什么", _HEADING, height=24)
    page.row(("栏目", "必填", "怎样填"), (styles.HEADER,) * 3)
    ready = layout.prefilled if isinstance(layout, GridLayout) else None
    for one in layouts:
        if one is not layout:
            page.across(f"{one.form.attachment}  {one.form.title}", _BODY)
        for field in (*one.form.line, *one.form.fields):
            need = "已填好" if field.name == ready else _required(field)
            page.row((field.title, need, _how(round_, field)), (_CELL, _MIDDLE, _CELL))
    for box in layout.form.boxes:
        others = isinstance(layout, GridLayout) and layout.kind not in box.audience
        need = "不填" if box.locked or others else "必填"
        how = f"{box.description.rstrip('。')}。盖章以纸质件为准" if box.description else "盖章以纸质件为准"
        page.row((box.title, need, how), (_CELL, _MIDDLE, _CELL))
    page.across("二、看颜色", _HEADING, height=24)
    for sample, colours, meaning in _COLOURS:
        page.row((sample, "", meaning), (_sample(colours), _CELL, _CELL))
    for heading, lines in _sections(round_, layouts):
        page.across(heading, _HEADING, height=24)
        for line in lines:
            page.across(line, _BODY)
    styles.set_paper(sheet, landscape=False)
    sheet.page_setup.fitToHeight = 1
    sheet.print_area = f"A1:C{page.rows}"
    sheet.sheet_view.showGridLines = False
    return sheet


# Rules about a number's limits and about other cells of the row: nothing else on the page says them.
_SAID = frozenset(("XP224", "XP227", "XP228", "XP229", "XP240"))
_COLOURS = (
    ("白色", None, "要填的格子。灰色和已印好字的格子是锁定的，不用填。"),
    ("红色", styles.WRONG, "这一格不对，必须改；怎样改见同一行右边的“自检”。"),
    ("黄色", styles.DOUBTFUL, "请核对；确实如此的，不必改。"),
)


def _sections(round_: Round, layouts: Sequence[TableLayout | GridLayout]) -> Iterator[tuple[str, list[str]]]:
    blank = "还一行也没有填" if isinstance(layouts[0], TableLayout) else "还没有填"
    yield (
        "三、填完看右上角",
        [
            f"“尚未填写”：{blank}。“还有 N 处待改”：照每行“自检”的提示改。“可以报送”：可以发出了。",
            "可以从别的表复制粘贴，最好选“只粘贴值”；要移动内容，请先复制再删除，不要剪切。请勿改动表头、增删列或另加工作表。",
        ],
    )
    tables = [layout for layout in layouts if isinstance(layout, TableLayout)]
    if tables:
        yield "四、行数不够", [_more_rows(layout) for layout in tables]
    else:
        yield "四、几个项目", ["一个项目一个文件：先把空表复制几份再填，不要在一个文件里加工作表。"]
    send = [
        f"截止时间：{_deadline(round_.deadline)}。",
        f"报送办法：{round_.submit_to}。" if round_.submit_to else "",
    ]
    yield "五、怎样报送、何时截止", [line for line in send if line]
    contact = round_.contact
    yield "六、有疑问时", [f"请联系{contact.office}，{contact.person}，电话 {contact.phone}。"]
    notes = [note for layout in layouts for note in layout.form.notes]
    if notes:
        yield "七、其他", notes


def _more_rows(layout: TableLayout) -> str:
    more = f"{layout.form.attachment}：" if layout.shared else ""
    more += f"已备 {len(layout.entry_rows)} 行，先显示 {layout.rows} 行。"
    if layout.spare_rows:
        first, last = layout.last_visible_row, layout.last_entry_row + 1
        more += f"在左侧行号处同时选中第 {first} 行和第 {last} 行，单击鼠标右键，选“取消隐藏”。"
        more += "填完后选中仍空着的行，单击鼠标右键，选“隐藏”，打印时就没有空页。"
    return more


def _deadline(moment: dt.datetime) -> str:
    """The last day in words; the time too, where it is not the day's last."""
    day = moment.astimezone(CHINA)
    if day.time() >= dt.time(23, 59):
        return f"{day.year}年{day.month}月{day.day}日（含当日）"
    return f"{spoken(day)}前"


def _required(field: Field) -> str:
    if field.fill:
        return "已填好"
    return "必填" if field.constraints.required else "视情形" if field.required_when else "选填"


def _how(round_: Round, field: Field) -> str:
    parts = [field.description or ("已由系统填好，不用改" if field.fill else "")]
    options = "、".join(option.name for option in round_.options(field))
    parts.append(f"可选：{options}" if options else f"例：{field.example}" if field.example else "")
    if not field.fill:
        question = asked(round_, field)
        parts += [hint(rule, question) for rule in cell_rules(question) if rule.code in _SAID]
    return "。".join(part.rstrip("。") for part in parts if part)


def _sample(colours: tuple[str, str] | None) -> Look:
    if colours is None:
        return _MIDDLE
    fill, letters = colours
    return Look(
        Font(name=styles.SONGTI, size=11, color=letters), styles.CENTRE, styles.BOX, PatternFill("solid", fgColor=fill)
    )


class _Page:
    """Rows written from top to bottom; heights are set, as no program fits the height of merged cells."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self.rows = 0

    def across(self, text: str, look: Look, height: float | None = None) -> None:
        """A text over the whole width."""
        self.row((text, "", ""), (look,) * 3, height or _height(text, sum(_WIDTHS)))
        self._sheet.merge_cells(start_row=self.rows, start_column=1, end_row=self.rows, end_column=len(_WIDTHS))

    def row(self, texts: tuple[str, ...], looks: tuple[Look, ...], height: float | None = None) -> None:
        """One text a column."""
        self.rows += 1
        for column, (text, look) in enumerate(zip(texts, looks, strict=True), 1):
            cell = self._sheet.cell(self.rows, column)
            look.dress(cell)
            if text:
                cell.value = _cut(text)
                cell.data_type = "s"
        fitting = max(_height(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
        self._sheet.row_dimensions[self.rows].height = height or fitting


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _height(text: str, width: float) -> float:
    return 4 + _LINE * max(1, math.ceil(text_width(_cut(text)) / (width - 1.5)))
