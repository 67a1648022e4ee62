"""Telephone numbers in every written form; digits are never invented and never lost."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlpilot.intake.normalise import local_digits, phone
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import round_folder
from xlpilot.rules import asked
from xlpilot.rules.xp203_phone_malformed import LANDLINE, MOBILE, SERVICE, details

ROUND = load_round(round_folder("hengyang-2018"))
QUESTION = asked(ROUND, ROUND.forms["summary"].by_name["leader_phone"])
M, N, L = "13800138000", "13900139000", "0734-8123456"


@pytest.mark.parametrize(
    "text",
    [M, "138-0013-8000", "138 0013 8000", "138.0013.8000", "138_0013_8000", "138—0013—8000", "１３８００１３８０００", "+86 138 0013 8000", "+8613800138000",
     "86-138-0013-8000", "8613800138000", "008613800138000", "0086-138-0013-8000", "（+86）13800138000", "+(86)13800138000", "013800138000", "13800138000.0",
     "\u202d13800138000\u202c", "\u200b13800138000\ufeff", "'13800138000", "13800138000；", "13800138000\u00a0", "手机：13800138000", "手机号码 13800138000",
     "Tel:13800138000", "☎13800138000", "13800138000（微信同号）", "13800138000(手机)", "13800138000、13800138000", "13800138000\n13800138000"],
)  # fmt: skip
def test_one_mobile_in_every_dress(text):
    assert phone(text, "0734", 7) == M


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (L, L), ("07348123456", L), ("0734 8123456", L), ("(0734)8123456", L), ("（0734） 8123456", L), ("0734－8123456", L), ("0734.8123456", L), ("0734 812 3456", L),
        ("0734-812-3456", L), ("8123456", L), ("０７３４－８１２３４５６", L), ("+86-734-8123456", L), ("+86 0734 8123456", L), ("86-0734-8123456", L), ("电话：8123456", L),
        ("办公室电话:0734-8123456", L), ("0734-8123456（办）", L), ("0734-8123456-801", L + "-801"), ("8123456转801", L + "-801"), ("0734-8123456 转 801", L + "-801"),
        ("0734-8123456#801", L + "-801"), ("0734-8123456分机801", L + "-801"), ("0734-8123456 ext.801", L + "-801"), ("0734-8123456（转801）", L + "-801"),
        ("010-81234567", "010-81234567"), ("0731-81234567", "0731-81234567"), ("400-123-4567", "400-123-4567"), ("4001234567", "400-123-4567"), ("400 1234 567", "400-123-4567"),
        ("95533", "95533"),
    ],
)  # fmt: skip
def test_landlines_and_service_numbers(text, expected):
    assert phone(text, "0734", 7) == expected


@pytest.mark.parametrize(
    "between",
    [
        "/",
        "、",
        ",",
        "，",
        ";",
        "；",
        "|",
        "或",
        "和",
        "及",
        " 或 ",
        " / ",
        " ",
        "\u3000",
        "\n",
        "\r\n",
        "_x000D_\n",
        "\t",
        "+",
        "&",
    ],
)
def test_two_numbers_in_one_cell_mobiles_first(between):
    assert phone(f"{M}{between}{N}", "0734", 7) == f"{M}、{N}"
    assert phone(f"{L}{between}{M}", "0734", 7) == f"{M}、{L}"
    assert phone(f"138-0013-8000{between}0734-8123456", "0734", 7) == f"{M}、{L}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13800138000-13900139000", f"{M}、{N}"), ("13800138000（0734-8123456）", f"{M}、{L}"), ("138 0013 8000/139 0013 9000", f"{M}、{N}"), ("138 0013 8000\n139 0013 9000", f"{M}、{N}"), ("0734 812 3456\n138 0013 8000", f"{M}、{L}"),
        ("138 0013 8000 139 0013 9000", f"{M}、{N}"), ("办公：8123456 手机：13800138000", f"{M}、{L}"), ("手机13800138000/电话8123456", f"{M}、{L}"),
        ("0734-8123456/8123457", f"{L}、0734-8123457"), ("13900139000 13800138000", f"{N}、{M}"), ("13800138000、8123456、13900139000", f"{M}、{N}、{L}"),
    ],
)  # fmt: skip
def test_several_numbers_however_they_stand(text, expected):
    assert phone(text, "0734", 7) == expected


@pytest.mark.parametrize(
    "text",
    ["1.38E+10", "1.38001E+10", "1380013", "1380013800", "138001380001", "12800138000", "13800138000.1", "138****8000", "138XXXXXXXX", "138OO138000", "13800138000、张三",
     "1380013800013900139000", "1.38E+10/13900139000", "13800138000/1390013", "8811332/3", "110", "0734", "81234567", "0734-812345678", "0034-8123456", "8123456-8123457",
     "一三八〇〇一三八〇〇〇", "见名片", "", "1380013 8000 139", "86", "+86", "手机"],
)  # fmt: skip
def test_what_is_no_number_stays_as_it_is(text):
    assert phone(text, "0734", 7) == text


def test_an_area_code_is_added_only_where_the_round_names_one_and_the_length_fits():
    assert phone("8123456") == "8123456"
    assert phone("8123456", "0731") == "0731-8123456"
    assert phone("81234567", "0731", 8) == "0731-81234567"
    assert phone("81234567", "0734", 7) == "81234567"


def test_the_length_of_local_numbers_is_that_of_the_offices_own():
    assert local_digits(ROUND) == 7

    def with_phone(number, area="0734"):
        return ROUND.model_copy(
            update={"area_code": area, "contact": ROUND.contact.model_copy(update={"phone": number})}
        )

    assert local_digits(with_phone("0731-88113322", "0731")) == 8
    assert local_digits(with_phone("13800138000")) is None
    assert local_digits(with_phone("0734-8811332", "")) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1.38E+10", "科学记数"), ("1.38001E+10", "科学记数"), ("1.3800138000139001e+21", "超过15位"), ("1380013800013900.0", "超过15位"), ("13800138000.1", "小数"),
        ("1380013800", "有10位数字"), ("138001380001", "有12位数字"), ("138****8000", "有7位数字"), ("1380013800013900139000", "有22位数字"),
    ],
)  # fmt: skip
def test_the_finding_says_what_happened_to_the_number(text, words):
    assert words in details(QUESTION, text)["what"]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.from_regex(MOBILE, fullmatch=True),
    st.sampled_from(["", " ", "-", "."]),
    st.sampled_from(["", "+86", "86-", "0", "\u202d", "手机："]),
    st.sampled_from(["", "；", "\u202c", "（微信）", "\n"]),
)
def test_any_mobile_in_any_dress_is_the_same_mobile(number, separator, prefix, suffix):
    assert phone(prefix + separator.join((number[:3], number[3:7], number[7:])) + suffix, "0734", 7) == number


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet="0123456789", min_size=1, max_size=24))
def test_digits_are_never_invented_or_lost(digits):
    found = phone(digits, "0734", 7)
    only = "".join(character for character in found if character.isdigit())
    assert only.endswith(digits.removeprefix("0086").removeprefix("86").lstrip("0")) or only == digits
    assert found == digits or any(form.fullmatch(found) for form in (MOBILE, LANDLINE, SERVICE))


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.text(alphabet="0123456789 -—.、/()（）转+8６\n\u3000手机电话:", max_size=40))
def test_what_comes_out_is_numbers_or_what_went_in(text):
    found = phone(text, "0734", 7)
    assert phone(found, "0734", 7) == found
    if all(any(form.fullmatch(n) for form in (MOBILE, LANDLINE, SERVICE)) for n in found.split("、")):
        # Every number's last digits stand in the text, in their order.
        shown = re.sub(r"[^0-9]", "", text.translate(str.maketrans("６", "6")))
        assert all(re.sub(r"[^0-9]", "", n)[-5:] in shown for n in found.split("、"))
