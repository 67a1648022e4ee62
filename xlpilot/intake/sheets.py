"""Several sheets in a workbook: which one is the table, and what is to be said about the others. None is added up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.grid import Grid, Visibility, address
from xlpilot.intake.locate import OWN_SHEETS, Located
from xlpilot.intake.normalise import clean, typed_text
from xlpilot.intake.table import Table
from xlpilot.rounds.model import Form, Round
from xlpilot.rules import BY_CODE

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=年|学年|$)")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?:\.0)?(?![0-9])")
# So many rows of a sheet that is no table are looked through for telephone numbers.
_LOOKED_THROUGH = 2000

Pair = tuple[Located, Table]


def choose(pairs: Sequence[Pair], form: Form) -> tuple[Pair, list[Pair]]:
    """The sheet that is read as the form's table, and the others that hold rows. `pairs` has at least one.

    A filled sheet comes before an empty one, a visible one before a hidden one, then counts how much of the header is
    there, then the form's own name. A sheet with less of the header is no table where it lacks what tells projects
    apart (the form's uniqueKeys).
    """
    most = _most(pairs)

    def rank(pair: Pair) -> tuple[bool, bool, bool, int, bool]:
        located, table = pair
        less, hidden = _less(located, most, form), _hidden(located)
        return less, not table.rows, hidden, -len(located.columns), located.grid.name != form.sheet

    chosen = min(pairs, key=rank)
    return chosen, [pair for pair in pairs if pair is not chosen and pair[1].rows]


def equals(pairs: Sequence[Pair], form: Form) -> tuple[list[Pair], list[Pair]]:
    """The filled sheets of which each could be the form's table, in the file's order as given; and all other filled
    ones: hidden, or with too little of the header."""
    most = _most(pairs)
    equal: list[Pair] = []
    others: list[Pair] = []
    for pair in pairs:
        if pair[1].rows:
            (others if _less(pair[0], most, form) or _hidden(pair[0]) else equal).append(pair)
    return equal, others


def _most(pairs: Sequence[Pair]) -> int:
    return max((len(located.columns) for located, _ in pairs), default=0)


def _less(located: Located, most: int, form: Form) -> bool:
    unique = {name for names in form.unique_keys for name in names}
    return len(located.columns) < most and not (unique and unique <= located.columns.keys())


def _hidden(located: Located) -> bool:
    return located.grid.visibility is not Visibility.VISIBLE


def about_rivals(round_: Round, form: Form, chosen: Pair, others: Sequence[Pair]) -> Iterator[Finding]:
    """XP405 where a sheet contradicts the chosen one; a remark where it repeats it, is hidden or of another year."""
    located, table = chosen
    if _hidden(located) and table.rows:
        yield BY_CODE["XP420"].at(_first_row(table), sheet=table.sheet, count=len(table.rows), taken="已照常读取")
    for other, rival in others:
        place = _first_row(rival)
        if same_rows(table, rival):
            yield BY_CODE["XP419"].at(place, sheet=table.sheet, other=rival.sheet)
        elif _hidden(other):
            taken = f"没有读取，读取的是“{table.sheet}”"
            yield BY_CODE["XP420"].at(place, sheet=rival.sheet, count=len(rival.rows), taken=taken)
        elif years := _other_years(round_, located, other):
            yield BY_CODE["XP425"].at(place, sheet=rival.sheet, years=years)
        elif any(names[0] not in rival.columns for names in form.unique_keys):
            yield from _unread(other.grid)
        else:
            for sheet, against in ((table.sheet, rival.sheet), (rival.sheet, table.sheet)):
                yield BY_CODE["XP405"].at(Place(sheet), sheet=sheet, other=against)


def about_other_sheets(grids: Sequence[Grid], found: Sequence[Located]) -> Iterator[Finding]:
    """XP426 once for every sheet that holds something and has no header of the form."""
    known = {located.grid.name for located in found}
    for grid in grids:
        if grid.name not in OWN_SHEETS and grid.name not in known:
            yield from _unread(grid)


def _first_row(table: Table) -> Place:
    return Place(table.sheet, address(table.rows[0], min(table.columns.values())), table.rows[0])


def same_rows(table: Table, rival: Table) -> bool:
    """Whether two sheets hold the same rows, in the columns that both have."""
    both = table.columns.keys() & rival.columns.keys() & table.values.keys()
    return len(table.rows) == len(rival.rows) and all(table.values[name] == rival.values[name] for name in both)


def _other_years(round_: Round, located: Located, other: Located) -> str:
    """The years that the other sheet speaks of, where they are not this round's and the chosen sheet says it is."""
    theirs = _years(other)
    return "、".join(sorted(theirs)) if str(round_.year) not in theirs and str(round_.year) in _years(located) else ""


def _years(located: Located) -> set[str]:
    above = located.grid.values[: located.first_row - 1]
    texts = (clean(value) for row in above for value in row if isinstance(value, str))
    return {year for text in (located.grid.name, *texts) for year in _YEAR.findall(text)}


def _unread(grid: Grid) -> Iterator[Finding]:
    first: tuple[int, int, str] | None = None
    phones = 0
    for number, row in enumerate(islice(grid.values, _LOOKED_THROUGH), 1):
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            text = clean(typed_text(value))
            if text and first is None:
                first = number, column, text
            phones += _MOBILE.search(text) is not None
    if first is None:
        return
    row_number, at, text = first
    what = f"第{row_number}行“{text[:30]}”等，有{phones}个手机号码" if phones else f"第{row_number}行“{text[:30]}”等"
    severity = Severity.WARNING if phones else Severity.INFO
    place = Place(grid.name, address(row_number, at), row_number)
    yield BY_CODE["XP426"].at(place, text[:200], severity=severity, sheet=grid.name, what=what)
