"""The catalogue as a whole, and the rules that look at rows and sheets, on small tables."""

import re
from pathlib import Path

import pandas as pd
import pytest
from review.county import cell, changed, fill, found, good_row, issued, judged, returns, shipped

from xlpilot.intake.normalise import normalise
from xlpilot.rounds.model import Field
from xlpilot.rules import BY_CODE, RULES, Scope, asked, cell_rules

TESTS = Path(__file__).resolve().parents[1]
CASES = Path(__file__).parent / "cases"


def test_codes_are_unique_sorted_and_files_are_named_by_them():
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"XP[1-7][0-9]{2}", code) for code in codes)
    assert len({rule.name for rule in RULES}) == len(RULES)
    files = sorted((TESTS.parent / "xlpilot" / "rules").glob("xp*.py"))
    assert [(rule.code.lower(), rule.name.replace("-", "_")) for rule in RULES] == [
        tuple(path.stem.split("_", 1)) for path in files
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_why_and_how(rule):
    assert rule.doc.startswith(rule.code + " ")
    assert rule.title
    for heading in ("为什么", "错误", "正确"):
        assert rule.part(heading)
    assert rule.message
    assert rule.fix
    stage = {
        "1": {Scope.FILE}, "2": {Scope.CELL}, "3": {Scope.ROW}, "4": {Scope.SHEET}, "6": {Scope.UNITS},
        "7": {Scope.DELIVERY},
    }  # fmt: skip
    # What is between attachments may be about a file, one of its sheets or one of its cells.
    assert rule.scope in stage.get(rule.code[2], {Scope.FILE, Scope.SHEET, Scope.ROW, Scope.CELL})


# No spreadsheet program writes such cells, so no case file can either: tests/review/test_judge.py.
DAMAGED = ("XP213", "XP214")
# Asked of the opinion boxes of 附件2 only: tests/review/test_applications.py, and on the sheet tests/form/test_grid_form.py.
OPINIONS = ("XP510", "XP511", "XP512")


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if (rule.holds or rule.holds_beside) and rule.code not in DAMAGED + OPINIONS],
    ids=lambda rule: rule.code,
)
def test_every_cell_rule_has_a_case_file_with_both_sides(rule):
    text = (CASES / f"{rule.code.lower()}.toml").read_text(encoding="utf-8")
    assert re.search(r"^(office_)?pass = ", text, re.MULTILINE)
    assert re.search(r"^(office_)?fail = \[[^\]]", text, re.MULTILINE)


def test_every_rule_is_tested_by_a_case_file_or_by_name():
    named = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    untested = [
        rule.code
        for rule in RULES
        if not (CASES / f"{rule.code.lower()}.toml").exists() and f'"{rule.code}"' not in named
    ]
    assert not untested


def test_no_case_file_is_left_over():
    assert {path.stem.upper() for path in CASES.glob("*.toml")} <= set(BY_CODE)


def examples(rule):
    """(header, value, whether it is the bad one) from 错误：header = value."""
    for heading in ("错误", "正确"):
        text = rule.part(heading)
        if " = " in text:
            title, _, values = text.partition(" = ")
            for value in re.split("，|；", re.sub("（[^）]*）", "", values)):
                yield title, value.strip(), heading == "错误"


@pytest.mark.parametrize("code", ["XP201", "XP203", "XP204", "XP205", "XP209", "XP211", "XP212"])
def test_the_good_and_bad_example_are_what_they_claim(code):
    rule, round_ = BY_CODE[code], shipped()
    form = round_.forms["summary"]
    tried = set()
    for title, value, bad in examples(rule):
        field = next(field for field in (*form.line, *form.fields) if field.title == title)
        question = asked(round_, field)
        assert rule in cell_rules(question)
        words = re.findall("“(.*?)”", value) if value.startswith("或") else [value]
        for word in words:
            column = pd.Series([normalise(question, word, round_)], dtype=object)
            assert bool(rule.holds(question, column)[0]) is not bad, (title, word)
            tried.add(bad)
    assert tried == {True, False}


def test_rules_are_asked_only_of_fields_that_they_are_about():
    round_ = shipped()
    form = round_.forms["summary"]
    codes = {
        field.name: [rule.code for rule in cell_rules(asked(round_, field)) if rule.code not in DAMAGED + OPINIONS]
        for field in (*form.line, *form.fields)
    }
    always = ["XP206", "XP207"]
    assert codes["project"] == ["XP201", "XP202", *always, "XP230"]
    assert codes["category"] == ["XP201", "XP204", *always, "XP230"]
    assert codes["leader"] == ["XP201", "XP202", "XP205", *always, "XP211", "XP230"]
    assert codes["leader_phone"] == ["XP201", "XP202", "XP203", *always, "XP212", "XP230"]
    assert codes["reporter_phone"] == ["XP201", "XP202", "XP203", *always, "XP230"]
    assert codes["reported_on"] == ["XP201", *always, "XP209", "XP230"]
    assert codes["remark"] == ["XP202", *always]
    assert codes["no"] == [*always, "XP210"]


def test_a_rule_part_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        RULES[0].part("附录")


# --- rows and sheets ---------------------------------------------------------------------------------------------


def of(review, code):
    return [
        (finding.place.row, finding.place.cell, finding.severity.value)
        for finding in review.findings
        if finding.code == code
    ]


