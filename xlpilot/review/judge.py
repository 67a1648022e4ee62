"""Judge all returned files together: one vectorised judgement a form, whatever the number of files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import takewhile

import pandas as pd

from xlpilot.findings import Finding, Place, Severity, worst
from xlpilot.intake.table import Table
from xlpilot.review.identified import Identified
from xlpilot.review.likely import with_likely_options
from xlpilot.review.names import UnitNames
from xlpilot.review.opinions import opinions
from xlpilot.review.readings import Reading
from xlpilot.review.recognise import recognise
from xlpilot.review.returned import Arrival, Returned
from xlpilot.review.schema import Judging, judging
from xlpilot.review.several_units import divided
from xlpilot.review.shelf import Shelf
from xlpilot.rounds.model import Form, Round, Unit
from xlpilot.rules import BY_CODE, asked
from xlpilot.rules.base import Rule, Scope, blank, texts
from xlpilot.rules.excel import bare
from xlpilot.rules.severity import refuse_unsound, reweighed
from xlpilot.rules.sheet_words import GATE_EMPTY, GATE_READY, GATE_UNCHECKED
from xlpilot.values import dataclass

# Files that are judged in one go, by one call of pandera a form; as many as bring so many rows.
AT_ONCE, ROWS_AT_ONCE = 1_000, 6_000
_MOST_NAMED = 20  # rows that are named as equal to one


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
class FileReview:
    """The judgement of one file. `unit` is a code or None; `table` is None where no form was found.

    `evidence`: a picture, a PDF or a text document, which may be kept beside a form but never stands for one.
    `part`: the one sheet that this is of a workbook in which several units' tables lie; see Returned.
    `document` is what a plan or an official letter says.
    """

    path: str
    sha256: str
    kind: str
    unit: str | None
    received_at: dt.datetime | None
    verdict: Verdict
    table: Table | None
    findings: Sequence[Finding]
    arrival: Arrival | None = None
    evidence: bool = False
    part: str | None = None
    document: Reading | None = None

    @property
    def file(self) -> str:
        """Path of the whole file."""
        return self.path if self.part is None else self.path.removesuffix(f"!{self.part}")

    @property
    def severity(self) -> Severity | None:
        """The gravest finding."""
        return worst(self.findings)


def judge(
    round_: Round, files: Iterable[Returned], key: bytes | None,
    note: Callable[[Returned, Identified], None] | None = None, *, accept_fuzzy: bool = False,
    shelf: Shelf | None = None, at_once: int = AT_ONCE, rows_at_once: int = ROWS_AT_ONCE,
) -> list[FileReview]:  # fmt: skip
    """Judge files together, in their order, each read when its turn comes. Never raises for what a county typed.

    A workbook in which several units' tables lie becomes one review for each of them, all with the file's hash.

    Args:
        key: the workspace's signing key; None where signatures cannot be verified.
        note: told what each file that was read now is by itself.
        accept_fuzzy: a typo in a closed list is taken for the one option that it is most like (XP231).
        shelf: where tables and findings go once they are judged, where one go is not enough; None keeps them.
        at_once, rows_at_once: how many files are judged in one go: so many, or fewer that bring so many rows. What
            comes out does not depend on it.

    Raises:
        RoundError: the round sets the severity of a rule that is not there or may not be set.
    """
    refuse_unsound(round_.severity, BY_CODE)
    judged: list[FileReview] = []
    together: list[FileReview] = []
    rows = 0
    for review in _recognised(round_, files, key, note):
        together.append(_with_likely_options(review, round_) if accept_fuzzy else review)
        rows += review.table.row_count if review.table else 0
        if len(together) == at_once or rows >= rows_at_once:
            judged += _put_away(round_, _together(round_, together), shelf)
            together, rows = [], 0
    last = _together(round_, together)
    # A round that is judged at once costs the disk nothing.
    return [*judged, *_put_away(round_, last, shelf)] if judged else last


def _put_away(round_: Round, reviews: Iterable[FileReview], shelf: Shelf | None) -> Iterator[FileReview]:
    if shelf is None:
        yield from reviews
        return
    kinds: dict[str, str] = {}
    for review in reviews:
        unit = round_.unit_by_code.get(review.unit or "")
        yield replace(
            review,
            table=shelf.table(review.table) if review.table else None,
            findings=shelf.findings(review.findings),
            # One text for all, not one from every file.
            kind=kinds.setdefault(review.kind, review.kind),
            unit=unit.code if unit else review.unit,
        )


def _recognised(
    round_: Round, files: Iterable[Returned], key: bytes | None, note: Callable[[Returned, Identified], None] | None
) -> Iterator[FileReview]:
    names = UnitNames(round_)
    for file in files:
        if isinstance(file.content, Identified):
            if note and file.found_now:
                note(file, file.content)
            yield _review(file, file.content)
            continue
        for part in divided(round_, file, names, key):
            found = recognise(round_, part, names, key)
            if note and part.part is None:
                note(part, found)
            yield _review(part, found)


def _together(round_: Round, reviews: list[FileReview]) -> list[FileReview]:
    """One vectorised judgement a form over all rows of these files."""
    for form_key, form in round_.forms.items():
        members = [
            (n, table) for n, review in enumerate(reviews) if review.table
            for table in review.table.all if table.form == form_key
        ]  # fmt: skip
        tables, units = dict(members), {n: round_.unit_by_code.get(reviews[n].unit or "") for n, _ in members}
        for number, findings in _judged(round_, form, members, units).items():
            more = _about_opinions(form, tables[number], units[number], reviews[number])
            reviews[number] = replace(reviews[number], findings=(*reviews[number].findings, *findings, *more))
    return [_final(round_, review) for review in reviews]


def _with_likely_options(review: FileReview, round_: Round) -> FileReview:
    if review.table is None:
        return review
    table = with_likely_options(review.table, round_)
    new = [
        finding for now, before in zip(table.all, review.table.all, strict=True)
        for finding in now.findings[len(before.findings) :]
    ]  # fmt: skip
    return replace(review, table=table, findings=(*review.findings, *new))


def _about_opinions(form: Form, table: Table, unit: Unit | None, review: FileReview) -> list[Finding]:
    if form.kind == "table" or review.verdict is Verdict.REJECTED:
        return []
    return list(opinions(table, form, unit, review.received_at))


def _review(file: Returned, found: Identified) -> FileReview:
    findings = (*file.findings, *found.findings)
    verdict = Verdict.REJECTED if verdict_of(findings) is Verdict.REJECTED else Verdict.ACCEPTED
    return FileReview(
        file.path, file.sha256, found.kind, found.unit, file.received_at, verdict, found.table, findings, file.arrival,
        found.evidence, file.part, found.document,
    )  # fmt: skip


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
        wrong = f"却有 {table.row_count} 行内容" if table.row_count else ""
    elif any(f.severity is Severity.ERROR for f in review.findings):
        wrong = ""
    elif GATE_UNCHECKED in text:
        wrong = "没有发现错误：保存的程序不会算自检，或有内容填在了自检管不到的地方"
        how = "这次不必改，下次请用 WPS 或 Excel 在发放的原表里填"
    elif any(f.code in ("XP221", "XP231") for f in review.findings):
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


def _final(round_: Round, review: FileReview) -> FileReview:
    # The one place where the round's own weights come in: every rule before it speaks as it was written.
    review = replace(review, findings=reweighed(review.findings, round_.severity))
    review = replace(review, findings=(*review.findings, *_gate(review)))
    findings = tuple(sorted(review.findings, key=_order))
    return replace(review, verdict=verdict_of(findings), findings=findings)


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    cell = place.cell or ""
    return (place.row or place.paragraph or 0, len(cell), cell, finding.severity.rank, finding.code, finding.message)


def _judged(
    round_: Round, form: Form, members: Sequence[tuple[int, Table]], units: Mapping[int, Unit | None]
) -> Mapping[int, list[Finding]]:
    none: frozenset[str] = frozenset()
    unasked = {number: form.inapplicable(unit.kind) if unit else none for number, unit in units.items()}
    findings: dict[int, list[Finding]] = {
        number: _about_sheet(form, table, unasked[number]) for number, table in members
    }
    sheets = {number: _Sheet(table) for number, table in members}
    frame = _frame([field.name for field in form.entries], members)
    for code, name, (number, row) in judging(round_, form).failures(frame):
        sheet, table = sheets[number], sheets[number].table
        if name is None:
            findings[number] += _about_row(form, code, sheet, row)
        elif name in table.columns and name not in unasked[number]:
            question = asked(round_, form.by_name[name])
            typed = table.typed[name][sheet.at[row]]
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
        field = form.by_name[name]
        if (field.constraints.required or field.required_when or name in boxes) and name not in unasked:
            what = "列" if form.kind == "table" else "格"
            findings.append(BY_CODE["XP401"].at(Place(table.sheet, None, None, name), title=field.title, what=what))
    # A table may be left blank where another one on the sheet is not.
    if not table.row_count and not form.below:
        findings.append(BY_CODE["XP402"].at(Place(table.sheet)))
    return findings


class _Sheet:
    """A table whose rows are looked up: of a sheet that is nothing but faults, every row is."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.at = {row: at for at, row in enumerate(table.rows)}
        self._same: dict[tuple[str, ...], tuple[list[tuple[str, ...]], dict[tuple[str, ...], list[int]]]] = {}

    def equal(self, names: tuple[str, ...], row: int) -> list[int]:
        """The rows that have the same texts in these fields, itself included, in ascending order."""
        if names not in self._same:
            columns = (texts(pd.Series(self.table.values[name], dtype=object)) for name in names)
            keys = list(zip(*columns, strict=True))
            rows: dict[tuple[str, ...], list[int]] = {}
            for other, key in sorted(zip(self.table.rows, keys, strict=True)):
                rows.setdefault(key, []).append(other)
            self._same[names] = keys, rows
        keys, rows = self._same[names]
        return rows[keys[self.at[row]]]


