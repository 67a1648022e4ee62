"""The very hidden sheet `_xlpilot`: stamp, definition and the lists behind the dropdowns."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form import press, stamp
from xlpilot.rounds.model import Field, Form, Round


def list_name(field: Field) -> str:
    """Defined name of the range with a field's options; fields that share a list share the name."""
    return stamp.LIST_NAME.format(field.choices or field.name)


def add_hidden_sheet(workbook: Workbook, round_: Round, form: Form, definition: str) -> Worksheet:
    """Add the sheet, the defined names and the document property."""
    sheet: Worksheet = workbook.create_sheet(stamp.SHEET)
    sheet.sheet_state = "veryHidden"
    _text(sheet, stamp.STAMP_CELL, press.STAMP)
    chunks = stamp.split_definition(definition)
    sheet[stamp.CHUNK_COUNT_CELL] = len(chunks)
    for row, chunk in enumerate(chunks, stamp.FIRST_CHUNK_ROW):
        _text(sheet, f"A{row}", chunk)
    _add_lists(workbook, sheet, round_, form)
    _name(workbook, stamp.DEFINED_NAME, f'"{press.STAMP}"')
    workbook.custom_doc_props.append(StringProperty(name=stamp.PROPERTY, value=press.STAMP))  # type: ignore[attr-defined]
    return sheet


def _add_lists(workbook: Workbook, sheet: Worksheet, round_: Round, form: Form) -> None:
    lists = {list_name(field): round_.options(field) for field in (*form.line, *form.fields) if round_.options(field)}
    for column, (name, options) in enumerate(lists.items(), stamp.FIRST_LIST_COLUMN):
        letter = get_column_letter(column)
        for row, option in enumerate(options, 1):
            _text(sheet, f"{letter}{row}", option.name)
        _name(workbook, name, f"{stamp.SHEET}!${letter}$1:${letter}${len(options)}")


def _text(sheet: Worksheet, address: str, text: str) -> None:
    sheet[address] = text
    sheet[address].data_type = "s"


def _name(workbook: Workbook, name: str, refers_to: str) -> None:
    workbook.defined_names[name] = DefinedName(name, attr_text=refers_to, hidden=True)
