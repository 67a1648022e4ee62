"""Whose form is this, of which round: by the signed identity, then the bureau named in it, then folder and file name.

Nobody is guessed: a missing identity is told, a conflict is an error, and without any name there is no unit.
"""

from __future__ import annotations

from collections.abc import Iterator

from xlpilot.findings import Finding, Place, Severity
from xlpilot.form import stamp
from xlpilot.intake.grid import Book
from xlpilot.intake.table import Table
from xlpilot.review.names import UnitNames
from xlpilot.rounds.model import Field, Form, Round, Unit, UnitKind
from xlpilot.rules import BY_CODE
from xlpilot.values import dataclass

# Witnesses, in the words that staff see.
BUREAU, PATH = "表内的教育局名称", "文件名或文件夹"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a file is from (None: nobody knows) and what was found on the way; an error among it rejects the file."""

    unit: Unit | None
    stamp: stamp.Stamp | None
    findings: tuple[Finding, ...]


def read_stamp(book: Book) -> str | None:
    """The identity's text: the cell on the hidden sheet, else its mirror in a property or a defined name."""
    cell = next((grid.at(1, 1) for grid in book.grids if grid.name == stamp.SHEET), None)
    for text in (cell, book.properties.get(stamp.PROPERTY), book.names.get(stamp.DEFINED_NAME)):
        if isinstance(text, str) and text.strip().strip('"'):
            return text.strip().strip('"')
    return None


def bureau_of(form: Form) -> Field | None:
    """The labelled cell above the form's table that names the unit; None where the form has none."""
    return next((field for field in form.line if field.fill == "bureau"), None)


def read_definition(book: Book) -> str | None:
    """The round's definition that an issued form carries, None where it is not whole."""
    for grid in book.grids:
        if grid.name == stamp.SHEET:
            return stamp.join_definition([row[0] if row else None for row in grid.values])
    return None


def identify(
    book: Book, table: Table, round_: Round, names: UnitNames, *, key: bytes | None, told: str | None, path: str
) -> Identity:
    """Who sent this form.

    Args:
        key: the workspace's key; None in a county's own check, where the signature cannot be verified.
        told: code of the unit that the operator named on receipt.
        path: path or name of the file, the weakest witness.
    """
    findings: list[Finding] = []
    text = read_stamp(book)
    parsed = stamp.parse(text) if text else None
    signed: Unit | None = None
    if parsed and parsed[0].round != round_.name:  # another round has another key: told first, as it says more
        findings.append(BY_CODE["XP114"].at(Place(), other=parsed[0].round, expected=round_.name))
    elif text and (parsed is None or (key is not None and not stamp.genuine(text, key))):
        findings.append(
            BY_CODE["XP113"].at(Place(), detail="标识不完整" if parsed is None else "标识被改动过，或不是市局发的")
        )
    elif parsed:
        signed = round_.unit_by_code.get(parsed[0].unit)
        findings += _about_stamp(parsed[0], signed, table, round_, key)
    unit = _agreed(signed, bool(text), table, round_, names, told, path, findings)
    return Identity(unit, parsed[0] if parsed else None, tuple(findings))


def _about_stamp(
    found: stamp.Stamp, unit: Unit | None, table: Table, round_: Round, key: bytes | None
) -> Iterator[Finding]:
    if unit is None:
        yield BY_CODE["XP116"].at(Place(), detail=f"（标识里的代码 {found.unit} 不在本轮名单中）")
    elif found.form != table.form:
        yield BY_CODE["XP113"].at(Place(), detail="标识是另一张表的")
    elif found.version != round_.version:
        yield BY_CODE["XP118"].at(Place(), detail=f"{found.version}，现行的是 {round_.version}")
    if key is None:
        yield BY_CODE["XP117"].at(Place())


def _agreed(
    signed: Unit | None, stamped: bool, table: Table, round_: Round, names: UnitNames, told: str | None, path: str,
    findings: list[Finding],
) -> Unit | None:  # fmt: skip
    bureau_field = bureau_of(round_.forms[table.form])
    written = table.line.get(bureau_field.name) if bureau_field else None
    bureau = names.exactly(written.typed) if written and written.typed else None
    witnesses = [
        ("登记时指明的单位", round_.unit_by_code.get(told) if told else None),
        ("表格标识", signed),
        (BUREAU, bureau),
    ]
    known = [(basis, unit) for basis, unit in witnesses if unit]
    if known:
        basis, unit = known[0]
        for other, rival in known[1:]:
            if rival is not unit:
                place = table.line_place(bureau_field.name) if bureau_field and rival is bureau else Place()
                typed = written.typed if written and rival is bureau else ""
                findings.append(conflict(place, typed, basis, unit, other, rival))
        if written and written.typed and not bureau and bureau_field:
            place = table.line_place(bureau_field.name)
            words = {"one": basis, "unit_one": unit.name, "other": BUREAU, "unit_other": written.typed}
            findings.append(BY_CODE["XP115"].at(place, written.typed, words=words))
    applicant = _applicant(table, round_, names)
    if applicant and known and applicant is not known[0][1] and UnitKind.DIRECT in (applicant.kind, known[0][1].kind):
        place, typed = _applicant_cell(table, round_)
        findings.append(conflict(place, typed, *known[0], "表内的申报单位", applicant))
    named = names.within(path)
    if known and named and named is not known[0][1]:
        findings.append(conflict(Place(), path, *known[0], PATH, named, severity=Severity.WARNING))
    if not known and named:
        known = [(PATH, named)]
    if not known and applicant:
        known = [("表内的申报单位", applicant)]
    if not known:
        if not any(finding.code == "XP116" for finding in findings):
            detail = f"（表内写的是“{written.typed}”）" if written and written.typed else ""
            findings.append(BY_CODE["XP116"].at(Place(), detail=detail))
        return None
    if not stamped:
        findings.append(BY_CODE["XP112"].at(Place(), basis=known[0][0], unit=known[0][1].name))
    return known[0][1]


def _applicant_cell(table: Table, round_: Round) -> tuple[Place, str]:
    """Where a grid form says who applies, and what is typed there; '' for a table, each of whose rows is another's."""
    form = round_.forms[table.form]
    name = next((field.name for field in form.fields if field.format == "unit-name"), None)
    if form.kind == "table" or name is None or not table.rows:
        return Place(), ""
    return table.place(name, table.rows[0]), table.typed[name][0]


def _applicant(table: Table, round_: Round, names: UnitNames) -> Unit | None:
    """The unit that the applicant is, or the county that its name begins with."""
    _, typed = _applicant_cell(table, round_)
    return (names.exactly(typed) or names.beginning(typed)) if typed else None


def conflict(
    place: Place, typed: str, one: str, unit_one: Unit, other: str, unit_other: Unit, severity: Severity | None = None
) -> Finding:
    """XP115: two witnesses, each with the unit that it names."""
    words = {"one": one, "unit_one": unit_one.name, "other": other, "unit_other": unit_other.name}
    return BY_CODE["XP115"].at(place, typed, severity=severity, words=words)
