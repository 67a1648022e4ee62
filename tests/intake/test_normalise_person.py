"""Persons: nobody's name is rewritten, no character of a real name is lost, two persons never become one."""

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xlpilot.intake.normalise import person, split_person_phone
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import round_folder
from xlpilot.rules import asked
from xlpilot.rules.person_name import COMPOUND_SURNAMES, TITLE, like_a_name, with_title
from xlpilot.rules.xp205_name_odd import details, holds
from xlpilot.rules.xp211_name_masked import masked

ROUND = load_round(round_folder("hengyang-2018"))
QUESTION = asked(ROUND, ROUND.forms["summary"].by_name["leader"])


def silent(name):
    return bool(holds(QUESTION, pd.Series([name], dtype=object))[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("李　四", "李四"), ("王 五", "王五"), ("欧 阳 文 静", "欧阳文静"), ("欧阳 文静", "欧阳文静"), ("王 小明", "王小明"), ("张\n三", "张三"), ("王小\n明", "王小明"),
        ("\u202b张三\u202c", "张三"), ("张\ufe00三", "张三"), ("张三，", "张三"), ("张三；", "张三"), ("'张三", "张三"), ("张三_x000D_", "张三"), ("\t张三\n", "张三"),
        ("古丽米热•艾比布力", "古丽米热·艾比布力"), ("古丽米热 ． 艾比布力", "古丽米热·艾比布力"), ("古丽米热.艾比布力", "古丽米热·艾比布力"), ("古丽米热‧艾比布力", "古丽米热·艾比布力"),
        ("古丽米热・艾比布力", "古丽米热·艾比布力"), ("古丽米热･艾比布力", "古丽米热·艾比布力"), ("买买提∙吐尔逊⋅热合曼", "买买提·吐尔逊·热合曼"), ("买买提·吐尔逊", "买买提·吐尔逊"),
    ],
)  # fmt: skip
def test_the_form_of_a_name_is_made_uniform(text, expected):
    assert person(text) == expected
    assert silent(expected)


@pytest.mark.parametrize(
    "name",
    [
        "葛曾䮌",
        "𠮷田",
        "𠀀𠀁",
        "㐂一",
        "〇一",
        "龘龘",
        "﨑山",
        "張三",
        "王石⽔",
        "欧阳",
        "司马迁",
        "尉迟恭",
        "J.Smith",
        "⻢云",
        "Ａlex",
        "高原",
        "任正",
        "王主",
        "李书记录",
    ],
)
def test_a_name_is_never_rewritten(name):
    assert person(name) == name


@pytest.mark.parametrize(
    "name", ["葛曾䮌", "𠮷田", "𠀀𠀁", "㐂一", "〇一", "龘龘", "﨑山", "張三", "欧阳文静", "高原", "任正"]
)
def test_rare_han_are_no_reason_to_ask(name):
    assert silent(name)


@pytest.mark.parametrize(
    "text",
    ["张三校长", "张三 校长", "张三　校长", "张三\n校长", "张三（校长）", "张三(副局长)", "张三【主任】", "张三-校长", "张三/副校长", "张三，教导主任", "张三党支部书记", "张三书记兼校长",
     "张三党支部书记、校长", "张三常务副校长", "张三信息中心主任", "张三高级教师", "张三老师", "张三同志", "张三先生", "张三班主任", "副局长 张三", "副局长张三", "校长：张三", "校长张三", "教导主任 张三",
     "姓名：张三", "负责人：张三校长", "张三（女）", "张三（签字）", "张三校长。", "张三·校长", "校长 张三 同志"],
)  # fmt: skip
def test_listed_titles_are_left_out(text):
    assert person(text) == "张三"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("欧阳文校长", "欧阳文"), ("欧阳文静校长", "欧阳文静"), ("古丽米热·艾比布力老师", "古丽米热·艾比布力"), ("王建副校长", "王建"), ("𠮷田校长", "𠮷田"), ("李班主任", "李班主任"), ("李小明班主任", "李小明")],
)  # fmt: skip
def test_titles_leave_whole_names(text, expected):
    assert person(text) == expected


@pytest.mark.parametrize(
    "text",
    ["李校长", "欧阳校长", "王总务主任", "王主任", "校长", "张老师", "李原主任", "张小科主任", "李小正校长", "王总校长", "张三李四校长", "司长春生", "干事成功", "区长安民", "校长张", "张三丰李四光老师"],
)  # fmt: skip
def test_a_title_stays_where_less_than_a_whole_name_or_a_doubt_would_be_left(text):
    assert person(text) == text
    assert not silent(text) or text in ("司长春生", "干事成功", "区长安民")
    if not silent(text):
        assert details(QUESTION, text)["what"] == "带着职务，看不出完整的姓名"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三、李四", "张三、李四"), ("张三,李四", "张三,李四"), ("张三\n李四", "张三、李四"), ("张三\r\n李四\n王五", "张三、李四、王五"), ("张三 李四", "张三 李四"), ("张三 李四，", "张三 李四"), ("王小明　李红", "王小明 李红"),
        ("张三/李四", "张三/李四"), ("买买提 吐尔逊", "买买提 吐尔逊"),
    ],
)  # fmt: skip
def test_two_persons_stay_two_and_are_told(text, expected):
    assert person(text) == expected
    assert not silent(expected)
    assert details(QUESTION, text)["what"] == "像是几个人的姓名，这里只填一个人"


