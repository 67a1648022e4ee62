"""What one returned file is: refused, a plan or a letter, or a form with a table; whose it is; what is odd about it."""

from __future__ import annotations

from xlpilot.findings import Finding, Place, Severity, worst
from xlpilot.intake.document import Document
from xlpilot.intake.extract import extract
from xlpilot.intake.grid import Book
from xlpilot.intake.refusal import Reason, Refusal
from xlpilot.intake.table import Table
from xlpilot.review.beside import beside
from xlpilot.review.by_hand import by_hand
from xlpilot.review.identified import Identified
from xlpilot.review.identity import identify
from xlpilot.review.locked import locked_changes
from xlpilot.review.lower import from_below
from xlpilot.review.names import UnitNames
from xlpilot.review.readings import EVIDENCE
from xlpilot.review.returned import Returned
from xlpilot.review.row_units import row_units
from xlpilot.rounds.model import Round
from xlpilot.rules import BY_CODE

_REFUSED = {
    Reason.EMPTY: "XP101",
    Reason.DAMAGED: "XP102",
    Reason.WORD: "XP103",
    Reason.PICTURE: "XP103",
    Reason.PDF: "XP103",
    Reason.UNKNOWN: "XP103",
    Reason.ENCRYPTED: "XP104",
    Reason.DISGUISED: "XP105",
    Reason.TOO_LARGE: "XP106",
    Reason.ARCHIVE: "XP107",
    Reason.MAIL: "XP107",
    Reason.LINK: "XP107",
    Reason.UNREADABLE: "XP108",
}


def recognise(round_: Round, file: Returned, names: UnitNames, key: bytes | None) -> Identified:
    """What a file is by itself. Never raises for what a county typed.

    Args:
        key: the workspace's signing key; None where signatures cannot be verified.
    """
    assert not isinstance(file.content, Identified)
    unit: str | None = file.told
    table: Table | None = None
    kind = "unknown"
    if isinstance(file.content, Document | Refusal):
        from xlpilot.review.documents import judge_document

        paperwork = judge_document(file.content, file.path, file.told, file.told_kind, round_, names, key is not None)
        if paperwork is not None:
            return Identified(paperwork.kind, paperwork.unit, None, paperwork.findings, True, paperwork.reading)
    if isinstance(file.content, Document):
        raise AssertionError("a text document is always judged as one")
    if isinstance(file.content, Refusal):
        rule = BY_CODE[_REFUSED[file.content.reason]]
        findings: tuple[Finding, ...] = (rule.at(Place(), detail=file.content.detail, advice=file.content.advice),)
        named = names.within(file.path)
        unit = unit or (named.code if named else None)
    elif (below := from_below(round_, file, file.content, names)) is not None:
        return below
    else:
        table, others = _chosen(file.content, round_)
        if table is None:
            form = next(iter(round_.forms.values()))
            findings = (BY_CODE["XP111"].at(Place(), form=form.title),)
            named = names.within(file.path)
            unit = unit or (named.code if named else None)
        else:
            kind = table.form
            # The name of a file in which several units' tables lie says nothing about each of them.
            path = file.path if file.part is None else ""
            identity = identify(file.content, table, round_, names, key=key, told=file.told, path=path)
            unit = identity.unit.code if identity.unit else None
            seen = [*beside(file.content, file.file), *others]
            form = round_.forms[table.form]
            if form.kind == "table" and any(finding.code == "XP112" for finding in identity.findings):
                seen += by_hand(table, form)
            if worst(identity.findings) is not Severity.ERROR:
                seen += locked_changes(file.content, table, round_, key is not None)
                for one in table.all:
                    seen += row_units(one, round_.forms[one.form], identity.unit, names)
            findings = (*identity.findings, *seen, *(finding for one in table.all for finding in one.findings))
    evidence = isinstance(file.content, Refusal) and file.content.reason in EVIDENCE
    return Identified(kind, unit, table, findings, evidence)


def _chosen(book: Book, round_: Round) -> tuple[Table | None, list[Finding]]:
    """The form that is read: a filled one before an empty one, then the round's order; XP515 for another filled one."""
    found = [table for key in round_.issued_forms if (table := extract(book, round_, key))]
    if not found:
        return None, []
    most = max(len(one.columns) for one in found if round_.forms[one.form].kind == round_.forms[found[0].form].kind)
    chosen = next((one for one in found if one.rows and _fits(one, round_, most)), None)
    chosen = chosen or max(found, key=lambda one: len(one.columns))
    taken = round_.forms[chosen.form].attachment
    others = [one for one in found if one.rows and one.sheet != chosen.sheet]
    return chosen, [
        BY_CODE["XP515"].at(
            Place(one.sheet, one.place(None, one.rows[0]).cell),  # its rows are not those of the form that is read
            sheet=one.sheet,
            words={"other": round_.forms[one.form].attachment, "taken": taken},
        )
        for one in others
    ]


def _fits(table: Table, round_: Round, most: int) -> bool:
    """Whether no other table of the round has more of its header here; a grid's labels are no header."""
    return round_.forms[table.form].kind == "grid" or len(table.columns) == most
