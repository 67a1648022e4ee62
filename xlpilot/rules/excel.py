"""Pieces of Excel formulas that several rules share; only functions of Excel 2010, WPS and LibreOffice.

What formulas have in common (lists of characters, of words, of patterns) stands once on the hidden sheet under a
defined name: `shared()` says what, and a formula names it. Nothing here compares but character by character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations, product

# Words that stand for "nothing here"; in a required field they are as good as blank.
NOTHING = (
    "无",
    "暂无",
    "没有",
    "/",
    "\\",
    "-",
    "--",
    "—",
    "——",
    "N/A",
    "n/a",
    "略",
    "待定",
    "暂缺",
    "见附件",
    "同上附件",
)

# Defined names of what formulas share.
PLACES = "_xlpilot_places"  # the numbers 1 to WINDOW, one a cell
BLANKS = "_xlpilot_blanks"  # a text: every character that normalisation drops or takes for a space
WEAK = "_xlpilot_weak"  # a text: blanks and all characters of words that mean 'nothing'
EDGES = "_xlpilot_edges"  # a text: blanks and the punctuation that is dropped at the end of a text
WORDS = "_xlpilot_words"  # words that mean 'nothing' in all their forms, one a cell
PHONES = "_xlpilot_phones"  # a text: |patterns| of landline numbers, each digit written 0

# Key columns of a row, which `Cells.columns`, `above` and `all` know beside the fields.
TEXT_KEY, REST_KEY, VERDICTS = "*texts", "*rest", "*verdicts"

# So many characters from its beginning tell whether a text says anything.
WINDOW = 24
# Excel allows 64 levels of functions within functions.
LEVELS = 64

_INVISIBLE = "\u00ad\u061c\u180e\ufeff" + "".join(
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x206F), (0xFE00, 0xFE0F))
    for code in range(first, last + 1)
)
# White space other than the plain space, which TRIM knows, and control characters that XML allows and CLEAN leaves.
_SPACES = "\u3000\u00a0\u1680\u2028\u2029\u202f\u205f\u0085\u007f" + "".join(map(chr, range(0x2000, 0x200B)))
_EDGE = "。；、;,，"
_DOTS = "·•∙‧・･．."
_DIGITS = "0123456789"
# A number and its separator take at least this many characters; each is put into a field of 60 spaces.
_PHONE, _FIELD = 12, 60


def key_column(names: Sequence[str]) -> str:
    """What a key column of these fields is called in `Cells.columns`, `above` and `all`."""
    return "*" + "+".join(names)


def text(value: str) -> str:
    """A string literal for a formula."""
    return '"' + value.replace('"', '""') + '"'


@cache
def shared() -> dict[str, tuple[str | int, ...]]:
    """Defined name -> the cells below each other that it stands for."""
    blanks = _SPACES + _INVISIBLE
    words = tuple(dict.fromkeys(form for word in NOTHING for form in _forms(word)))
    weak = "".join(sorted({character for word in words for character in word} - {" "}))
    landlines = "|".join(
        "0" * area + "-" + "0" * number + ("-" + "0" * extension if extension else "")
        for area, number, extension in product((3, 4), (7, 8), range(7))
    )
    return {
        PLACES: tuple(range(1, WINDOW + 1)),
        BLANKS: (blanks,),
        WEAK: (weak[:1] + " " + blanks + weak[1:],),
        EDGES: (_EDGE[:1] + " " + blanks + _EDGE[1:],),
        WORDS: words,
        PHONES: (f"|{landlines}|",),
    }


def _forms(word: str) -> Iterable[str]:
    """The word, its full-width and other compatibility forms, and those spaced out, where that means the same."""
    yield from map("".join, product(*(_compatible(character) for character in word)))
    if word.isalpha() and not word.isascii():
        gaps = range(1, len(word))
        for count in gaps:
            for chosen in combinations(gaps, count):
                yield "".join((" " if at in chosen else "") + character for at, character in enumerate(word))


def _compatible(character: str) -> str:
    return character + _alike().get(character, "")


@cache
def _alike() -> dict[str, str]:
    wanted = {character for word in NOTHING for character in word}
    found: dict[str, str] = {}
    for code in range(0xA0, 0x10000):
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain in wanted and plain != chr(code):
            found[plain] = found.get(plain, "") + chr(code)
    return found


def trimmed(cell: str) -> str:
    """The cell's text without line breaks, and without spaces at its ends."""
    return f"TRIM(CLEAN({cell}))"


def _character(cell: str) -> str:
    """The text's first characters, one by one, as an array; blanks beyond its end, as programs differ on FIND("")."""
    return f"MID({trimmed(cell)}&REPT({text(_SPACES[0])},{WINDOW}),{PLACES},1)"


def outside(cell: str, characters: str) -> str:
    """How many of the text's first characters are none of these (a name or a literal); blanks must be among them."""
    return f"SUMPRODUCT(--ISERROR(FIND({_character(cell)},{characters})))"


