"""Form is made uniform, content is never guessed: laws that hold of every field and any value, and what is remarked."""

import datetime as dt
import time
import timeit

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlpilot.findings import Place
from xlpilot.intake.normalise import ditto, normalise, noticed_in, split_person_phone, typed_text
from xlpilot.rounds.load import load_round
from xlpilot.rounds.model import Field
from xlpilot.rounds.workspace import round_folder
from xlpilot.rules import BY_CODE, asked, cell_rules
from xlpilot.rules.base import Fault

ROUND = load_round(round_folder("hengyang-2018"))
FORM = ROUND.forms["summary"]
FIELDS = {field.name: asked(ROUND, field) for field in (*FORM.line, *FORM.fields)}
FIELDS["pupils"] = asked(ROUND, Field.model_validate({"name": "pupils", "title": "学生数", "type": "integer"}))
CLEAN = {
    "bureau": "衡南县教育局", "reporter": "周建国", "reporter_phone": "0734-8123456", "reported_on": dt.date(2018, 9, 10),
    "unit": "衡南县第一中学（东校区）", "project": "“互联网+”环境下的同步课堂应用：AI 教室", "category": "区域智慧教育", "leader": "古丽米热·艾比布力",
    "leader_phone": "13800138000", "contact": "欧阳文静", "contact_phone": "13800138000、0734-8123456", "remark": "附件另报！",
}  # fmt: skip


def said(name, value):
    """Codes and the words of what is remarked about a cell."""
    question = FIELDS[name]
    taken = normalise(question, value, ROUND)
    found = list(noticed_in(question, value, taken, ROUND))
    place = Place("附件1", "A1", 1, name)
    messages = [BY_CODE[code].at(place, typed_text(value), words=words).message for code, words in found]
    assert all("{" not in message and f"“{question.field.title}”" in message for message in messages)
    return [(code, message) for (code, _), message in zip(found, messages, strict=True)]


def codes(name, value):
    return [code for code, _ in said(name, value)]


@pytest.mark.parametrize("name", CLEAN)
def test_clean_values_are_taken_as_they_are_and_nothing_is_remarked(name):
    assert normalise(FIELDS[name], CLEAN[name], ROUND) == CLEAN[name]
    assert codes(name, CLEAN[name]) == []


@pytest.mark.parametrize(
    "value",
    [
        " ",
        "无",
        "　",
        "/",
        "N/a",
        "无。",
        "\u200b",
        "'",
        None,
        "",
        "见附件",
        "待定",
        "略",
        "—",
        "\u2800",
        "\u3164 \uffa0",
        "无\u2800",
    ],
)
def test_nothing_is_nothing_in_every_field(value):
    assert {normalise(question, value, ROUND) for question in FIELDS.values()} == {None}
    assert not any(codes(name, value) for name in FIELDS)


@pytest.mark.parametrize(
    "text", ["#REF!", " #N/A ", "#DIV/0!", "#NAME?", "#VALUE!", "#N/A。", "＃N/A", "＃Ｎ／Ａ", "#REF！；", "'#N/A"]
)
def test_the_text_of_an_error_is_an_error_in_every_field(text):
    assert {normalise(question, text, ROUND) for question in FIELDS.values()} == {Fault.ERROR}
    assert not any(codes(name, text) for name in FIELDS)


def test_whole_numbers():
    assert normalise(FIELDS["pupils"], 3.0, ROUND) == 3
    assert normalise(FIELDS["pupils"], "３", ROUND) == 3
    assert normalise(FIELDS["pupils"], "三", ROUND) == "三"
    assert normalise(FIELDS["pupils"], 1.5, ROUND) == "1.5"
    assert normalise(FIELDS["pupils"], True, ROUND) == "TRUE"


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("9月10日", "XP215", "没有写年份，按2018年采用"), (43353.0, "XP215", "当作 2018-09-10 采用"), (2018.1, "XP215", "分不清是1月还是10月"), ("2018年9月", "XP216", "只写到月，照写作“2018-09”"),
        (2018.9, "XP216", "只写到月"), ("2018.9.1～2018.9.30", "XP216", "是一段时间"), ("2018-09", "XP216", "只写到月"),
    ],
)  # fmt: skip
def test_what_is_remarked_about_dates(value, code, words):
    ((found, message),) = said("reported_on", value)
    assert (found, words in message) == (code, True)


@pytest.mark.parametrize(
    "value",
    [
        "2018-9-10",
        "2018年9月10日",
        dt.date(2018, 9, 10),
        dt.datetime(2018, 9, 10, 8),
        "九月",
        "2月30日",
        3.0,
        "20180910",
    ],
)
def test_dates_about_which_nothing_is_remarked(value):
    assert codes("reported_on", value) == []


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("0734-81234567", "XP218", "本地号码有8位，0734 的号码是7位"), ("400-123-4567", "XP218", "服务热线"), ("95533", "XP218", "服务热线"), (16012345678.0, "XP222", "没有 160 号段"), ("19212345678", "XP222", "2018年还没有 192 号段"),
        ("14012345678", "XP222", "没有 140 号段"), ("13800138000/19412345678", "XP222", "没有 194 号段"),
    ],
)  # fmt: skip
def test_what_is_remarked_about_phones(value, code, words):
    ((found, message),) = said("leader_phone", value)
    assert (found, words in message) == (code, True)


