"""附件3 judged by the outline of the round: which parts are there, in order, written, or as issued."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlpilot.findings import Finding, Place
from xlpilot.intake.docx_text import Document
from xlpilot.intake.normalise import key
from xlpilot.rounds.model import Plan
from xlpilot.rules import BY_CODE

_NUMBER = re.compile(
    r"^(第?[一二三四五六七八九十]{1,3}(部分|章|节)?[、.．:：\s]+|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[、.．)）]|[①-⑳])\s*"
)
_DATE = r"(20[0-9]{2}\s*[年.\-/])"
_TERM = re.compile(
    rf"{_DATE}.{{0,20}}(至|到|—|－|-|~|～).{{0,6}}{_DATE}|为期.{{0,6}}[年月]"
    r"|[一二两三四五0-9]\s*年(内|期|时间)"
)
_FUNDS = re.compile(r"[0-9]+(\.[0-9]+)?\s*(万|亿|千|百)?\s*元|[0-9.]+\s*万|无需(经费|资金)|不需要?(经费|资金)")
_LEAST = 4  # characters that say something
_HINT = "（在此填写）"
LEAST_PARTS = 2  # parts of the outline by which a document is known as a plan


@dataclass(frozen=True, slots=True)
class PlanReview:
    """A plan as judged. `project` and `unit` are what it says of itself, '' where it does not."""

    project: str
    unit: str
    findings: tuple[Finding, ...]


def is_plan(document: Document, plan: Plan) -> bool:
    """Whether a document follows the outline, at least in part."""
    return len(_found(document, plan)) >= min(LEAST_PARTS, len(plan.sections))


def judge_plan(document: Document, plan: Plan) -> PlanReview:
    """Judge a plan; whatever is found is a warning or a note, as a person reads the plan anyway."""
    return PlanReview(*_says(document, plan), tuple(_findings(document, plan)))


def _findings(document: Document, plan: Plan) -> Iterator[Finding]:
    found = _found(document, plan)
    highest = -1
    whole = "\n".join(document.paragraphs)
    for number, section in enumerate(plan.sections):
        part = f"{'一二三四五六七八九十'[number]}、{section.title}" if number < 10 else section.title
        if number not in found:
            yield BY_CODE["XP501"].at(Place(), part=part)
            continue
        at = found[number]
        if at < highest:
            yield BY_CODE["XP502"].at(Place(), part=part)
        highest = max(highest, at)
        body = _body(document, plan, found, at)
        last = number == len(plan.sections) - 1
        if last and not section.items:
            if not body and not document.pictures:
                yield BY_CODE["XP507"].at(Place(), part=part)
        elif not body:
            untouched = _HINT in document.paragraphs[at + 1 : at + 8]
            yield BY_CODE["XP503"].at(Place(), part=part, what="还是提纲原来的字样" if untouched else "是空的")
    if plan.placeholder:
        for text in document.paragraphs:
            if plan.placeholder.lower() in text.lower():
                yield BY_CODE["XP504"].at(Place(), text[:60], placeholder=plan.placeholder)
    written = "\n".join(text for text in document.paragraphs if not _is_outline(text, plan))
    if any("期限" in item for section in plan.sections for item in section.items) and not _TERM.search(written):
        yield BY_CODE["XP505"].at(Place())
    if any("预算" in item for section in plan.sections for item in section.items) and not _FUNDS.search(written):
        yield BY_CODE["XP506"].at(Place())
    if document.changes and whole:
        yield BY_CODE["XP508"].at(Place(), count=document.changes)


def _found(document: Document, plan: Plan) -> dict[int, int]:
    """Number of a section (from 0) -> place of the first paragraph that is its heading."""
    titles = {key(section.title): number for number, section in enumerate(plan.sections)}
    found: dict[int, int] = {}
    for at, text in enumerate(document.paragraphs):
        number = titles.get(_heading(text))
        if number is not None:
            found.setdefault(number, at)
    return found


def _heading(text: str) -> str:
    return key(_NUMBER.sub("", text)).rstrip(":。;")


def _body(document: Document, plan: Plan, found: dict[int, int], at: int) -> Sequence[str]:
    """What is written under the heading at a place, up to the next one, without the outline's own words."""
    end = min((other for other in found.values() if other > at), default=len(document.paragraphs))
    body = [text for text in document.paragraphs[at + 1 : end] if not _is_outline(text, plan)]
    return [text for text in body if len(key(text)) >= _LEAST]


def _is_outline(text: str, plan: Plan) -> bool:
    if text.strip() == _HINT:
        return True
    own = _heading(text)
    items = [item for section in plan.sections for item in section.items]
    return any(own in (key(item).rstrip(":。;"), _head(item)) for item in items)


def _head(item: str) -> str:
    """An item without its hint, which stands in brackets or after a colon."""
    return key(re.split("[（(：:]", item, maxsplit=1)[0])


def _says(document: Document, plan: Plan) -> tuple[str, str]:
    project, unit = "", ""
    for at, text in enumerate(document.paragraphs):
        label, colon, rest = _NUMBER.sub("", text).replace(":", "：").partition("：")
        following = document.paragraphs[at + 1] if at + 1 < len(document.paragraphs) else ""
        value = rest.strip() if colon else ("" if _is_outline(following, plan) else following)
        name = key(label)
        if name == "项目名称" and not project and value != _HINT:
            project = value
        elif name in ("申报单位", "申报单位名称") and colon and not unit:
            unit = value
    return project, unit
