"""Judge all returned files together: one vectorised judgement a form, whatever the number of files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import pandas as pd

from xlpilot.findings import Finding, Place, Severity, worst
from xlpilot.intake.extract import extract
from xlpilot.intake.grid import Book
from xlpilot.intake.refusal import Reason, Refusal
from xlpilot.intake.table import Table
from xlpilot.review.beside import beside
from xlpilot.review.identity import identify
from xlpilot.review.locked import locked_changes
from xlpilot.review.names import UnitNames
from xlpilot.review.opinions import opinions
from xlpilot.review.row_units import row_units
from xlpilot.review.schema import Judging
from xlpilot.rounds.model import Form, Round, Unit
from xlpilot.rules import BY_CODE, asked
from xlpilot.rules.base import Rule, Scope, blank, texts
from xlpilot.rules.excel import bare
from xlpilot.rules.sheet_words import GATE_EMPTY, GATE_READY, GATE_UNCHECKED

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


_EVIDENCE = frozenset((Reason.WORD, Reason.PICTURE, Reason.PDF))


class Verdict(StrEnum):
    """What becomes of a file."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"

    @property
    def word(self) -> str:
        """The word that staff see."""
        return {"accepted": "通过", "returned": "退回修改", "rejected": "不予采用"}[self.value]


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a file came in: number of its receipt, of the run that noted it, where the time of receipt comes from, and
    when it was noted."""

    number: int
    batch: int
    source: str
    noted_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A file as it came back: where it lies, what it holds, when it came and who the operator says it is from.

    Attributes:
        arrival: None for a file that has not been received yet.
        findings: what was noticed on receipt.
    """

    path: str
    sha256: str
    content: Book | Refusal
    received_at: dt.datetime | None = None
    told: str | None = None
    arrival: Arrival | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReview:
    """The judgement of one file. `unit` is a code or None; `table` is None where no form was found.

    `evidence`: a picture, a PDF or a text document, which may be kept beside a form but never stands for one.
    """

    path: str
    sha256: str
    kind: str
    unit: str | None
    received_at: dt.datetime | None
    verdict: Verdict
    table: Table | None
    findings: tuple[Finding, ...]
    arrival: Arrival | None = None
    evidence: bool = False

    @property
    def severity(self) -> Severity | None:
        """The gravest finding."""
        return worst(self.findings)


def judge(round_: Round, files: Sequence[Returned], key: bytes | None) -> list[FileReview]:
    """Judge files together, in their order. Never raises for what a county typed.

    Args:
        key: the workspace's signing key; None where signatures cannot be verified.
    """
    names = UnitNames(round_)
    reviews = [_identified(round_, file, names, key) for file in files]
    for form_key, form in round_.forms.items():
        members = [(n, table) for n, review in enumerate(reviews) if (table := review.table) and table.form == form_key]
        units = {n: round_.unit_by_code.get(reviews[n].unit or "") for n, _ in members}
        for number, findings in _judged(round_, form, members, units).items():
            reviews[number] = replace(reviews[number], findings=(*reviews[number].findings, *findings))
    return [_final(review) for review in reviews]


def _identified(round_: Round, file: Returned, names: UnitNames, key: bytes | None) -> FileReview:
    unit: str | None = file.told
    table: Table | None = None
    kind = "unknown"
    if isinstance(file.content, Refusal):
        rule = BY_CODE[_REFUSED[file.content.reason]]
        findings: tuple[Finding, ...] = (rule.at(Place(), detail=file.content.detail, advice=file.content.advice),)
        named = names.within(file.path)
        unit = unit or (named.code if named else None)
    else:
        table, others = _chosen(file.content, round_)
        if table is None:
            form = next(iter(round_.forms.values()))
            findings = (BY_CODE["XP111"].at(Place(), form=form.title),)
            named = names.within(file.path)
            unit = unit or (named.code if named else None)
        else:
            kind = table.form
            identity = identify(file.content, table, round_, names, key=key, told=file.told, path=file.path)
            unit = identity.unit.code if identity.unit else None
            seen = [*beside(file.content, file.path), *others]
            if worst(identity.findings) is not Severity.ERROR:
                seen += locked_changes(file.content, table, round_, key is not None)
                seen += row_units(table, round_.forms[table.form], identity.unit, names)
                seen += opinions(table, round_.forms[table.form], identity.unit, file.received_at)
            findings = (*identity.findings, *seen, *table.findings)
    findings = (*file.findings, *findings)
    verdict = Verdict.REJECTED if verdict_of(findings) is Verdict.REJECTED else Verdict.ACCEPTED
    evidence = isinstance(file.content, Refusal) and file.content.reason in _EVIDENCE
    return FileReview(
        file.path, file.sha256, kind, unit, file.received_at, verdict, table, findings, file.arrival, evidence
    )


