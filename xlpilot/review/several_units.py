"""A workbook in which several units' tables lie, one on a sheet, is taken apart: each sheet is its unit's own return.

Nobody is guessed: each table must name another unit in its own line, exactly; with any doubt the file stays whole, and
its sheets are rivals (XP405).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from xlpilot.findings import Finding, Place, Severity
from xlpilot.form import stamp
from xlpilot.intake.extract import candidates
from xlpilot.intake.grid import Book, Visibility
from xlpilot.intake.locate import OWN_SHEETS, headers
from xlpilot.intake.sheets import Pair, about_other_sheets, about_rivals, equals, same_rows
from xlpilot.intake.table import Table
from xlpilot.review.identity import BUREAU, PATH, bureau_of, conflict, read_stamp
from xlpilot.review.lower import is_summary
from xlpilot.review.names import UnitNames
from xlpilot.review.returned import Returned
from xlpilot.rounds.model import Form, Round, Unit
from xlpilot.rules import BY_CODE


def divided(round_: Round, file: Returned, names: UnitNames, key: bytes | None) -> list[Returned]:
    """The file itself, or one return for each of its sheets where these are the tables of several units.

    What else lies in the workbook is told once, with the sheet that the identity is of, else with the first.

    Args:
        key: the workspace's signing key; None where signatures cannot be verified.
    """
    book = file.content
    if not isinstance(book, Book) or file.told or not _several_filled(book) or is_summary(book):
        return [file]
    found = {key: headers(book.grids, form) for key, form in round_.issued_forms.items() if form.kind == "table"}
    if not found:
        return [file]
    form_key = max(found, key=lambda one: max((len(located.columns) for located in found[one]), default=0))
    if len(found[form_key]) < 2:
        return [file]
    form, pairs = round_.forms[form_key], candidates(book, round_, form_key)
    equal, rest = equals(sorted(pairs, key=lambda pair: _place(book, pair)), form)
    owners = _owners(round_, form, equal, names)
    if owners is None or not _identity_fits(round_, book, owners.values(), key):
        return [file]
    stamped = _stamped(book)
    main = next((pair for pair in equal if stamped == owners[pair[1].sheet].code), equal[0])
    others = [
        *about_rivals(round_, form, main, rest),
        *about_other_sheets(book.grids, [located for located, _ in pairs]),
    ]
    if any(finding.code == "XP405" for finding in others):
        return [file]
    named = names.within(file.path)
    elsewhere = named if named not in owners.values() else None
    everybody = "、".join(f"“{sheet}”{unit.name}" for sheet, unit in owners.items())
    parts = []
    for pair in equal:
        table = pair[1]
        sheet, unit = table.sheet, owners[table.sheet]
        words = {"count": len(owners), "all": everybody, "sheet": sheet, "unit": unit.name}
        told = [
            BY_CODE["XP130"].at(Place(sheet), words=words),
            *_sheet_name_fits(form, table, unit, names),
        ]
        if elsewhere:
            told.append(conflict(Place(), file.path, BUREAU, unit, PATH, elsewhere, severity=Severity.WARNING))
        findings = (*file.findings, *told, *(others if pair is main else ()))
        content = part_of(book, sheet, unit.code)
        parts.append(replace(file, path=f"{file.path}!{sheet}", content=content, findings=findings, part=sheet))
    return parts


def part_of(book: Book, sheet: str, unit: str) -> Book:
    """The workbook with nothing but one sheet, and the identity where it is this unit's."""
    kept = {sheet, stamp.SHEET} if _stamped(book) == unit else {sheet}
    grids = tuple(grid for grid in book.grids if grid.name in kept)
    if stamp.SHEET in kept:
        return replace(book, grids=grids)
    return replace(book, grids=grids, properties={}, names={})


def _several_filled(book: Book) -> bool:
    sheets = (grid for grid in book.grids if grid.name not in OWN_SHEETS and grid.visibility is Visibility.VISIBLE)
    return sum(any(any(value not in (None, "") for value in row) for row in grid.values) for grid in sheets) > 1


def _place(book: Book, pair: Pair) -> int:
    return next(number for number, grid in enumerate(book.grids) if grid is pair[0].grid)


def _owners(round_: Round, form: Form, equal: Sequence[Pair], names: UnitNames) -> Mapping[str, Unit] | None:
    """Sheet -> the unit that its own line names; None where there are not several, or any of them leaves a doubt."""
    bureau = bureau_of(form)
    if bureau is None or len(equal) < 2:
        return None
    reporters = round_.reporters(form)
    owners: dict[str, Unit] = {}
    for _, table in equal:
        written = table.line.get(bureau.name)
        unit = names.exactly(written.typed) if written and written.typed else None
        if unit is None or unit not in reporters or unit in owners.values():
            return None
        owners[table.sheet] = unit
    tables = [table for _, table in equal]
    # The same projects under two names: one of the names is wrong.
    if any(same_rows(one, other) for at, one in enumerate(tables) for other in tables[:at]):
        return None
    return owners if len(owners) == len(equal) else None


def _identity_fits(round_: Round, book: Book, owners: Collection[Unit], key: bytes | None) -> bool:
    """Whether the workbook's identity, where it has one, is genuine and that of one of its units."""
    text = read_stamp(book)
    if text is None:
        return True
    parsed = stamp.parse(text)
    if parsed is None or parsed[0].round != round_.name or (key is not None and not stamp.genuine(text, key)):
        return False
    return parsed[0].unit in {unit.code for unit in owners}


def _stamped(book: Book) -> str | None:
    parsed = stamp.parse(read_stamp(book) or "")
    return parsed[0].unit if parsed else None


def _sheet_name_fits(form: Form, table: Table, unit: Unit, names: UnitNames) -> Iterator[Finding]:
    """XP115 where the sheet's name is another unit's: which of the two is right only a person can say."""
    named = names.exactly(table.sheet) or names.within(table.sheet)
    bureau = bureau_of(form)
    if named and named is not unit and bureau:
        place = table.line_place(bureau.name)
        yield conflict(place, table.line[bureau.name].typed, BUREAU, unit, f"工作表的名称“{table.sheet}”", named)
