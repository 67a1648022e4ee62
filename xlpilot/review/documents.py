"""What is no workbook: told apart as plan, official letter, a form sent as a text document, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.document import Document
from xlpilot.intake.normalise import key
from xlpilot.intake.refusal import Reason, Refusal
from xlpilot.review.letter import is_letter, judge_letter, named_letter, read_letter
from xlpilot.review.names import UnitNames
from xlpilot.review.plan import is_plan, judge_plan, read_plan
from xlpilot.review.readings import EVIDENCE, LetterReading, PlanReading, Reading, Said
from xlpilot.rounds.model import LETTER, PLAN, Form, Round, Unit
from xlpilot.rules import BY_CODE
from xlpilot.values import dataclass

_WORDS = {PLAN: "工作方案", LETTER: "正式文件"}
_WHAT = {Reason.WORD: "旧版或别的格式的文字文档（不是 .docx）", Reason.PICTURE: "图片", Reason.PDF: "PDF 或 OFD 文件"}
_PLAN_NAMES = ("工作方案", "试点方案", "实施方案")
_FORM_WITHIN = 10  # paragraphs in which a form's title stands
_FILL_IN = "请在下发的 Excel 表中填报，保存为 .xlsx 再报"


@dataclass(frozen=True, slots=True)
class Paperwork:
    """A document as judged: its kind, the unit's code, what it says, and what is to be said of it."""

    kind: str
    unit: str | None
    reading: Reading | None
    findings: tuple[Finding, ...]


def judge_document(
    content: Document | Refusal, path: str, told: str | None, told_kind: str | None, round_: Round, names: UnitNames,
    office: bool,
) -> Paperwork | None:  # fmt: skip
    """Judge a text document, or a scan that is known as plan or letter; None for any other file that was refused.

    Args:
        told, told_kind: the unit's code and the kind, where the operator has named them on receipt.
        office: False in a county's own check, where nobody asks whose it is.
    """
    text = content if isinstance(content, Document) else None
    kind = _kind(content, path, told_kind, round_)
    if kind is None:
        return (
            None if text is None else Paperwork("unknown", _of_path(told, path, names), None, (_no_form(text, round_),))
        )
    reading, said = _read(text, kind, path, round_, names)
    findings = list(_unchecked(content, kind))
    code = _whose(said, path, told, round_, names, office, findings, kind)
    if isinstance(reading, LetterReading):
        findings += judge_letter(reading, round_, code)
    elif text is not None and round_.plan:
        findings += judge_plan(text, round_.plan, reading)
    return Paperwork(kind, code, reading, tuple(findings))


def _kind(content: Document | Refusal, path: str, told: str | None, round_: Round) -> str | None:
    """PLAN, LETTER or None: by what the operator said, else by what it holds, else by its name."""
    if isinstance(content, Refusal) and content.reason not in EVIDENCE:
        return None
    if told:
        return told if told == LETTER or (told == PLAN and round_.plan) else None
    if isinstance(content, Document):
        if round_.plan and is_plan(content, round_.plan):
            return PLAN
        if is_letter(content):
            return LETTER
        if _form_within(content, round_):
            return None
    if named_letter(path):
        return LETTER
    return PLAN if round_.plan and _named_plan(path, round_) else None


def _named_plan(path: str, round_: Round) -> bool:
    name = key(re.split(r"[/\\!]", path)[-1])
    return any(word in name for word in _PLAN_NAMES) or bool(round_.plan and key(round_.plan.attachment) in name)


def _read(text: Document | None, kind: str, path: str, round_: Round, names: UnitNames) -> tuple[Reading, Said | None]:
    """What it says, and whose it says that it is."""
    if kind == LETTER:
        letter = read_letter(text, path, round_, names)
        return letter, letter.issuer
    if text is None or round_.plan is None:
        return PlanReading(checked=False), None
    plan = read_plan(text, round_.plan)
    return plan, plan.unit


def _unchecked(content: Document | Refusal, kind: str) -> Iterator[Finding]:
    if isinstance(content, Refusal):
        yield BY_CODE["XP533"].at(Place(), what=_WHAT[content.reason], kind=_WORDS[kind])


def _whose(
    said: Said | None, path: str, told: str | None, round_: Round, names: UnitNames, office: bool,
    findings: list[Finding], kind: str,
) -> str | None:  # fmt: skip
    """Code of the unit: as told, by the path, by what the document says; what disagrees is told."""
    written = names.exactly(said.value) or names.beginning(said.value) if said else None
    place = Place(paragraph=said.paragraph) if said else Place()
    witnesses = [
        ("登记时指明的单位", round_.unit_by_code.get(told or ""), Place(), ""),
        ("文件名或文件夹", names.within(path), Place(), path),
        ("文中写的单位", written, place, said.typed if said else ""),
    ]
    known = [(basis, unit, at, typed) for basis, unit, at, typed in witnesses if unit]
    if not known:
        detail = f"（文中写的是“{said.typed}”）" if said else ""
        severity = Severity.ERROR if office else Severity.INFO
        fix = "请放进以单位命名的文件夹，或由市局用 xlpilot receive --unit 代码 指明"
        findings.append(replace(BY_CODE["XP116"].at(Place(), severity=severity, detail=detail), fix=fix))
        return None
    basis, unit, *_ = known[0]
    for other, rival, at, typed in known[1:]:
        # A letter's own issuer has a rule of its own.
        if rival is not unit and not (kind == LETTER and rival is written):
            findings.append(_conflict(basis, unit, other, rival, at, typed))
    return unit.code


def _conflict(basis: str, unit: Unit, other: str, rival: Unit, at: Place, typed: str) -> Finding:
    words = {"one": basis, "unit_one": unit.name, "other": other, "unit_other": rival.name}
    fix = "请核对是否发错了文件、放错了文件夹"
    return replace(BY_CODE["XP115"].at(at, typed, severity=Severity.WARNING, words=words), fix=fix)


def _of_path(told: str | None, path: str, names: UnitNames) -> str | None:
    named = names.within(path)
    return told or (named.code if named else None)


def _no_form(document: Document, round_: Round) -> Finding:
    """XP103 for a text document that is neither plan nor letter."""
    form = _form_within(document, round_)
    if form:
        return BY_CODE["XP103"].at(Place(), detail=f"这是 Word 文档里的“{form}”，不是工作簿", advice=_FILL_IN)
    if round_.document_number and any(round_.document_number in line.text for line in document.lines[:5]):
        return BY_CODE["XP103"].at(Place(), detail="这是本轮的通知本身，不是报送的材料", advice=_FILL_IN)
    detail = "这是 Word 文档，不是工作簿，也认不出是工作方案或正式文件"
    advice = f"表格{_FILL_IN}；工作方案请按编写提纲写；正式文件请在文件名里写明“正式文件”"
    return BY_CODE["XP103"].at(Place(), detail=detail, advice=advice)


def _form_within(document: Document, round_: Round) -> str:
    """Title of the form that a document with a table holds, '' where there is none."""
    if not document.tables:
        return ""
    lines = document.lines
    for line in lines[:_FORM_WITHIN]:
        if key(line.text).endswith("表") and len(line.text) <= 60:
            return line.text
    there = {key(line.text) for line in lines}
    return next((form.title for form in round_.forms.values() if _holds(form, there)), "")


def _holds(form: Form, there: set[str]) -> bool:
    found = sum(any(key(name) in there for name in (field.title, *field.aliases)) for field in form.entries)
    return found * 2 >= len(form.entries)


__all__ = ["Paperwork", "judge_document"]
