"""How an official Chinese form looks: fonts, borders, paper. Sizes in points, margins in inches.

Windows and WPS have 宋体, 黑体 and 仿宋; 方正小标宋 and 仿宋_GB2312 are often missing, and a workbook names one font
without a fallback (GB/T 9704-2012 asks for 仿宋, not 仿宋_GB2312).
"""

from __future__ import annotations

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.rounds.model import Field
from xlpilot.values import dataclass

HEITI, SONGTI, FANGSONG = "黑体", "宋体", "仿宋"
TEXT_FORMAT = "@"
DATE_FORMAT = 'yyyy"年"m"月"d"日"'

_THIN = Side(style="thin")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LIGHT = PatternFill("solid", fgColor="F2F2F2")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
_GREY = "595959"
# What the sheet marks: (fill, letters). Dark enough to be told apart on a black and white print.
WRONG, DOUBTFUL, FINE, IDLE = ("FFC7CE", "9C0006"), ("FFEB9C", "7F6000"), ("C6EFCE", "006100"), ("E7E6E6", "595959")


@dataclass(frozen=True)
class Look:
    """Everything about a cell but its value. Cells are locked unless `locked` is False."""

    font: Font
    alignment: Alignment
    border: Border | None = None
    fill: PatternFill | None = None
    number_format: str = "General"
    locked: bool = True

    def dress(self, cell: Cell | MergedCell) -> None:
        """Give the cell this look."""
        cell.font = self.font
        cell.alignment = self.alignment
        cell.number_format = self.number_format
        cell.protection = Protection(locked=self.locked)
        if self.border:
            cell.border = self.border
        if self.fill:
            cell.fill = self.fill


ATTACHMENT = Look(Font(name=HEITI, size=16), Alignment(horizontal="left", vertical="center"))
CODE = Look(Font(name=SONGTI, size=9), _RIGHT)
TITLE = Look(Font(name=HEITI, size=22), CENTRE)
SUBTITLE = Look(Font(name=FANGSONG, size=14), CENTRE)
LABEL = Look(Font(name=FANGSONG, size=12), Alignment(horizontal="right", vertical="center"))
HEADER = Look(Font(name=HEITI, size=12), CENTRE, BOX, _LIGHT)
ORDINAL = Look(Font(name=FANGSONG, size=12), CENTRE, BOX, number_format="0")
SELF_CHECK = Look(Font(name=SONGTI, size=10), LEFT, BOX, _LIGHT)
GATE = Look(Font(name=SONGTI, size=11, bold=True), CENTRE, fill=_LIGHT)
NOTE = Look(Font(name=SONGTI, size=10, color=_GREY), LEFT)
STRUT = Look(Font(name=SONGTI, size=22), CENTRE)
PLAIN = Look(Font(name=SONGTI, size=11), Alignment(vertical="top"))


def number_format(field: Field) -> str:
    """Number format of a field's cells; text columns are '@', or Excel turns 1-2 into a date and cuts long numbers."""
    match field.type:
        case "string" | "list":
            return TEXT_FORMAT
        case "number":
            return f"#,##0.{'0' * field.decimals}" if field.decimals else "#,##0"
        case "integer":
            return "0"
        case "date":
            return DATE_FORMAT


def entry_look(field: Field) -> Look:
    """Look of a column's entry cells: short values centred, free text on the left, all wrapped."""
    if field.fill == "ordinal":
        return ORDINAL
    free_text = field.plain_text
    return Look(
        Font(name=FANGSONG, size=12),
        LEFT if free_text else CENTRE,
        BOX,
        number_format=number_format(field),
        locked=bool(field.fill),
    )


def line_look(field: Field) -> Look:
    """Look of a value on the line above the table; it wraps, as the row is tall enough for some lines."""
    return Look(
        Font(name=FANGSONG, size=12),
        LEFT,
        number_format=number_format(field),
        locked=bool(field.fill),
    )


def set_paper(sheet: Worksheet, *, landscape: bool, header_row: int | None = None) -> None:
    """A4, one page wide and as long as needed, centred, numbered; the header row repeats on every page."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.7
    margins.top = margins.bottom = 0.8
    margins.header = margins.footer = 0.4
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"  # type: ignore[union-attr]
    if header_row is not None:
        sheet.print_title_rows = f"{header_row}:{header_row}"
        sheet.freeze_panes = f"A{header_row + 1}"
