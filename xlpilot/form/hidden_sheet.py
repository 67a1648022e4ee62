"""The very hidden sheet `_xlpilot`: stamp, definition, the lists behind the dropdowns, what live formulas share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form import press, stamp
from xlpilot.rounds.model import Category, Field, Form, Round
from xlpilot.rules.excel import WORDS, shared

Block = Sequence[Sequence[str | int]]  # rows of cells
# Every row of a sheet costs whoever reads the form; the lists behind the dropdowns are as long, but in one column each.
_FOLDED_ROWS = 30


def list_name(field: Field) -> str:
    """Defined name of the range with a field's options; fields that share a list share the name."""
    return stamp.LIST_NAME.format(field.choices or field.name)


def add_hidden_sheet(
    workbook: Workbook, round_: Round, form: Form, definition: str, tables: Mapping[str, Block]
) -> Worksheet:
    """Add the sheet, the defined names and the document property; `tables` are further blocks by defined name."""
    sheet: Worksheet = workbook.create_sheet(stamp.SHEET)
    sheet.sheet_state = "veryHidden"
    _text(sheet, stamp.STAMP_CELL, press.STAMP)
    chunks = stamp.split_definition(definition)
    sheet[stamp.CHUNK_COUNT_CELL] = len(chunks)
    for row, chunk in enumerate(chunks, stamp.FIRST_CHUNK_ROW):
        _text(sheet, f"A{row}", chunk)
    blocks: dict[str, Block] = {name: [(option.name,) for option in options] for name, options in _lists(round_, form)}
    for name, cells in shared().items():
        blocks[name] = _folded(cells) if name == WORDS else [(cell,) for cell in cells]
    _add_blocks(workbook, sheet, blocks | dict(tables))
    _name(workbook, stamp.DEFINED_NAME, f'"{press.STAMP}"')
    workbook.custom_doc_props.append(StringProperty(name=stamp.PROPERTY, value=press.STAMP))  # type: ignore[attr-defined]
    return sheet


def _lists(round_: Round, form: Form) -> list[tuple[str, Sequence[Category]]]:
    fields = (*form.line, *form.fields)
    return [(list_name(field), round_.options(field)) for field in fields if round_.options(field)]


def _folded(cells: Sequence[str | int]) -> Block:
    """Many cells as a block of few rows, filled up with the last one: a blank cell would be a word of its own."""
    width = -(-len(cells) // _FOLDED_ROWS)
    full = (*cells, *[cells[-1]] * (-len(cells) % width))
    return [full[at : at + width] for at in range(0, len(full), width)]


def _add_blocks(workbook: Workbook, sheet: Worksheet, blocks: Mapping[str, Block]) -> None:
    column = stamp.FIRST_LIST_COLUMN
    for name, rows in blocks.items():
        width = max((len(cells) for cells in rows), default=1)
        for row, cells in enumerate(rows, 1):
            for number, value in enumerate(cells, column):
                if isinstance(value, str):
                    _text(sheet, f"{get_column_letter(number)}{row}", value)
                else:
                    sheet.cell(row, number).value = value
        first, last = get_column_letter(column), get_column_letter(column + width - 1)
        _name(workbook, name, f"{stamp.SHEET}!${first}$1:${last}${max(1, len(rows))}")
        column += width


def _text(sheet: Worksheet, address: str, text: str) -> None:
    sheet[address] = text
    sheet[address].data_type = "s"


def _name(workbook: Workbook, name: str, refers_to: str) -> None:
    workbook.defined_names[name] = DefinedName(name, attr_text=refers_to, hidden=True)
