"""What clerks do to a form's structure, through the whole judgement: rows in, rows out, findings at the right cells."""

import datetime as dt

import pytest

from review.county import CATEGORIES, cell, found, good_row, judged, put, returned, returns, shipped
from xlpilot.form.layout import TableLayout
from xlpilot.intake.grid import column_letter
from xlpilot.ledger.standing import stand
from xlpilot.rollup.merge import merge

LAYOUT = TableLayout.of(shipped().forms["summary"])
FIRST = LAYOUT.first_entry_row


def summed(data):
    (review,) = judged(returned(data, received_at=dt.datetime(2018, 9, 10, tzinfo=dt.UTC)))
    summary = merge(stand(shipped(), "summary", [review]))
    assert summary.rows_in == len(summary.included) + len(summary.excluded) == len(review.table.rows)
    return review, summary


def inserted(*texts):
    """Puts rows into the table (unprotected) that hold one text each, in the 序号 column: {0-based entry: text}."""

    def edit(book):
        sheet = book["附件1"]
        for at, text in texts:
            sheet.insert_rows(FIRST + at)
            sheet.cell(FIRST + at, 1).value = text

    return edit


def test_headings_put_into_the_issued_form_give_their_category_and_nothing_is_lost():
    rows = [good_row(n, category="") for n in (1, 2, 3)]
    edit = inserted((0, f"一、{CATEGORIES[0]}"), (3, f"二、{CATEGORIES[1]}"))
    review, summary = summed(returns(rows, edit=edit))
    assert [row.values["category"] for row in summary.included] == [CATEGORIES[0]] * 2 + [CATEGORIES[1]]
    assert len(found(review, "XP305")) == 3
    assert len(found(review, "XP406")) == 2
    assert found(review, "XP201", "XP204") == []


def test_xp230_keeps_a_row_out_that_says_as_above_with_nothing_above():
    rows = [
        good_row(1, leader="同上", leader_phone="同上"),
        good_row(2, leader="同上", contact="同上", contact_phone="同上"),
    ]
    review, summary = summed(returns(rows))
    assert found(review, "XP230") == [("XP230", cell(0, name)) for name in ("leader", "leader_phone")] + [("XP230", cell(1, "leader"))]  # fmt: skip
    assert found(review, "XP203", "XP204", "XP205") == []
    assert found(review, "XP306") == [("XP306", cell(1, name)) for name in ("contact", "contact_phone")]
    assert len(summary.excluded) == 2
    assert {code for row in summary.excluded for code in row.codes} == {"XP230"}


def test_xp422_keeps_out_only_the_rows_whose_two_columns_disagree():
    def again(book):
        sheet = book["附件1"]
        title = sheet.cell(LAYOUT.header_row, LAYOUT.column("contact")).value
        at = LAYOUT.column("remark")
        put(sheet.cell(LAYOUT.header_row, at), title)
        put(sheet.cell(FIRST, at), good_row(1)["contact"])
        put(sheet.cell(FIRST + 1, at), "王大伟")

    review, summary = summed(returns([good_row(1), good_row(2)], edit=again))
    assert found(review, "XP422") == [("XP422", f"{column_letter(LAYOUT.column('remark'))}{FIRST + 1}")]
    assert [row.source.row for row in summary.included] == [FIRST]
    assert [row.codes for row in summary.excluded] == [("XP422",)]


def test_the_issued_form_as_issued_has_nothing_to_tell_of_its_own_columns_and_rows():
    (review,) = judged(returns([good_row(1), good_row(2)]))
    assert [f.code for f in review.findings] == []


def test_columns_of_the_countys_own_beside_the_self_check_are_told():
    def beside(book):
        sheet = book["附件1"]
        put(sheet.cell(LAYOUT.header_row, LAYOUT.strut_column), "学段")
        put(sheet.cell(FIRST, LAYOUT.strut_column), "高中")
        put(sheet.cell(FIRST + 1, LAYOUT.strut_column), "初中")

    (review,) = judged(returns([good_row(1), good_row(2)], edit=beside))
    assert found(review, "XP421") == [("XP421", f"{column_letter(LAYOUT.strut_column)}{FIRST}")]