def test_xp301_a_row_of_which_little_is_filled():
    seven = good_row(1)
    some = ["unit", "project", "category", "leader"]
    rows = [
        {name: seven[name] for name in some},  # 4 of 7 required: more than half
        {name: seven[name] for name in some[:3]},  # 3 of 7
        {"leader_phone": "13800138000"},
        {"remark": "残留"},
        {**dict.fromkeys(seven, "无"), "unit": "衡南县第九中学"},
    ]
    (review,) = judged(returns(rows))
    assert [row for row, _, _ in of(review, "XP301")] == [7, 8, 9, 10]
    second = next(finding for finding in review.findings if finding.code == "XP301")
    assert (second.place.cell, second.severity) == ("B7", "warning")
    assert "缺负责人、负责人手机号码、联系人、联系人手机号码" in second.message


def test_xp403_duplicates_are_told_of_every_repeat_and_the_first_is_kept():
    same = good_row(1)
    rows = [same, good_row(2), same, {**same, "remark": "另一"}, same]
    (review,) = judged(returns(rows))
    assert of(review, "XP403") == [(6, "B6", "warning"), (8, "B8", "error"), (10, "B10", "error")]


def test_xp403_rows_equal_only_after_normalisation_are_equal():
    one = good_row(1)
    other = {**one, "leader_phone": "138-0000-0001", "category": "③", "project": one["project"] + "。"}
    (review,) = judged(returns([one, other]))
    assert of(review, "XP403") == [(6, "B6", "warning"), (7, "B7", "error")]


def test_xp403_rows_of_different_files_are_not_duplicates():
    rows = [good_row(1)]
    first, second = judged(returns(rows), returns(rows, unit="430421"))
    assert of(first, "XP403") == of(second, "XP403") == []


def test_xp404_same_project_twice_in_a_county():
    rows = [good_row(1), good_row(2, project="同步课堂"), good_row(3, project="同步课堂"), good_row(4, project="")]
    (review,) = judged(returns([*rows, good_row(5, project="")]))
    assert of(review, "XP404") == [(7, "C7", "warning"), (8, "C8", "warning")]
    assert any("第7行与第8行的申报项目名称相同" in finding.message for finding in review.findings)


def test_xp404_is_silent_where_xp403_speaks():
    (review,) = judged(returns([good_row(1), good_row(1)]))
    assert of(review, "XP404") == []


def test_xp404_follows_the_rounds_keys_of_several_columns():
    round_ = changed(shipped(), uniqueKeys=[["unit", "category"]])
    rows = [
        good_row(1, unit="甲校", category="①"),
        good_row(2, unit="甲校", category="网络联校"),
        good_row(3, unit="甲校"),
    ]
    (review,) = judged(fill(issued(round_.definition), rows, round_=round_), round_=round_)
    assert [row for row, _, _ in of(review, "XP404")] == [6, 7]


def test_xp401_a_deleted_column_is_told_once():
    def without_contact(book):
        book["附件1"].delete_cols(7)

    (review,) = judged(returns([good_row(1), good_row(2)], edit=without_contact))
    assert of(review, "XP401") == [(None, None, "error")]
    assert [finding.place.field for finding in review.findings if finding.code == "XP401"] == ["contact"]
    assert of(review, "XP201") == []
    assert review.verdict == "returned"


def test_xp401_an_optional_column_may_be_missing():
    def rename(book):
        book["附件1"]["I5"] = "其他"

    (review,) = judged(returns(edit=rename))
    assert found(review) == []


def test_xp402_an_empty_form_is_one_finding_not_many():
    (review,) = judged(returns([], line={}))
    assert found(review) == [("XP402", None)]


def copy_of(name, change=None):
    def edit(book):
        sheet = book.copy_worksheet(book["附件1"])
        sheet.title = name
        if change:
            change(sheet)

    return edit


def test_xp405_two_sheets_that_differ_are_not_added_up():
    def change(sheet):
        sheet["C6"] = "另一个项目"

    (review,) = judged(returns([good_row(1)], edit=copy_of("附件1 (2)", change)))
    assert {finding.place.sheet for finding in review.findings if finding.code == "XP405"} == {"附件1", "附件1 (2)"}
    assert len(review.table.rows) == 1


def test_xp405_equal_copies_and_empty_copies_are_no_rivals():
    (review,) = judged(returns([good_row(1)], edit=copy_of("附件1 (2)")))
    assert of(review, "XP405") == []

    def clear(sheet):
        for column in range(2, 10):
            sheet.cell(6, column).value = None

    (review,) = judged(returns([good_row(1)], edit=copy_of("附件1 (2)", clear)))
    assert of(review, "XP405") == []


def test_xp406_rows_that_are_no_project_are_told():
    def edit(book):
        book["附件1"]["B8"] = "合计"
        book["附件1"]["B8"].data_type = "s"
        book["附件1"]["A10"] = "填报说明：略"

    (review,) = judged(returns([good_row(1), good_row(2)], edit=edit))
    assert [row for row, _, _ in of(review, "XP406")] == [8, 10]
    assert review.table.rows == (6, 7)
    assert review.verdict == "accepted"


def test_xp407_hidden_rows_are_read_and_told():
    def hide(book):
        book["附件1"].row_dimensions[7].hidden = True

    (review,) = judged(returns([good_row(1), good_row(2)], edit=hide))
    assert of(review, "XP407") == [(7, "B7", "warning")]
    assert review.table.rows == (6, 7)


def test_the_field_model_is_what_the_case_files_use():
    assert Field.model_validate_json('{"name": "a", "title": "甲"}').type == "string"
    assert cell(0, "unit") == "B6"