def _chosen(book: Book, round_: Round) -> tuple[Table | None, list[Finding]]:
    """The form that is read: a filled one before an empty one, then the round's order; XP515 for another filled one."""
    found = [table for key in round_.forms if (table := extract(book, round_, key))]
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


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """What becomes of a file with these findings: an error about the file or its identity rejects it whole."""
    errors = [finding.code for finding in findings if finding.severity is Severity.ERROR]
    if any(code < "XP200" for code in errors):
        return Verdict.REJECTED
    return Verdict.RETURNED if errors else Verdict.ACCEPTED


def _gate(review: FileReview) -> list[Finding]:
    """XP409 where the verdict that the county saw above its table is not ours."""
    table = review.table
    if table is None or table.gate is None:
        return []
    at, text = table.gate
    faced = [f for f in review.findings if f.severity is Severity.ERROR and _has_face(BY_CODE[f.code])]
    how = "请用 WPS 或 Excel 打开，等表顶提示更新后再保存"
    if text.startswith(GATE_READY):
        wrong = f"却有 {len(faced)} 处错误" if faced else ""
    elif text.startswith(GATE_EMPTY):
        wrong = f"却有 {len(table.rows)} 行内容" if table.rows else ""
    elif any(f.severity is Severity.ERROR for f in review.findings):
        wrong = ""
    elif GATE_UNCHECKED in text:
        wrong = "没有发现错误：保存的程序不会算自检，或有内容填在了自检管不到的地方"
        how = "这次不必改，下次请用 WPS 或 Excel 在发放的原表里填"
    elif any(f.code == "XP221" for f in review.findings):
        wrong = "没有发现错误：表内只认规范的写法，审核已把能统一的写法统一了"
        how = "这次不必改，下次请照自检的提示写"
    else:
        wrong = "没有发现错误"
    severity = Severity.WARNING if faced else Severity.INFO
    return (
        [BY_CODE["XP409"].at(Place(table.sheet, at), text, severity=severity, result=wrong, how=how)] if wrong else []
    )


def _has_face(rule: Rule) -> bool:
    return rule.formula is not None or rule.row_formula is not None


def _final(review: FileReview) -> FileReview:
    review = replace(review, findings=(*review.findings, *_gate(review)))
    findings = tuple(sorted(review.findings, key=_order))
    return replace(review, verdict=verdict_of(findings), findings=findings)


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    cell = place.cell or ""
    return (place.row or 0, len(cell), cell, finding.severity.rank, finding.code, finding.message)


def _judged(
    round_: Round, form: Form, members: Sequence[tuple[int, Table]], units: Mapping[int, Unit | None]
) -> Mapping[int, list[Finding]]:
    none: frozenset[str] = frozenset()
    unasked = {number: form.inapplicable(unit.kind) if unit else none for number, unit in units.items()}
    findings: dict[int, list[Finding]] = {
        number: _about_sheet(form, table, unasked[number]) for number, table in members
    }
    tables = dict(members)
    frame = _frame([field.name for field in form.entries], members)
    for code, name, (number, row) in Judging.of(round_, form.entries, form).failures(frame):
        table = tables[number]
        if name is None:
            findings[number] += _about_row(form, code, frame, table, number, row)
        elif name in table.columns and name not in unasked[number]:
            question = asked(round_, form.by_name[name])
            typed = table.typed[name][table.rows.index(row)]
            findings[number].append(BY_CODE[code].at_field(question, table.place(name, row), typed))
    _judge_line(round_, form, members, findings)
    return findings


def _frame(names: Sequence[str], members: Sequence[tuple[int, Table]]) -> pd.DataFrame:
    """All rows of all tables: object columns by field name, index (number of the file, 1-based Excel row)."""
    labels = [(number, row) for number, table in members for row in table.rows]
    index = pd.MultiIndex.from_tuples(labels, names=["file", "row"])
    data = {name: [value for _, table in members for value in table.values[name]] for name in names}
    return pd.DataFrame(data, index=index, dtype=object)


