"""Pieces of Excel formulas that several rules share; only functions of Excel 2010, WPS and LibreOffice.

What formulas have in common (lists of characters, of words, of patterns) stands once on the hidden sheet under a
defined name: `shared()` says what, and a formula names it. Nothing here compares but character by character.

Most pieces look at a cell's text as `trimmed` gives it, which the sheet works out once, in a hidden cell of its own:
a program that saves every formula spelled out then saves short ones. `text` names that hidden cell.
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

# Words that stand for what the row above says; on the sheet, where sorting would change that, as good as blank.
DITTO = (
    "同上", "同上行", "同上格", "同上述", "同上一行", "上同", "同前", "如上", "(同上)", "（同上）", "同上.",
    "〃", "〃〃", "″",
    "′′", "“", "”", "“”", "‘’", "〝", "〞", "＂", '"', '""', "''", "↓", "⬇", "↑", "⬆", "do", "ditto", "Ditto",
)  # fmt: skip

# Errors of a spreadsheet as text, which a copy leaves.
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")

# Defined names of what formulas share.
PLACES = "_xlpilot_places"  # the numbers 1 to WINDOW, one a cell
BLANKS = "_xlpilot_blanks"  # a text: every character that normalisation drops or takes for a space
WEAK = "_xlpilot_weak"  # a text: blanks, edges and all characters of words that mean 'nothing'
EDGES = "_xlpilot_edges"  # a text: blanks and the punctuation that is dropped at the end of a text
WORDS = "_xlpilot_words"  # words that mean 'nothing' in all their forms, one a cell
ERROR_TEXTS = "_xlpilot_errors"  # texts of errors in all their forms, one a cell
PHONES = "_xlpilot_phones"  # a text: 、patterns、 of telephone numbers, each digit but the first written 0
UNIT_NAMES = "_xlpilot_unit_names"  # names of the round's units, one a cell
UNIT_WHOLE = "_xlpilot_unit_whole"  # beside each: 1 where the whole text must be it, 0 where it may go on
UNIT_CODES = "_xlpilot_unit_codes"  # beside each: the unit's code as it stands in a stamp, between bars
WHOSE = "_xlpilot_whose"  # the cell with the form's stamp

# Key columns of a row, which `Cells.columns`, `above` and `all` know beside the fields.
TEXT_KEY, REST_KEY, VERDICTS = "*texts", "*rest", "*verdicts"

# So many characters from its beginning tell whether a text says anything.
WINDOW = 24
# Excel allows 64 levels of functions within functions.
LEVELS = 64

_INVISIBLE = "\u00ad\u061c\u17b4\u17b5\u180e\ufeff" + "".join(
    chr(code)
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x206F), (0xFE00, 0xFE0F))
    for code in range(first, last + 1)
)
# White space other than the plain space, which TRIM knows, and control characters that XML allows and CLEAN leaves;
# at the end, what only looks like a space.
_SPACES = "\u3000\u00a0\u1680\u2028\u2029\u202f\u205f\u0085\u007f\u2800\u3164\u115f\u1160\uffa0" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_EDGE = "。；、;,，"
_DOTS = "·•∙‧・･．."
_DROPPABLE = " '" + _EDGE + _SPACES + _INVISIBLE


def key_column(names: Sequence[str]) -> str:
    """What a key column of these fields is called in `Cells.columns`, `above` and `all`."""
    return "*" + "+".join(names)


def text(value: str) -> str:
    """A string literal for a formula."""
    return '"' + value.replace('"', '""') + '"'


@cache
def shared() -> dict[str, tuple[str | int, ...]]:
    """Defined name -> the cells that it stands for; of WORDS the last may be there more than once."""
    blanks = _SPACES + _INVISIBLE
    cases = dict.fromkeys(cased for word in NOTHING for cased in map("".join, product(*map(_cases, word))))
    forms = tuple(dict.fromkeys(form for word in (*cases, *DITTO) for form in _forms(word)))
    # Some programs keep the apostrophe that forces text; it counts as dropped where it is the text's only one.
    words = (*forms, "'", *("'" + form for form in forms))
    weak = "".join(sorted({character for word in forms for character in word} - {" "})) + _EDGE + "'"
    phones = ["1" + "0" * 10] + [
        "0" * area + "-" + "0" * number + ("-" + "0" * extension if extension else "")
        for area, number, extension in product((3, 4), (7, 8), range(7))
    ]
    return {
        PLACES: tuple(range(1, WINDOW + 1)),
        BLANKS: (blanks,),
        WEAK: (weak[:1] + " " + blanks + weak[1:],),
        EDGES: (_EDGE[:1] + " " + blanks + _EDGE[1:],),
        WORDS: words,
        ERROR_TEXTS: (*sorted(error_forms()), *("'" + error for error in sorted(error_forms()))),
        PHONES: (f"、{'、'.join(phones)}、",),
    }


@cache
def error_forms() -> frozenset[str]:
    """The texts of errors, with full-width signs and letters for some or all of them."""
    signs = {ord(sign): ord(sign) + 0xFEE0 for sign in "#/!?"}
    wide = {code: code + 0xFEE0 for code in (*range(ord("A"), ord("Z") + 1), ord("0"))}
    kinds = [{code: there} for code, there in signs.items()] + [wide]
    chosen = [dict[int, int]()]
    for kind in kinds:
        chosen += [{**before, **kind} for before in chosen]
    return frozenset(error.translate(table) for error in ERRORS for table in chosen)


def _forms(word: str) -> Iterable[str]:
    """The word, its full-width and other compatibility forms, and those spaced out, where that means the same."""
    yield from map("".join, product(*(_compatible(character) for character in word)))
    if word.isalpha() and not word.isascii():
        gaps = range(1, len(word))
        for count in gaps:
            for chosen in combinations(gaps, count):
                yield "".join((" " if at in chosen else "") + character for at, character in enumerate(word))


def _cases(character: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((character, character.lower(), character.upper())))


def _compatible(character: str) -> str:
    return character + _alike().get(character, "")


@cache
def _alike() -> dict[str, str]:
    wanted = {cased for word in NOTHING for character in word for cased in _cases(character)}
    found: dict[str, str] = {}
    for code in range(0xA0, 0x10000):
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain in wanted and plain != chr(code):
            found[plain] = found.get(plain, "") + chr(code)
    return found


def trimmed(cell: str) -> str:
    """The cell's text without line breaks, and without spaces at its ends."""
    return f"TRIM(CLEAN({cell}))"