def test_text_beside_a_blank_row_of_the_issued_form_is_told():
    def beside(book):
        put(book["附件1"].cell(FIRST + 3, LAYOUT.strut_column), "还有两个项目下周报")

    (review,) = judged(returns([good_row(1)], edit=beside))
    assert found(review, "XP406") == [("XP406", f"{column_letter(LAYOUT.strut_column)}{FIRST + 3}")]


@pytest.mark.parametrize("gap", [0, 2])
def test_a_blank_row_of_the_issued_form_is_told_once_and_its_printed_number_is_no_matter(gap):
    rows = [good_row(1), *[None] * gap, good_row(2)]
    (review,) = judged(returns(rows))
    assert found(review, "XP417") == []
    assert [code for code, _ in found(review, "XP418")] == ["XP418"] * (gap > 0)


def test_rows_deleted_from_the_issued_form_leave_numbers_that_do_not_count():
    def delete(book):
        book["附件1"].delete_rows(FIRST + 1)

    review, summary = summed(returns([good_row(1), good_row(2), good_row(3)], edit=delete))
    assert [code for code, _ in found(review, "XP417")] == ["XP417"]
    assert len(summary.included) == 2


def test_a_total_typed_into_the_issued_form_is_checked():
    def total(book):
        put(book["附件1"][cell(2, "unit")], "合计")
        put(book["附件1"][cell(2, "project")], "3项")

    review, summary = summed(returns([good_row(1), good_row(2)], edit=total))
    assert found(review, "XP416") == [("XP416", cell(2, "project"))]
    assert len(summary.included) == 2


def test_the_sheets_own_words_for_as_above_are_the_offices():
    """What stands first in the table and says 'as above' is blank for the sheet, so it never says that all is well."""
    from xlpilot.intake.normalise.ditto import ditto
    from xlpilot.rules.excel import DITTO, WORDS, shared

    assert set(DITTO) <= set(shared()[WORDS])
    assert all(ditto(word) for word in DITTO)


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_the_structure_is_read_alike_whatever_format_libreoffice_saves(office, tmp_path, suffix):
    headings = inserted((0, f"一、{CATEGORIES[0]}"), (3, f"二、{CATEGORIES[1]}"), (6, "合计：9项"))

    def edit(book):
        headings(book)
        sheet = book["附件1"]
        sheet.merge_cells(start_row=FIRST, start_column=1, end_row=FIRST, end_column=9)
        sheet.merge_cells(f"B{FIRST + 1}:B{FIRST + 2}")
        sheet.row_dimensions[FIRST + 2].hidden = True

    rows = [
        good_row(1, category=""),
        good_row(2, category="", unit=""),
        good_row(3, category=""),
        good_row(4, category="", leader="同上"),
    ]
    path = tmp_path / "in.xlsx"
    path.write_bytes(returns(rows, edit=edit))

    def seen(data):
        (review,) = judged(returned(data, "收件/衡南县.xlsx"))
        table = review.table
        wanted = {"XP305", "XP306", "XP406", "XP407", "XP410", "XP416", "XP418", "XP422", "XP423"}
        codes = sorted((f.code, f.place.cell) for f in review.findings if f.code in wanted)
        return table.rows, table.values, table.passed_over, table.inferred, codes

    plain = seen(path.read_bytes())
    assert {code for code, _ in plain[-1]} == {"XP305", "XP306", "XP406", "XP407", "XP410", "XP416"}
    with office.open(path) as book:
        book.save(tmp_path / f"out{suffix}")
    assert seen((tmp_path / f"out{suffix}").read_bytes()) == plain
