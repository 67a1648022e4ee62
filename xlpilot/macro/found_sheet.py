"""The sheet 问题清单 of a workbook with the button: unlocked text cells that the button fills. All is 1-based.

Colours follow it: a conditional format of the form's sheet looks its own cell up in the list, so that painting needs no
permission on the locked sheet, and clearing the list clears the marks.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

SHEET = "问题清单"
COLUMNS = (("单元格", 11), ("程度", 8), ("填的内容", 26), ("问题", 46), ("怎样改", 46), ("编码", 9))
ROWS = 300
TITLE_ROW, GATE_ROW, NOTE_ROW, HEADER_ROW, FIRST_ROW = range(1, 6)
LAST_ROW = FIRST_ROW + ROWS - 1
LAST_COLUMN = "ABCDEF"[len(COLUMNS) - 1]
FOUND_NAME, GATE_NAME = "_xlpilot_found", "_xlpilot_gate"
CELLS_NAME, DEGREES_NAME = "_xlpilot_found_cells", "_xlpilot_found_degrees"
ERROR, WARNING = "错误", "提醒"
NOTE = (
    "点“附件”表上的“校验”按钮，本表就重新填写，上一次的结果随之清除；"
    "列出的单元格会变色（红：错误，要改；黄：提醒，请核对）。本表不必填写，也不必打印。"
)
# What the styles are, in the order in which they are added to the workbook's own.
TITLE, GATE, TEXT_NOTE, HEADER, FOUND = range(5)


def names() -> dict[str, str]:
    """Defined names -> what they refer to. A name, as Excel 2007 allows no other sheet in a conditional format."""
    return {
        FOUND_NAME: f"{SHEET}!$A${FIRST_ROW}:${LAST_COLUMN}${LAST_ROW}",
        GATE_NAME: f"{SHEET}!$A${GATE_ROW}",
        CELLS_NAME: f"{SHEET}!$A${FIRST_ROW}:$A${LAST_ROW}",
        DEGREES_NAME: f"{SHEET}!$B${FIRST_ROW}:$B${LAST_ROW}",
    }


def styles_xml(first_font: int) -> tuple[str, list[str]]:
    """Fonts to add, and cell formats to add, which use them by number from `first_font`."""
    fonts = (
        '<font><name val="黑体"/><sz val="18"/></font><font><name val="黑体"/><sz val="13"/></font>'
        '<font><name val="宋体"/><sz val="11"/></font>'
    )

    def look(font: int, across: str, *, locked: bool = True, text: bool = False) -> str:
        head = f'<xf numFmtId="{49 if text else 0}" fontId="{first_font + font}" fillId="0" borderId="0" xfId="0"'
        more = "" if locked else '<protection locked="0"/>'
        return (
            f'{head} applyNumberFormat="1" applyFont="1" applyAlignment="1" applyProtection="1">'
            f'<alignment horizontal="{across}" vertical="center" wrapText="1"/>{more}</xf>'
        )

    looks = [
        look(0, "center"),
        look(1, "left", locked=False, text=True),
        look(2, "left"),
        look(1, "center"),
        look(2, "left", locked=False, text=True),
    ]
    return fonts, looks


def sheet_xml(protection: str, code_name: str, first_style: int) -> str:
    """The worksheet, with this element for its protection; its cell formats begin at `first_style`."""
    last = LAST_COLUMN
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, (_, width) in enumerate(COLUMNS, 1)
    )
    rows = [
        _row(TITLE_ROW, "30", [_text(f"A{TITLE_ROW}", first_style + TITLE, SHEET)]),
        _row(GATE_ROW, "34", [f'<c r="A{GATE_ROW}" s="{first_style + GATE}"/>']),
        _row(NOTE_ROW, "34", [_text(f"A{NOTE_ROW}", first_style + TEXT_NOTE, NOTE)]),
    ]
    heads = [_text(f"{'ABCDEF'[n]}{HEADER_ROW}", first_style + HEADER, title) for n, (title, _) in enumerate(COLUMNS)]
    rows.append(_row(HEADER_ROW, "24", heads))
    for row in range(FIRST_ROW, LAST_ROW + 1):
        cells = (f'<c r="{letter}{row}" s="{first_style + FOUND}"/>' for letter in "ABCDEF"[: len(COLUMNS)])
        rows.append(f'<row r="{row}">{"".join(cells)}</row>')
    merges = "".join(f'<mergeCell ref="A{row}:{last}{row}"/>' for row in (TITLE_ROW, GATE_ROW, NOTE_ROW))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<sheetPr codeName="{code_name}"><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{last}{LAST_ROW}"/>'
        f'<sheetViews><sheetView showGridLines="1" workbookViewId="0"><pane ySplit="{HEADER_ROW}" '
        f'topLeftCell="A{FIRST_ROW}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'{protection}<mergeCells count="3">{merges}</mergeCells>'
        '<pageMargins left="0.7" right="0.7" top="0.8" bottom="0.8" header="0.4" footer="0.4"/>'
        '<pageSetup orientation="landscape" paperSize="9" fitToHeight="0" fitToWidth="1"/></worksheet>'
    )


def _row(number: int, height: str, cells: list[str]) -> str:
    return f'<row r="{number}" ht="{height}" customHeight="1">{"".join(cells)}</row>'


def _text(address: str, style: int, text: str) -> str:
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def colours_xml(cells: str, first_priority: int, first_format: int) -> str:
    """The conditional format of the form's sheet: red for errors, yellow for warnings, found by the cell's address."""
    where = f"MATCH(ADDRESS(ROW(),COLUMN(),4),{CELLS_NAME},0)"
    rules = "".join(
        f'<cfRule type="expression" priority="{first_priority + n}" dxfId="{first_format + n}" stopIfTrue="1">'
        f'<formula>IF(ISNUMBER({where}),INDEX({DEGREES_NAME},{where})="{degree}",FALSE)</formula></cfRule>'
        for n, degree in enumerate((ERROR, WARNING))
    )
    return f'<conditionalFormatting sqref="{cells}">{rules}</conditionalFormatting>'
