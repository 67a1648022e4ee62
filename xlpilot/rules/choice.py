"""One option of a closed list as people write it: numbered, lettered, ticked, by its name or another name.

Read strictly: a text leads to an option only where all of it is understood and all of it leads to that one. The rest
is a finding (XP204), and why it could not be read is part of the finding's words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from xlpilot.rounds.model import Category
from xlpilot.values import dataclass


class Why(StrEnum):
    """Why no option was read."""

    READ = ""
    UNKNOWN = "unknown"  # some of the text is no option's name or number
    DISAGREE = "disagree"  # ①区域智慧教育, where ① is another option
    SEVERAL = "several"  # two options in one cell
    UNTICKED = "unticked"  # boxes, and none is ticked
    TICKS = "ticks"  # boxes, and several are ticked
    UNCLEAR = "unclear"  # a tick between two options


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: the option, or why there is none; and whether its ticks are letters of a symbol font."""

    option: Category | None
    why: Why
    symbol_font: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    number: int | None
    named: Category | None


_TICK, _BOX = "\ue000", "\ue001"
_FIRST_NUMBER = 0xF0000  # an enumerator n, set apart before compatibility forms are unified, is this + n

_ENUMERATORS: dict[int, str] = {}
for _first, _count in (
    (0x2460, 20), (0x2474, 20), (0x2488, 20), (0x2776, 10), (0x2780, 10), (0x278A, 10), (0x24F5, 10), (0x3220, 10),
    (0x3280, 10), (0x2160, 12), (0x2170, 12), (0x24B6, 8), (0x24D0, 8), (0x249C, 8),
):  # fmt: skip
    _ENUMERATORS |= {_first + n: chr(_FIRST_NUMBER + n + 1) for n in range(_count)}

_MARKS = dict.fromkeys(map(ord, "☑☒■◼⬛▣●◉⊙√✓✔✅🗹🗸★"), _TICK) | dict.fromkeys(map(ord, "□☐▢◻⬜○◯☆"), _BOX)
# Wingdings and its like: the letter that stands for a ticked or an empty box where the font is lost, and where the
# program kept it as a symbol (U+F0xx).
_SYMBOLS = dict.fromkeys(map(ord, "þýü\uf0fe\uf0fd\uf0fc\uf052\uf053"), _TICK)
_SYMBOLS |= dict.fromkeys(map(ord, "¨£\uf0a8\uf06f\uf0a3\uf071"), _BOX)
_SYMBOL_LETTER = r"(?<![A-Za-z])[RS](?=\s*[\U000f0001-\U000f00ff0-9(（一-鿿])"
_SYMBOL = re.compile(f"[{''.join(map(chr, _SYMBOLS))}]")

_IN_BRACKETS = re.compile(rf"[\[(【〔]([{_TICK}{_BOX}]?)[\])】〕]")
_HAN_NUMBERS = {character: n for n, character in enumerate("一二三四五六七八九十", 1)}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_NUMBER = re.compile(
    r"(?P<set>[\U000f0001-\U000f00ff])"
    r"|\(?第?(?:(?P<digits>(?<![0-9])[0-9]{1,2}(?![0-9]))|(?P<han>[一二三四五六七八九十])"
    r"|(?P<letter>(?<![a-z])(?:i{1,3}|iv|vi?|[a-h])(?![a-z])))\)?"
)
# What stands around options without saying anything: their heading, punctuation, and the kind of thing they are.
_SAYS_NOTHING = re.compile(r"(?:申报)?类[别型]:?|[\s、,;/|.。:+&和与及或\-()\[\]【】《》〈〉“”\"'‘’]+")
_STOP = re.compile(r"[、.。:,)\-]")
_KIND = re.compile(r"类别?|项目|试点(?:项目)?|方向|项|种")

# Characters of the traditional script that names of options are made of; for suggestions only.
_SIMPLE = str.maketrans(
    "網絡聯創應區數據網際遠開設備實驗體術題項類別業國語雙師錄學校課縣陽資訊間電腦雲臺測評導動態構設養習園無線計劃與圖書館",
    "网络联创应区数据网际远开设备实验体术题项类别业国语双师录学校课县阳资讯间电脑云台测评导动态构设养习园无线计划与图书馆",
)


def read(text: str, options: Sequence[Category]) -> Reading:
    """The one option that all of a text leads to; several, none or a contradiction lead nowhere."""
    for option in options:
        if option.name == text:
            return Reading(option, Why.READ)
    return _read(text, tuple(options))


