"""The values of a table, column by column: normalised, or taken from above where the sheet says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.expected import Expected
from xlpilot.intake.grid import CellNote, Grid, Value, address, noted_columns
from xlpilot.intake.normalise import letters_only, normalise, typed_text, visible
from xlpilot.intake.normalise.ditto import ditto, may_be_ditto
from xlpilot.intake.normalise.remarks import noticed_in
from xlpilot.intake.normalise.text import unseen
from xlpilot.intake.rows import Band
from xlpilot.rounds.model import Round
from xlpilot.rules import BY_CODE
from xlpilot.rules.base import Asked, Fault
from xlpilot.values import dataclass, field


@dataclass(slots=True)
class Cells:
    """Columns under construction: field name -> one value, and what was typed, for each row.

    Attributes:
        inferred: (Excel row, field name) of values that stand in no cell of their own.
        cells: field name -> 1-based row and column of its value, in a form whose fields stand in rows of their own.
    """

    grid: Grid
    expected: Expected
    columns: Mapping[str, int]
    rows: Sequence[int]
    values: dict[str, list[object]] = field(default_factory=dict)
    typed: dict[str, list[str]] = field(default_factory=dict)
    inferred: set[tuple[int, str]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    cells: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    _lines: list[Sequence[Value]] | None = None

    def lines(self) -> list[Sequence[Value]]:
        """The sheet's rows that are the table's."""
        if self._lines is None:
            sheet, last = self.grid.values, len(self.grid.values)
            self._lines = [sheet[row - 1] if row <= last else () for row in self.rows]
        return self._lines

    def noted(self, column: int) -> bool:
        """Whether any cell of a column has a note, wherever."""
        return column in noted_columns(self.grid.notes)

    def place(self, name: str, row: int) -> Place:
        """Where a field stands in an Excel row; without an address where its column is missing."""
        if name in self.cells:
            return Place(self.grid.name, address(*self.cells[name]), self.cells[name][0], name)
        column = self.columns.get(name)
        return Place(self.grid.name, address(row, column) if column else None, row, name)

    def say(self, code: str, name: str, row: int, value: str, severity: Severity | None = None, **more: object) -> None:
        """Add a finding about one cell."""
        title = self.expected.form.by_name[name].title
        self.findings.append(BY_CODE[code].at(self.place(name, row), value, severity=severity, title=title, words=more))


def read_columns(
    cells: Cells,
    anchors: Mapping[tuple[int, int], int],
    elsewhere: Mapping[str, Mapping[int, int]],
    bands: Sequence[tuple[Band, ...]],
    first: frozenset[int] | set[int],
) -> None:
    """Fill `cells` with every field that the clerk fills.

    Args:
        anchors: (row, column) of a merged cell -> row in which its value stands.
        elsewhere: field name -> row -> another column in which its value stands.
        bands: the headings in force for each row.
        first: rows above which there is nothing to take.
    """
    supplied = {band.gives.field for each in bands for band in each}
    for name, question in cells.expected.questions.items():
        column = cells.columns.get(name)
        if column is None:
            cells.values[name], cells.typed[name] = [None] * len(cells.rows), [""] * len(cells.rows)
        else:
            _read(cells, name, question, column, anchors, elsewhere.get(name, {}), first)
        if name in supplied:
            _fill_from_bands(cells, name, bands)


def _read(
    cells: Cells, name: str, question: Asked, column: int, anchors: Mapping[tuple[int, int], int],
    elsewhere: Mapping[int, int], first: frozenset[int] | set[int],
) -> None:  # fmt: skip
    grid, round_ = cells.grid, cells.expected.round
    sheet, notes, last = grid.values, grid.notes, len(grid.values)
    values: list[object] = []
    typed: list[str] = []
    known: dict[str, object] = {}
    as_typed, all_as_typed = cells.expected.as_typed[name]
    if not (anchors or elsewhere or cells.noted(column)):
        raws = [line[column - 1] if column <= len(line) else None for line in cells.lines()]
        texts = [raw for raw in raws if type(raw) is str]
        if len(texts) == len(raws) and all_as_typed(texts):
            cells.values[name], cells.typed[name] = [*texts], texts
            return
    always = question.field.type == "date" or question.field.format in ("cn-mobile", "cn-phone")
    for row in cells.rows:
        at_row, at = row, column
        if anchors or elsewhere:
            at_row, at = anchors.get((row, column), row), elsewhere.get(row, column)
        line = sheet[at_row - 1] if at_row <= last else ()
        raw: Value = line[at - 1] if at <= len(line) else None
        note = notes.get((at_row, at)) if notes else None
        if note is None and type(raw) is str and as_typed(raw):
            values.append(raw)
            typed.append(raw)
            continue
        if note is not None:
            value, text = read_value(grid, at_row, at, raw, note, question, round_)
        elif raw is None:
            values.append(None)
            typed.append("")
            continue
        elif type(raw) is str:
            text = raw
            if raw not in known:
                known[raw] = normalise(question, raw, round_)
            value = known[raw]
        else:
            text = typed_text(raw)
            value = normalise(question, raw, round_)
        if may_be_ditto(text) and ditto(text):
            value, text = _from_above(cells, name, row, text, values, typed, first)
        elif value is None or isinstance(value, Fault):
            pass
        elif always or value != text or note is not None or text is not raw or not letters_only(text):
            for code, words in remarks(question, raw, value, text, note, round_):
                cells.findings.append(BY_CODE[code].at(cells.place(name, row), text, words=words))
        values.append(value)
        typed.append(text)
    cells.values[name], cells.typed[name] = values, typed


def read_value(
    grid: Grid, row: int, column: int, raw: Value, note: CellNote | None, question: Asked, round_: Round
) -> tuple[object, str]:
    """The value of a cell, which is a Fault where it is not known, and what was typed."""
    if note is CellNote.ERROR:
        return Fault.ERROR, grid.errors.get((row, column), "#错误")
    if note is CellNote.UNCALCULATED:
        return Fault.UNCALCULATED, ""
    if note is CellNote.UNREADABLE or note is CellNote.TWICE:
        return Fault(note.value), typed_text(raw)
    return normalise(question, raw, round_), typed_text(raw)


def remarks(
    question: Asked, raw: Value, value: object, text: str, note: CellNote | None, round_: Round
) -> Iterator[tuple[str, dict[str, object]]]:
    """What is to be said about a cell that was read well: it is a formula, was written otherwise, is not certain.

    Codes of rules and what their words name, beside the text itself.
    """
    if value is None or isinstance(value, Fault):
        return
    title = question.field.title
    if note is CellNote.FORMULA:
        yield "XP208", {"title": title}
    if str(value) != text:
        yield "XP221", {"title": title, "how": rewritten(text, value)}
    yield from noticed_in(question, raw, value, round_)


def rewritten(text: str, value: object) -> str:
    """What normalisation did to a text, in words."""
    taken = str(value)
    if "".join(text.split()) == taken or visible(text) == taken:
        count = unseen(text)
        return f"去掉了{count}个看不见的字符" if count else "去掉了多余的空格"
    return f"汇总时写作“{taken}”"


def _from_above(
    cells: Cells,
    name: str,
    row: int,
    text: str,
    values: list[object],
    typed: list[str],
    first: frozenset[int] | set[int],
) -> tuple[object, str]:
    above = values[-1] if values and row not in first else None
    if above is None or isinstance(above, Fault):
        if cells.expected.questions[name].field.constraints.required:
            return Fault.DITTO, text
        cells.say("XP306", name, row, text, how="上面没有可以照抄的内容，照原样采用")
        return text, text
    line = cells.rows[len(values) - 1]
    cells.say("XP306", name, row, text, how=f"已按第{line}行的“{above}”采用")
    cells.inferred.add((row, name))
    return above, typed[-1]


def _fill_from_bands(cells: Cells, name: str, bands: Sequence[tuple[Band, ...]]) -> None:
    values, typed = cells.values[name], cells.typed[name]
    grouped = bool(cells.expected.questions[name].options)
    contradicted: set[int] = set()
    title = cells.expected.form.by_name[name].title
    for at, (row, there) in enumerate(zip(cells.rows, bands, strict=True)):
        band = next((band for band in there if band.gives.field == name), None)
        if band is None:
            continue
        if values[at] is None and not typed[at].strip():
            values[at] = typed[at] = band.gives.value
            cells.inferred.add((row, name))
            cells.say("XP305", name, row, "", band=band.where, given=band.gives.value)
        elif grouped and values[at] != band.gives.value and band.row not in contradicted:
            contradicted.add(band.row)
            why = f"第{row}行的“{title}”填的是“{typed[at]}”，已采用后者"
            place = Place(cells.grid.name, address(band.row, band.column) if band.row else None, band.row or None)
            words = {"row": band.row, "why": why, "title": title}
            cells.findings.append(BY_CODE["XP423"].at(place, band.gives.value, words=words))
