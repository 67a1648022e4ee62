"""Whose file it is: by signature, by the operator, by the bureau's name in it, by its file name; and all conflicts."""

import pytest

from review.county import (
    HENGNAN,
    HENGYANG,
    KEY,
    changed,
    found,
    good_row,
    issued,
    judged,
    plain_table,
    returned,
    returns,
    shipped,
)
from xlpilot.form import stamp
from xlpilot.review.identity import read_definition, read_stamp
from xlpilot.review.names import UnitNames
from xlpilot.rounds.load import round_from_definition


def bureau(text):
    def edit(book):
        book["附件1"]["C4"] = text

    return edit


def stamped(text):
    """An edit that writes another identity everywhere; None takes it away everywhere."""

    def edit(book):
        if text is None:
            del book["_xlpilot"]
            for name in [name for name in book.defined_names if name.startswith("_xlpilot")]:
                del book.defined_names[name]
        else:
            book["_xlpilot"]["A1"] = text
            book.defined_names["_xlpilot_stamp"].attr_text = f'"{text}"'
        for prop in list(book.custom_doc_props.props):
            book.custom_doc_props.props.remove(prop)

    return edit


def both(*edits):
    def edit(book):
        for one in edits:
            one(book)

    return edit


def signed(round_="hengyang-2018", unit=HENGNAN, form="summary", version=None, serial=1, key=KEY):
    return stamp.Stamp(round_, unit, form, version or shipped().version, serial).sign(key)


def one(data, path="收件/表.xlsx", told=None, **more):
    (review,) = judged(returned(data, path, told=told), **more)
    return review


def test_an_issued_form_is_known_by_its_signature():
    review = one(returns())
    assert (review.unit, found(review)) == (HENGNAN, [])


def test_xp112_a_lost_identity_is_told_and_the_bureau_decides():
    review = one(returns(edit=stamped(None)))
    assert (review.unit, found(review), review.verdict) == (HENGNAN, [("XP112", None)], "accepted")
    assert "表内的教育局名称" in review.findings[0].message


def test_xp112_a_mirror_of_the_identity_is_enough():
    def without_cell(book):
        book["_xlpilot"]["A1"] = None

    assert found(one(returns(edit=without_cell))) == []


@pytest.mark.parametrize(
    "text",
    [
        signed(key=b"another office's key" * 2),
        signed()[:-1] + ("0" if signed()[-1] != "0" else "1"),
        signed(unit=HENGYANG)[:-32] + signed()[-32:],
        "XLPILOT1|hengyang-2018|430422",
        "乱写",
        signed(form="other"),
    ],
    ids=["other key", "one digit", "unit swapped", "cut off", "nonsense", "other form"],
)
def test_xp113_a_forged_identity_rejects_the_file(text):
    review = one(returns(edit=stamped(text)))
    assert "XP113" in dict(found(review))
    assert review.verdict == "rejected"


def test_xp114_the_form_of_another_round():
    other = changed(shipped(), top={"name": "hengyang-2017"})
    from review.county import fill

    review = one(fill(issued(other.definition), [good_row(1)]))
    assert "XP114" in dict(found(review))
    assert "hengyang-2017" in review.findings[0].message
    assert review.verdict == "rejected"


def test_xp115_the_bureau_in_the_sheet_is_another_unit():
    review = one(returns(edit=bureau("衡阳县教育局")))
    assert found(review) == [("XP115", "C4")]
    assert (review.unit, review.verdict) == (HENGNAN, "rejected")
    assert review.findings[0].message == "表格标识是衡南县，表内的教育局名称却是衡阳县"


def test_xp115_the_bureau_in_the_sheet_is_nobodys():
    review = one(returns(edit=bureau("某某学校")))
    assert found(review) == [("XP115", "C4")]
    assert "某某学校" in review.findings[0].message


def test_xp115_the_operator_says_another_unit():
    review = one(returns(), told=HENGYANG)
    assert review.unit == HENGYANG
    assert [code for code, _ in found(review)] == ["XP115", "XP115"]
    assert review.verdict == "rejected"
    assert found(one(returns(), told=HENGNAN)) == []


def test_xp115_the_file_name_is_only_a_warning():
    review = one(returns(), "收件/衡阳县教育局.xlsx")
    assert (review.unit, found(review), review.verdict) == (HENGNAN, [("XP115", None)], "accepted")
    assert review.findings[0].severity == "warning"
    assert found(one(returns(), "收件/衡南县教育局(1).xlsx")) == []
    assert found(one(returns(), "收件/430422.xlsx")) == []


def test_xp116_nobody_is_guessed():
    data = plain_table([good_row(1)])
    review = one(data)
    assert (review.unit, review.verdict) == (None, "rejected")
    assert "XP116" in dict(found(review))


def test_xp116_a_signed_unit_that_left_the_list():
    data = returns(edit=stamped(signed(unit="430499")))
    assert "XP116" in dict(found(one(data)))


@pytest.mark.parametrize("path", ["收件/衡南县.xlsx", "收件/430422 表.xlsx", "收件/湖南省衡阳市衡南县教育局 定稿.xlsx"])
def test_without_anything_else_the_file_name_decides(path):
    review = one(plain_table([good_row(1)]), path)
    assert review.unit == HENGNAN
    assert "XP112" in dict(found(review))


def test_the_operators_word_is_enough():
    review = one(plain_table([good_row(1)]), told=HENGNAN)
    assert review.unit == HENGNAN


