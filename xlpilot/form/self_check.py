"""The sheet checks itself: formulas put together from the Excel faces of the rules, never written by hand for a field.

A cell's verdict is that of the first rule it breaks: an error value silences all others, a blank all but XP201, and
errors come before warnings. See backstage.py for where verdicts stand and how they read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.findings import Severity
from xlpilot.form.backstage import LINE_PLACE, ROW_PLACE, Backstage, counted, verdict
from xlpilot.form.fill_down import checked, fill_down
from xlpilot.form.hidden_sheet import list_name, pair_names
from xlpilot.form.hints import hint
from xlpilot.form.layout import TableLayout
from xlpilot.form.row_keys import row_keys
from xlpilot.rounds.model import Round
from xlpilot.rules import Asked, Rule, asked, faced_rules, row_rules
from xlpilot.rules.base import Cells
from xlpilot.rules.excel import NOTHING, WORDS, filled, text, touched, trimmed
from xlpilot.rules.excel import number as excel_number
from xlpilot.rules.sheet_words import GATE_EMPTY, GATE_READY, GATE_TODO, GATE_UNCHECKED

HINTS = "_xlpilot_hints"
FINE = "正确"
# 自检 names so many faults and counts the others: two lines, so that no row grows by it.
_NAMED = 2
_ERROR_VALUE = "XP206"
# What they complain of is that nothing is there, and a field has one of them at most; all other rules are asked only
# where something is.
_REQUIRED = frozenset(("XP201", "XP510", "XP511", "XP512"))
_BLANK = _REQUIRED | {"XP227"}  # which is asked in some rows only


def add_self_check(sheet: Worksheet, layouts: Sequence[TableLayout], number: int, round_: Round) -> None:
    """Fill the 自检 column and the hidden columns behind it, beside one of the sheet's tables."""
    layout = layouts[number]
    back = Backstage(layout)
    row, rows = layout.first_entry_row, layout.entry_rows
    form = layout.form
    verdicts = back.verdicts(row)
    columns = {
        back.first_column: "ROW()",
        back.touched_column: f"IF({touched(back.entries(row), back.texts(row))},1,0)",
        back.row_verdict_column: _row_verdict(back, row, round_),
        back.errors_column: f'COUNTIF({verdicts},">0")',
        back.warnings_column: f'COUNTIF({verdicts},"<0")',
    }
    for field in form.entries:
        cells = replace(back.beside(form.entries, row), cell=back.entry(field, row), text=back.text(field, row))
        judged = cell_verdict(asked(round_, field), cells, layout.column(field.name))
        columns[back.verdict_column(field)] = f"IF({back.touched(row)}=0,0,{judged})"
        columns[back.text_column(field)] = trimmed(cells.cell)
    for field in back.counted:
        counting = excel_number(back.entry(field, row), back.text(field, row), date=field.type == "date")
        columns[back.number_column(field)] = f'IF({filled(back.text(field, row))},{counting},"")'
    columns |= row_keys(back, row)
    columns[layout.self_check_column] = _words(back, row)
    for column, formula in columns.items():
        fill_down(sheet, column, rows, formula, layout.number)
    # The first line speaks for the whole sheet, any other for its own table.
    _line(sheet, back, round_, counted([Backstage(one) for one in ([layout] if layout.number else layouts)])[0])
    _count(sheet, back)
    for column in range(back.first_column, back.last_column + 1):
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width, dimension.hidden = 8, True


def add_gate(sheet: Worksheet, layouts: Sequence[TableLayout]) -> None:
    """Fill the gate, which speaks for all tables of the sheet."""
    sheet[layouts[0].gate_cell].value = checked(_gate_words([Backstage(layout) for layout in layouts]))


def hints_name(layout: TableLayout) -> str:
    """Defined name of what 自检 says in a table."""
    return f"{HINTS}_{layout.number + 1}" if layout.number else HINTS


def hints(layout: TableLayout, round_: Round) -> Iterator[tuple[int, str]]:
    """What 自检 says for every verdict, errors and warnings alike."""
    places = [(layout.column(field.name), field) for field in layout.form.entries]
    places += [(LINE_PLACE + number, field) for number, field in enumerate(Backstage(layout).line, 1)]
    for place, field in places:
        question = asked(round_, field)
        for rule in faced(question):
            yield verdict(place, rule.code), hint(rule, question)
    for rule in row_rules(layout.form, round_):
        if rule.row_formula:
            yield verdict(ROW_PLACE, rule.code), rule.hint


def faced(question: Asked) -> list[Rule]:
    """The cell rules that the sheet can test, the one that silences more first."""
    return sorted(
        faced_rules(question), key=lambda r: (r.code != _ERROR_VALUE, r.code not in _BLANK, r.severity.rank, r.code)
    )


def cell_verdict(question: Asked, cells: Cells, place: int) -> str:
    """Formula of the verdict on one cell; see `backstage.verdict`."""
    if question.options:
        cells = replace(cells, options=list_name(question.field), under=pair_names(question.field))
    rules = faced(question)
    loud = [rule for rule in rules if rule.code == _ERROR_VALUE or rule.code in _BLANK]
    expression = _first_broken(
        [(rule, rule.formula(question, cells)) for rule in rules if rule.formula and rule not in loud], place
    )
    if not any(rule.code in _REQUIRED for rule in loud):
        expression = f"IF({filled(cells.text)},{expression},0)"
    return _first_broken([(rule, rule.formula(question, cells)) for rule in loud if rule.formula], place, expression)


