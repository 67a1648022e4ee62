import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlpilot.form.stamp import CHUNK_CHARACTERS, Stamp, genuine, human_code, join_definition, parse, split_definition

KEY = b"k" * 32
STAMP = Stamp("hengyang-2018", "430422", "summary", "0a1b2c3d", 1)


def test_a_signed_stamp_is_read_back_and_genuine():
    text = STAMP.sign(KEY)
    assert text.startswith("XLPILOT1|hengyang-2018|430422|summary|0a1b2c3d|1|")
    assert parse(text) == (STAMP, text.rsplit("|", 1)[1])
    assert genuine(text, KEY)


def test_any_changed_character_or_another_key_is_not_genuine():
    text = STAMP.sign(KEY)
    assert not genuine(text, b"x" * 32)
    for at, character in enumerate(text):
        other = "0" if character != "0" else "1"
        assert not genuine(text[:at] + other + text[at + 1 :], KEY)


@given(st.text())
def test_no_text_makes_the_reader_of_stamps_fail(text):
    assert not genuine(text, KEY)
    assert not genuine(f"XLPILOT1|a|b|c|d|1|{text}", KEY)


def test_a_part_that_could_be_read_as_two_is_refused():
    with pytest.raises(ValueError, match="not fit"):
        Stamp("a|b", "1", "f", "v", 1).sign(KEY)


def test_the_human_code_has_no_letters_that_are_taken_for_others():
    codes = {Stamp("r", "430422", "summary", "v", serial).human_code(KEY) for serial in range(1, 400)}
    assert len({code.rsplit("-", 1)[1] for code in codes}) > 390
    assert all(code.startswith("430422-") and not set(code.rsplit("-", 1)[1]) & set("ILOU") for code in codes)
    stamp, mac = parse(STAMP.sign(KEY))
    assert human_code(stamp, mac) == STAMP.human_code(KEY)


@pytest.mark.parametrize("length", [1, CHUNK_CHARACTERS, CHUNK_CHARACTERS + 1, 3 * CHUNK_CHARACTERS])
def test_a_definition_is_whole_again_after_being_cut_into_cells(length):
    definition = ("定义" * length)[:length]
    chunks = split_definition(definition)
    assert max(map(len, chunks)) <= 30_000
    for count in (len(chunks), float(len(chunks)), str(len(chunks))):
        assert join_definition(["stamp", count, *chunks, None]) == definition
    assert join_definition(["stamp", len(chunks), *chunks[:-1]]) is None
    assert join_definition(["stamp", "many", *chunks]) is None
