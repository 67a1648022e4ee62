"""From sheets to the form's table: the header's place, the rows, normalised values and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlpilot.findings import Finding, Place
from xlpilot.intake import captions
from xlpilot.intake.cells import Cells, read_columns, read_value, remarks
from xlpilot.intake.columns import Own, own_columns, renumbered, together
from xlpilot.intake.expected import Expected, expected
from xlpilot.intake.grid import Book, address, column_letter
from xlpilot.intake.grid_form import extract_grid
from xlpilot.intake.locate import OWN_IDENTITY, Located, headers, labelled
from xlpilot.intake.normalise.person import split_person_phone
from xlpilot.intake.pairs import split_pairs
from xlpilot.intake.rows import Band, read_rows
from xlpilot.intake.samples import tell_samples
from xlpilot.intake.seen import gate, merged, pasted_over, self_check
from xlpilot.intake.shared_phones import tell_shared_phones
from xlpilot.intake.sheets import Pair, about_other_sheets, about_rivals, choose
from xlpilot.intake.stacked import SEARCHED, parted
from xlpilot.intake.table import LineValue, Table
from xlpilot.rounds.model import Round
from xlpilot.rules import BY_CODE, asked


def extract(book: Book, round_: Round, form_key: str) -> Table | None:
    """The form's table in a book; None where no sheet has the form's header.

    One sheet is read and none is added up: several that contradict each other are a finding (XP405), and every other
    sheet that holds anything is named in one. The tables below it come with it; one that is not there is a finding
    (XP440).
    """
    form = round_.forms[form_key]
    if form.kind == "grid":
        return extract_grid(book, round_, form_key)
    found: list[Located] = []
    tables: list[Table] = []
    about: list[Finding] = []
    for key in round_.stack(form_key):
        pairs = candidates(book, round_, key)
        found += [located for located, _ in pairs]
        if pairs:
            chosen, others = choose(pairs, round_.forms[key])
            tables.append(chosen[1])
            about += about_rivals(round_, round_.forms[key], chosen, others)
        elif key == form_key:
            return None
        else:
            about.append(BY_CODE["XP440"].at(Place(tables[0].sheet), title=round_.forms[key].title))
    table, *more = tables
    about += about_other_sheets(book.grids, found)
    return replace(table, findings=(*table.findings, *about), more=tuple(more)) if about or more else table


def candidates(book: Book, round_: Round, form_key: str) -> list[Pair]:
    """Every sheet that has the form's header, and what it holds as that form's table."""
    form = round_.forms[form_key]
    asks = expected(round_, form)
    issued = any(grid.name == OWN_IDENTITY for grid in book.grids)
    tables = [round_.forms[key] for key in round_.tables_on_sheet(form_key)]
    found = headers(list(parted(book.grids, form, tables)), form, SEARCHED) if tables[1:] else headers(book.grids, form)
    return [(located, _read(book, located, asks, form_key, issued)) for located in found]


def _read(book: Book, located: Located, asks: Expected, form_key: str, issued: bool) -> Table:
    form, grid = asks.form, located.grid
    own = Own(located)
    found = read_rows(located, asks, own)
    rows = found.numbers
    anchors, about_merges = merged(located, form, rows)
    elsewhere, about_twice = together(located, asks, rows) if located.twice else ({}, [])
    findings = [*found.findings, *about_merges, *about_twice]
    findings += own_columns(located, rows, own)
    findings += renumbered(located, asks, rows)
    if issued:
        findings += self_check(book, located, rows, own.self_check)
        findings += pasted_over(located, asks.round, form, rows)
    cells = Cells(grid, asks, located.columns, rows, findings=findings)
    sheet = _sheet_band(grid.name, asks)
    bands = [(*there, sheet) for there in found.bands] if sheet else found.bands
    read_columns(cells, anchors, elsewhere, bands, found.first)
    split_pairs(cells)
    tell_samples(cells)
    tell_shared_phones(cells)
    findings += _struck(located, asks, rows)
    findings += _hidden(located, asks, cells)
    line = _line(located, asks, findings)
    return Table(
        form_key,
        grid.name,
        located.last_row,
        located.columns,
        tuple(rows),
        {name: tuple(column) for name, column in cells.values.items()},
        {name: tuple(column) for name, column in cells.typed.items()},
        line,
        tuple(_missing(located, cells)),
        gate(located),
        tuple(findings),
        tuple(found.passed_over),
        frozenset(cells.inferred),
    )


def _struck(located: Located, asks: Expected, rows: Sequence[int]) -> Iterator[Finding]:
    """XP427 for rows in which every filled cell of the form is struck through."""
    grid = located.grid
    if not grid.struck:
        return
    columns = [located.columns[field.name] for field in asks.form.entries if field.name in located.columns]
    for row in rows:
        filled = [column for column in columns if grid.at(row, column) not in (None, "")]
        if filled and all((row, column) in grid.struck for column in filled):
            yield BY_CODE["XP427"].at(Place(grid.name, address(row, filled[0]), row), row=row)


def _hidden(located: Located, asks: Expected, cells: Cells) -> Iterator[Finding]:
    """XP428 once for the form's columns that are hidden and hold anything in its rows."""
    grid = located.grid
    told = [
        (column, f"{column_letter(column)}列“{field.title}”")
        for field in asks.form.entries
        if (column := located.columns.get(field.name))
        and any(first <= column <= last for first, last in grid.hidden_columns)
        and any(grid.at(row, column) not in (None, "") for row in cells.rows)
    ]
    if told:
        place = Place(grid.name, address(cells.rows[0], told[0][0]), cells.rows[0])
        yield BY_CODE["XP428"].at(place, columns="、".join(words for _, words in told))


