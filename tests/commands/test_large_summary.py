"""A summary larger than any return may be is still read back, and only where it is ours by its hash."""

import datetime as dt
import io
import zipfile

import pytest
from review.county import good_row

from commands.county_post import county, drop
from xlpilot.commands.consolidate import consolidate
from xlpilot.commands.trace import trace
from xlpilot.commands.verify import verify
from xlpilot.intake.grid import Book
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Refusal
from xlpilot.rollup.own_book import OwnBook
from xlpilot.rounds.workspace import Workspace

WHEN = dt.datetime(2018, 9, 10, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def summed(issued):
    rows = [good_row(1), good_row(2, leader_phone="1"), good_row(3, project="_x000D_ 甲\n乙")]
    drop(issued, "甲.xlsx", county(issued, "430422", rows))
    drop(issued, "乙.xlsx", county(issued, "430405", [good_row(4)]))
    return consolidate(Workspace(issued), received_at=WHEN)


@pytest.fixture
def small(summed, monkeypatch):
    """From now on no return may have more than 20 cells a sheet."""
    monkeypatch.setattr("xlpilot.intake.scan.MAX_CELLS", 20)
    data = summed.output.read_bytes()
    assert isinstance(read_book(data), Refusal)
    return data


def test_every_sheet_says_what_the_reader_of_returns_says(summed):
    data = summed.output.read_bytes()
    book = read_book(data)
    assert isinstance(book, Book)
    own = list(OwnBook(data).values())
    assert [grid.name for grid in own] == [grid.name for grid in book.grids]
    for grid, other in zip(own, book.grids, strict=True):
        rows, columns = max(len(grid.values), len(other.values)), 30
        for row in range(1, rows + 1):
            for column in range(1, columns + 1):
                one, two = grid.at(row, column), other.at(row, column)
                assert (one or None) == (two or None), (grid.name, row, column)


def test_verify_and_explain_read_it(small, issued):
    checked = verify(Workspace(issued))
    assert (checked.faults, checked.exit_code) == ((), 0)
    assert trace(Workspace(issued), "汇总!C7").origin is not None
    assert trace(Workspace(issued), "统计!B4").counted is not None


def test_what_changed_is_told(small, issued):
    drop(issued, "丙.xlsx", county(issued, "430406", [good_row(5)]))
    # The new return is as large as all others.
    import xlpilot.intake.scan as scan

    scan.MAX_CELLS = 10_000
    done = consolidate(Workspace(issued), received_at=WHEN)
    assert done.changes.count("added") == 1


def test_one_that_somebody_changed_is_no_longer_ours(small, issued, summed):
    summed.output.write_bytes(small + b"\0")
    checked = verify(Workspace(issued))
    assert [fault.message.partition("：")[0] for fault in checked.faults] == ["写出以后被改动过"]


def renamed(data):
    """The same workbook without a summary's mark."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as there, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in there.namelist():
            made.writestr(name, there.read(name).replace(b'name="_xlpilot_summary"', b'name="_xlpilot_other"'))
    return out.getvalue()


def test_a_summary_may_have_three_times_the_cells_of_a_return_and_no_more(summed, monkeypatch):
    data = summed.output.read_bytes()
    book = read_book(data)
    most = max(sum(value not in (None, "") for row in grid.values for value in row) for grid in book.grids)
    for limit, marked, other in ((most, Book, Book), (most // 3 + 1, Book, Refusal), (most // 3 - 1, Refusal, Refusal)):
        monkeypatch.setattr("xlpilot.intake.scan.MAX_CELLS", limit)
        assert (type(read_book(data)), type(read_book(renamed(data)))) == (marked, other), limit
