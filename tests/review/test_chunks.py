"""Files judged in goes of any size, their columns put away or not: what comes out is the same, byte for byte."""

import gc
import io
import json
import pickle
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from rollup.test_merge import book

from review.county import KEY, good_row, shipped
from xlpilot.findings import Finding, Place
from xlpilot.intake.refusal import Reason, Refusal
from xlpilot.intake.table import Table
from xlpilot.ledger.crossed import crossed
from xlpilot.ledger.standing import stand
from xlpilot.report.as_json import judgement_json
from xlpilot.report.json_text import pieces
from xlpilot.review import judge as judging
from xlpilot.review import shelf as shelves
from xlpilot.review.judge import Returned, judge
from xlpilot.review.shelf import Shelf, Stored

CODES = [unit.code for unit in shipped().units if unit.kind == "county"]


def returned():
    """Every county with good and bad rows, one without a table, and two that report the same project."""
    files = []
    for number, code in enumerate(CODES):
        rows = [good_row(10 * number + 1), good_row(10 * number + 2, leader_phone="1380013"), good_row(7)]
        files.append(Returned(f"收件/{code}.xlsx", f"{number:064}", book(rows, code)))
    files.insert(3, Returned("收件/扫描.pdf", "f" * 64, Refusal(Reason.EMPTY, "空文件", "")))
    return files


def told(files, **more):
    """The whole document of validate."""
    reviews = judge(shipped(), files, KEY, **more)
    standing = crossed(stand(shipped(), "summary", reviews), None)
    return "".join(pieces(judgement_json(shipped(), standing.files, standing.eligibility)))


@pytest.fixture(scope="module")
def whole():
    text = told(returned())
    codes = {f["code"] for file in json.loads(text)["files"] for f in file["findings"]}
    assert {"XP203", "XP601"} <= codes  # of a cell, between units
    return text


@pytest.mark.parametrize("at_once", [1, 7, 2_000])
@pytest.mark.parametrize("kept", [True, False])
def test_the_size_of_a_go_and_the_shelf_change_nothing(whole, tmp_path, at_once, kept):
    assert told(returned(), at_once=at_once, shelf=None if kept else Shelf(tmp_path)) == whole


def test_of_more_files_than_are_judged_at_once_no_columns_stay_in_memory(tmp_path):
    reviews = judge(shipped(), returned(), KEY, at_once=5, shelf=Shelf(tmp_path))
    tables = [review.table for review in reviews if review.table]
    assert len(tables) == len(CODES)
    assert all(isinstance(column, Stored) for table in tables for column in (table.values, table.typed, table.line))
    assert all(isinstance(one.table.values, dict) for one in judge(shipped(), returned(), KEY, shelf=Shelf(tmp_path))
               if one.table)  # fmt: skip
    assert list(tmp_path.iterdir()) == []  # the file has no name, or goes with the process


def test_a_go_ends_with_so_many_files_or_so_many_rows(whole, tmp_path, monkeypatch):
    goes = []
    real = judging._together
    monkeypatch.setattr(judging, "_together", lambda round_, some: goes.append(len(some)) or real(round_, some))
    assert told(returned(), shelf=Shelf(tmp_path), rows_at_once=6) == whole
    assert goes[:3] == [2, 3, 2]  # three rows a file, and one has none
    assert sum(goes) == len(CODES) + 1
    goes.clear()
    told(returned(), at_once=5, rows_at_once=6_000)
    assert goes == [5, 5, len(CODES) + 1 - 10]


def test_of_more_files_than_are_judged_at_once_neither_tables_nor_findings_stay_in_memory(tmp_path):
    shelf = Shelf(tmp_path)
    files = returned()
    gc.collect()
    before = Counter(map(type, gc.get_objects()))
    reviews = judge(shipped(), files, KEY, at_once=5, shelf=shelf)
    gc.collect()
    after = Counter(map(type, gc.get_objects()))
    assert {kind: after[kind] - before[kind] for kind in (Table, Finding, Place)} == {Table: 0, Finding: 0, Place: 0}
    assert sum(len(review.findings) for review in reviews) > len(reviews)
    assert all(review.unit is shipped().unit_by_code[review.unit].code for review in reviews if review.unit)


def test_what_is_put_away_comes_back_as_it_was(tmp_path):
    shelf = Shelf(tmp_path)
    plain = judge(shipped(), returned(), KEY)
    for review in plain:
        findings = shelf.findings(review.findings)
        assert findings == review.findings
        assert review.findings == findings
        assert shelf.findings(findings) is findings
        if review.table:
            table = shelf.table(review.table)
            assert table == review.table
            assert table.more == review.table.more
            assert (table.row_count, table.place("project", 7)) == (
                review.table.row_count,
                review.table.place("project", 7),
            )
            assert shelf.table(table) is table


def test_a_record_that_found_no_room_for_its_end_was_not_put_away(tmp_path, monkeypatch):
    class Full(io.BytesIO):
        def write(self, data):
            return super().write(data[:100])

    monkeypatch.setattr(shelves.tempfile, "TemporaryFile", lambda **_: Full())
    shelf = Shelf(tmp_path)
    for review in judge(shipped(), returned()[:2], KEY):
        assert shelf.table(review.table) is review.table
    many = tuple(replace(review.findings[0], code=f"XP{n}") for n in range(200, 220))
    assert shelf.findings(many) is many


def no_room():
    raise OSError(28, "No space left on device")


def test_no_more_tables_are_at_hand_than_a_few(tmp_path, monkeypatch):
    monkeypatch.setattr(shelves, "_AT_HAND", 2)
    shelf = Shelf(tmp_path)
    reviews = judge(shipped(), returned(), KEY, at_once=1, shelf=shelf)
    plain = judge(shipped(), returned(), KEY)
    for one, other in [*zip(reviews, plain, strict=True)] * 2:
        if one.table:
            assert one.table.values == other.table.values
            assert one.table.typed == other.table.typed
            assert one.table.line == other.table.line
            assert list(one.table.values) == list(other.table.values)
        assert len(shelf._at_hand) <= 2
        assert one.findings == other.findings


def test_a_disk_that_is_full_costs_memory_and_nothing_else(whole, tmp_path, monkeypatch):
    monkeypatch.setattr(shelves.tempfile, "TemporaryFile", lambda **_: no_room())
    assert told(returned(), at_once=1, shelf=Shelf(tmp_path)) == whole


def test_what_a_table_leaves_in_memory_does_not_grow_with_its_columns(tmp_path):
    def left(rows):
        file = Returned("收件/一.xlsx", "0" * 64, book([good_row(n) for n in range(rows)], CODES[0]))
        (review,) = judge(shipped(), [file], KEY, at_once=1, shelf=Shelf(tmp_path))
        values, typed = review.table.values, review.table.typed
        return len(values), sum(len(getattr(one, "__dict__", ())) for one in (values, typed))

    assert left(2) == left(60)
    assert pickle.HIGHEST_PROTOCOL >= 5


def test_of_the_frames_of_earlier_goes_none_is_kept_though_garbage_lies_for_long():
    """The command line looks for garbage once in half a million objects: a frame holds all rows of a go."""
    files = [file for file in returned() if not isinstance(file.content, Refusal)]
    gc.collect()
    gc.disable()
    try:
        reviews = judge(shipped(), files[:6], KEY, at_once=2)
        frames = sum(isinstance(one, pd.DataFrame | pd.Series) for one in gc.get_objects())
    finally:
        gc.enable()
    assert len(reviews) == 6
    assert frames == 0
