"""One file with the tables of several units: taken apart where each sheet says whose it is, else left whole."""

from dataclasses import replace

import pytest

from review.county import HENGNAN, HENGYANG, changed, judged, returned, shipped
from review.several import HENGDONG, pair, rows_of, together
from xlpilot.intake.reader import read_book
from xlpilot.ledger.decided import waived
from xlpilot.ledger.events import Decision, DecisionKind
from xlpilot.review.several_units import part_of


def of(review, code):
    return [finding for finding in review.findings if finding.code == code]


def whole(*reviews):
    """Whether the file was left as it is, with its sheets as rivals."""
    return len(reviews) == 1 and {finding.code for finding in reviews[0].findings} >= {"XP405"}


def test_xp130_every_sheet_is_the_return_of_the_unit_that_it_names():
    data = pair()
    one, other = judged(returned(data, "收件/两县.xlsx"))
    assert [(r.path, r.unit, r.kind, r.part) for r in (one, other)] == [
        ("收件/两县.xlsx!附件1", HENGYANG, "summary", "附件1"),
        ("收件/两县.xlsx!附件1 (2)", HENGNAN, "summary", "附件1 (2)"),
    ]
    assert one.sha256 == other.sha256 == returned(data).sha256
    assert [len(r.table.rows) for r in (one, other)] == [1, 2]
    assert [r.verdict for r in (one, other)] == ["accepted", "accepted"]
    for review, sheet, unit in ((one, "附件1", "衡阳县"), (other, "附件1 (2)", "衡南县")):
        (told,) = of(review, "XP130")
        assert (told.severity, told.place.sheet) == ("warning", sheet)
        assert "2个单位" in told.message
        assert "“附件1”衡阳县、“附件1 (2)”衡南县" in told.message
        assert f"只是工作表“{sheet}”，记在{unit}名下" in told.message
        assert of(review, "XP405") == []


def test_the_identity_speaks_for_its_own_unit_only():
    one, other = judged(pair())
    assert of(one, "XP112") == of(one, "XP115") == of(other, "XP115") == []
    (told,) = of(other, "XP112")
    assert "按表内的教育局名称认定为衡南县" in told.message


def test_the_identity_may_be_that_of_a_later_sheet():
    one, other = judged(pair(first=HENGNAN))
    assert [review.unit for review in (one, other)] == [HENGYANG, HENGNAN]
    assert [len(of(review, "XP112")) for review in (one, other)] == [1, 0]


def test_findings_are_those_of_the_sheet():
    one, other = judged(pair(hengnan=rows_of(HENGNAN, 1, leader_phone="1380013")))
    assert of(one, "XP203") == []
    (told,) = of(other, "XP203")
    assert told.place.sheet == "附件1 (2)"
    assert [review.verdict for review in (one, other)] == ["accepted", "returned"]


def test_workbooks_that_were_never_issued_are_taken_apart_as_well():
    def strip(book):
        del book["_xlpilot"]
        book.custom_doc_props.props.clear()
        for name in [name for name in book.defined_names if "xlpilot" in name.lower()]:
            del book.defined_names[name]

    reviews = judged(pair(edit=strip))
    assert [(review.unit, len(of(review, "XP112"))) for review in reviews] == [(HENGYANG, 1), (HENGNAN, 1)]


@pytest.mark.parametrize(
    "bureaus",
    [
        ("衡阳县教育局", "衡阳县教体局"),  # one unit twice
        ("衡阳县教育局", ""),
        ("衡阳县教育局", "衡南教育工委"),  # like a name, and none
        ("衡阳县教育局", "衡阳市第一中学"),
        ("衡阳县教育局", "衡阳"),
    ],
)
def test_xp405_with_any_doubt_whose_a_sheet_is_the_file_stays_whole(bureaus):
    assert whole(*judged(pair(bureaus=bureaus)))


def test_xp405_one_doubtful_sheet_among_several_leaves_the_file_whole():
    parts = [
        ("附件1", "衡阳县教育局", rows_of(HENGYANG, 1)),
        ("附件1 (2)", "衡南县教育局", rows_of(HENGNAN, 1)),
        ("附件1 (3)", "", rows_of(HENGDONG, 1)),
    ]
    assert whole(*judged(together(*parts)))
    parts[2] = ("附件1 (3)", "衡东县教育局", rows_of(HENGDONG, 1))
    assert [review.unit for review in judged(together(*parts))] == [HENGYANG, HENGNAN, HENGDONG]


def test_xp405_an_identity_of_a_unit_that_has_no_sheet_leaves_the_file_whole():
    assert whole(*judged(pair(first=HENGDONG)))


def test_xp405_a_forged_identity_leaves_the_file_whole():
    (review,) = judged(pair(), key=b"another key" * 3)
    assert {finding.code for finding in review.findings} >= {"XP113", "XP405"}


def test_xp405_a_file_of_which_the_operator_says_whose_it_is_stays_whole():
    assert whole(*judged(returned(pair(), told=HENGYANG)))


def test_the_same_rows_under_two_names_are_not_counted_twice():
    rows = rows_of(HENGYANG, 1, 2)
    (review,) = judged(pair(hengyang=rows, hengnan=rows))
    assert [finding.place.sheet for finding in of(review, "XP419")] == ["附件1 (2)"]
    assert len(review.table.rows) == 2


