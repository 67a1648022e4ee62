"""What is to be said of one unit's package: what is missing, what is alike, what disagrees; at both places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlpilot.findings import Finding, Place
from xlpilot.intake.normalise import key
from xlpilot.review.across.applicant import Applicant, as_row
from xlpilot.review.across.package import Package, Part, PlanOf
from xlpilot.rounds.model import Round, Unit
from xlpilot.rules import BY_CODE
from xlpilot.rules.base import Fault

Found = tuple[int, Finding]


def packaged(round_: Round, unit: Unit, package: Package, *, proposed: bool) -> Iterator[Found]:
    """XP540 to XP546, each with the number of its file. A kind of which the unit has sent nothing is not missed here:
    the list of materials tells that once.

    Args:
        proposed: whether the unit should have sent a summary and has sent forms only.
    """
    of_forms = {id(part) for pair in package.alike for part in pair if not isinstance(pair[1], PlanOf)}
    of_plans = {id(part) for pair in package.alike for part in pair if isinstance(pair[1], PlanOf)}
    for one, other in package.alike:
        for part, its in ((one, other), (other, one)):
            words = {"kind": _kind(round_, its), "near": its.project, "where": _where(its, part)}
            yield _at(part, "XP546", words)
    for entry in package.entries:
        row, form, plan, head = entry.row, entry.form, entry.plan, entry.form or entry.row
        if proposed and form:
            yield _at(form, "XP545", {"unit": unit.name})
        if row and not form and package.forms and id(row) not in of_forms:
            yield _at(row, "XP540", {"kind": _application(round_)})
        if form and not row and package.rows and id(form) not in of_forms:
            yield _at(form, "XP541", {"kind": next(iter(round_.forms.values())).attachment})
        if head and not plan and package.plans and id(head) not in of_plans:
            yield _at(head, "XP542", {"kind": _kind(round_, None)})
        if plan and not head and (package.forms or package.rows) and id(plan) not in of_plans:
            yield _at(plan, "XP543", {"kind": _application(round_)})
        if entry.row and entry.form:
            yield from _disagreements(round_, entry.row, entry.form)
        if head and plan and plan.who and head.who and plan.who != head.who:
            yield from _other_unit(round_, head, plan)


def _disagreements(round_: Round, row: Applicant, form: Applicant) -> Iterator[Found]:
    """XP544 at both places for every field that both fill and fill differently."""
    for name, its in as_row(round_, form.source.kind).items():
        if not its or name not in row.source.table.columns:
            continue
        here, there = _value(row, name), _value(form, its)
        if here is None or there is None or here == there:
            continue
        same = {
            row.source.roles.unit: row.who == form.who,
            row.source.roles.project: row.project_key == form.project_key,
        }
        if same.get(name):
            continue
        for one, field, other, field_there in ((row, name, form, its), (form, its, row, name)):
            title = round_.forms[one.source.kind].by_name[field].title
            theirs = other.source.table.typed[field_there][other.at]
            shown = one.source.table.typed[field][one.at]
            words = {"title": title, "kind": _kind(round_, other), "theirs": theirs}
            yield one.finding("XP544", field, shown, **words, where=_address(other, field_there, one))


def _other_unit(round_: Round, head: Applicant, plan: PlanOf) -> Iterator[Found]:
    field = head.source.roles.unit
    title = round_.forms[head.source.kind].by_name[field].title
    where = f"{_file(plan.path)}第{plan.unit_place.paragraph}段"
    yield head.finding("XP544", field, head.name, title=title, kind=_kind(round_, plan), theirs=plan.name, where=where)
    words = {
        "title": title, "value": plan.name, "kind": _kind(round_, head), "theirs": head.name,
        "where": f"{_file(head.source.path)}{_spot(head, field)}",
    }  # fmt: skip
    yield plan.file, BY_CODE["XP544"].at(plan.unit_place, plan.name, words=words)


def _value(one: Applicant, field: str) -> object:
    """For comparing: several persons or numbers in any order; None where nothing usable stands."""
    value = one.source.table.values[field][one.at] if one.source.table.values.get(field) else None
    if value is None or isinstance(value, Fault):
        return None
    return frozenset(key(part) for part in str(value).split("、"))


def _at(part: Part, code: str, words: Mapping[str, object]) -> Found:
    if isinstance(part, PlanOf):
        return part.file, BY_CODE[code].at(
            part.place, part.project, words={**words, "value": part.project or part.stem}
        )
    return part.finding(code, part.source.roles.project, part.project, **words)


def _where(part: Part, seen_from: Part) -> str:
    if isinstance(part, PlanOf):
        at = f"第{part.place.paragraph}段" if part.place.paragraph else ""
        return f"{_file(part.path)}{at}"
    return _address(part, part.source.roles.project, seen_from)


def _address(part: Applicant, field: str, seen_from: Part) -> str:
    same = not isinstance(seen_from, PlanOf) and seen_from.source.file == part.source.file
    return _spot(part, field) if same else f"{_file(part.source.path)}{_spot(part, field)}"


def _spot(part: Applicant, field: str) -> str:
    place = part.place(field if field in part.source.table.values else "")
    return f"{place.sheet}!{place.cell or f'第{place.row}行'}"


def _file(path: str) -> str:
    return f"[{path}]"


def _kind(round_: Round, part: Part | None) -> str:
    if isinstance(part, PlanOf) or part is None:
        return round_.plan.attachment if round_.plan else "工作方案"
    return round_.forms[part.source.kind].attachment


def _application(round_: Round) -> str:
    return next((form.attachment for form in round_.forms.values() if form.kind == "grid"), "申请表")


def short_of_copies(kind: str, copies: int, projects: int, there: int) -> Finding:
    """XP547: fewer copies on paper than asked for."""
    words = {"kind": kind, "copies": copies, "projects": projects, "needed": copies * projects, "there": there}
    return BY_CODE["XP547"].at(Place(), words=words)


__all__ = ["packaged", "short_of_copies"]
