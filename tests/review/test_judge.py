"""All files judged together: every finding in one run, one vectorised judgement whatever the number of files."""

import pandas as pd
import pandera.pandas as pa
import pytest

from review.county import (
    CATEGORIES,
    HENGNAN,
    LINE,
    cached,
    fill,
    found,
    good_row,
    issued,
    judged,
    patched,
    plain_table,
    returned,
    returns,
    shipped,
)
from xlpilot.intake.refusal import Reason, Refusal
from xlpilot.review import judge as judge_module
from xlpilot.review.judge import Returned, judge
from xlpilot.review.schema import Judging
from xlpilot.rules import xp203_phone_malformed

BAD = good_row(
    1, unit="", project="一", category="智慧课堂", leader="张三、李四", leader_phone="1380013", contact="#REF!",
    contact_phone="0734-8123456",
)  # fmt: skip
BAD_FOUND = [
    ("XP201", "B6"), ("XP202", "C6"), ("XP204", "D6"), ("XP205", "E6"), ("XP203", "F6"), ("XP206", "G6"), ("XP212", "H6"),
]  # fmt: skip


def test_a_clean_file_has_no_finding_and_is_accepted():
    (review,) = judged(returns([good_row(n) for n in range(12)]))
    assert review.findings == ()
    assert (review.verdict, review.unit, review.kind) == ("accepted", HENGNAN, "summary")
    assert review.table.rows == tuple(range(6, 18))


def test_all_findings_of_all_files_come_in_one_run():
    first, second, third = judged(
        returns([BAD]), returns([good_row(1)]), returns([good_row(2), BAD, BAD], unit="430421")
    )
    assert found(first) == sorted(BAD_FOUND, key=lambda pair: pair[1])
    assert found(second) == []
    codes = [code for code, _ in found(third)]
    assert codes.count("XP204") == 2
    assert codes.count("XP403") == 2
    assert first.verdict == third.verdict == "returned"
    assert second.verdict == "accepted"


def test_findings_come_in_the_order_of_the_sheet():
    (review,) = judged(returns([BAD, good_row(2, leader_phone="1")], line={}))
    places = [
        (finding.place.row or 0, len(finding.place.cell or ""), finding.place.cell or "") for finding in review.findings
    ]
    assert places == sorted(places)


def test_no_other_words_than_ours_are_shown():
    (review,) = judged(returns([BAD], line={}))
    for finding in review.findings:
        text = finding.message + finding.fix
        assert not any(word in text for word in ("pandera", "Column", "check", "None", "nan", "Fault", "{"))


def test_the_line_above_the_table_is_judged_too():
    line = {"reporter": "周建国、李四", "reporter_phone": "12345", "reported_on": "2018.2.30"}
    (review,) = judged(returns(line=line))
    assert found(review) == [("XP205", "E4"), ("XP203", "G4"), ("XP209", "I4")]
    (review,) = judged(returns(line={}))
    assert found(review) == [("XP201", "E4"), ("XP201", "G4"), ("XP201", "I4")]


@pytest.mark.parametrize("files", [1, 2, 7])
def test_pandera_is_called_as_often_for_many_files_as_for_one(files, monkeypatch):
    calls = []
    real = pa.DataFrameSchema.validate

    def counted(self, frame, *args, **more):
        calls.append(len(frame))
        return real(self, frame, *args, **more)

    monkeypatch.setattr(pa.DataFrameSchema, "validate", counted)
    contents = [returns([BAD, good_row(2)]), returns([good_row(3)])]
    judged(*[contents[n % 2] for n in range(files)])
    assert len(calls) == 2  # the rows of all files, the lines of all files
    assert calls[1] == files


def test_a_crashing_rule_is_a_bug_and_no_finding(monkeypatch):
    def crash(asked, column):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(xp203_phone_malformed, "holds", crash)
    rule = xp203_phone_malformed.RULE
    object.__setattr__(rule, "holds", crash)
    try:
        with pytest.raises(Exception, match="a bug") as raised:
            judged(returns())
        assert not isinstance(raised.value, pa.errors.SchemaErrors)
    finally:
        monkeypatch.undo()
        object.__setattr__(rule, "holds", xp203_phone_malformed.holds)
    assert found(judged(returns())[0]) == []


def test_a_schema_error_of_another_kind_is_a_bug():
    judging = Judging.of(shipped(), shipped().forms["summary"].entries[:1])
    with pytest.raises(RuntimeError):
        list(judging.failures(pd.DataFrame({"elsewhere": ["x"]}, dtype=object)))


