"""What was done to a summary after it was written is found, and keeps out no more than it must."""

import pytest

from province.offices import CHANGSHA, CITIES_SENT, HENGYANG, codes, edited, reported, summed_up
from xlpilot.commands.decide import decide
from xlpilot.form.summary_mark import SHEET
from xlpilot.ledger.events import DecisionKind

ROWS = 8  # of 长沙


def found(review, code):
    return [finding for finding in review.findings if finding.code == code]


def consolidated(province, data):
    (province.inbox / "x.xlsx").write_bytes(data)
    return summed_up(province, CITIES_SENT)


def test_xp442_an_edited_cell_keeps_its_row_out_and_no_other(province, summaries):
    def edit(book):
        book["附件1"]["G8"] = "13900000000"

    data = edited(summaries[CHANGSHA], edit)
    review = reported(province, "x.xlsx", data)
    assert codes(review) == ["XP442", "XP444"]
    (finding,) = found(review, "XP442")
    assert finding.place.row == 8
    done = consolidated(province, data)
    (out,) = done.summary.excluded
    assert (out.source.row, out.codes) == (8, ("XP442",))
    assert out.why
    assert out.source.lower[0].sheet == "附件1"
    assert len(done.summary.included) == ROWS - 1


def test_a_person_may_take_an_edited_row(province, summaries):
    def edit(book):
        book["附件1"]["G8"] = "13900000000"

    consolidated(province, edited(summaries[CHANGSHA], edit))
    decide(province, DecisionKind.WAIVE, f"{CHANGSHA}:XP442:B8", reason="电话核实", by="王五")
    done = summed_up(province, CITIES_SENT)
    assert len(done.summary.included) == ROWS
    assert "13900000000" in {row.values["leader_phone"] for row in done.summary.included}


def test_xp442_an_edited_origin_is_an_edited_row(province, summaries):
    def edit(book):
        book["溯源"]["C5"] = "收件/别的文件.xlsx"

    review = reported(province, "x.xlsx", edited(summaries[CHANGSHA], edit))
    assert [finding.place.row for finding in found(review, "XP442")] == [7]


def test_xp441_a_dropped_row_keeps_the_whole_summary_out(province, summaries):
    def edit(book):
        book["附件1"].delete_rows(9)

    data = edited(summaries[CHANGSHA], edit)
    (finding,) = found(reported(province, "x.xlsx", data), "XP441")
    assert "少了序号 4" in finding.message
    assert f"读到 {ROWS - 1} 行，写出时是 {ROWS} 行" in finding.message
    done = consolidated(province, data)
    assert not done.summary.included
    assert {row.codes for row in done.summary.excluded} == {("XP441",)}
    assert len(done.summary.excluded) == ROWS - 1


def test_an_added_row_is_told_and_so_is_one_twice(province, summaries):
    def edit(book):
        sheet = book["附件1"]
        sheet.insert_rows(6 + ROWS, 2)
        for column in range(1, 11):
            sheet.cell(6 + ROWS, column).value = sheet.cell(6, column).value
            sheet.cell(7 + ROWS, column).value = sheet.cell(7, column).value
        sheet.cell(7 + ROWS, 1).value = ROWS + 1

    review = reported(province, "x.xlsx", edited(summaries[CHANGSHA], edit))
    assert [finding.place.row for finding in found(review, "XP442")] == [6 + ROWS, 7 + ROWS]
    assert found(review, "XP441")


def control(book):
    sheet = book["核验"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "教育网络安全")
    sheet.cell(row, 3).value += 1


def left_out(book):
    book["未纳入"].delete_rows(4)


def without_origins(book):
    del book["溯源"]


def hidden(book):
    cell = book[SHEET]["A3"]
    cell.value = cell.value.replace('"included":8', '"included":9')


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (control, "“核验”的控制数改过"),
        (left_out, "“未纳入”有 0 行，写出时是 1 行"),
        (without_origins, "没有工作表“溯源”"),
        (hidden, "隐藏的汇总标识被改过"),
    ],
)
def test_xp441_totals_that_do_not_agree_are_found(province, summaries, edit, words):
    data = edited(summaries[CHANGSHA], edit)
    (finding,) = found(reported(province, "x.xlsx", data), "XP441")
    assert words in finding.message
    assert not consolidated(province, data).summary.included


def test_a_mark_that_cannot_be_read_is_refused_and_its_rows_are_still_counted(province, summaries):
    def edit(book):
        book[SHEET]["A3"] = "{"

    data = edited(summaries[CHANGSHA], edit)
    assert {"XP113", "XP116"} <= set(codes(reported(province, "x.xlsx", data)))
    done = consolidated(province, data)
    assert (done.summary.rows_in, len(done.summary.excluded)) == (ROWS, ROWS)


def test_without_its_mark_it_is_a_sheet_by_hand_and_not_taken(province, summaries):
    def edit(book):
        del book[SHEET]

    done = consolidated(province, edited(summaries[HENGYANG], edit))
    assert not done.summary.included
    assert done.summary.excluded


def test_rows_that_were_only_sorted_or_saved_again_are_as_they_were(province, summaries):
    def edit(book):
        sheet = book["附件1"]
        rows = [[cell.value for cell in sheet[row]] for row in range(6, 6 + ROWS)]
        for at, values in enumerate(sorted(rows, key=lambda values: values[3], reverse=True), 6):
            for column, value in enumerate(values, 1):
                sheet.cell(at, column).value = value

    review = reported(province, "x.xlsx", edited(summaries[CHANGSHA], edit))
    assert codes(review) == ["XP444"]
    assert [review.table.lower.origins[row][0].row for row in review.table.rows]