def _character(text_: str) -> str:
    """The text's first characters, one by one, as an array; blanks beyond its end, as programs differ on FIND("").

    Of the texts of a row's cells, the array has one column each.
    """
    return f"MID({text_}&REPT({text(_SPACES[0])},{WINDOW}),{PLACES},1)"


def outside(text_: str, characters: str) -> str:
    """How many of the text's first characters are none of these (a name or a literal); blanks must be among them."""
    return f"SUMPRODUCT(--ISERROR(FIND({_character(text_)},{characters})))"


def touched(cells: str, texts: str) -> str:
    """TRUE where something stands in a row: an error value, or more than white space; a formula always.

    `cells` is the row's cells, `texts` their texts.
    """
    empty = f"SUMPRODUCT((LEN({cells})=0)-ISBLANK({cells}))"
    # A plain space may stand between white space that TRIM does not know.
    return f"IF({outside(texts, BLANKS + '&' + text(' '))}>0,TRUE,SUMPRODUCT(--(LEN({texts})>{WINDOW}))+{empty}>0)"


def filled(text_: str) -> str:
    """TRUE where the text is more than white space or a word that means 'nothing'."""
    word = f"SUMPRODUCT(EXACT(LEFT({text_},LEN({WORDS})),{WORDS})*(LEN({WORDS})={_last(text_)}))=0"
    whole = f"{outside(text_, BLANKS)}=MAX(1,MIN(LEN({text_}),{WINDOW}))"
    return f"IF({outside(text_, WEAK)}>0,TRUE,AND({word},{whole}))"


def no_error_text(text_: str) -> str:
    """TRUE unless the text is that of an Excel error, as a copy leaves it; with blanks in it, it counts as one too.

    So it does with punctuation at its end, and in full-width signs.
    """
    letters = text(" " + "".join(sorted(set("".join(error_forms())))))
    last = f"(LEN({ERROR_TEXTS})={_last(text_)})"
    whole = f"SUMPRODUCT(EXACT(LEFT({text_},LEN({ERROR_TEXTS})),{ERROR_TEXTS})*{last})>0"
    signs = f"SUMPRODUCT(--ISNUMBER(FIND({{{text('#')},{text('＃')}}},{text_})))>0"
    broken_up = f"AND({signs},{outside(text_, EDGES + '&' + letters)}=0,{outside(text_, BLANKS)}<LEN({text_}))"
    return f"NOT(OR({whole},{broken_up}))"


