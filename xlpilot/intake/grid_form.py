"""From sheets to a grid form (附件2): one row of values, each with its own cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xlpilot.findings import Finding, Place
from xlpilot.intake.cells import Cells, read_value, remarks
from xlpilot.intake.expected import Expected, expected
from xlpilot.intake.grid import Book, Grid, Value, Visibility, address
from xlpilot.intake.labels import Cell, GridFound, find_labels
from xlpilot.intake.locate import OWN_SHEETS
from xlpilot.intake.normalise import typed_text, visible
from xlpilot.intake.opinions import read_box
from xlpilot.intake.pairs import split_pairs
from xlpilot.intake.samples import tell_samples
from xlpilot.intake.shared_phones import tell_shared_phones
from xlpilot.intake.sheets import about_other_sheets
from xlpilot.intake.table import Table
from xlpilot.rounds.model import Round
from xlpilot.rules import BY_CODE, asked
from xlpilot.rules.base import Fault

_SHOWN = 60  # characters of a long text that a remark repeats
Raw = tuple[Cell, Value, bool]  # cell, raw value, whether the value is the whole of that cell


def extract_grid(book: Book, round_: Round, form_key: str) -> Table | None:
    """The form in a book; None where no sheet has enough of its labels.

    One form is read: of several filled ones the first that is visible, and XP516 tells of the others.
    """
    asks = expected(round_, round_.forms[form_key])
    grids = [grid for grid in book.grids if grid.name not in OWN_SHEETS]
    found = [there for grid in grids if (there := find_labels(grid, asks))]
    if not found:
        return None
    pairs = [(there, _read(there, asks, form_key)) for there in found]

    def rank(pair: tuple[GridFound, Table]) -> tuple[bool, bool]:
        return not pair[1].rows, pair[0].grid.visibility is not Visibility.VISIBLE

    chosen = min(pairs, key=rank)
    there, table = chosen
    findings = [*table.findings, *_rivals(table, [other for _, other in pairs if other is not table and other.rows])]
    if there.again is not None:
        findings.append(BY_CODE["XP516"].at(Place(table.sheet, address(there.again, 1), there.again), where="本表下方"))
    if there.grid.visibility is not Visibility.VISIBLE and table.rows:
        words = {"sheet": table.sheet, "count": 1, "taken": "已照常读取"}
        findings.append(BY_CODE["XP420"].at(Place(table.sheet), words=words))
    known = [one.grid.name for one in found]
    findings += about_other_sheets([grid for grid in grids if grid.name not in known], ())
    return replace(table, findings=tuple(findings))


def _rivals(table: Table, others: Sequence[Table]) -> Iterator[Finding]:
    for rival in others:
        if rival.values == table.values:
            yield BY_CODE["XP419"].at(rival.place(None, rival.rows[0]), sheet=table.sheet, other=rival.sheet)
        else:
            for one, other in ((table, rival), (rival, table)):
                yield BY_CODE["XP516"].at(Place(one.sheet), where=f"工作表“{other.sheet}”")


def _read(there: GridFound, asks: Expected, form_key: str) -> Table:
    grid, form, round_ = there.grid, asks.form, asks.round
    raws = _raws(there, asks)
    cells_of = {name: cell for name, (cell, _, _) in raws.items()}
    columns = {name: cell[1] for name, cell in cells_of.items()}
    row = min((cell[0] for cell in cells_of.values()), default=there.first_row)
    cells = Cells(grid, asks, columns, (row,), cells=cells_of)
    for field in (*form.fields, *form.opinions):
        cells.values[field.name], cells.typed[field.name] = [None], [""]
    for name, (cell, raw, whole) in raws.items():
        question = asks.questions.get(name) or asked(round_, form.by_name[name])
        note = grid.notes.get(cell) if whole else None
        value, text = read_value(grid, *cell, raw, note, question, round_)
        if question.field.long and isinstance(value, str) and not isinstance(value, Fault):
            value = _written(text)
        cells.values[name], cells.typed[name] = [value], [text]
        for code, words in remarks(question, raw, value, text, note, round_):
            shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            cells.findings.append(BY_CODE[code].at(cells.place(name, row), shown, words=words))
    split_pairs(cells)
    tell_samples(cells)
    tell_shared_phones(cells)
    prefilled = next((field.name for field in form.fields if field.format == "unit-name"), None)
    said = any(values[0] is not None for name, values in cells.values.items() if name != prefilled)
    rows = (row,) if said else ()
    return Table(
        form_key,
        grid.name,
        max(0, there.first_row - 1),
        columns,
        rows,
        {name: tuple(column[: len(rows)]) for name, column in cells.values.items()},
        {name: tuple(column[: len(rows)]) for name, column in cells.typed.items()},
        {},
        tuple(field.name for field in (*form.fields, *form.opinions) if field.name not in raws),
        there.gate,
        tuple(cells.findings) if rows else (),
        inferred=frozenset(cells.inferred),
        cells=cells_of,
    )


def _written(text: str) -> str:
    """A long text as it was written, its lines and its punctuation too, without what nobody sees."""
    return "\n".join(visible(line) for line in text.replace("_x000D_", "").splitlines() if visible(line))


def _raws(there: GridFound, asks: Expected) -> Mapping[str, Raw]:
    raws: dict[str, Raw] = {}
    for name, stand in there.stands.items():
        if stand.behind and not stand.filled:
            raws[name] = stand.at, stand.behind, False
        elif len(stand.filled) > 1:
            raws[name] = stand.at, _joined(there.grid, stand.filled), False
        else:
            raws[name] = stand.at, there.grid.at(*stand.at), True
    for region in there.regions:
        said = read_box(there.grid, region, asks.round.year)
        for field in region.box.fields:
            one = said[field.part]
            raws[field.name] = one.at, one.raw, one.alone or one.raw is None
    return raws


def _joined(grid: Grid, cells: Sequence[Cell]) -> str:
    """Texts of several cells as one, each row of the sheet a line."""
    lines: dict[int, list[str]] = {}
    for row, column in cells:
        lines.setdefault(row, []).append(typed_text(grid.at(row, column)))
    return "\n".join(" ".join(line) for line in lines.values())