def test_xp117_without_a_key_the_signature_is_not_checked_and_that_is_said():
    review = one(returns(edit=stamped(signed(key=b"x" * 32))), key=None)
    assert [(f.code, f.severity) for f in review.findings] == [("XP117", "info")]
    assert review.verdict == "accepted"


def test_xp118_an_older_definition_of_this_round_is_told_and_judged_by_ours():
    from review.county import fill

    other = changed(shipped(), top={"submit_to": "另一句"})
    review = one(fill(issued(other.definition), [good_row(1, leader_phone="1")]))
    assert found(review) == [("XP118", None), ("XP203", "F6")]


def test_xp111_another_form_is_told():
    import openpyxl

    from review.county import saved

    book = openpyxl.Workbook()
    book.active.append(["姓名", "工资"])
    book.active.append(["张三", 1])
    review = one(saved(book))
    assert found(review) == [("XP111", None)]
    assert (review.kind, review.verdict, review.table) == ("unknown", "rejected", None)
    assert found(one(saved(openpyxl.Workbook()))) == [("XP111", None)]
    assert one(saved(book), "收件/衡南县.xlsx").unit == HENGNAN


def test_the_form_carries_its_definition():
    from xlpilot.intake.reader import read_book

    book = read_book(returns())
    assert round_from_definition(read_definition(book)) == shipped()
    assert stamp.genuine(read_stamp(book), KEY)
    assert read_definition(read_book(plain_table([good_row(1)]))) is None


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("衡南县教育局", "430422"), ("衡南县教育体育局", "430422"), ("衡南县教体局", "430422"), ("衡南县", "430422"),
        ("衡南", "430422"), ("湖南省衡阳市衡南县教育局", "430422"), ("衡阳市衡南县教育局", "430422"),
        ("湖南省衡南县教育局", "430422"), (" 衡 南 县 教 育 局 ", "430422"), ("衡南县教育局（盖章）", "430422"),
        ("衡南县教育局(公章)", "430422"), ("衡阳县", "430421"), ("衡阳县教育局", "430421"), ("衡阳市衡阳县教育局", "430421"),
        ("衡阳", None), ("衡阳市", None), ("衡阳市教育局", None), ("衡阳教育局", None), ("衡南县第一中学", None), ("", None),
        ("衡南县衡东县", None), ("雁峰区教育局", "430406"), ("衡阳市雁峰区", "430406"), ("雁峰", "430406"),
        ("耒阳市", "430481"), ("耒阳", "430481"), ("衡阳市耒阳市教育局", "430481"), ("常宁市教育局", "430482"),
        ("南岳区社会事业局", "430412"), ("南岳", "430412"), ("市一中", "HY-001"), ("衡阳市第一中学", "HY-001"),
        ("衡阳县第一中学", None), ("衡川县", None), ("衡南县财政局", None), ("衡山", "430423"), ("衡东县教育文化体育局", "430424"),
        ("衡南县教育（文体）局", "430422"), ("衡南县教育（文体）局（盖章）", "430422"), ("衡南县教育和体育局", "430422"), ("衡南县文教体局", "430422"),
        ("衡南县农社局", "430422"), ("衡南县教育管理机构", "430422"), ("衡南县社会发展局", "430422"), ("衡南县教育局：", "430422"), ("衡南县教育局。", "430422"),
        ("常宁", "430482"), ("衡阳市常宁市", "430482"), ("湖南省耒阳市教育体育局", "430481"), ("衡阳市市教育局", None), ("衡阳市县教育局", None),
        ("衡南县（衡东县）教育局", None), ("湖南省", None), ("湖南省衡阳市", None), ("衡阳县衡南县教育局", None), ("珠晖", "430405"), ("衡阳市珠晖区教体局", "430405"),
        ("耒阳县教育局", None), ("衡南市教育局", None), ("（盖章）", None), ("衡南县\n教育局", "430422"), ("衡 南 县教育局(章)", "430422"),
    ],
)  # fmt: skip
def test_a_unit_is_known_by_its_exact_names_only(text, code):
    unit = UnitNames(shipped()).exactly(text)
    assert (unit.code if unit else None) == code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("收件/衡南县/附件1.xlsx", "430422"), ("衡南县和衡东县.xlsx", None), ("430422.xlsx", "430422"), ("1430422.xlsx", None),
        ("衡阳市衡阳县.xlsx", "430421"), ("衡阳市教育局.xlsx", None), ("HY-001 附件.xlsx", "HY-001"), ("hy-001.xlsx", "HY-001"),
        ("附件1-申报汇总表.xlsx", None), ("430422-衡南县.xlsx", "430422"), ("", None),
    ],
)  # fmt: skip
def test_a_path_speaks_of_one_unit_or_of_none(path, code):
    unit = UnitNames(shipped()).within(path)
    assert (unit.code if unit else None) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("衡山县第一中学", "430423"), ("湖南省衡阳市衡山县第一中学", "430423"), ("衡阳市衡阳县一中", "430421"), ("衡阳县一中", "430421"), ("衡阳市第一中学", None),
        ("衡山第一中学", None), ("第一中学", None), ("耒阳市一中", "430481"), ("衡阳市耒阳市一中", "430481"), ("衡 南 县 一中", "430422"), ("三塘衡南县中学", None), ("", None),
    ],
)  # fmt: skip
def test_a_schools_name_may_begin_with_its_county(text, code):
    unit = UnitNames(shipped()).beginning(text)
    assert (unit.code if unit else None) == code