def at_least(text_: str, count: int) -> str:
    """TRUE where the text has `count` characters, not counting white space nor what is dropped at its ends."""
    said = f"ISERROR(FIND({_character(text_)},{BLANKS}&{text(' ')}))"
    last = _last(text_)
    quoted = f'EXACT(LEFT({text_},1),"\'")*ISERROR(FIND("\'",{text_},2))'
    inner = f"SUMPRODUCT({said}*({PLACES}<={last}))-{quoted}>={count}"
    every = f"SUMPRODUCT(--{said})"
    # Of nothing but punctuation, the last stays; what is dropped at its end may uncover a space, and go on.
    edges = f"AND({every}>={count},{every}=LEN({text_}))"
    return f"IF(LEN({text_})>{WINDOW},TRUE,IF({last}=0,{edges},{inner}))"


# Beyond, spreadsheets no longer know every digit.
DIGITS = 15


def reads_as_number(text_: str) -> str:
    """TRUE for a text of 1 to 15 digits with a minus before them or not and a point among them or not."""
    written = f'SUBSTITUTE(SUBSTITUTE({masked(text_)},"-","",1),".","",1)'
    leading = f'OR(ISERROR(FIND("-",{text_})),EXACT(LEFT({text_},1),"-"))'
    point = f'AND(NOT(EXACT(LEFT(SUBSTITUTE({text_},"-","",1),1),".")),NOT(EXACT(RIGHT({text_},1),".")))'
    zeros = f'EXACT({written},REPT("0",LEN({written}))),LEN({written})>0,LEN({written})<={DIGITS}'
    return f"AND({zeros},{leading},{point})"


def reads_as_date(text_: str) -> str:
    """TRUE for a text of the form 2018-09-10, whatever its digits."""
    return f"EXACT({masked(text_)},{text('0000-00-00')})"


def number(cell: str, text_: str, *, date: bool = False) -> str:
    """The number (or date) in a cell, or that its text reads as; an error where it is none.

    VALUE alone would read 1e3, 50% and 1/2 as well.
    """
    reads = reads_as_date(text_) if date else reads_as_number(text_)
    return f"IF(ISNUMBER({cell}),{cell},IF({reads},VALUE({text_}),NA()))"


def _last(text_: str) -> str:
    """Place of the last of the first characters that is neither a blank nor punctuation; 0 where there is none."""
    return f"SUMPRODUCT(MAX(ISERROR(FIND({_character(text_)},{EDGES}))*{PLACES}))"


def without(expression: str, characters: str) -> str:
    """The text without these characters; one level of functions for each."""
    for character in characters:
        expression = f"SUBSTITUTE({expression},{text(character)},{text('')})"
    return expression


def masked(expression: str) -> str:
    """The text with every digit written 0."""
    for digit in "123456789":
        expression = f"SUBSTITUTE({expression},{text(digit)},{text('0')})"
    return expression


def first_step(persons: Sequence[str], others: Sequence[str]) -> str:
    """Texts of a row put together to be compared with those of other rows, without some of what normalisation drops.

    White space, invisible characters and punctuation are left out wherever they stand: the second step does the rest,
    as there are too many for one formula. The texts are trimmed ones, which have no line breaks.
    """
    joined = f"{without(_joined(persons), _DOTS)}&{text('|')}&{_joined(others)}"
    return without(joined, _DROPPABLE[: LEVELS // 2 + 4])


def bare(typed: str, person: bool) -> str:
    """A text as the two steps leave it: so rows are compared on the sheet."""
    dropped = _DROPPABLE + (_DOTS if person else "")
    return "".join(character for character in typed if character not in dropped and ord(character) >= ord(" "))


def second_step(joined: str) -> str:
    """What the first step leaves, without the rest of what normalisation drops."""
    return without(joined, _DROPPABLE[LEVELS // 2 + 4 :])


def _joined(parts: Sequence[str]) -> str:
    return f"&{text('|')}&".join(parts) if parts else text("")
