"""Every character that normalisation drops, folds or takes for another, in the places where that decides a verdict."""

import unicodedata

import pytest

from xlpilot.intake.normalise import clean, plain
from xlpilot.rules import excel

from .rows import CATEGORIES, NAMES, PHONES, UNITS

pytestmark = pytest.mark.libreoffice

LETTERS = {cased for word in excel.NOTHING for cased in (*word, *word.lower(), *word.upper())}
AT_ONCE = 58


def special():
    """Characters of the basic plane that XML can hold and that are not simply themselves."""
    for code in range(0x20, 0xFFFE):
        # LibreOffice's CLEAN drops C1 controls, which the office takes as typed.
        if 0xD800 <= code < 0xE000 or 0xFDD0 <= code < 0xFDF0 or (0x80 <= code < 0xA0 and code != 0x85):
            continue
        character = chr(code)
        inside, behind = f"甲{character}乙", f"甲{character}"
        if (
            clean(inside) != inside
            or plain(behind) != behind
            or unicodedata.normalize("NFKC", character) in LETTERS
            or (unicodedata.category(character)[0] in "ZC" and unicodedata.category(character) not in ("Cn", "Co"))
        ):
            yield character


def rows():
    for number, character in enumerate(special()):
        good = [f"单位{number}", f"项目{number}", CATEGORIES[0], NAMES[0], PHONES[0], NAMES[1], PHONES[1], None]
        for at, value in (
            (0, character), (0, character * 2), (0, f"无{character}"), (0, f"{character}无"), (0, f"暂{character}无"), (0, f"N{character}A"),
            (1, f"甲{character}"), (1, f"{character}甲"), (1, f"甲{character}乙"), (3, f"王{character}明"), (4, f"{PHONES[0]}{character}"),
            (4, f"138{character}00138000"), (6, character), (7, character), (7, f"{character}{UNITS[0]}"),
        ):  # fmt: skip
            yield tuple(value if n == at else other for n, other in enumerate(good))


def test_there_are_such_characters():
    assert 80 < len(list(special())) < 500


def test_characters_that_normalisation_knows_are_known_to_the_sheet():
    blanks = excel.shared()[excel.BLANKS][0]
    dropped = {c for c in special() if not clean(c) and c != " "}
    assert not dropped - set(blanks)


def test_sheet_and_office_agree_on_every_such_character(desk):
    everything = list(rows())
    line = ("王小红", "13800138000", 43353.0)
    for start in range(0, len(everything), AT_ONCE):
        wrong = desk.judge(everything[start : start + AT_ONCE], line)
        assert not wrong, "\n".join(wrong)
