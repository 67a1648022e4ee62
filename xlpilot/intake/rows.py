"""Which rows of a sheet are projects. Every other row that says anything is listed with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from xlpilot.findings import Finding, Place
from xlpilot.intake import captions
from xlpilot.intake.captions import SUSPECT, Heading, Word
from xlpilot.intake.columns import Own
from xlpilot.intake.expected import Expected
from xlpilot.intake.grid import CellNote, Value, address, last_noted_row, noted_columns
from xlpilot.intake.locate import Located
from xlpilot.intake.normalise import clean, key, letters_only, typed_text
from xlpilot.intake.seen import spoken_rows
from xlpilot.rules import BY_CODE
from xlpilot.values import dataclass, field

# A row with more filled cells than that is a project, unless it says clearly that it is something else.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Band:
    """A heading above several rows: what it gives them, and where it stands; row 0 is the sheet's own name."""

    gives: Heading
    row: int
    column: int

    @property
    def where(self) -> str:
        """Where it stands, in words."""
        return f"第{self.row}行" if self.row else "工作表的名称"


@dataclass(frozen=True, slots=True)
class Total:
    """A row that adds up: what it says, and how many projects stand above it: in all, and since others of its kind."""

    row: int
    words: list[Word]
    above: int
    since_total: int
    since_sum: int  # since the last that is no subtotal
    since_band: int | None


@dataclass(slots=True)
class Rows:
    """The rows of a table, 1-based, in the sheet's order.

    Attributes:
        bands: the headings in force for each of the rows.
        first: rows above which there is no row to take anything from: the first, and those below a heading or a total.
        passed_over: rows that say something and are no project; each has its finding.
    """

    numbers: list[int] = field(default_factory=list)
    bands: list[tuple[Band, ...]] = field(default_factory=list)
    first: set[int] = field(default_factory=set)
    passed_over: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_rows(located: Located, expected: Expected, own: Own) -> Rows:
    """Tell the projects from the other rows; `own` knows what the issued form itself shows beside the table."""
    return _Reading(located, expected, own).rows()


