"""A clerk who unprotects the sheet and does what clerks do: right findings at the right cells, and no row lost."""

import io

import openpyxl
import pytest

from review.county import LINE, cell, fill, found, good_row, issued, judged, put, returns, shipped
from xlpilot.form.issue import issue
from xlpilot.form.layout import TableLayout
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import round_folder

BAD = good_row(3, leader_phone="1380013")


def units(review):
    return list(review.table.values["unit"])


def test_rows_sorted_by_hand_keep_their_own_findings():
    rows = [good_row(1), BAD, good_row(2)]
    (before,) = judged(returns(rows))
    (after,) = judged(returns([rows[2], rows[0], rows[1]]))
    assert found(before) == [("XP203", cell(1, "leader_phone"))]
    assert found(after) == [("XP203", cell(2, "leader_phone"))]
    assert sorted(units(before)) == sorted(units(after))


def copied(change):
    def edit(book):
        twin = book.copy_worksheet(book["附件1"])
        twin.title = "附件1 (2)"
        change(twin)

    return edit


def test_a_copied_sheet_with_the_same_content_is_no_matter():
    (review,) = judged(returns([good_row(1)], edit=copied(lambda twin: None)))
    assert found(review) == []
    assert len(review.table.rows) == 1


def test_a_copied_sheet_with_other_content_is_told_and_never_added_up():
    (review,) = judged(returns([good_row(1)], edit=copied(lambda twin: put(twin[cell(1, "unit")], "衡南县第九中学"))))
    assert [code for code, _ in found(review, "XP405")] == ["XP405", "XP405"]
    assert len(review.table.rows) == 1
    assert review.verdict == "returned"


@pytest.mark.parametrize("count", [200, 260])
def test_hundreds_of_rows_pasted_over_the_thirty_are_all_read(count):
    round_ = load_round(round_folder("hengyang-2018"))
    form = round_.forms["summary"]
    ((_, data),) = issue(round_, form, [round_.unit_by_code["430422"]], round_.definition, b"k" * 32, "pw", {})
    layout = TableLayout.of(form)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[form.sheet]
    for name, value in LINE.items():
        put(sheet[layout.line_value(name)], value)
    for number in range(count):
        row = good_row(number + 1) | ({"leader_phone": "1380013"} if number == count - 1 else {})
        for column, name in enumerate(
            ("unit", "project", "category", "leader", "leader_phone", "contact", "contact_phone"), 2
        ):
            target = sheet.cell(layout.first_entry_row + number, column)
            if isinstance(target, openpyxl.cell.cell.MergedCell):
                # Unprotected, a paste over the note below the table undoes its merge.
                sheet.unmerge_cells(next(str(area) for area in sheet.merged_cells.ranges if target.coordinate in area))
                target = sheet.cell(layout.first_entry_row + number, column)
            put(target, row[name])
    buffer = io.BytesIO()
    book.save(buffer)
    (review,) = judged(buffer.getvalue(), round_=round_, key=b"k" * 32)
    # The note's own text stands in the first column of row 66 and does not make the pasted row disappear.
    assert len(review.table.rows) == count
    assert ("XP203", f"F{layout.first_entry_row + count - 1}") in found(review)
    hidden = [finding for finding in review.findings if finding.code == "XP407"]
    assert len(hidden) == 1, "the spare rows that are still hidden are told once, not row by row"


def test_columns_moved_and_self_check_deleted_and_titles_inserted_all_at_once():
    def havoc(book):
        sheet = book["附件1"]
        sheet.delete_cols(TableLayout.of(shipped().forms["summary"]).self_check_column)
        sheet.insert_rows(1, 2)
        sheet.insert_cols(2)

    (review,) = judged(fill(issued(), [good_row(1), BAD], edit=havoc))
    assert len(review.table.rows) == 2
    assert ("XP203", "G9") in found(review)
    assert [code for code, _ in found(review, "XP408")] == ["XP408"]