def test_pandera_is_told_whether_a_rule_holds_and_copies_no_rows_to_tell_where_not():
    judging = Judging.of(shipped(), [shipped().forms["summary"].by_name["leader_phone"]])
    rows = {"leader_phone": ["13800138000", "1380013", "13800138001", "13800138", ""]}
    frame = pd.DataFrame(rows, index=range(5, 10), dtype=object)
    assert list(judging.failures(frame)) == [
        ("XP201", "leader_phone", 9), ("XP203", "leader_phone", 6), ("XP203", "leader_phone", 8),
    ]  # fmt: skip
    with pytest.raises(pa.errors.SchemaErrors) as raised:
        judging.schema.validate(frame, lazy=True)
    assert [error.failure_cases for error in raised.value.schema_errors] == [False, False]


def test_no_files_no_reviews():
    assert judge(shipped(), [], None) == []


def test_xp208_a_formula_with_a_result_is_taken_and_told():
    data = cached(returns([good_row(1)]), "B6", "M1&amp;N1", "衡南县第五中学")
    (review,) = judged(data)
    assert found(review) == [("XP208", "B6")]
    assert review.table.values["unit"] == ("衡南县第五中学",)
    assert review.verdict == "accepted"


def test_xp207_a_formula_without_a_result_is_not_taken_for_blank():
    (review,) = judged(returns([good_row(1, unit=("=", "M1&N1"))]))
    assert found(review) == [("XP207", "B6")]


def test_xp213_a_cell_whose_content_cannot_be_read_is_not_taken_for_blank():
    data = patched(returns([good_row(1), good_row(2)]), "F6", r'<c r="F6"\1><v>12x</v></c>')
    (review,) = judged(data)
    assert found(review) == [("XP213", "F6")]
    assert review.verdict == "returned"


def test_xp214_two_contents_in_one_cell_are_not_chosen_from():
    twice = r'<c r="F6"\1 t="inlineStr"><is><t>{}</t></is></c>'
    data = patched(returns([good_row(1), good_row(2)]), "F6", twice.format("13800138000") + twice.format("13900139000"))
    (review,) = judged(data)
    assert found(review) == [("XP214", "F6")]


CODES = {
    Reason.EMPTY: "XP101", Reason.DAMAGED: "XP102", Reason.WORD: "XP103", Reason.PICTURE: "XP103", Reason.PDF: "XP103",
    Reason.UNKNOWN: "XP103", Reason.ENCRYPTED: "XP104", Reason.DISGUISED: "XP105", Reason.TOO_LARGE: "XP106",
    Reason.ARCHIVE: "XP107", Reason.MAIL: "XP107", Reason.LINK: "XP107", Reason.UNREADABLE: "XP108",
}  # fmt: skip


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_why_a_file_is_refused_has_its_code(reason):
    refusal = Refusal(reason, "缘由在此", "这样办")
    (review,) = judged(Returned("收件/衡南县.xlsx", "0" * 64, refusal))
    (finding,) = review.findings
    assert (finding.code, finding.severity) == (CODES[reason], "error")
    assert finding.fix
    assert finding.message
    assert (review.verdict, review.unit, review.table) == ("rejected", HENGNAN, None)


# --- the sheet was changed ----------------------------------------------------------------------------------------


def moved(source, target):
    """An edit that moves a column of header and entries to another place."""

    def edit(book):
        sheet = book["附件1"]
        for row in range(5, 21):
            values = [sheet.cell(row, column).value for column in range(1, 10)]
            values.insert(target - 1, values.pop(source - 1))
            for column, value in enumerate(values, 1):
                sheet.cell(row, column).value = value

    return edit


@pytest.mark.parametrize(("source", "target"), [(3, 2), (9, 1), (2, 9), (6, 8)])
def test_columns_moved_are_found_and_addresses_follow(source, target):
    (plain,) = judged(returns([BAD, good_row(2)]))
    (review,) = judged(returns([BAD, good_row(2)], edit=moved(source, target)))
    assert review.table.values == plain.table.values
    order = list(range(1, 10))
    order.insert(target - 1, order.pop(source - 1))
    where = {chr(64 + old): chr(64 + new) for new, old in enumerate(order, 1)}
    assert sorted(found(review)) == sorted((code, where[at[0]] + at[1:]) for code, at in found(plain))