@pytest.mark.parametrize(
    "value",
    [
        "13800138000",
        "19912345678",
        "14912345678",
        "0734-8123456",
        "010-81234567",
        "0731-81234567",
        "1380013",
        "14012",
        13800138000.0,
    ],
)
def test_phones_about_which_nothing_is_remarked(value):
    assert codes("leader_phone", value) == []


@pytest.mark.parametrize(
    ("name", "value", "code", "words"),
    [
        ("unit", "衡南县第\ufffd中学", "XP217", "丢了的字"), ("project", "åï¿½ç", "XP217", "ï¿½"),
        ("unit", "⼀中", "XP217", "“⼀”是部首符号"), ("unit", "第\ue863中学", "XP217", "第2个字是自造字"), ("project", "《同步课堂》", "XP220", "书名号照原样保留"), ("category", "¨①网络联校 þ②区域智慧教育", "XP219", "按“区域智慧教育”采用"),
    ],
)  # fmt: skip
def test_what_is_remarked_about_texts(name, value, code, words):
    ((found, message),) = said(name, value)
    assert (found, words in message) == (code, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [("project", "“《同步》课堂”应用"), ("project", "谁来上课？"), ("remark", "（一）□"), ("category", "□① ☑②"), ("category", "¨①网络联校 ¨②区域智慧教育"), ("leader", "古丽•艾比"), ("leader", "王？明"), ("unit", "《甲》《乙》")],
)  # fmt: skip
def test_texts_about_which_nothing_is_remarked(name, value):
    assert codes(name, value) == []


values = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="0123456789 -—.、/()（）转+8６１３年月日①②一二张三王校长主任·•\u3000\u200b\n□☑《》", max_size=24),
    st.floats(),
    st.integers(-(10**18), 10**18).map(float),
    st.integers(-(10**18), 10**18),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.none(),
)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(values)
def test_nothing_raises_and_what_comes_out_is_plain(value):
    for name, question in FIELDS.items():
        taken = normalise(question, value, ROUND)
        assert taken is None or taken is Fault.ERROR or type(taken) in (str, int, dt.date)
        assert taken != ""
        assert set(codes(name, value)) <= set(BY_CODE)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(values)
def test_normalising_twice_changes_nothing_more(value):
    for name, question in FIELDS.items():
        once = normalise(question, value, ROUND)
        if once is not None and once is not Fault.ERROR:
            assert normalise(question, once, ROUND) == once, name


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(set(CLEAN) - {"reported_on"})), st.data())
def test_what_nobody_sees_changes_no_value(name, data):
    text = CLEAN[name]
    at = data.draw(st.integers(0, len(text)))
    unseen = data.draw(st.sampled_from(["\u200b", "\u202d", "\u202c", "\ufeff", "\ufe0f", "\u00ad", "\u2060"]))
    edge = data.draw(st.sampled_from(["", " ", "\u3000", "\n", "\u00a0", "\t"]))
    assert normalise(FIELDS[name], edge + text[:at] + unseen + text[at:] + edge, ROUND) == text


@pytest.mark.parametrize(
    "piece",
    [
        " ",
        "-",
        "。",
        "。 ",
        "_",
        "1 ",
        "8",
        "张",
        "张 ",
        "校长",
        "、",
        "\n",
        "①",
        "□",
        "网络联校",
        "年",
        "2018-",
        "(",
        "·",
        "'",
        "至",
        "某",
        "\u200b",
        "x",
        "第一中",
        "教研",
    ],
)
def test_the_longest_cell_takes_no_time_worth_mentioning(piece):
    for text in (piece * (32767 // len(piece)), piece * (32000 // len(piece)) + "甲乙x"):
        started = time.perf_counter()
        for name, question in FIELDS.items():
            taken = normalise(question, text, ROUND)
            codes(name, text)
            for rule in cell_rules(question):
                rule.holds(question, pd.Series([taken], dtype=object))
                rule.at_field(question, Place(), text)
        split_person_phone(text)
        ditto(text)
        assert time.perf_counter() - started < 3


def test_a_clean_cell_costs_microseconds():
    def all_of_them():
        for name, value in CLEAN.items():
            taken = normalise(FIELDS[name], value, ROUND)
            list(noticed_in(FIELDS[name], value, taken, ROUND))

    all_of_them()
    assert min(timeit.repeat(all_of_them, number=100, repeat=5)) / 100 / len(CLEAN) < 100e-6