def _about_row(form: Form, code: str, sheet: _Sheet, row: int) -> list[Finding]:
    rule, table = BY_CODE[code], sheet.table
    if rule.scope is Scope.ROW:
        required = [field for field in form.entries if field.constraints.required and field.name in table.columns]
        at = sheet.at[row]
        missing = [field for field in required if blank(pd.Series([table.values[field.name][at]], dtype=object))[0]]
        words = "、".join(field.title for field in missing)
        return [rule.at(table.place(None, row), row=row, missing=words)]
    findings: list[Finding] = []
    for names in rule.keys(form) if rule.keys else ():
        equal = sheet.equal(names, row)
        if len(equal) < 2:
            continue
        title = "、".join(form.by_name[name].title for name in names)
        place = table.place(names[0] if len(names) < len(form.entries) else None, row)
        typed = table.typed[names[0]][sheet.at[row]]
        named = [other for other in equal[: _MOST_NAMED + 1] if other != row][:_MOST_NAMED]
        others = "、".join(map(str, named)) + ("…" if len(named) < len(equal) - 1 else "")
        kept = "重复的这一行不计入汇总"
        severity = rule.severity
        if severity is Severity.ERROR and not any(
            _alike(form, sheet, row, other) for other in takewhile(row.__gt__, equal)
        ):
            # Equal only once they are written in one form: the sheet cannot tell, and a person had better look.
            severity, kept = Severity.WARNING, "只是写法不同，两行都列入汇总"
        findings.append(rule.at(place, typed, severity=severity, row=row, other=others, title=title, kept=kept))
        if severity is Severity.ERROR and row == equal[1]:
            # The first of the equal rows is kept, and told so: which one is kept makes no difference.
            first = equal[0]
            there, kept = table.place(place.field, first), "汇总时保留这一行"
            findings.append(
                rule.at(there, typed, severity=Severity.WARNING, row=first, other=row, title=title, kept=kept)
            )
    return findings


def _alike(form: Form, sheet: _Sheet, row: int, other: int) -> bool:
    """Whether two equal rows were typed alike in all free text: white space and punctuation do not count.

    A value that stands in no cell of its own (同上, a heading) was not typed at all.
    """
    table, here, there = sheet.table, sheet.at[row], sheet.at[other]
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


def _judge_line(
    round_: Round, form: Form, members: Sequence[tuple[int, Table]], findings: Mapping[int, list[Finding]]
) -> None:
    fields = [field for field in form.line if not field.fill]
    # A summary has no such line: its columns are the office's own.
    filled = [(number, table) for number, table in members if table.row_count and table.lower is None]
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


__all__ = ["Arrival", "FileReview", "Returned", "Verdict", "judge", "verdict_of"]
