"""What a row says that is no project: totals, notes and signatures, headings, samples, the header once more."""

from __future__ import annotations

import re

from xlpilot.intake.expected import Expected, header_key
from xlpilot.intake.normalise import clean, normalise
from xlpilot.values import dataclass

_TOTAL = re.compile(
    r"(本页|本表|全县|全区|全市|以上|累计)?(合计|小计|总计|共计|总数|累计)(?!划)|(以上|本表)?共[:]?[0-9一二三四五六七八九十两]+[个项行条]"
)
_PARTIAL = re.compile(r"(本页|小计)")
_NOTE = re.compile(
    r"附?注[0-9一二三]?[:.、]|备注[0-9]?:|说明:|(填表|填报|填写|编制)(说明|须知|要求|人|日期|时间|单位|负责人)"
    r"|(单位|学校|主管|分管|部门|项目)?(负责人|领导|校长|局长|经办人|联系人)\(?(签字|签名|签章|盖章)"
    r"|(单位)?负责人:|经办人|审核[人:]|审批[人:]|复核[人:]|校对[人:]|制表|联系(电话|人):|日期:|\(?(盖章|公章|签章)\)?$|行数不够时|本表共"
)
_LABEL = re.compile(r".{1,10}:")
# The form's own note below its table.
_PRINTED = re.compile(r"行数不够时:在左侧行号处|本表共[0-9]+行;不够时")
_COUNTED = re.compile(r"([0-9]+)(?:个项目|项|行|条|个(?![校单学县区]))")
_COUNT = re.compile(r"[0-9.]*(个项目|项|个|所|校|行|条|人|名|类|万?元)?|.{1,12}[0-9]+[项个所]")
_HAN_COUNT = re.compile(r"共:?([一二三四五六七八九十两])[个项行条]")
_HAN = {character: n for n, character in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_SAMPLE = re.compile(r"(填写|填报)?(示例|样例|范例|举例|例子|例如|例)(行|[0-9一二三])?[:.、]?")
_BEFORE_SAMPLE = re.compile(r"(示例|样例|范例|例如|例)[:]")
_NUMBERED = re.compile(r"^\s*[（(]?[一二三四五六七八九十0-9①-⑳]+[）)、.．:：]?\s*")
_AFTER_HEADING = re.compile(
    r"[（(\s]*共?\s*[0-9一二三四五六七八九十]+\s*[项个所条]\s*(项目|学校)?[）)]?\s*$|[:：]\s*$|类\s*$"
)
_UNIT = re.compile(
    r"(学校|[中小]学|完小|幼儿园|中心校|联校|教学点|职业中专|职中|校区?|学院|大学|集团|学区|教育局|教体局|局|站|馆|所|中心)$"
)
# What a clerk may write to number a row.
ORDINAL = re.compile(r"[\s（(第]*([0-9]{1,6}|[一二三四五六七八九十百]{1,5}|[①-⑳㈠-㈩⑴-⒛])[\s）)、.．:：号项]*")
# The first characters of all that may be no project, so that most rows need not be looked at twice.
SUSPECT = frozenset(
    "本全以累合小总共附注备说填编单学主分部项负经审复校制联日盖公签行局领(（例示样范举一二三四五六七八九"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A text of a row: as a person sees it, its key for comparing, its 1-based column, its field where it has one."""

    text: str
    key: str
    column: int
    field: str | None


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading gives to the rows below it: a field and its value; `doubt` says why that is not certain."""

    field: str
    value: str
    doubt: str = ""


def is_printed(words: list[Word]) -> bool:
    """Whether the row is the note that the form itself prints below its table."""
    return len(words) == 1 and _PRINTED.match(words[0].key) is not None


def is_header(words: list[Word], expected: Expected) -> bool:
    """Whether the row is the table's header once more, as on the next printed page."""
    same = sum(1 for word in words if word.field and expected.words.get(header_key(word.text)) == word.field)
    return same >= 3


def is_total(words: list[Word]) -> bool:
    """Whether the row adds up: 合计 and the like, and beside it nothing but a few cells, or counts only."""
    first, *others = words
    if not _TOTAL.match(first.key):
        return False
    filled = sum(1 for word in words if word.field)
    return filled <= 3 or all(_COUNT.fullmatch(word.key) for word in others)


def is_partial(words: list[Word]) -> bool:
    """Whether a total adds up only what stands above it since the last one."""
    return _PARTIAL.match(words[0].key) is not None


def stated(words: list[Word]) -> tuple[frozenset[int], Word] | None:
    """How many rows a total says there are, and where; None where it does not say, or more than one thing.

    Of several counts, as of each category, every one is given, and their sum.
    """
    for word in words:
        counts = [int(found) for found in _COUNTED.findall(word.key)]
        counts += [_HAN[found] for found in _HAN_COUNT.findall(word.key)]
        if counts:
            return frozenset((*counts, sum(counts))), word
    rest = re.fullmatch(r"\D+([0-9]{1,6})", words[0].key)
    if rest:
        return frozenset((int(rest[1]),)), words[0]
    numbers = [word for word in words[1:] if word.key.isdecimal() and len(word.key) < 7]
    if len(numbers) == 1 and numbers[0].field:
        return frozenset((int(numbers[0].key),)), numbers[0]
    return None


def is_note(words: list[Word]) -> bool:
    """Whether the row is a note or a line for signatures."""
    filled = sum(1 for word in words if word.field)
    if not _NOTE.match(words[0].key):
        return False
    return filled <= 3 or sum(1 for word in words if _LABEL.match(word.key)) >= 2


def is_sample(words: list[Word], expected: Expected) -> bool:
    """Whether the row is the form's own example, or is called a sample and holds something of one."""
    cells = [word for word in words if word.field in expected.questions]
    same = sum(1 for word in cells if word.field and expected.examples.get(word.field) == word.key)
    if same >= 3 and same == len(cells) and same >= len(expected.examples) - 1:
        return True
    return called_sample(words) and (same > 0 or any(PLACEHOLDER.search(word.key) for word in cells) or not cells)


def called_sample(words: list[Word]) -> bool:
    """Whether the row's first text says that it is a sample."""
    first = words[0].key
    return _SAMPLE.fullmatch(first) is not None or _BEFORE_SAMPLE.match(first) is not None


PLACEHOLDER_SIGNS = "xX×✕*○某"  # one of which is in every placeholder
PLACEHOLDER = re.compile(r"(?<![a-z])[x×✕*○]{2,}(?![a-z])|某某|某(县|校|中学|小学|学校)", re.IGNORECASE)


def heading(text: str, expected: Expected) -> Heading | None:
    """What a text alone in its row gives to the rows below: one of a closed list, or whose rows they are."""
    whole = clean(text)
    bare = _AFTER_HEADING.sub("", whole) or whole
    unnumbered = _NUMBERED.sub("", bare)
    if not unnumbered:
        return None
    for name in expected.grouped:
        question = expected.questions[name]
        for number, candidate in enumerate(dict.fromkeys((whole, bare, unnumbered))):
            value = normalise(question, candidate, expected.round) if candidate else None
            if value in question.names:
                # A list of headings has its own numbers, which need not be those of the options.
                numbered = number and candidate == unnumbered != bare
                return Heading(name, str(value), "它的序号不是这一类的序号" if numbered else "")
    if expected.unit and _UNIT.search(unnumbered):
        return Heading(expected.unit, unnumbered)
    return None
