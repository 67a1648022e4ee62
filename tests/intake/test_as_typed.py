"""Cells that are taken as typed: whatever is told to be one is what normalising makes of it, without a word."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xlpilot.intake.as_typed import taken_as_typed
from xlpilot.intake.cells import remarks
from xlpilot.intake.normalise import is_simple, key, letters_only, normalise
from xlpilot.intake.normalise.ditto import ditto
from xlpilot.intake.normalise.text import _COMPARED, _LETTERS_UNSEEN, clean
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import round_folder
from xlpilot.rules import asked

ROUND = load_round(round_folder("hengyang-2018"))
QUESTIONS = [asked(ROUND, field) for form in ROUND.forms.values() for field in form.entries]
LIKELY = "无暂没有同上如下dDoNnAa/\\-—《》〃学校一二三区域智慧教育0123456789１３Ａａ ﹪㈠⺀\u3164\u115f\u1160\uffa0\u200b\u00a0·．.、，。'#＃\n"
TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(st.sampled_from(LIKELY), max_size=12),
    st.from_regex(r"1[0-9]{10}", fullmatch=True),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=5),
    st.sampled_from([name for question in QUESTIONS for name in question.names]),
)


@settings(max_examples=2000, deadline=None)
@given(TEXTS)
@example("同上")
@example("没有")
@example("16500000000")
@example("\u115f")
@example("上官云")
def test_what_is_taken_as_typed_is_what_normalising_makes_of_it_and_nothing_is_said(text):
    for question in QUESTIONS:
        if taken_as_typed(question, ROUND).one(text):
            assert normalise(question, text, ROUND) == text
            assert not ditto(text)
            assert list(remarks(question, text, text, text, None, ROUND)) == []


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.one_of(TEXTS, st.sampled_from(["王小明", "李明", "13812345678", "第一中学", "网络联校创新应用"]))))
def test_a_column_is_taken_as_typed_only_where_each_of_its_texts_is(texts):
    for question in QUESTIONS:
        taken = taken_as_typed(question, ROUND)
        if taken.all(texts):
            assert all(map(taken.one, texts))


@settings(max_examples=1000, deadline=None)
@given(st.one_of(st.text(max_size=8), st.text(st.sampled_from(LIKELY), max_size=8)))
def test_a_simple_text_is_compared_by_its_small_letters(text):
    import re
    import unicodedata

    assert letters_only(text) == (text.isalnum() and _LETTERS_UNSEEN.isdisjoint(text))
    long_way = re.sub(r"\s", "", unicodedata.normalize("NFKC", clean(text)).translate(_COMPARED)).lower()
    assert key(text) == long_way
    if is_simple(text):
        assert long_way == text.lower()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("unit", "衡山县第一中学"), ("project", "网络联校建设"), ("category", "网络联校创新应用"),
        ("leader", "王小明"), ("leader_phone", "13812345678"),
    ],
)  # fmt: skip
def test_what_most_cells_hold_is_taken_as_typed(name, text):
    question = asked(ROUND, ROUND.forms["summary"].by_name[name])
    assert taken_as_typed(question, ROUND).one(text)
    assert taken_as_typed(question, ROUND).all([text, text])