def test_xp405_a_unit_that_reports_through_the_other_is_no_other_unit():
    units = list(shipped().model_dump(mode="json", by_alias=True, exclude_defaults=True)["units"])
    units.append({"code": "430499", "name": "高新区", "kind": "county", "bureau": "高新区社会事业局"})
    units[-1]["reports_via"] = HENGYANG
    round_ = changed(shipped(), top={"units": units})
    assert whole(*judged(pair(bureaus=("衡阳县教育局", "高新区社会事业局"), round_=round_), round_=round_))
    one, other = judged(pair(bureaus=("高新区社会事业局", "衡南县教育局"), round_=round_), round_=round_)
    assert (one.unit, other.unit) == (HENGYANG, HENGNAN)


def test_xp115_a_sheet_whose_name_is_another_units_is_not_taken_and_the_others_are():
    one, other = judged(pair(names=("附件1", "衡东县")))
    assert (one.verdict, other.verdict) == ("accepted", "rejected")
    (told,) = of(other, "XP115")
    assert "表内的教育局名称是衡南县，工作表的名称“衡东县”却是衡东县" in told.message
    one, other = judged(pair(names=("衡阳县", "衡南县")))
    assert (one.verdict, other.verdict) == ("accepted", "accepted")


def test_a_folder_of_one_of_the_units_is_no_conflict_and_another_is_a_warning():
    for review in judged(returned(pair(), "收件/430421-衡阳县/汇总.xlsx")):
        assert of(review, "XP115") == []
    for review in judged(returned(pair(), "收件/衡东县/汇总.xlsx")):
        assert [finding.severity for finding in of(review, "XP115")] == ["warning"]


def test_what_else_lies_in_the_workbook_is_told_once():
    def edit(book):
        book.create_sheet("Sheet3")["A1"] = "学校代码说明"
        book["附件1 (3)"].sheet_state = "hidden"

    parts = [
        ("附件1", "衡阳县教育局", rows_of(HENGYANG, 1)),
        ("附件1 (2)", "衡南县教育局", rows_of(HENGNAN, 1)),
        ("附件1 (3)", "衡南县教育局", rows_of(HENGDONG, 1)),
    ]
    one, other = judged(together(*parts, first=HENGNAN, edit=edit))
    assert [finding.place.sheet for finding in of(other, "XP426")] == ["Sheet3"]
    assert [finding.place.sheet for finding in of(other, "XP420")] == ["附件1 (3)"]
    assert of(one, "XP426") == of(one, "XP420") == []


def test_an_empty_form_beside_a_filled_one_makes_no_other_unit():
    (review,) = judged(together(("附件1", "衡阳县教育局", rows_of(HENGYANG, 1)), ("附件1 (2)", "衡南县教育局", [])))
    assert (review.unit, review.part, review.verdict) == (HENGYANG, None, "accepted")


def test_a_part_holds_nothing_of_the_other_units():
    book = read_book(pair(hengyang=rows_of(HENGYANG, 1, remark="衡阳县的话")))
    part = part_of(book, "附件1 (2)", HENGNAN)
    assert [grid.name for grid in part.grids] == ["附件1 (2)"]
    assert (dict(part.properties), dict(part.names)) == ({}, {})
    assert [grid.name for grid in part_of(book, "附件1", HENGYANG).grids] == ["附件1", "_xlpilot"]


def test_a_county_that_checks_such_a_file_is_told_as_well():
    reviews = judged(pair(), key=None)
    assert [review.unit for review in reviews] == [HENGYANG, HENGNAN]
    assert all(of(review, "XP130") for review in reviews)


def test_xp405_a_rival_that_lost_a_column_leaves_the_file_whole():
    round_ = changed(shipped(), uniqueKeys=[])  # nothing tells projects apart, so every sheet may be the table
    parts = [
        ("附件1", "衡阳县教育局", rows_of(HENGYANG, 1)),
        ("附件1 (2)", "衡南县教育局", rows_of(HENGNAN, 1)),
        ("附件1 (3)", "衡东县教育局", rows_of(HENGDONG, 1)),
    ]
    assert len(judged(together(*parts, round_=round_), round_=round_)) == 3
    lost = together(*parts, round_=round_, edit=lambda book: book["附件1 (3)"].delete_cols(9))
    assert whole(*judged(lost, round_=round_))


def test_a_waiver_for_the_file_is_none_for_any_of_its_units():
    data = pair(hengnan=rows_of(HENGNAN, 1, contact_phone="1380013"))
    _, review = judged(data)
    about = {"unit": None, "sha256": review.sha256, "rule": "XP203"}
    decision = Decision(1, DecisionKind.WAIVE, "确有原因", "王五", shipped().deadline, **about)
    assert waived(review, [decision]).verdict == "returned"
    assert waived(review, [replace(decision, unit=HENGNAN, sha256=None)]).verdict == "accepted"


def test_the_name_of_the_whole_file_is_what_may_be_wrong_for_its_content():
    assert [len(of(review, "XP119")) for review in judged(returned(pair(), "收件/两县.csv"))] == [1, 1]
    assert [len(of(review, "XP119")) for review in judged(returned(pair(), "收件/两县.xlsx"))] == [0, 0]


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_saved_in_another_format_it_is_taken_apart_as_well(office, tmp_path, suffix):
    source, target = tmp_path / "source.xlsx", tmp_path / f"target{suffix}"
    source.write_bytes(pair())
    with office.open(source) as book:
        book.save(target)
    reviews = judged(returned(target.read_bytes(), f"收件/两县{suffix}"))
    assert [(review.unit, review.verdict, len(review.table.rows)) for review in reviews] == [
        (HENGYANG, "accepted", 1),
        (HENGNAN, "accepted", 2),
    ]
    assert [len(of(review, "XP119")) for review in reviews] == [0, 0]