@pytest.mark.parametrize("name", ["Sheet1", "附件1 (2)", "申报表", "附件 1", "2018'年"])
def test_a_renamed_sheet_is_found(name):
    def rename(book):
        book["附件1"].title = name

    (review,) = judged(returns([BAD], edit=rename))
    assert sorted(found(review)) == sorted(BAD_FOUND)
    assert {finding.place.sheet for finding in review.findings} == {name}


def test_rows_after_a_gap_are_read():
    (review,) = judged(returns([good_row(1), None, None, good_row(2)]))
    assert review.table.rows == (6, 9)
    assert found(review) == []


def test_extra_columns_do_not_disturb():
    def add(book):
        sheet = book["附件1"]
        sheet["L5"], sheet["L6"] = "学段", "初中"

    (review,) = judged(returns(edit=add))
    assert found(review) == []


def test_a_header_with_stars_notes_and_line_breaks_is_recognised():
    def edit(book):
        sheet = book["附件1"]
        for address, title in {
            "B5": "*申报单位",
            "C5": "申报\n项目名称",
            "D5": "类 别",
            "E5": "项目负责人（必填）",
            "F5": "负责人手机：",
        }.items():
            sheet[address] = title

    (review,) = judged(returns([BAD], edit=edit))
    assert sorted(found(review)) == sorted(BAD_FOUND)


def test_a_header_in_two_rows_is_recognised():
    def edit(book):
        sheet = book["附件1"]
        sheet.insert_rows(5)
        sheet["F5"], sheet["F6"] = "负责人", "手机号码"

    (review,) = judged(returns([BAD], edit=edit))
    assert [code for code, _ in found(review)].count("XP401") == 0
    assert ("XP203", "F7") in found(review)


def test_several_deleted_columns_are_each_told_and_nothing_else_about_them():
    def edit(book):
        for letter in "DG":
            book["附件1"][f"{letter}5"] = "？"

    (review,) = judged(returns([good_row(1), good_row(2, leader_phone="1")], edit=edit))
    assert found(review) == [("XP401", None), ("XP401", None), ("XP203", "F7")]


def test_every_category_of_the_round_is_taken_by_number():
    rows = [good_row(n, category=n + 1) for n in range(4)]
    (review,) = judged(returns(rows))
    assert review.table.values["category"] == CATEGORIES
    assert found(review) == []


def test_one_bad_file_does_not_disturb_the_others():
    good = returns()
    files = [
        returned(data, f"{n}.xlsx")
        for n, data in enumerate([good, b"", b"\x89PNG\r\n\x1a\n" + b"x" * 99, good[:-400], good])
    ]
    reviews = judge(shipped(), files, None)
    assert [review.verdict for review in reviews] == ["accepted", "rejected", "rejected", "rejected", "accepted"]
    assert [found(review) for review in reviews[1:3]] == [[("XP101", None)], [("XP103", None)]]


def test_the_order_of_files_is_kept_and_paths_are_as_given():
    contents = [returned(returns(unit=unit), f"{unit}.xlsx") for unit in ("430482", "430405", "430424")]
    assert [review.path for review in judged(*contents)] == ["430482.xlsx", "430405.xlsx", "430424.xlsx"]


def test_a_form_in_which_only_the_line_was_filled_has_no_rows():
    (review,) = judged(fill(issued(), [], LINE))
    assert found(review) == [("XP402", None)]
    assert judge_module.Verdict.RETURNED is review.verdict


@pytest.mark.parametrize(
    ("other", "severity"),
    [
        ({"project": " 同步课堂应用之1。"}, "error"),
        ({"category": "③", "leader_phone": "138-0000-0001"}, "error"),
        ({"leader": f"{good_row(1)['leader']}校长"}, "warning"),
        ({"contact": "同上"}, "warning"),
    ],
)
def test_rows_that_are_equal_only_in_one_written_form_are_a_warning_and_both_are_taken(other, severity):
    (review,) = judged(returns([good_row(1), good_row(1, **other)]))
    (finding,) = [f for f in review.findings if f.code == "XP403" and f.place.row == 7]
    assert finding.severity == severity
    assert ("都列入汇总" in finding.message) is (severity == "warning")


def test_of_many_equal_rows_only_some_are_named():
    (review,) = judged(plain_table([good_row(1)] * 50))
    messages = [f.message for f in review.findings if f.code == "XP403" and f.severity == "error"]
    assert len(messages) == 49
    first = "、".join(map(str, range(2, 22)))
    assert messages[-1].startswith(f"第51行与第{first}…行完全相同")
    assert messages[0].startswith("第3行与第2、4、")
    assert "、22…行" in messages[0]
