"""The sheet 问题清单 as a part of its own, for a workbook that is patched. All its texts are inline."""

from __future__ import annotations

from collections.abc import Sequence

from xlpilot.intake.grid import address
from xlpilot.intake.xlsx_outline import escape
from xlpilot.report.marked.listing import COLUMNS, FIRST_RECORD_COLUMN, HIDDEN, TAB, Sheet, kept, location
from xlpilot.report.marked.looks import Record
from xlpilot.report.marked.styles_patch import StylesPatch
from xlpilot.report.marked.xml_bytes import SHEET_SPACE

_PAGE = (
    '<printOptions horizontalCentered="1"/><pageMargins left="0.7" right="0.7" top="0.8" bottom="0.8" header="0.4" '
    'footer="0.4"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>"
)


def listing_part(laid: Sheet, records: Sequence[Record], styles: StylesPatch, protection: bytes) -> bytes:
    """The worksheet's part; `protection` is the element of another sheet, or b'' where none is locked."""
    looks = {id(look): styles.look(look) for row in laid.rows for _, look in row.cells}
    cells: dict[int, list[str]] = {}
    for number, row in enumerate(laid.rows, 1):
        cells[number] = [_cell(number, n, text, looks[id(look)]) for n, (text, look) in enumerate(row.cells, 1)]
        # The other cells of a merged row, so that the sheet's locks are seen to hold for them too.
        cells[number] += [
            f'<c r="{address(number, n)}" s="{looks[id(row.cells[0][1])]}"/>'
            for n in range(2, len(COLUMNS) + 1)
            if row.merged
        ]
    for number, column, text in kept(records):
        cells.setdefault(number, []).append(_cell(number, column, text))
    heights = {n: f' ht="{row.height:g}" customHeight="1"' for n, row in enumerate(laid.rows, 1)}
    rows = "".join(f'<row r="{n}"{heights.get(n, "")}>{"".join(texts)}</row>' for n, texts in sorted(cells.items()))
    merged = [f'<mergeCell ref="A{n}:E{n}"/>' for n, row in enumerate(laid.rows, 1) if row.merged]
    links = [
        f'<hyperlink ref="B{n}" location="{escape(location(row.spot))}" display="{_attribute(row.cells[1][0])}"/>'
        for n, row in enumerate(laid.rows, 1)
        if row.spot
    ]
    below = laid.header + 1
    return "".join(
        (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{SHEET_SPACE.decode()}">',
            f'<sheetPr><tabColor rgb="{TAB}"/><pageSetUpPr fitToPage="1"/></sheetPr>',
            f'<dimension ref="A1:{address(max(cells), FIRST_RECORD_COLUMN + len(HIDDEN) - 1)}"/>',
            '<sheetViews><sheetView tabSelected="1" workbookViewId="0">',
            f'<pane ySplit="{laid.header}" topLeftCell="A{below}" activePane="bottomLeft" state="frozen"/>',
            '<selection pane="bottomLeft" activeCell="A1" sqref="A1"/></sheetView></sheetViews>',
            '<sheetFormatPr defaultRowHeight="15"/><cols>',
            *(f'<col min="{n}" max="{n}" width="{wide:g}" customWidth="1"/>' for n, (_, wide) in enumerate(COLUMNS, 1)),
            *(
                f'<col min="{n}" max="{n}" width="13" hidden="1" customWidth="1"/>'
                for n in range(FIRST_RECORD_COLUMN, FIRST_RECORD_COLUMN + len(HIDDEN))
            ),
            f"</cols><sheetData>{rows}</sheetData>{protection.decode()}",
            f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>',
            f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "",
            f"{_PAGE}</worksheet>",
        )
    ).encode()


def _cell(row: int, column: int, text: str, style: int = 0) -> str:
    look = f' s="{style}"' if style else ""
    if not text:  # what readers count as a text is one
        return f'<c r="{address(row, column)}"{look}/>'
    return f'<c r="{address(row, column)}"{look} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _attribute(text: str) -> str:
    return escape(text).replace("\n", "&#10;").replace("\t", "&#9;")
