"""Input prompts and dropdowns of a table form; they help while typing and never run on a paste."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form.hidden_sheet import list_name
from xlpilot.form.layout import TableLayout
from xlpilot.rounds.model import Field, Round

# Excel repairs a file whose texts are longer.
TITLE_LIMIT, TEXT_LIMIT = 32, 255


def prompt(field: Field) -> str:
    """What is shown while a cell of the field is selected, '' where there is nothing to say."""
    example = f"例：{field.example}" if field.example else ""
    return _cut("\n".join(part for part in (field.description, example) if part), TEXT_LIMIT)


def add_validation(sheet: Worksheet, layout: TableLayout, round_: Round) -> None:
    """Add a prompt to every cell that is filled by hand, and a dropdown to those with a closed list."""
    places = [(field, layout.column_range(field.name)) for field in layout.form.entries]
    places += [(field, layout.line_value(field.name)) for field in layout.form.line if not field.fill]
    for field, cells in places:
        rule = validation_of(field, round_)
        if rule is not None:
            rule.add(cells)
            sheet.add_data_validation(rule)


def validation_of(field: Field, round_: Round) -> DataValidation | None:
    """Prompt and dropdown of a field's cells, None where there is nothing to say or to choose."""
    text = prompt(field)
    closed = bool(round_.options(field))
    if not text and not closed:
        return None
    rule = DataValidation(type="list" if closed else None, allow_blank=True)
    if closed:
        rule.formula1 = list_name(field)
        rule.errorStyle = "stop"
        rule.showErrorMessage = True
        rule.errorTitle = _cut(field.title, TITLE_LIMIT)
        rule.error = _cut(f"“{field.title}”只能从下拉列表中选择，请单击单元格右侧的箭头选一项。", TEXT_LIMIT)
    if text:
        rule.showInputMessage = True
        rule.promptTitle = _cut(field.title, TITLE_LIMIT)
        rule.prompt = text
    return rule


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
