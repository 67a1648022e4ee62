"""附件3 as it comes back: a document judged by the outline of the round."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.document import Document, Paragraph
from xlpilot.intake.normalise import clean, key, plain
from xlpilot.review.plan_outline import Item, Part, heading, label, own_words, parts
from xlpilot.review.readings import PlanReading, Said
from xlpilot.rounds.model import Plan
from xlpilot.rules import BY_CODE

# Every repetition is bounded: a document may be built to make a search long.
_YEAR = r"(20[0-9]{2}\s{0,3}[年.\-/]|[二两][〇○零Ο0][一二三四五六七八九〇○零]{2}\s{0,3}年)"
_TERM = re.compile(
    rf"{_YEAR}.{{0,20}}(至|到|—|－|-|–|~).{{0,6}}({_YEAR}|[0-9]{{1,2}}\s{{0,3}}月)"
    r"|为期.{0,6}[年月]|[一二两三四五0-9]\s{0,3}年(内|期|时间)"
)
_FUNDS = re.compile(
    r"[0-9][0-9.,]{0,15}\s{0,3}(万元?(?![人名个平册台次字])|亿元?|[千百]?\s?元)|[一二三四五六七八九十百千两]{1,9}\s{0,3}[万亿]\s{0,3}元"
    r"|(无需|不需|没有|不涉及|不使用).{0,4}(经费|资金)"
)
_LEAST = 4  # characters of a part that say something
_LEAST_ITEM = 2
_MOST = 10  # placeholders that are told one by one
_TITLE_WITHIN = 15  # paragraphs in which the title stands
LEAST_PARTS = 2  # parts of the outline by which a document is known as a plan


def is_plan(document: Document, plan: Plan) -> bool:
    """Whether a document follows the outline, at least in part."""
    found = sum(part.at is not None and not part.alike for part in parts(document, plan))
    return found >= min(LEAST_PARTS, len(plan.sections))


def read_plan(document: Document, plan: Plan) -> PlanReading:
    """What a plan says, with the places."""
    found = parts(document, plan)
    title = _title(document, plan)
    own = own_words(plan)
    written = [line for line in document.lines if heading(line.text) not in own]
    return PlanReading(
        _labelled(document, plan, own, ("申报单位", "申报单位名称")),
        _labelled(document, plan, own, ("项目名称", "申报项目名称")) or title,
        title,
        _first(written, _TERM),
        _first(written, _FUNDS),
        found,
    )


def judge_plan(document: Document, plan: Plan, reading: PlanReading) -> list[Finding]:
    """Judge a plan. What was not written is an error; what a person had better look at, a warning."""
    return list(_findings(document, plan, reading))


def _findings(document: Document, plan: Plan, reading: PlanReading) -> Iterator[Finding]:
    lines = document.lines
    highest = -1
    for part in reading.parts:
        if part.at is None:
            yield BY_CODE["XP501"].at(Place(), part=part.name, how="")
            continue
        place = Place(paragraph=lines[part.at].number)
        if part.alike:
            how = f"，只有“{lines[part.at].text}”，当作是它"
            yield BY_CODE["XP501"].at(
                place, lines[part.at].text, severity=Severity.WARNING, words={"part": part.name, "how": how}
            )
        if part.at < highest:
            yield BY_CODE["XP502"].at(place, lines[part.at].text, part=part.name)
        highest = max(highest, part.at)
        yield from _about_part(part, part.number == len(plan.sections), document, place)
    yield from _placeholders(document, plan)
    asked = [item for section in plan.sections for item in section.items]
    if reading.term is None and any("期限" in item for item in asked):
        yield BY_CODE["XP505"].at(Place())
    if reading.funds is None and any("预算" in item for item in asked):
        yield BY_CODE["XP506"].at(Place())
    if document.changes and lines:
        first = next((line.number for line in lines if line.inserted), None)
        yield BY_CODE["XP508"].at(Place(paragraph=first), count=document.changes)


def _about_part(part: Part, last: bool, document: Document, place: Place) -> Iterator[Finding]:
    evidence = last and not part.section.items
    if evidence:
        if not any(key(text) for text in part.text) and not document.pictures:
            yield BY_CODE["XP507"].at(place, part=part.name)
        return
    if not _says(part.text, _LEAST):
        yield BY_CODE["XP503"].at(place, part=part.name, what=_what(part))
        return
    met = [item for item in part.items if item.at is not None]
    for item in part.items:
        name = f"{part.name}”里的“{item.title}"
        if item.at is None:
            if len(met) * 2 >= len(part.items):
                words = {"part": name, "how": ""}
                yield BY_CODE["XP501"].at(place, severity=Severity.WARNING, words=words)
        elif not _says(item.text, _LEAST_ITEM):
            severity = Severity.ERROR if item.untouched else Severity.WARNING
            there = Place(paragraph=document.lines[item.at].number)
            yield BY_CODE["XP503"].at(there, severity=severity, part=name, what=_what(item))


def _what(piece: Part | Item) -> str:
    return "还是提纲原来的字样" if piece.untouched else "是空的"


def _says(texts: Sequence[str], least: int) -> bool:
    return any(len(key(text)) >= least for text in texts)


def _placeholders(document: Document, plan: Plan) -> Iterator[Finding]:
    if not plan.placeholder:
        return
    left = [line for line in document.lines if plan.placeholder.lower() in line.text.lower()]
    for line in left[:_MOST]:
        place = Place(paragraph=line.number)
        yield BY_CODE["XP504"].at(place, line.text[:60], placeholder=plan.placeholder)


def _labelled(document: Document, plan: Plan, own: Collection[str], names: Sequence[str]) -> Said | None:
    """What follows one of these words in its own paragraph, or stands in the next one."""
    lines = document.lines
    for at, line in enumerate(lines):
        name, value = label(line.text)
        if name not in names:
            continue
        number = line.number
        if not value and at + 1 < len(lines) and "：" not in lines[at + 1].text.replace(":", "："):
            value, number = lines[at + 1].text, lines[at + 1].number
        if value and heading(value) not in own and not _left(value, plan):
            return _said(value, number)
    return None


def _title(document: Document, plan: Plan) -> Said | None:
    """The project that the title names; the title may stand on two lines."""
    before, mark, after = plan.title.partition(plan.placeholder) if plan.placeholder else ("", "", "")
    if not mark or not after:
        return None
    start = re.sub("[0-9]+", "[0-9]+", re.escape(before))
    lines = document.lines[:_TITLE_WITHIN]
    alone = re.compile(rf"《?(?:{start})?(.{{2,60}}?){re.escape(after)}》?")
    broken = re.compile(rf"《?{start}(.{{2,60}}?){re.escape(after)}》?")
    texts = [(line, line.text, alone) for line in lines]
    texts += [(line, line.text + following.text, broken) for line, following in pairwise(lines)]
    for line, text, pattern in texts:
        found = pattern.fullmatch(re.sub(r"\s", "", text))
        if found and not _left(found[1], plan):
            return _said(found[1].strip('“”"《》'), line.number)
    return None


def _left(text: str, plan: Plan) -> bool:
    return bool(plan.placeholder) and plan.placeholder.lower() in text.lower()


def _first(lines: Sequence[Paragraph], pattern: re.Pattern[str]) -> Said | None:
    for line in lines:
        if pattern.search(unicodedata.normalize("NFKC", line.text)):
            return _said(line.text, line.number)
    return None


def _said(text: str, paragraph: int | None) -> Said:
    return Said(plain(clean(text)), text, paragraph)
