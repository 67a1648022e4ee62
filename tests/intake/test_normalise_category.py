"""A category is taken where everything in the cell leads to one, and never by likeness."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlpilot.intake.normalise import category
from xlpilot.rounds.load import load_round
from xlpilot.rounds.model import Category
from xlpilot.rounds.workspace import round_folder
from xlpilot.rules import BY_CODE, asked
from xlpilot.rules.choice import Why, read
from xlpilot.rules.xp204_not_in_list import details, suggestion

ROUND = load_round(round_folder("hengyang-2018"))
QUESTION = asked(ROUND, ROUND.forms["summary"].by_name["category"])
ONE, TWO, THREE, FOUR = (option.name for option in ROUND.categories)
OPTIONS = (
    Category(number=1, name="网络联校创新应用", aliases=("联校",)),
    Category(number=2, name="区域智慧教育", aliases=("智慧教育", "一校一品")),
)


def taken(text):
    return category(text, ROUND.categories)


@pytest.mark.parametrize(
    "sign",
    ["①", "⑴", "⒈", "❶", "➀", "➊", "⓵", "㈠", "㊀", "Ⅰ", "ⅰ", "Ⓐ", "ⓐ", "⒜", "1", "１", "1.", "1、", "1．", "1）", "（1）", "(1)", "1:", "1：", "一", "一、", "（一）",
     "第一", "第一类", "一类", "1类", "A", "a", "Ａ", "A.", "A、", "（A）", "A类", "I", "I.", "1\ufe0f\u20e3", "类别一", "申报类别：①", " ① ", "①。"],
)  # fmt: skip
def test_every_enumerator_counts_alone_and_before_the_name(sign):
    assert taken(sign) == ONE
    assert taken(f"{sign}{ONE}") == ONE
    assert taken(f"{sign} 联校") == ONE


@pytest.mark.parametrize(
    ("sign", "number"),
    [
        ("②", 2),
        ("B", 2),
        ("Ⅱ", 2),
        ("ii", 2),
        ("⑵", 2),
        ("二类", 2),
        ("③", 3),
        ("IV", 4),
        ("D", 4),
        ("❹", 4),
        ("四、", 4),
    ],
)
def test_enumerators_count_on(sign, number):
    assert taken(sign) == ROUND.categories[number - 1].name


@pytest.mark.parametrize("sign", ["⑤", "5", "E", "V", "0", "12", "2018", "丙", "甲", "1号", "1.5", "⑩", "十一"])
def test_numbers_of_no_option_lead_nowhere(sign):
    assert taken(sign) == sign


@pytest.mark.parametrize("option", ROUND.categories, ids=lambda option: option.name)
def test_every_name_and_alias_in_every_dress(option):
    for word in (option.name, *option.aliases):
        for dress in (
            "{}",
            " {}　",
            "{}。",
            "“{}”",
            "《{}》",
            "（{}）",
            "{}类",
            "{}项目",
            "申报类别：{}",
            f"{option.number}.{{}}",
            "☑{}",
            "{}（√）",
            "[x]{}",
        ):
            assert taken(dress.format(word)) == option.name, dress.format(word)
        assert taken(word[:1] + " " + word[1:]) == option.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("□①网络联校创新应用 ☑②区域智慧教育", TWO), ("□①网络联校 □②区域智慧教育 □③教育网络安全 ■④智能教室", FOUR), ("√②", TWO), ("②√", TWO), ("（✔）区域智慧教育", TWO),
        ("☐① ☑② ☐③ ☐④", TWO), ("①□ ②□ ③☑ ④□", THREE), ("①网络联校□\n②区域智慧教育☑", TWO), ("（ ）①网络联校（√）②区域智慧教育", TWO), ("[ ]1 [x]2", TWO),
        ("○网络联校 ●区域智慧教育", TWO), ("☆① ★②", TWO), ("□网络联校 √区域智慧教育 □网络安全", TWO), ("√区域智慧教育类", TWO),
        # Wingdings and its like, the font lost.
        ("¨①网络联校 þ②区域智慧教育", TWO), ("£①网络联校 R②区域智慧教育", TWO), ("R①网络联校 ¨②区域智慧教育", ONE), ("\uf0a8①网络联校\uf0fe②区域智慧教育", TWO), ("S区域智慧教育", TWO),
    ],
)  # fmt: skip
def test_one_tick_is_a_choice(text, expected):
    assert taken(text) == expected


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        ("□①网络联校创新应用 □②区域智慧教育", Why.UNTICKED, "没有勾选"), ("□", Why.UNTICKED, "没有勾选"), ("☑①网络联校 ☑②区域智慧教育", Why.TICKS, "不止一项"),
        ("①网络联校√ ②区域智慧教育", Why.UNCLEAR, "看不出勾的是哪一项"), ("√", Why.UNCLEAR, "看不出"), ("①区域智慧教育", Why.DISAGREE, "序号和名称对不上"),
        ("1.区域智慧教育", Why.DISAGREE, "序号和名称对不上"), ("☑①区域智慧教育", Why.DISAGREE, "序号和名称对不上"), ("①③", Why.SEVERAL, "只能填一个类别"),
        ("1、2", Why.SEVERAL, "只能填一个类别"), ("一二", Why.SEVERAL, "只能填一个类别"), ("网络联校、区域智慧教育", Why.SEVERAL, "只能填一个类别"),
        ("网络联校创新应用区域智慧教育", Why.SEVERAL, "只能填一个类别"), ("教育网络安全与区域智慧教育", Why.SEVERAL, "只能填一个类别"),
        ("我校的网络联校和智慧教育项目", Why.SEVERAL, "只能填一个类别"), ("①网络", Why.UNKNOWN, "请从该单元格的下拉列表中选择"), ("智慧课堂", Why.UNKNOWN, "请从该单元格的下拉列表中选择"),
        ("√网络联校 其他", Why.UNKNOWN, "请从"), ("区域智慧教育等", Why.UNKNOWN, "是不是“区域智慧教育”"), ("", Why.UNKNOWN, "请从"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_left_and_says_why(text, why, words):
    assert taken(text) == text.replace("\n", " ")
    assert read(text, ROUND.categories).why is why
    assert words in details(QUESTION, text)["how"]


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("网路联校创新应用", ONE), ("网路联校", ONE), ("網絡聯校", ONE), ("網絡聯校創新應用", ONE), ("區域智慧教育", TWO), ("教育網絡安全", THREE), ("人工智能教室建设", FOUR),
        ("数字智慧教室", FOUR), ("区域智慧教学", TWO), ("教育网络完全", THREE),
        ("智慧课堂", ""), ("其他", ""), ("教育", ""), ("", ""), ("教育信息化", ""),
    ],
)  # fmt: skip
def test_a_likeness_is_asked_about_and_never_taken(text, likely):
    assert suggestion(QUESTION, text) == likely
    assert taken(text) == text
    if likely:
        assert details(QUESTION, text)["how"].startswith(f"是不是“{likely}”？")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("②①", "②①"), ("③", "③"), ("一校一品", "区域智慧教育"), ("①一校一品", "①一校一品"), ("②一校一品", "区域智慧教育"), ("12", "12"), ("", ""), ("1号", "1号"),
        ("联校，", "网络联校创新应用"), ("联校与智慧教育", "联校与智慧教育"), ("联校（网络联校创新应用）", "网络联校创新应用"),
    ],
)  # fmt: skip
def test_names_that_begin_like_numbers(text, expected):
    assert category(text, OPTIONS) == expected


def test_an_exact_name_comes_before_what_it_looks_like():
    turned = tuple(Category(number=n, name=name) for n, name in enumerate(("二类", "一类", "2", "A"), 1))
    assert [category(name, turned) for name in ("一类", "二类", "2", "A")] == ["一类", "二类", "2", "A"]


def test_no_options_no_choice():
    assert read("①", ()).option is None


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text(alphabet="①②③④⑤1234（）()、.ABRS□☑√¨þ网络联校区域智慧教育安全与 \n一二类", max_size=20))
def test_nothing_but_one_option_or_the_text_itself_comes_out(text):
    found = taken(text)
    why = read(found, ROUND.categories).why
    assert (found in QUESTION.names) == (why is Why.READ)
    assert taken(found) == found
    if found in QUESTION.names:
        others = [o for o in ROUND.categories if o.name != found and "□" not in text and "¨" not in text]
        assert not any(other.name in text for other in others)


def test_the_rule_says_it_of_the_cell():
    assert BY_CODE["XP204"].details is details
