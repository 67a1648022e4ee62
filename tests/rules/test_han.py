"""Han characters told one by one are those of the class, and names those of the pattern."""

import random
import re

from xlpilot.intake.normalise.person import short
from xlpilot.intake.normalise.text import clean
from xlpilot.rules.han import HAN, all_han
from xlpilot.rules.person_name import like_a_name

ONE = re.compile(f"[{HAN}]")
NAME = re.compile(rf"[{HAN}]{{2,4}}|(?=.{{4,25}}$)[{HAN}]+(·[{HAN}]+)+")


def test_every_character_is_han_where_the_class_says_so():
    differ = [hex(code) for code in range(0x110000) if (ONE.match(chr(code)) is not None) != all_han(chr(code))]
    assert differ == []


def test_texts_are_names_and_joined_as_by_patterns():
    among = random.Random(8)
    letters = "张三李𠮷〇· \n\rA1、"
    for _ in range(20_000):
        text = "".join(among.choices(letters, weights=[9, 9, 9, 3, 1, 4, 2, 1, 1, 1, 1, 1], k=among.randrange(1, 9)))
        assert like_a_name(text) == (NAME.fullmatch(text) is not None), text
        assert short(text) == (re.fullmatch(f"[{HAN}]{{2,3}}", text) is not None), text
        if not re.search(rf"[^{HAN}\s]", text):
            assert clean(text) == re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", " ".join(text.split())), text