@lru_cache(maxsize=4096)
def _read(text: str, options: tuple[Category, ...]) -> Reading:
    marked, symbols = _marked(text)
    folded = _folded(marked)
    tokens, whole = _tokens(folded, options)
    items = [token for token in tokens if isinstance(token, _Item)]
    if any(token in (_TICK, _BOX) for token in tokens):
        item, why = _ticked(tokens)
        if item is None or not whole:
            return Reading(None, why or Why.UNKNOWN, symbols)
        return _one([item], options, symbols)
    if not whole or not items:
        several = len({id(option) for option in _named_in(folded, options)}) > 1
        return Reading(None, Why.SEVERAL if several else Why.UNKNOWN)
    return _one(items, options, symbols)


def simplified(text: str) -> str:
    """For comparing with options only: compatibility forms unified, traditional characters simplified."""
    return _folded(_marked(text)[0]).translate(_SIMPLE)


def _one(items: Sequence[_Item], options: Sequence[Category], symbols: bool) -> Reading:
    found: dict[int, Category] = {}
    for item in items:
        counted = next((option for option in options if option.number == item.number), None)
        if item.number is not None and item.named is not None and counted is not item.named:
            return Reading(None, Why.DISAGREE, symbols)
        option = item.named or counted
        if option is None:
            return Reading(None, Why.UNKNOWN, symbols)
        found[option.number] = option
    if len(found) > 1:
        return Reading(None, Why.SEVERAL, symbols)
    return Reading(next(iter(found.values())), Why.READ, symbols)


def _ticked(tokens: Sequence[str | _Item]) -> tuple[_Item | None, Why]:
    """The item that the only tick belongs to. Marks stand before all their items, or behind."""
    ticks = [at for at, token in enumerate(tokens) if token == _TICK]
    if len(ticks) != 1:
        return None, Why.TICKS if ticks else Why.UNTICKED
    (at,) = ticks
    before, after = tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None
    leading, trailing = not isinstance(tokens[0], _Item), not isinstance(tokens[-1], _Item)
    if leading is not trailing:
        item = after if leading else before
    else:
        beside = [token for token in (before, after) if isinstance(token, _Item)]
        item = beside[0] if len(beside) == 1 else None
    return (item, Why.READ) if isinstance(item, _Item) else (None, Why.UNCLEAR)


def _marked(text: str) -> tuple[str, bool]:
    # Before compatibility forms are unified: that would turn ① into 1 and lose that it was a number in a list.
    text = text.translate(_ENUMERATORS).translate(_MARKS)
    symbols = _SYMBOL.search(text) is not None
    text = text.translate(_SYMBOLS)
    if re.search(_SYMBOL_LETTER, text) and (text[:1] in "RS" or _BOX in text):
        text, symbols = re.sub(_SYMBOL_LETTER, _TICK, text), True
    return text, symbols


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    folded = re.sub(r"[\s\u20e3]", "", unicodedata.normalize("NFKC", text)).lower()
    return _IN_BRACKETS.sub(lambda found: found[1] or _BOX, folded.replace("[x]", _TICK))


def _words(options: Sequence[Category]) -> list[tuple[str, Category]]:
    words = [(_folded(word), option) for option in options for word in (option.name, *option.aliases)]
    return sorted(words, key=lambda word: -len(word[0]))


def _tokens(text: str, options: Sequence[Category]) -> tuple[list[str | _Item], bool]:
    """Marks and items from left to right, and whether all of the text was understood."""
    words, tokens, at, number = _words(options), list[str | _Item](), 0, None
    while at < len(text):
        if text[at] in (_TICK, _BOX):
            if number is not None:
                tokens.append(_Item(number, None))
                number = None
            tokens.append(text[at])
            at += 1
            continue
        named = next(((word, option) for word, option in words if word and text.startswith(word, at)), None)
        if named:
            tokens.append(_Item(number, named[1]))
            at, number = at + len(named[0]), None
        elif found := _NUMBER.match(text, at):
            if number is not None:
                tokens.append(_Item(number, None))
            number, at = _counted(found), found.end()
        elif number is None and (nothing := _SAYS_NOTHING.match(text, at)):
            at = nothing.end()
            continue
        elif number is not None and (stop := _STOP.match(text, at)):
            at = stop.end()
            continue
        else:
            return tokens, False
        if kind := _KIND.match(text, at):
            at = kind.end()
    if number is not None:
        tokens.append(_Item(number, None))
    return tokens, True


def _counted(found: re.Match[str]) -> int:
    if found["set"]:
        return ord(found["set"]) - _FIRST_NUMBER
    if found["digits"]:
        return int(found["digits"])
    if found["han"]:
        return _HAN_NUMBERS[found["han"]]
    return _ROMAN.get(found["letter"]) or ord(found["letter"]) - 96


def _named_in(text: str, options: Sequence[Category]) -> Iterator[Category]:
    for word, option in _words(options):
        if word and word in text:
            text = text.replace(word, "\0")
            yield option
