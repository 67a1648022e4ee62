"""What a clerk does in a real program, with the sheet unprotected: the exact findings at their cells, and no row lost.

LibreOffice moves formulas, dropdowns and merged cells along with what is inserted, moved and deleted, as Excel and
WPS do and openpyxl does not.
"""

import pytest

from review.county import LINE, PASSWORD, fill, found, good_row, issued, judged, returned, shipped
from xlpilot.form.issue import issue
from xlpilot.form.layout import TableLayout
from xlpilot.intake.grid import address
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import round_folder

pytestmark = pytest.mark.libreoffice
SHEET = "附件1"
LAYOUT = TableLayout.of(shipped().forms["summary"])
CHECK = LAYOUT.self_check_column
ROWS = [
    good_row(1),
    good_row(2, leader_phone="1380013"),
    good_row(3, category="智慧课堂"),
    good_row(4, unit=""),
    good_row(5, contact="张三、李四"),
]
UNITS = ["衡南县第1中学", "衡南县第2中学", "衡南县第3中学", None, "衡南县第5中学"]
FAULTS = [("XP203", "F7"), ("XP204", "D8"), ("XP201", "B9"), ("XP205", "G10")]


@pytest.fixture
def returned_after(office, tmp_path):
    """Fill the issued workbook, unprotect it, let a clerk do something to it, save it; the office's review."""

    def do(act, suffix=".xlsx", rows=ROWS):
        path, back = tmp_path / "issued.xlsx", tmp_path / f"returned{suffix}"
        path.write_bytes(fill(issued(), rows))
        with office.open(path) as book:
            assert book.unprotect(SHEET, PASSWORD)
            act(book)
            book.save(back)
        (review,) = judged(returned(back.read_bytes(), f"收件/衡南县{suffix}"))
        return review

    return do


def remarks(review):
    """Codes of what is only remarked."""
    return {finding.code for finding in review.findings if finding.severity == "info"}


def shifted(faults, rows=0, columns=0):
    """The faults as they stand after rows were inserted above, or columns left of them."""
    return [(code, address(int(at[1:]) + rows, ord(at[0]) - 64 + columns)) for code, at in faults]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_with_nothing_done_to_it_there_are_the_faults_of_the_rows(returned_after, suffix):
    review = returned_after(lambda book: None, suffix)
    assert found(review) == FAULTS
    assert not remarks(review)
    assert list(review.table.values["unit"]) == UNITS


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_what_the_sheet_works_out_for_itself_is_not_taken_for_the_line_left_blank(returned_after, suffix):
    review = returned_after(
        lambda book: book.fill(SHEET, "E4:I4", [[None, "联系电话：", None, "填报日期：", None]]), suffix
    )
    assert found(review) == [("XP201", "E4"), ("XP201", "G4"), ("XP201", "I4"), *FAULTS]
    assert {name for name, value in review.table.line.items() if value.typed} == {"bureau"}


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
@pytest.mark.parametrize("count", [1, 3, 20])
def test_title_rows_inserted_above_shift_the_addresses_and_nothing_else(returned_after, count, suffix):
    review = returned_after(lambda book: book.insert_rows(SHEET, 1, count), suffix)
    assert found(review) == shifted(FAULTS, rows=count)
    assert not remarks(review)
    assert list(review.table.values["unit"]) == UNITS
    assert review.table.rows == tuple(range(6 + count, 11 + count))


def test_rows_inserted_between_title_and_header_shift_the_addresses_too(returned_after):
    review = returned_after(lambda book: book.insert_rows(SHEET, 5, 2))
    assert found(review) == shifted(FAULTS, rows=2)
    assert not remarks(review)


def test_rows_inserted_among_the_entries_are_read_and_judged(returned_after):
    def act(book):
        book.insert_rows(SHEET, 8, 2)
        book.fill(SHEET, "B8:H8", [[good_row(6, leader_phone="1")[name] for name in list(good_row())[:7]]])

    review = returned_after(act)
    below = [(code, f"{at[0]}{int(at[1:]) + 2}") for code, at in FAULTS[1:]]
    assert found(review) == [FAULTS[0], ("XP203", "F8"), *below]
    assert list(review.table.values["unit"]) == [*UNITS[:2], "衡南县第6中学", *UNITS[2:]]