@pytest.mark.parametrize(
    "text",
    [
        "张*",
        "张＊＊",
        "张某",
        "张某某",
        "李某明",
        "某某",
        "张×",
        "张××",
        "张XX",
        "张xx",
        "XXX",
        "张○○",
        "张●",
        "欧阳某",
        "古丽·某某",
        "ＸＸ",
    ],
)
def test_masked_names(text):
    assert masked(person(text))
    assert silent(person(text))  # said once


@pytest.mark.parametrize("text", ["张三", "欧阳某某某", "Alex Smith", "Xu Xin", "Max", "张〇", "", "John", "王小明"])
def test_names_that_are_not_masked(text):
    assert not masked(text)


@pytest.mark.parametrize(
    "text", ["张", "欧阳某某某", "John Smith", "张三13800138000", "·张三", "王？明", "衡南县第一中学"]
)
def test_odd_names_are_told(text):
    assert not silent(person(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("王？明", "没打出来"),
        ("王□明", "没打出来"),
        ("王\ufffd", "没打出来"),
        ("⼀鸣", "部首符号"),
        ("⻢云", "部首符号"),
        ("王\ue863明", "没打出来"),
        ("张三138", "有数字"),
        ("张", "只有一个字"),
        ("李校长", "职务"),
        ("Smith", "不像"),
    ],
)
def test_the_finding_says_what_is_odd(text, words):
    assert not silent(text)
    assert words in details(QUESTION, text)["what"]


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("张三13800138000", "张三", "13800138000"), ("张三/138-0013-8000", "张三", "13800138000"), ("张三（13800138000）", "张三", "13800138000"), ("张三(13800138000)", "张三", "13800138000"),
        ("张三 13800138000", "张三", "13800138000"), ("张三\n13800138000", "张三", "13800138000"), ("张 三：13800138000", "张三", "13800138000"), ("张三，１３８００１３８０００", "张三", "13800138000"),
        ("13800138000张三", "张三", "13800138000"), ("13800138000 张三", "张三", "13800138000"), ("138 0013 8000／张三", "张三", "13800138000"), ("张三校长 电话：13800138000", "张三", "13800138000"),
        ("姓名：张三 手机：13800138000", "张三", "13800138000"), ("张三0734-8123456", "张三", "0734-8123456"), ("张三（0734）8123456", "张三", "0734-8123456"), ("（0734）8123456张三", "张三", "0734-8123456"),
        ("张三 13800138000/0734-8123456", "张三", "13800138000、0734-8123456"), ("古丽·艾比布力+8613800138000", "古丽·艾比布力", "13800138000"), ("张三-13800138000", "张三", "13800138000"),
        ("张三8123456", "张三", "0734-8123456"),
    ],
)  # fmt: skip
def test_a_name_and_a_number_in_one_cell(text, name, number):
    assert split_person_phone(text, "0734") == (name, number)


@pytest.mark.parametrize(
    "text",
    ["张三", "13800138000", "", "张三1380013", "张三、李四13800138000", "张三13800138000李四13900139000", "衡南县第一中学13800138000", "张三 1.38E+10", "张三 138****8000", "张三2018", "AI 13800138000"],
)  # fmt: skip
def test_other_cells_are_not_split(text):
    assert split_person_phone(text, "0734") is None


han = st.sampled_from("一三丰明建国文静李王张欧阳刘䮌𠮷田小红")
names = st.one_of(
    st.text(han, min_size=2, max_size=3),
    st.tuples(st.sampled_from(sorted(COMPOUND_SURNAMES)), st.text(han, min_size=1, max_size=2)).map("".join),
    st.lists(st.text(han, min_size=2, max_size=4), min_size=2, max_size=3).map("·".join),
)


@settings(max_examples=500, deadline=None, derandomize=True)
@example("欧阳", " 书记", False)  # a surname alone: the title stays, and XP205 tells of it
@given(
    names, st.sampled_from(["校长", "副局长", "教导主任", "老师", "（副局长）", " 书记", "书记兼校长"]), st.booleans()
)
def test_any_whole_name_comes_back_from_beside_a_title(name, title, before):
    text = f"{title.strip()} {name}" if before else name + title
    if "（" in title and before:
        return
    assert person(text) in (name, "".join(text.split())) or not like_a_name(person(text))
    if not before and name not in COMPOUND_SURNAMES:
        assert person(text) == name


@settings(max_examples=500, deadline=None, derandomize=True)
@given(names)
def test_a_clean_name_is_taken_as_it_is(name):
    assert person(name) == name
    assert person(" " + "　".join(name)) == name or name in person(" ".join(name)).replace(" ", "")


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.text(alphabet="张三李四王校长副局主任老师书记（）()、· \n　•.：:某*13８", max_size=16))
def test_twice_is_once_and_nothing_is_invented(text):
    found = person(text)
    assert person(found) == found
    assert all(character in text + "、· " for character in found)
    assert not like_a_name(found) or not with_title(found) or found in "".join(text.split()) or TITLE
