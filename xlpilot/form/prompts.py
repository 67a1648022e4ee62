"""Input prompts and dropdowns of a table form; they help while typing and never run on a paste."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form.hidden_sheet import list_name, pair_names
from xlpilot.form.layout import TableLayout
from xlpilot.rounds.model import Field, Round

# Excel repairs a file whose texts are longer.
TITLE_LIMIT, TEXT_LIMIT = 32, 255


def prompt(field: Field, round_: Round) -> str:
    """What is shown while a cell of the field is selected, '' where there is nothing to say."""
    example = f"例：{field.example}" if field.example else ""
    several = f"可选（用顿号隔开）：{'、'.join(o.name for o in round_.options(field))}" if field.type == "list" else ""
    return _cut("\n".join(part for part in (field.description, example, several) if part), TEXT_LIMIT)


def add_validation(sheet: Worksheet, layout: TableLayout, round_: Round) -> None:
    """Add a prompt to every cell that is filled by hand, and a dropdown to those with a closed list."""
    places = [(field, layout.column_range(field.name)) for field in layout.form.entries]
    places += [(field, layout.line_value(field.name)) for field in layout.form.line if not field.fill]
    for field, cells in places:
        rule = validation_of(field, round_, _parent(layout, field))
        if rule is not None:
            rule.add(cells)
            sheet.add_data_validation(rule)


def validation_of(field: Field, round_: Round, parent: str = "") -> DataValidation | None:
    """Prompt and dropdown of a field's cells, None where there is nothing to say or to choose.

    Args:
        parent: the cell on which the options depend, '' where they always are the same.
    """
    text = prompt(field, round_)
    closed = bool(round_.options(field))
    if not text and not closed:
        return None
    # Several options cannot be chosen from a list of one: there the prompt names them.
    chosen = closed and field.type != "list"
    rule = DataValidation(type="list" if chosen else None, allow_blank=True)
    if chosen:
        rule.formula1 = _following(field, parent) if parent else list_name(field)
        rule.errorStyle = "stop"
        rule.showErrorMessage = True
        rule.errorTitle = _cut(field.title, TITLE_LIMIT)
        rule.error = _cut(f"“{field.title}”只能从下拉列表中选择，请单击单元格右侧的箭头选一项。", TEXT_LIMIT)
    if text:
        rule.showInputMessage = True
        rule.promptTitle = _cut(field.title, TITLE_LIMIT)
        rule.prompt = text
    return rule


def _parent(layout: TableLayout, field: Field) -> str:
    """The cell on which the options of the first entry row depend, such as '$C6'; '' where they always are the same."""
    if not field.choices_under:
        return ""
    if field in layout.form.line:
        cell = layout.line_value(field.choices_under)
        return f"${cell.rstrip('0123456789')}${cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
    return f"${layout.letter(field.choices_under)}{layout.first_entry_row}"


def _following(field: Field, parent: str) -> str:
    """The options that go with another cell's value; all of them while it is blank or goes with none."""
    of, names = pair_names(field)
    own = f"OFFSET({names},MATCH(TRIM({parent}),{of},0)-1,0,COUNTIF({of},TRIM({parent})),1)"
    return f"IF(ISNUMBER(MATCH(TRIM({parent}),{of},0)),{own},{list_name(field)})"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
