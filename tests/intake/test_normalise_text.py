"""Text: what nobody sees goes, what only looks different is made alike, what was written stays."""

import datetime as dt

import pytest

from xlpilot.intake.normalise import clean, ditto, is_nothing, key, plain, typed_text, unseen, visible, whole_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("", ""), (13800138000.0, "13800138000"), (0.0, "0"), (-3.0, "-3"), (1.5, "1.5"), (1e21, "1e+21"),
        (True, "TRUE"), (False, "FALSE"), (dt.date(2018, 9, 1), "2018-09-01"), (dt.datetime(2018, 9, 1), "2018-09-01"),
        (dt.datetime(2018, 9, 1, 8, 30), "2018-09-01 08:30:00"), (dt.time(8, 30), "08:30:00"), (" 甲 ", " 甲 "), (12, "12"),
        (dt.timedelta(hours=30), "1 day, 6:00:00"), (123456789012345678.0, "1.2345678901234568e+17"),
    ],
)  # fmt: skip
def test_what_was_typed_is_told_as_a_person_would(value, text):
    assert typed_text(value) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("李　四", "李四"), ("王\u00a0五", "王五"), (" 衡南县 第一 中学 ", "衡南县第一中学"), ("衡南县\n第一中学", "衡南县第一中学"),
        ("衡南县_x000D_\n第一中学", "衡南县第一中学"), ("衡南县_x000a_第一中学", "衡南县第一中学"), ("衡南县\r\n第一中学", "衡南县第一中学"),
        ("AI 教室 建设", "AI 教室 建设"), ("AI  教室", "AI 教室"), ("a\tb", "a b"), ("\u202d138\u202c", "138"), ("\ufeff甲", "甲"),
        ("甲\u200b乙", "甲乙"), ("甲\ufe0d", "甲"), ("葛\U000e0100城", "葛城"), ("甲\x0b乙", "甲乙"), ("１２Ａ（）", "１２Ａ（）"), ("", ""),
        ("\u3000", ""), ("𠮷\u3000野", "𠮷野"), ("第1\n中学", "第1 中学"), ("soft\u00adhyphen", "softhyphen"), ("〇 一", "〇一"),
        ("衡南县\n第一中学（东校区）", "衡南县第一中学（东校区）"), ("甲 \n 乙1", "甲乙1"), ("甲\u2003乙", "甲乙"), ("\u2800", ""), ("\u3164\uffa0", ""), ("甲\u2800乙", "甲乙"),
        ("AI\u3164Lab", "AI Lab"), ("\u115f\u1160王明", "王明"), ("王\u17b4明\u17b5", "王明"), ("甲_x0041_", "甲_x0041_"),
    ],
)  # fmt: skip
def test_text_is_cleaned_and_keeps_its_own_punctuation(text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("项目名称。", "项目名称"), ("项目；、", "项目"), ("《项目》", "《项目》"), ("。", "。"), ("项目（一）", "项目（一）"), ("a,", "a"), ("项目。 ,", "项目"), ("衡南县 一中。", "衡南县一中"),
        ("'衡南县一中", "衡南县一中"), ("'十四五'规划", "'十四五'规划"), ("甲：乙（丙）！", "甲：乙（丙）！"), ("甲～乙", "甲～乙"), ("100％", "100％"),
    ],
)  # fmt: skip
def test_free_text_loses_only_what_stands_at_its_end(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("３D 打印", "3D 打印"), ("ＡＩ教室", "AI教室"), ("第１中学（ｂ）", "第1中学（b）"), ("⼀中", "⼀中"), ("①号楼", "①号楼"), ("㎡", "㎡"),
        ("㈱", "㈱"), ("ⅡＢ", "ⅡB"),
    ],
)  # fmt: skip
def test_full_width_letters_and_digits_are_written_as_usual_and_nothing_else_is(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＩ（甲）", "ai(甲)"), ("申报 单位", "申报单位"), ("⼀", "一"), ("a—b", "a-b"), ("a－b", "A-B"), ("〔2018〕", "[2018]"), ("甲•乙", "甲·乙"),
        ("甲･乙", "甲·乙"), ("甲\u200b乙", "甲乙"), ("㈠", "(一)"), ("％", "%"),
    ],
)  # fmt: skip
def test_keys_are_alike_where_only_the_form_differs(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("衡南县", "衡阳县"), ("一中", "二中"), ("a", "b"), ("网络", "網絡")])
def test_keys_differ_where_more_differs(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("text", "count"),
    [("甲", 0), ("\u202d138\u202c", 2), ("甲\u200b\x0b乙", 2), ("甲 乙\n", 0), ("_x000D_", 1), ("甲\u2800\u3164", 2)],
)
def test_what_nobody_sees_is_counted(text, count):
    assert unseen(text) == count


def test_what_a_person_sees():
    assert visible(" \u202d甲 乙\u202c_x000D_ ") == "甲 乙"


@pytest.mark.parametrize(
    "text", ["", "无", "／", "Ｎ／Ａ", "n/A", "暂无。", "—", "——", "－", "略", "待定", "见附件", "'", "⽆", "没有；"]
)
def test_words_that_mean_nothing(text):
    assert is_nothing(clean(text))


@pytest.mark.parametrize("text", ["无锡", "（无）", "0", "N/A公司", "略略", "待定中学", "同上"])
def test_words_that_mean_something(text):
    assert not is_nothing(clean(text))


@pytest.mark.parametrize(
    "text",
    [
        "同上",
        "同 上",
        "同上。",
        "（同上）",
        "〃",
        "″",
        '"',
        "“",
        "↓",
        "同\n上",
        "\u200b同上",
        "同前",
        "Ditto",
        "''",
        "＂",
    ],
)
def test_signs_for_as_above(text):
    assert ditto(text)


@pytest.mark.parametrize("text", ["", "上", "同上附件", "同上海中学", "衡南县同上小学", "一", "无", "'", "-", "d"])
def test_other_texts_are_no_sign_for_as_above(text):
    assert not ditto(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("３", 3), ("１２．０", 12), ("-3", -3), ("—3", -3), ("3.0", 3), ("1,200", 1200), ("1，200", 1200), ("12,345,678", 12345678), ("007", 7), ("'12", 12), ("12；", 12)],
)  # fmt: skip
def test_whole_numbers_in_every_dress(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["三", "约1200人", "1.5", "12人", "1,20", "1e3", "", "1-2", "1234567890123456", "二十", "3个", "½", "²", "①", "2²"],
)
def test_what_is_no_whole_number_stays_as_it_is(text):
    assert whole_number(text) == text