def _row_verdict(back: Backstage, row: int, round_: Round) -> str:
    form = back.layout.form
    rules = sorted((r for r in row_rules(form, round_) if r.row_formula), key=lambda r: (r.severity.rank, r.code))
    cells = back.cells(row, form)
    broken = _first_broken([(rule, rule.row_formula(form, cells)) for rule in rules if rule.row_formula], ROW_PLACE)
    return f"IF({back.touched(row)}=0,0,{broken})"


def _first_broken(tests: Sequence[tuple[Rule, str]], place: int, otherwise: str = "0") -> str:
    for rule, holds in reversed(tests):
        sign = "" if rule.severity is Severity.ERROR else "-"
        otherwise = f"IF({holds},{otherwise},{sign}{verdict(place, rule.code)})"
    return otherwise


def _words(back: Backstage, row: int) -> str:
    """What 自检 shows: nothing for an untouched row, the first faults in words, or that all is well."""
    verdicts, errors, warnings = back.verdicts(row), back.errors(row), back.warnings(row)
    # The first errors are the least of the positive verdicts, the first warnings the greatest of the negative ones.
    table = hints_name(back.layout)
    wrong = _listed(errors, f"LARGE({verdicts},{errors}{{}})", table)
    doubtful = _listed(warnings, f"-SMALL({verdicts},{warnings}{{}})", table)
    reminded = f'IF({warnings}>0,"；提醒"&{warnings}&"处","")'
    said = f'IF({errors}>0,{wrong}&{reminded},"提醒："&{doubtful})'
    return f'IF({back.touched(row)}=0,"",IF({errors}+{warnings}=0,"{FINE}",{said}))'


def _listed(count: str, nth: str, table: str) -> str:
    """The first faults of at least one, in words."""
    parts = [f"VLOOKUP({nth.format('')},{table},2,FALSE)"]
    for number in range(1, _NAMED):
        word = f"VLOOKUP({nth.format(-number)},{table},2,FALSE)"
        parts.append(f'IF({count}>{number},"；"&{word},"")')
    return "&".join([*parts, f'IF({count}>{_NAMED},"等"&{count}&"处","")'])


def _line(sheet: Worksheet, back: Backstage, round_: Round, rows: str) -> None:
    judged_line, line_row = back.judged_line, back.layout.line_row
    sheet.cell(judged_line, back.first_column).value = checked(f"ROW({back.fixed(back.first_column, line_row)})")
    for number, field in enumerate(back.line, 1):
        beside = back.beside(back.line, judged_line)
        cells = replace(beside, cell=back.entry(field, judged_line), text=back.text(field, judged_line))
        judged = cell_verdict(asked(round_, field), cells, LINE_PLACE + number)
        formula = f"IF({rows}=0,0,{judged})"
        sheet.cell(judged_line, back.verdict_column(field)).value = checked(formula)
        sheet.cell(judged_line, back.text_column(field)).value = checked(trimmed(cells.cell))


def _count(sheet: Worksheet, back: Backstage) -> None:
    rows, errors, warnings, unchecked = back.counts
    sums = {rows: f"SUM({back.all(back.touched_column)})"}
    for cell, column, sign in ((errors, back.errors_column, ">"), (warnings, back.warnings_column, "<")):
        sums[cell] = f"SUM({back.all(column)})"
        if back.line:
            sums[cell] += f'+COUNTIF({back.line_verdicts},"{sign}0")'
    sums[errors] += f"+{unchecked}"
    sums[unchecked] = f"IF({_unchecked(back)},1,0)"
    for cell, formula in sums.items():
        sheet[cell.replace("$", "")].value = checked(formula)


def _unchecked(back: Backstage) -> str:
    """TRUE where something stands that no formula looks at: rows put in, formulas lost, entries below the table."""
    layout, form = back.layout, back.layout.form
    judged = back.all(back.touched_column, back.warnings_column)
    first, last = (layout.letter(form.entries[n].name) for n in (0, -1))
    if layout.shared:
        last = get_column_letter(layout.last_printed_column)
    top, bottom = layout.watched_rows
    below = f"${first}${top}:${last}${bottom}"
    # Gnumeric, for one, does not compare a text with many; then nothing that the sheet says is to be trusted.
    found = f"SUMPRODUCT(--EXACT({text(NOTHING[0])},{WORDS}))"
    able = f"IF(ISERROR({found}),FALSE,{found}=1)"
    return f"OR(COUNT({judged})<ROWS({judged})*COLUMNS({judged}),COUNTA({below})>0,NOT({able}))"


def _gate_words(tables: Sequence[Backstage]) -> str:
    rows, errors, warnings, unchecked = counted(tables)
    reminder = f'IF({warnings}>0,"，提醒 "&{warnings}&" 处","")'
    more = f'IF({unchecked}>0,CHAR(10)&"{GATE_UNCHECKED}，请用 WPS 或 Excel 在发放的原表里填","")'
    for back in tables:
        if back.line:
            first = f'SMALL({back.line_verdicts},COUNTIF({back.line_verdicts},"<=0")+1)'
            where = f'"{_quoted(back.layout.form.attachment)}的表头："' if back.layout.number else '"表头："'
            word = f"VLOOKUP({first},{hints_name(back.layout)},2,FALSE)"
            more += f'&IF(COUNTIF({back.line_verdicts},">0")>0,CHAR(10)&{where}&{word},"")'
    return (
        f'IF({rows}+{unchecked}=0,"{GATE_EMPTY}",IF({errors}=0,"{GATE_READY}（共 "&{rows}&" 行）"&{reminder},'
        f'"已填 "&{rows}&" 行，{GATE_TODO} "&{errors}&" 处待改"&{reminder}&{more}))'
    )


def _quoted(words: str) -> str:
    return words.replace('"', '""')