def _about_sheet(form: Form, table: Table, unasked: frozenset[str]) -> list[Finding]:
    findings = []
    boxes = {box.name for box in form.boxes if not box.locked}
    for name in table.missing:
        if (form.by_name[name].constraints.required or name in boxes) and name not in unasked:
            title, what = form.by_name[name].title, "列" if form.kind == "table" else "格"
            findings.append(BY_CODE["XP401"].at(Place(table.sheet, None, None, name), title=title, what=what))
    if not table.rows:
        findings.append(BY_CODE["XP402"].at(Place(table.sheet)))
    return findings


def _about_row(form: Form, code: str, frame: pd.DataFrame, table: Table, number: int, row: int) -> list[Finding]:
    rule = BY_CODE[code]
    if rule.scope is Scope.ROW:
        required = [field for field in form.entries if field.constraints.required and field.name in table.columns]
        at = table.rows.index(row)
        missing = [field for field in required if blank(pd.Series([table.values[field.name][at]], dtype=object))[0]]
        words = "、".join(field.title for field in missing)
        return [rule.at(table.place(None, row), row=row, missing=words)]
    findings: list[Finding] = []
    own = frame.loc[[number]]
    for names in rule.keys(form) if rule.keys else ():
        same = list(zip(*(texts(own[name]) for name in names), strict=True))
        rows = [other for _, other in own.index]
        wanted = same[rows.index(row)]
        partners = [other for other, key in zip(rows, same, strict=True) if key == wanted and other != row]
        if not partners:
            continue
        title = "、".join(form.by_name[name].title for name in names)
        place = table.place(names[0] if len(names) < len(form.entries) else None, row)
        typed = table.typed[names[0]][table.rows.index(row)]
        others = "、".join(str(other) for other in partners)
        kept = "重复的这一行不计入汇总"
        severity = rule.severity
        if severity is Severity.ERROR and not any(_alike(form, table, row, p) for p in partners if p < row):
            # Equal only once they are written in one form: the sheet cannot tell, and a person had better look.
            severity, kept = Severity.WARNING, "只是写法不同，两行都列入汇总"
        findings.append(rule.at(place, typed, severity=severity, row=row, other=others, title=title, kept=kept))
        if severity is Severity.ERROR and min(partners) < row and row == _second(partners, row):
            # The first of the equal rows is kept, and told so: which one is kept makes no difference.
            first = min(partners)
            there, kept = table.place(place.field, first), "汇总时保留这一行"
            findings.append(
                rule.at(there, typed, severity=Severity.WARNING, row=first, other=row, title=title, kept=kept)
            )
    return findings


def _alike(form: Form, table: Table, row: int, other: int) -> bool:
    """Whether two equal rows were typed alike in all free text: white space and punctuation do not count.

    A value that stands in no cell of its own (同上, a heading) was not typed at all.
    """
    here, there = table.rows.index(row), table.rows.index(other)
    if any((at, field.name) in table.inferred for at in (row, other) for field in form.entries):
        return False
    for field in form.entries:
        free = field.plain_text or field.format == "person-name"
        if free and table.values[field.name][here] is not None:
            person = field.format == "person-name"
            one, two = (bare(table.typed[field.name][at], person) for at in (here, there))
            if one != two:
                return False
    return True


def _second(partners: Sequence[int], row: int) -> int:
    return sorted([*partners, row])[1]


def _judge_line(
    round_: Round, form: Form, members: Sequence[tuple[int, Table]], findings: Mapping[int, list[Finding]]
) -> None:
    fields = [field for field in form.line if not field.fill]
    filled = [(number, table) for number, table in members if table.rows]
    if not fields or not filled:
        return
    data = {
        field.name: [table.line[field.name].value if field.name in table.line else None for _, table in filled]
        for field in fields
    }
    frame = pd.DataFrame(data, index=[number for number, _ in filled], dtype=object)
    tables = dict(filled)
    for code, name, number in Judging.of(round_, fields).failures(frame):
        table = tables[number]
        field = next(field for field in fields if field.name == name)
        typed = table.line[field.name].typed if field.name in table.line else ""
        place = table.line_place(field.name)
        findings[number].append(BY_CODE[code].at_field(asked(round_, field), place, typed))
