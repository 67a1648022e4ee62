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
from xlpilot.rules.excel import UNIT_CODES, UNIT_NAMES, UNIT_WHOLE, WHOSE, WORDS, shared
from xlpilot.rules.unit_names import UnitName, unit_names

Block = Sequence[Sequence[str | int]]  # rows of cells
# Every row of a sheet costs whoever reads the form; the lists behind the dropdowns are as long, but in one column each.
_FOLDED_ROWS = 30


# Formulas want a name to compare with; in a large round the office alone knows all units.
_NOBODY = (UnitName("xlpilot", "-", True),)


def list_name(field: Field) -> str:
    """Defined name of the range with a field's options; fields that share a list share the name."""
    return stamp.LIST_NAME.format(field.choices or field.name)


def pair_names(field: Field) -> tuple[str, str]:
    """Defined names of the two ranges beside each other of a list that follows another field: its value, an option."""
    return (f"{list_name(field)}_of", f"{list_name(field)}_is") if field.choices_under else ("", "")


def pairs(round_: Round, field: Field) -> list[tuple[str, str]]:
    """(the other field's value, an option that goes with it), all of one value together; '' goes with every value."""
    options = round_.options(field)
    parents = dict.fromkeys(parent for option in options for parent in option.under or ("",))
    return [(parent, option.name) for parent in parents for option in options if parent in (option.under or ("",))]


def add_hidden_sheet(
    workbook: Workbook, round_: Round, forms: Sequence[Form], definition: str, tables: Mapping[str, Block]
) -> Worksheet:
    """Add the sheet, the defined names and the document property.

    Args:
        forms: those of the workbook.
        tables: further blocks by defined name.
    """
    sheet: Worksheet = workbook.create_sheet(stamp.SHEET)
    sheet.sheet_state = "veryHidden"
    _text(sheet, stamp.STAMP_CELL, press.STAMP)
    # The units of a form of its own stand in a cell of their own.
    before, own, after = definition.partition(press.UNITS)
    chunks = [*stamp.split_definition(before), *([own] if own else []), *stamp.split_definition(after)]
    sheet[stamp.CHUNK_COUNT_CELL] = len(chunks)
    for row, chunk in enumerate(chunks, stamp.FIRST_CHUNK_ROW):
        _text(sheet, f"A{row}", chunk)
    blocks: dict[str, Block] = {name: [(option.name,) for option in options] for name, options in _lists(round_, forms)}
    for field in fields_of(forms):
        if field.choices_under:
            both = pairs(round_, field)
            blocks |= {name: [(pair[at],) for pair in both] for at, name in enumerate(pair_names(field))}
    for name, cells in shared().items():
        blocks[name] = _folded(cells) if name == WORDS else [(cell,) for cell in cells]
    names = unit_names(round_) if round_.carried.whole else _NOBODY
    blocks[UNIT_NAMES] = _folded([one.name for one in names])
    blocks[UNIT_WHOLE] = _folded([int(one.whole) for one in names])
    blocks[UNIT_CODES] = _folded([f"|{one.code}|" for one in names])
    _add_blocks(workbook, sheet, blocks | dict(tables))
    _name(workbook, WHOSE, f"{stamp.SHEET}!${stamp.STAMP_CELL[0]}${stamp.STAMP_CELL[1:]}")
    _name(workbook, stamp.DEFINED_NAME, f'"{press.STAMP}"')
    workbook.custom_doc_props.append(StringProperty(name=stamp.PROPERTY, value=press.STAMP))  # type: ignore[attr-defined]
    return sheet


def fields_of(forms: Sequence[Form]) -> list[Field]:
    """All fields of a workbook's forms, in the order in which their lists stand."""
    return [field for form in forms for field in (*form.line, *form.fields)]


def _lists(round_: Round, forms: Sequence[Form]) -> list[tuple[str, Sequence[Category]]]:
    return [(list_name(field), round_.options(field)) for field in fields_of(forms) if round_.options(field)]


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