def test_a_column_moved_takes_its_faults_along(returned_after):
    def act(book):
        # Below the line above the table, 申报类别 goes in front of 申报单位.
        book.insert_columns(SHEET, 2, 1)
        book.move(SHEET, "E5:E20", "B5")

    review = returned_after(act)
    assert found(review) == [("XP203", "G7"), ("XP204", "B8"), ("XP201", "C9"), ("XP205", "H10")]
    assert list(review.table.values["unit"]) == UNITS


def test_a_self_check_deleted_is_told_once(returned_after):
    review = returned_after(lambda book: book.delete_columns(SHEET, CHECK, 1))
    assert found(review) == [("XP408", None), *FAULTS]
    assert found(review, "XP421") == []  # the hidden formulas are the form's own
    assert list(review.table.values["unit"]) == UNITS


def test_a_sheet_copied_is_read_once(returned_after):
    review = returned_after(lambda book: book.copy_sheet(SHEET, "附件1 (2)"))
    assert found(review) == FAULTS
    assert list(review.table.values["unit"]) == UNITS


def test_a_sheet_copied_and_changed_is_told_and_not_added_up(returned_after):
    def act(book):
        book.copy_sheet(SHEET, "附件1 (2)")
        book.unprotect("附件1 (2)", PASSWORD)
        book.fill("附件1 (2)", "B9", [["衡南县第4中学"]])

    review = returned_after(act)
    assert [finding.code for finding in review.findings].count("XP405") == 2
    assert sorted(set(found(review)) - {("XP405", None)}) == sorted(FAULTS)
    assert list(review.table.values["unit"]) == UNITS


def test_rows_sorted_keep_their_own_findings(returned_after):
    review = returned_after(lambda book: book.sort(SHEET, "B6:I10", 1, descending=True))
    assert found(review) == [("XP205", "G6"), ("XP201", "B7"), ("XP204", "D8"), ("XP203", "F9")]
    assert list(review.table.values["unit"]) == UNITS[::-1]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_everything_at_once_still_loses_no_row(returned_after, suffix):
    def act(book):
        book.delete_columns(SHEET, CHECK, 1)
        book.insert_rows(SHEET, 1, 2)
        book.insert_columns(SHEET, 2, 1)
        book.sort(SHEET, "C8:J12", 1, descending=True)

    review = returned_after(act, suffix)
    assert found(review) == [("XP408", None), ("XP205", "H8"), ("XP201", "C9"), ("XP204", "E10"), ("XP203", "G11")]
    assert list(review.table.values["unit"]) == UNITS[::-1]


@pytest.mark.parametrize(("count", "gate"), [(60, "已填 60 行，还有 2 处待改"), (200, "有的内容没有自检")])
def test_hundreds_of_rows_pasted_are_all_read_and_the_gate_knows(office, tmp_path, count, gate):
    round_ = load_round(round_folder("hengyang-2018"))
    form = round_.forms["summary"]
    layout = TableLayout.of(form)
    ((_, data),) = issue(round_, form, [round_.unit_by_code["430422"]], round_.definition, b"k" * 32, PASSWORD, {})
    path, back = tmp_path / "issued.xlsx", tmp_path / "returned.xlsx"
    path.write_bytes(fill(data, line=LINE, round_=round_))
    rows = [[good_row(n)[name] or None for name in list(good_row())[:7]] for n in range(1, count + 1)]
    rows[0][4], rows[-1][4] = "1380013", "138"
    last = layout.first_entry_row + count - 1
    with office.open(path) as book:
        book.unprotect(SHEET, PASSWORD)
        if last > layout.note_row:
            # Excel asks for that first.
            book.unmerge(SHEET, f"A{layout.note_row}:I{layout.note_row}")
        book.fill(SHEET, f"B6:H{last}", rows)
        assert gate in book.text(SHEET, layout.gate_cell)
        book.save(back)
    (review,) = judged(back.read_bytes(), round_=round_, key=b"k" * 32)
    assert review.table.rows == tuple(range(6, last + 1))
    assert list(review.table.values["unit"]) == [row[0] for row in rows]
    assert found(review) == [("XP203", "F6"), ("XP407", "B36"), ("XP203", f"F{last}")]
