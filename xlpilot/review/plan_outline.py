"""Where the outline's parts and items stand in a document, headings typed by hand without styles among them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from xlpilot.intake.document import Document, Paragraph
from xlpilot.intake.normalise import key
from xlpilot.rounds.model import Plan, PlanSection
from xlpilot.values import dataclass

HINT = "（在此填写）"  # what the issued outline has under every item
_HAN = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"^(第?[{_HAN}]{{1,3}}(部分|章|节)?[、.．:：\s]+|[(（][{_HAN}0-9]{{1,3}}[)）]|[0-9]{{1,2}}[、.．)）]|[①-⑳])\s*"
)
_PART = re.compile(rf"^(第[{_HAN}]{{1,3}}(部分|章)|[{_HAN}]{{1,3}}[、.．\s])")
_AFTER = ":：(（"  # what may stand between a heading and more text in the same paragraph
_LONGEST = 40  # characters of a heading that is only similar
_ALIKE = 0.6
_MOST = 200  # headings that are compared with a title that was not found
_REMEMBERED = 1_000  # characters of a paragraph that is remembered: longer ones are few, and some endless


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a part: where its line is (index of the line; None where it is not there), what is written to it."""

    title: str
    at: int | None
    text: tuple[str, ...] = ()
    untouched: bool = False  # the outline's own words stand where something should be written


@dataclass(frozen=True, slots=True)
class Part:
    """One part: where its heading is (index of the line), whether the heading is only similar, what is written."""

    number: int
    section: PlanSection
    at: int | None
    alike: bool = False
    text: tuple[str, ...] = ()
    untouched: bool = False
    items: tuple[Item, ...] = ()

    @property
    def name(self) -> str:
        """The heading as the outline has it: 一、概述."""
        return f"{_HAN[self.number - 1]}、{self.section.title}" if self.number <= len(_HAN) else self.section.title


def parts(document: Document, plan: Plan) -> tuple[Part, ...]:
    """Every part of the outline, in its order."""
    lines, own = document.lines, own_words(plan)
    found = _headings(lines, plan)
    alike = dict(_similar(lines, plan, found))
    everywhere = sorted((*found.values(), *alike.values()))
    made = []
    for number, section in enumerate(plan.sections, 1):
        at = found.get(number, alike.get(number))
        if at is None:
            made.append(Part(number, section, None))
            continue
        end = next((other for other in everywhere if other > at), len(lines))
        rest = _behind(lines[at].text, section.title)
        body = ([rest] if rest else []) + [line.text for line in lines[at + 1 : end]]
        written = tuple(text for text in body if heading(text) not in own)
        items = tuple(_items(lines, range(at + 1, end), section, own))
        made.append(Part(number, section, at, number in alike, written, HINT in body, items))
    return tuple(made)


def heading(text: str) -> str:
    """A paragraph as it is compared with a title: without its number and what ends it."""
    return _short(text) if len(text) <= _REMEMBERED else _bare(text)


def _bare(text: str) -> str:
    return key(_NUMBER.sub("", text)).rstrip(":。;.")


# A paragraph is compared with every item of its part, and the outline's own ones stand in every plan.
_short = lru_cache(4096)(_bare)


def label(text: str) -> tuple[str, str]:
    """What stands before the first colon, without number and as it is compared, and what follows it, as typed."""
    name, colon, rest = _NUMBER.sub("", text).replace(":", "：").partition("：")
    return key(name), rest.strip() if colon else ""


def own_words(plan: Plan) -> frozenset[str]:
    """The outline's own paragraphs as `heading` gives them: titles, items with and without their hints, 在此填写."""
    items = [item for section in plan.sections for item in section.items]
    titles = [section.title for section in plan.sections]
    return frozenset(heading(text) for text in (HINT, *titles, *items, *map(_title, items)))


def _headings(lines: Sequence[Paragraph], plan: Plan) -> dict[int, int]:
    """Number of a part -> index of its heading: of several, as in a table of contents, the first with text below."""
    titles = {key(section.title): number for number, section in enumerate(plan.sections, 1)}
    met: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        number = titles.get(heading(line.text))
        if number is None and _PART.match(line.text):
            begun = key(re.split(f"[{_AFTER}]", _NUMBER.sub("", line.text), maxsplit=1)[0])
            number = titles.get(begun)
        if number is not None:
            met.setdefault(number, []).append(at)
    everywhere = {at for places in met.values() for at in places}
    return {
        number: next((at for at in places if at + 1 < len(lines) and at + 1 not in everywhere), places[0])
        for number, places in met.items()
    }


def _similar(lines: Sequence[Paragraph], plan: Plan, found: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Parts that have no heading of their own, each with the free heading that is most like it."""
    free = [
        at for at, line in enumerate(lines)
        if at not in found.values() and len(line.text) <= _LONGEST and not line.text[-1].isdigit()
        and (_PART.match(line.text) or line.level == 1)
    ][:_MOST]  # fmt: skip
    for number, section in enumerate(plan.sections, 1):
        if number in found:
            continue
        title = key(section.title)
        graded = [(_likeness(title, heading(lines[at].text)), -at) for at in free]
        best, place = max(graded, default=(0.0, 0))
        if best >= _ALIKE:
            free.remove(-place)
            yield number, -place


def _likeness(title: str, other: str) -> float:
    if len(other) > 1 and (other in title or title in other):
        return 1.0
    return SequenceMatcher(None, title, other, autojunk=False).ratio()


def _items(lines: Sequence[Paragraph], within: range, section: PlanSection, own: Collection[str]) -> Iterator[Item]:
    places: dict[int, int] = {}
    for at in within:
        for number, item in enumerate(section.items):
            if number not in places and _is_item(lines[at].text, item):
                places[number] = at
    ends = sorted(places.values())
    for number, item in enumerate(section.items):
        place = places.get(number)
        if place is None:
            yield Item(_title(item), None)
            continue
        end = next((other for other in ends if other > place), within.stop)
        rest = "" if heading(lines[place].text) == heading(item) else _behind(lines[place].text, _title(item))
        body = ([rest] if rest else []) + [line.text for line in lines[place + 1 : end]]
        written = tuple(text for text in body if heading(text) not in own)
        yield Item(_title(item), place, written, HINT in body)


def _is_item(text: str, item: str) -> bool:
    if heading(text) in (heading(item), heading(_title(item))):
        return True
    if _NUMBER.match(text) is None:
        return False
    begun = re.split(f"[{_AFTER}]", _NUMBER.sub("", text), maxsplit=1)[0]
    return key(begun) == heading(_title(item))


def _title(item: str) -> str:
    """An item without its hint, which stands in brackets or after a colon."""
    return re.split(f"[{_AFTER}]", item, maxsplit=1)[0]


def _behind(text: str, title: str) -> str:
    """What a heading's own paragraph says after the title and a colon."""
    begun, mark, rest = _NUMBER.sub("", text).replace(":", "：").partition("：")
    return rest.strip() if mark and key(begun) == heading(title) else ""