def touched(cell: str) -> str:
    """TRUE where something stands in the cell: an error value, or more than white space; a formula always."""
    said = f"LEN({cell})*({outside(cell, BLANKS)}+(LEN({trimmed(cell)})>{WINDOW}))>0"
    return f"IF(ISBLANK({cell}),FALSE,IF(ISERROR({cell}),TRUE,OR(LEN({cell})=0,{said})))"


def filled(cell: str) -> str:
    """TRUE where the cell holds more than white space or a word that means 'nothing'."""
    whole = f"{outside(cell, BLANKS)}=MIN(LEN({trimmed(cell)}),{WINDOW})"
    word = f"SUMPRODUCT(--EXACT({trimmed(cell)},{WORDS}))=0"
    return f"IF({outside(cell, WEAK)}>0,TRUE,AND({trimmed(cell)}<>{text('')},{word},{whole}))"


def at_least(cell: str, count: int) -> str:
    """TRUE where the text has `count` characters, not counting white space nor punctuation at its end."""
    last = f"SUMPRODUCT(MAX(ISERROR(FIND({_character(cell)},{EDGES}))*{PLACES}))"
    there = f"{outside(cell, BLANKS + '&' + text(' '))}>={count}"
    return f"AND({there},OR({last}=0,{last}>={count},LEN({trimmed(cell)})>{WINDOW}))"


def without(expression: str, characters: str) -> str:
    """The text without these characters; one level of functions for each."""
    for character in characters:
        expression = f"SUBSTITUTE({expression},{text(character)},{text('')})"
    return expression


def masked(expression: str) -> str:
    """The text with every digit written 0."""
    for digit in _DIGITS[1:]:
        expression = f"SUBSTITUTE({expression},{text(digit)},{text('0')})"
    return expression


def phones(cell: str, most: int) -> str:
    """TRUE for up to `most` numbers joined by '、', as normalisation writes them.

    A mobile number is eleven digits beginning 13 to 19; a landline number is an area code of 3 or 4 digits beginning
    01 to 09, 7 or 8 digits beginning 2 to 9 and, where there is one, an extension of 1 to 6 digits. Mobile numbers
    come first, and none comes twice.
    """
    numbers = _parts(cell, range(most))
    patterns = _parts(masked(cell), range(most))
    mobile = (
        f"EXACT({patterns},{text('0' * 11)})*EXACT(LEFT({numbers},1),{text('1')})"
        f"*ISNUMBER(FIND(MID({numbers}&{text('xx')},2,1),{text('3456789')}))"
    )
    after_hyphen = f"MID({numbers}&{text('xxxx')},FIND({text('-')},{numbers}&{text('---')})+1,1)"
    landline = (
        f"ISNUMBER(FIND({text('|')}&{patterns}&{text('|')},{PHONES}))*EXACT(LEFT({numbers},1),{text('0')})"
        f"*NOT(EXACT(MID({numbers},2,1),{text('0')}))*ISNUMBER(FIND({after_hyphen},{text('23456789')}))"
    )
    tests = [f"SUMPRODUCT({mobile}+{landline})=LEN({cell})-LEN(SUBSTITUTE({cell},{text('、')},{text('')}))+1"]
    if most > 1:
        left, right = _parts(cell, range(most - 1)), _parts(cell, range(1, most))
        tests.append(f"SUMPRODUCT((LEFT({left},1)={text('0')})*(LEFT({right},1)={text('1')}))=0")
        for step in range(1, most):
            left, right = _parts(cell, range(most - step)), _parts(cell, range(step, most))
            tests.append(f"SUMPRODUCT(({left}<>{text('')})*EXACT({left},{right}))=0")
    return f"AND({','.join(tests)})"


def most_phones(longest: int | None) -> int:
    """How many numbers fit into a text of this length."""
    return max(1, min(4, ((longest or 200) + 1) // _PHONE))


def _parts(expression: str, numbers: Iterable[int]) -> str:
    starts = ",".join(str(number * _FIELD + 1) for number in numbers)
    spread = f"SUBSTITUTE({expression},{text('、')},REPT({text(' ')},{_FIELD}))"
    return f"TRIM(MID({spread},{{{starts}}},{_FIELD}))"


def text_key(persons: Sequence[str], others: Sequence[str]) -> tuple[str, str]:
    """Two steps to one text by which rows are compared: the second goes on from the cell, named {0}, with the first.

    White space, invisible characters and punctuation that normalisation drops are left out, wherever they stand.
    """
    joined = f"{without(_joined(persons), _DOTS)}&{text('|')}&{_joined(others)}"
    droppable = " " + _EDGE + _SPACES + _INVISIBLE
    half = LEVELS // 2 + 4
    return without(f"CLEAN({joined})", droppable[:half]), without("{0}", droppable[half:])


def _joined(parts: Sequence[str]) -> str:
    return f"&{text('|')}&".join(parts) if parts else text("")