class _Reading:
    def __init__(self, located: Located, expected: Expected, own: Own) -> None:
        self.grid, self.located, self.expected, self.own = located.grid, located, expected, own
        self.names = {column: name for name, column in located.columns.items()}
        for name, columns in located.twice.items():
            self.names |= dict.fromkeys(columns, name)
        self.columns = sorted(column for column, name in self.names.items() if name in expected.questions)
        self.ordinal = located.columns.get(expected.ordinal or "", 0)
        self.counted = self.ordinal > 0 and self.ordinal not in self.columns
        # Notes of cells outside the table's columns say nothing about its rows; an issued form has thousands.
        notes, last = self.grid.notes, len(self.grid.values)
        self.noted = not noted_columns(notes).isdisjoint(self.columns)
        beyond = self.noted and last_noted_row(notes) > last
        self.beyond = {row for row, column in notes if row > last and column in self.columns} if beyond else set()
        self.across = {
            (top, left): right for top, left, _, right in self.grid.merges if right > left and top > located.last_row
        }
        self.suspect = SUSPECT | expected.initials | {"*", "★", "\n", " ", "\u3000"}
        self.found = Rows()
        self.stack: list[Band] = []
        self.totals: list[Total] = []
        self.since_total = self.summed = 0
        self.since_band: int | None = None  # counted only below a heading
        self.fresh, self.broken = True, False
        self.example = expected.form.by_name[next(iter(expected.examples))].example if expected.examples else ""

    def rows(self) -> Rows:
        first, last = self.located.last_row + 1, len(self.grid.values)
        latest = first - 1  # the last row that said something
        gaps: list[tuple[int, int]] = []
        empty: list[int] = []
        # Where only formulas without a result stand, the reader gives no row.
        for number in chain(range(first, last + 1), sorted(self.beyond)):
            row = self.grid.values[number - 1] if number <= last else ()
            there = [] if self._bare(row) else self._there(row)
            if not there and self._blank(number, row):
                continue
            if len(there) > _FEW and not self._suspicious(row, there[0]):
                project: bool | None = True
            else:
                project = self._looked_at(number, row, there, empty)
            if project is None:
                continue
            if project:
                if self.found.numbers and number > latest + 1:
                    gaps.append((latest + 1, number))
                self._take(number)
            latest = number
        self._about_gaps(gaps, empty)
        self._about_totals()
        self._about_hidden()
        return self.found

    def _take(self, number: int) -> None:
        found = self.found
        found.numbers.append(number)
        found.bands.append(tuple(self.stack) if self.stack else ())
        if self.broken:
            self.stack, self.since_band, self.broken = [], None, False
        if self.fresh:
            found.first.add(number)
            self.fresh = False
        self.since_total += 1
        if self.since_band is not None:
            self.since_band += 1

    def _bare(self, row: Sequence[Value]) -> bool:
        """Whether there is nothing in a row but perhaps its printed number, as in most rows that were left blank."""
        filled = len(row) - row.count(None)
        return not filled or (filled == 1 and self.counted and isinstance(row[self.ordinal - 1], float | int))

    def _there(self, row: Sequence[Value]) -> list[int]:
        """The columns of the table that hold something."""
        width = len(row)
        if self.columns and width >= self.columns[-1]:
            cells = [row[column - 1] for column in self.columns]
            if letters_only("".join([value for value in cells if type(value) is str])):
                # Then none of them is a text of nothing but spaces; one in its place may be blank.
                return [n for n, value in zip(self.columns, cells, strict=True) if value is not None and value != ""]
        there = []
        for column in self.columns:
            if column > width:
                break
            value = row[column - 1]
            if value is None or (isinstance(value, str) and not (letters_only(value) or clean(value))):
                continue
            there.append(column)
        return there

    def _blank(self, number: int, row: Sequence[Value]) -> bool:
        """Whether a row without entries says nothing at all: no more than its printed number."""
        edge = self.own.self_check
        cells = row if edge is None else row[: edge - 1]
        filled = len(cells) - cells.count(None)
        if filled > 1 or (filled and not (self.ordinal and isinstance(row[self.ordinal - 1], float | int))):
            return False
        return not self._noted(number) and not (edge and self.own.behind(number, row))

    def _suspicious(self, row: Sequence[Value], column: int) -> bool:
        value = row[column - 1]
        if isinstance(value, str) and (value[:1] in self.suspect or value == self.example):
            return True
        number = row[self.ordinal - 1] if self.ordinal else None
        return isinstance(number, str) and number[:1] in self.suspect

    def _looked_at(self, number: int, row: Sequence[Value], there: Sequence[int], empty: list[int]) -> bool | None:
        """True for a project, False for another row that says something, None for one that says nothing."""
        words = self._words(number, row)
        notes = set() if there else self._notes(number)
        lost = bool(notes - {CellNote.FORMULA})
        if not words:
            # Only the printed number, or formulas that show nothing.
            if notes and not lost:
                empty.append(number)
                self.found.passed_over.append(number)
            return True if there or lost else None
        if captions.is_printed(words):
            return None
        if captions.is_header(words, self.expected):
            return self._pass(number, words)
        if captions.is_total(words):
            above = len(self.found.numbers)
            self.totals.append(Total(number, words, above, self.since_total, above - self.summed, self.since_band))
            self.since_total, self.since_band, self.stack = 0, None, []
            if not captions.is_partial(words):
                self.summed = above
            return self._pass(number, words)
        if captions.is_note(words):
            return self._pass(number, words, fresh=False)
        if captions.is_sample(words, self.expected):
            place = Place(self.grid.name, address(number, words[0].column), number)
            said = next((word.text for word in words if word.field), words[0].text)
            self.found.findings.append(BY_CODE["XP415"].at(place, said, row=number))
            self.found.passed_over.append(number)
            return False
        if len(words) == 1 and not lost:
            return self._alone(number, words)
        if not there and not lost:
            return self._pass(number, words, fresh=False)
        return True

    def _noted(self, number: int) -> bool:
        return self.noted and not self.grid.notes.keys().isdisjoint([(number, column) for column in self.columns])

    def _notes(self, number: int) -> set[CellNote]:
        notes = self.grid.notes if self.noted else {}
        found = {notes.get((number, column)) for column in self.columns} if notes else set()
        return {note for note in found if note is not None}

    def _words(self, number: int, row: Sequence[Value]) -> list[Word]:
        words = []
        for column, value in self.own.others(number, row):
            name = self.names.get(column)
            if column == self.ordinal and not isinstance(value, str):
                continue
            if name is None and (number, column) in self.grid.notes:
                continue  # what a formula of the county's own shows was not typed into this row
            text = clean(typed_text(value))
            if text and not (column == self.ordinal and captions.ORDINAL.fullmatch(text)):
                words.append(Word(text, key(text), column, name if column != self.ordinal else None))
        return words

    def _pass(self, number: int, words: Sequence[Word], *, fresh: bool = True) -> bool:
        place = Place(self.grid.name, address(number, words[0].column), number)
        self.found.findings.append(BY_CODE["XP406"].at(place, words[0].text, row=number))
        self.found.passed_over.append(number)
        self.fresh = self.fresh or fresh
        return False

    def _alone(self, number: int, words: list[Word]) -> bool | None:
        """A single text in its row: a heading, a caption, or a project of which only one cell is filled."""
        word = words[0]
        inside = word.field is not None and (number, word.column) not in self.across
        below = self._below(number)
        if inside and below is None:
            self.broken = True
            return True
        gives = captions.heading(word.text, self.expected)
        if inside and (gives is None or below is None or gives.field in below):
            self.broken = True  # whatever it is, a heading above it may not be meant for what stands below
            return True
        if gives is None:
            wanted = [
                name for name in (*self.expected.grouped, self.expected.unit) if name and name in self.located.columns
            ]
            missing = next((name for name in wanted if below is not None and name not in below), None)
            self.stack, self.since_band, self.fresh = [], None, True
            if missing is None or word.key.isdecimal():
                return self._pass(number, words)
            place = Place(self.grid.name, address(number, word.column), number)
            title = self.expected.form.by_name[missing].title
            why = f"认不出是哪一个“{title}”，下面没有填的不能补"
            self.found.findings.append(BY_CODE["XP423"].at(place, word.text, row=number, why=why, title=title))
            self.found.passed_over.append(number)
            return False
        band = Band(gives, number, word.column)
        outer = next((n for n, other in enumerate(self.stack) if other.gives.field == gives.field), len(self.stack))
        self.stack = [*self.stack[:outer], band]
        self.since_band = 0
        if gives.doubt:
            title = self.expected.form.by_name[gives.field].title
            place = Place(self.grid.name, address(number, word.column), number)
            why = f"{gives.doubt}，已按名称采用“{gives.value}”"
            self.found.findings.append(BY_CODE["XP423"].at(place, word.text, row=number, why=why, title=title))
        return self._pass(number, words)

    def _below(self, number: int) -> set[str] | None:
        """The fields that are filled in the next row that could be a project; None where there is none."""
        for row in self.grid.values[number : number + 6]:
            there = self._there(row)
            if len(there) >= _FEW:
                return {self.names[column] for column in there}
            if there and len(there) != 1:
                return None
        return None

    def _about_gaps(self, gaps: Sequence[tuple[int, int]], empty: Sequence[int]) -> None:
        if gaps:
            (start, row), *_ = gaps
            blank = [n for start, row in gaps for n in (start, row - 1)]
            gap = f"第{start}至{row - 1}行" if row - 1 > start else f"第{start}行"
            gap += f"等{len(gaps)}处" if len(gaps) > 1 else ""
            if any(n in self.grid.hidden_rows for n in blank):
                gap += "（有的是隐藏的）"
            self.found.findings.append(BY_CODE["XP418"].at(self._place(row), row=row, gap=gap))
        if empty:
            self.found.findings.append(BY_CODE["XP424"].at(self._place(empty[0]), rows=spoken_rows(empty)))

    def _about_hidden(self) -> None:
        hidden = [row for row in self.found.numbers if row in self.grid.hidden_rows] if self.grid.hidden_rows else []
        if hidden:
            self.found.findings.append(BY_CODE["XP407"].at(self._place(hidden[0]), rows=spoken_rows(hidden)))

    def _place(self, row: int) -> Place:
        return Place(self.grid.name, address(row, self.columns[0]) if self.columns else None, row)

    def _about_totals(self) -> None:
        for number, total in enumerate(self.totals):
            said = captions.stated(total.words)
            if said is None:
                continue
            counts, word = said
            following = self.totals[number + 1].above if number + 1 < len(self.totals) else len(self.found.numbers)
            if captions.is_partial(total.words):
                fits = [total.since_total, total.since_band]
            elif not total.above:  # it stands above what it adds up
                fits = [following, len(self.found.numbers)]
            else:
                fits = [total.above, total.since_sum]
            if counts.isdisjoint(fits):
                place = Place(self.grid.name, address(total.row, word.column), total.row)
                text = word.text if word is total.words[0] else f"{total.words[0].text} {word.text}"
                self.found.findings.append(BY_CODE["XP416"].at(place, text, row=total.row, counted=fits[0]))