def _missing(located: Located, cells: Cells) -> list[str]:
    """Fields whose column is not there, unless headings or other columns supply every row's value."""
    form = cells.expected.form
    return [
        field.name
        for field in form.fields
        if not field.fill
        and field.name not in located.columns
        and not (cells.rows and all(value is not None for value in cells.values[field.name]))
    ]


def _sheet_band(name: str, asks: Expected) -> Band | None:
    """What the sheet's own name gives to its rows: one of a closed list."""
    gives = captions.heading(name, asks) if name != asks.form.sheet else None
    return Band(gives, 0, 0) if gives and gives.field in asks.grouped and not gives.doubt else None


def _line(located: Located, asks: Expected, findings: list[Finding]) -> dict[str, LineValue]:
    line: dict[str, LineValue] = {}
    grid = located.grid
    for field, raw, row, column in labelled(grid, asks.form.line, located.first_row - 1):
        question = asked(asks.round, field)
        note = grid.notes.get((row, column))
        value, text = read_value(grid, row, column, raw, note, question, asks.round)
        line[field.name] = LineValue(value, text, row, column)
        if not field.fill:
            place = Place(grid.name, address(row, column), row, field.name)
            for code, words in remarks(question, raw, value, text, note, asks.round):
                findings.append(BY_CODE[code].at(place, text, words=words))
    for person, phone in asks.line_pairs:
        findings += _split_line(grid.name, asks, line, person, phone)
    return line


def _split_line(sheet: str, asks: Expected, line: dict[str, LineValue], person: str, phone: str) -> Iterator[Finding]:
    """A name and a number that stand together in the person's cell, where the number's own cell is blank."""
    there, number = line.get(person), line.get(phone)
    if there is None or not isinstance(there.value, str) or (number is not None and number.value is not None):
        return
    both = split_person_phone(there.typed, asks.round.area_code)
    if both is None:
        return
    titles = {field.name: field.title for field in asks.form.line}
    row, column = (number.row, number.column) if number else (there.row, there.column)
    line[person] = replace(there, value=both[0])
    line[phone] = LineValue(both[1], both[1], row, column)
    for name, value in zip((person, phone), both, strict=True):
        place = Place(sheet, address(line[name].row, line[name].column), line[name].row, name)
        words = {"typed_in": titles[person], "title": titles[name], "taken": value}
        yield BY_CODE["XP307"].at(place, there.typed, words=words)
