"""The sheet checks itself: formulas put together from the Excel faces of the rules, never written by hand for a field.

A cell's verdict is that of the first rule it breaks: an error value silences all others, a blank all but XP201, and
errors come before warnings. See backstage.py for where verdicts stand and how they read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.findings import Severity
from xlpilot.form.backstage import LINE_PLACE, ROW_PLACE, Backstage, verdict
from xlpilot.form.fill_down import checked, fill_down
from xlpilot.form.hidden_sheet import list_name
from xlpilot.form.layout import LINE_ROW, TableLayout
from xlpilot.form.row_keys import row_keys
from xlpilot.rounds.model import Round
from xlpilot.rules import Asked, Rule, asked, cell_rules, row_rules
from xlpilot.rules.base import Cells
from xlpilot.rules.excel import NOTHING, WORDS, filled, text, touched
from xlpilot.rules.sheet_words import GATE_EMPTY, GATE_READY, GATE_TODO

HINTS = "_xlpilot_hints"
FINE = "正确"
# 自检 names so many faults and counts the others: two lines, so that no row grows by it.
_NAMED = 2
# So many rows below the table are watched for entries that no formula looks at.
_BELOW = 1000
_ERROR_VALUE, _BLANK = "XP206", "XP201"


def add_self_check(sheet: Worksheet, layout: TableLayout, round_: Round) -> None:
    """Fill the 自检 column, the gate and the hidden columns behind them."""
    back = Backstage(layout)
    row, rows = layout.first_entry_row, layout.entry_rows
    form = layout.form
    some = f"IF(OR({','.join(touched(back.entry(field, row)) for field in form.entries)}),1,0)"
    columns = {back.first_column: "ROW()", back.touched_column: some, back.row_verdict_column: _row_verdict(back, row)}
    for field in form.entries:
        judged = _cell_verdict(asked(round_, field), back.entry(field, row), layout.column(field.name))
        columns[back.verdict_column(field)] = f"IF({back.touched(row)}=0,0,{judged})"
    columns |= row_keys(back, row)
    columns[layout.self_check_column] = _words(back, row)
    for column, formula in columns.items():
        fill_down(sheet, column, rows, formula)
    _line(sheet, back, round_)
    _gate(sheet, back)
    for column in range(back.first_column, back.last_column + 1):
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width, dimension.hidden = 8, True


def hints(layout: TableLayout, round_: Round) -> Iterator[tuple[int, str]]:
    """What 自检 says for every verdict, errors and warnings alike."""
    places = [(layout.column(field.name), field) for field in layout.form.entries]
    places += [(LINE_PLACE + number, field) for number, field in enumerate(Backstage(layout).line, 1)]
    for place, field in places:
        question = asked(round_, field)
        for rule in _faced(question):
            yield verdict(place, rule.code), hint(rule, question)
    for rule in row_rules(layout.form):
        if rule.row_formula:
            yield verdict(ROW_PLACE, rule.code), rule.hint


def hint(rule: Rule, question: Asked) -> str:
    """The few words of a rule about a field."""
    more = rule.details(question, "") if rule.details else {}
    return rule.hint.format_map({"title": question.field.title, **more})


def _faced(question: Asked) -> list[Rule]:
    """The cell rules that the sheet can test, the one that silences more first."""
    rules = [rule for rule in cell_rules(question) if rule.formula]
    return sorted(rules, key=lambda r: (r.code != _ERROR_VALUE, r.code != _BLANK, r.severity.rank, r.code))


def _cell_verdict(question: Asked, cell: str, place: int) -> str:
    cells = Cells(cell=cell, options=list_name(question.field) if question.options else "")
    rules = _faced(question)
    loud = [rule for rule in rules if rule.code in (_ERROR_VALUE, _BLANK)]
    expression = _first_broken(
        [(rule, rule.formula(question, cells)) for rule in rules if rule.formula and rule not in loud], place
    )
    if not any(rule.code == _BLANK for rule in loud):
        expression = f"IF({filled(cell)},{expression},0)"
    return _first_broken([(rule, rule.formula(question, cells)) for rule in loud if rule.formula], place, expression)


def _row_verdict(back: Backstage, row: int) -> str:
    form = back.layout.form
    rules = sorted((r for r in row_rules(form) if r.row_formula), key=lambda r: (r.severity.rank, r.code))
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
    verdicts = back.verdicts(row)
    errors, warnings = f'COUNTIF({verdicts},">0")', f'COUNTIF({verdicts},"<0")'
    wrong = _listed(verdicts, errors, f'SMALL({verdicts},COUNTIF({verdicts},"<=0")+{{}})')
    doubtful = _listed(verdicts, warnings, f'-LARGE({verdicts},COUNTIF({verdicts},">=0")+{{}})')
    reminded = f'IF({warnings}>0,"；提醒"&{warnings}&"处","")'
    said = f'IF({errors}>0,{wrong}&{reminded},"提醒："&{doubtful})'
    return f'IF({back.touched(row)}=0,"",IF({errors}+{warnings}=0,"{FINE}",{said}))'


def _listed(verdicts: str, count: str, nth: str) -> str:
    parts = []
    for number in range(1, _NAMED + 1):
        word = f"VLOOKUP({nth.format(number)},{HINTS},2,FALSE)"
        parts.append(f'IF({count}>={number},{"" if number == 1 else chr(34) + "；" + chr(34) + "&"}{word},"")')
    return "&".join([*parts, f'IF({count}>{_NAMED},"等"&{count}&"处","")'])


def _line(sheet: Worksheet, back: Backstage, round_: Round) -> None:
    sheet.cell(LINE_ROW, back.first_column).value = checked("ROW()")
    for number, field in enumerate(back.line, 1):
        judged = _cell_verdict(asked(round_, field), back.entry(field, LINE_ROW), LINE_PLACE + number)
        formula = f"IF({back.counts[0]}=0,0,{judged})"
        sheet.cell(LINE_ROW, back.verdict_column(field)).value = checked(formula)


def _gate(sheet: Worksheet, back: Backstage) -> None:
    rows, errors, warnings, unchecked = back.counts
    ranges = [back.all_verdicts, *([back.line_verdicts] if back.line else [])]
    counted = {rows: f"SUM({back.all(back.touched_column)})"}
    for cell, sign in ((errors, ">"), (warnings, "<")):
        counted[cell] = "+".join(f'COUNTIF({cells},"{sign}0")' for cells in ranges)
    counted[errors] += f"+{unchecked}"
    counted[unchecked] = f"IF({_unchecked(back)},1,0)"
    for cell, formula in counted.items():
        sheet[cell.replace("$", "")].value = checked(formula)
    sheet[back.layout.gate_cell].value = checked(_gate_words(back))


def _unchecked(back: Backstage) -> str:
    """TRUE where something stands that no formula looks at: rows put in, formulas lost, entries below the table."""
    layout, form = back.layout, back.layout.form
    judged = back.all(back.touched_column, back.row_verdict_column)
    first, last = (layout.letter(form.entries[n].name) for n in (0, -1))
    below = f"${first}${layout.note_row + 1}:${last}${layout.note_row + _BELOW}"
    # Gnumeric, for one, does not compare a text with many; then nothing that the sheet says is to be trusted.
    able = f"SUMPRODUCT(--EXACT({text(NOTHING[0])},{WORDS}))=1"
    return f"OR(COUNT({judged})<ROWS({judged})*COLUMNS({judged}),COUNTA({below})>0,NOT({able}))"


def _gate_words(back: Backstage) -> str:
    rows, errors, warnings, unchecked = back.counts
    reminder = f'IF({warnings}>0,"，提醒 "&{warnings}&" 处","")'
    more = f'IF({unchecked}>0,CHAR(10)&"有的内容没有自检，请用 WPS 或 Excel 在发放的原表里填","")'
    if back.line:
        first = f'SMALL({back.line_verdicts},COUNTIF({back.line_verdicts},"<=0")+1)'
        more += f'&IF(COUNTIF({back.line_verdicts},">0")>0,CHAR(10)&"表头："&VLOOKUP({first},{HINTS},2,FALSE),"")'
    return (
        f'IF({rows}+{unchecked}=0,"{GATE_EMPTY}",IF({errors}=0,"{GATE_READY}（共 "&{rows}&" 行）"&{reminder},'
        f'"已填 "&{rows}&" 行，{GATE_TODO} "&{errors}&" 处待改"&{reminder}&{more}))'
    )
