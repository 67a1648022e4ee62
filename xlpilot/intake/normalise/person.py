"""Persons: a name as it is written, without what stands around it; two names stay two."""

from __future__ import annotations

import re
from functools import lru_cache

from xlpilot.intake.normalise.phone import phone
from xlpilot.intake.normalise.text import LONGEST, WIDE, clean, lines, trimmed
from xlpilot.rules.han import HAN, all_han
from xlpilot.rules.person_name import COMPOUND_SURNAMES, like_a_name, without_title
from xlpilot.rules.xp203_phone_malformed import LANDLINE, MOBILE

# Plain texts, compiled when first used: their character classes take a millisecond each, and few cells need them.
_DOTS = rf"(?<=[{HAN}])\s*[·•∙‧・･．.⋅·․]\s*(?=[{HAN}])"
_PIECES = rf"[{HAN}]+(?:\s+[{HAN}]+)+"
_BETWEEN = r"[\s/／、,，;；:：|\-—]*"
_PERSON_FIRST = rf"(?:姓名[:：]?)?(?P<name>[^0-9+(（]*[^\s0-9+(（:：]){_BETWEEN}(?P<phone>[0-9+(（].*)"
_PHONE_FIRST = rf"(?P<phone>[0-9+(（][0-9\s()（）+转#./、,，\-—]*?){_BETWEEN}(?P<name>[{HAN}].*)"
_LABELLED_END = r"[\s/、,，;；]*(?:联系|办公)?(?:手机|电话|座机)(?:号码?)?[:：]?$"


@lru_cache(maxsize=8192)
def person(text: str) -> str:
    """A person's name: white space within it dropped, dots between Han written '·', listed titles left out.

    Never in compatibility forms: those are other people's names. Two names on two lines are joined by '、', two names
    with white space between them keep one space, so that neither passes for the name of one person.
    """
    if short(text):
        return text
    if len(text) > LONGEST:
        return clean(text)
    text = trimmed(lines(text).strip())
    name = _apart(text) or clean(text)
    return without_title(re.sub(_DOTS, "·", name))


def short(text: str) -> bool:
    """Whether the text is of two or three Han characters: too short for a title beside a whole name."""
    return 2 <= len(text) <= 3 and all_han(text)


def _apart(text: str) -> str | None:
    """The names of several persons as one text, None where the white space is within one name."""
    if not re.fullmatch(_PIECES, text):
        return None
    pieces = text.split()
    if any(len(piece) < 2 for piece in pieces) or pieces[0] in COMPOUND_SURNAMES:
        return None
    return ("、" if re.search(r"[\r\n]", text) else " ").join(pieces)


def split_person_phone(text: str, area_code: str = "") -> tuple[str, str] | None:
    """Name and telephone number(s) that stand in one cell, both in their written form; None where it is not just that.

    张三13800138000, 张三/138-0013-8000, 张三（13800138000）, 13800138000 张三, 张三校长 电话：13800138000.
    """
    if len(text) > LONGEST:
        return None
    cleaned = clean(text).translate(WIDE).replace("＋", "+")
    for pattern in (_PERSON_FIRST, _PHONE_FIRST):
        found = re.fullmatch(pattern, cleaned)
        if not found:
            continue
        name = person(re.sub(_LABELLED_END, "", found["name"]).strip(" :：(（/、,，;；|-—"))
        number = found["phone"].strip()
        if number[:1] in "(（" and number[-1:] in ")）" and not re.match(r"[(（]0[0-9]{2,3}[)）]", number):
            number = number[1:-1]
        numbers = phone(number, area_code)
        if like_a_name(name) and all(MOBILE.fullmatch(n) or LANDLINE.fullmatch(n) for n in numbers.split("、")):
            return name, numbers
    return None
