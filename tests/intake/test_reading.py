"""Small files are read here and now, within bounds; all others by worker processes; neither changes what comes out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.intake.test_isolate import GOOD
from tests.intake.test_reader_ods import ods_of, row, text
from tests.intake.workbooks import edit, form, openpyxl_book, sheet_of, xls_book, zip_of
from xlpilot.intake import reader
from xlpilot.intake.grid import Book
from xlpilot.intake.reader import SMALL_MARKS, SMALL_XML, read_book, read_small
from xlpilot.intake.reading import read_all
from xlpilot.intake.refusal import Reason, Refusal

MARKS, ROOM = SMALL_MARKS - 3000, SMALL_XML - 40_000
LARGE = openpyxl_book(lambda sheet: [sheet.append([number, "甲", number]) for number in range(25_000)])


def fill(piece: str, share: int = 1) -> str:
    """The piece as often as the bounds on elements, attributes and bytes allow, or as that share of them does."""
    marks = piece.count("<") + piece.count("=")
    return piece * min(MARKS // max(marks, 1) // share, ROOM // len(piece) // share)


def rows(cell: str, count: int) -> str:
    return "".join(
        f'<row r="{number}">{"".join(cell.format(r=f"{chr(65 + c)}{number}") for c in range(26))}</row>'
        for number in range(1, count)
    )


WORST = {
    "cells without address": lambda: sheet_of(fill("<row><c><v>1</v></c></row>")),
    "rows without cells": lambda: sheet_of(fill("<row/>")),
    "formulas without cells": lambda: sheet_of(fill("<f/>")),
    "formulas": lambda: sheet_of(rows('<c r="{r}"><f>1</f></c>', MARKS // 134)),
    "cells": lambda: sheet_of(rows('<c r="{r}"><v>1</v></c>', MARKS // 134)),
    "nested elements": lambda: sheet_of(f'<row r="1"><c r="A1">{fill("<extLst>", 2)}{fill("</extLst>", 2)}</c></row>'),
    "attributes": lambda: sheet_of('<row r="1"><c r="A1"' + "".join(f' a{number}=""' for number in range(MARKS)) + "/></row>"),
    "merges": lambda: sheet_of("", after="<mergeCells>" + fill('<mergeCell ref="A1:XFD1"/>') + "</mergeCells>"),
    "areas of a dropdown": lambda: sheet_of("", after=f'<dataValidations><dataValidation type="list" sqref="{fill("A1 ")}"/></dataValidations>'),
    "dropdowns": lambda: sheet_of("", after="<dataValidations>" + fill('<dataValidation type="list" sqref="A1"/>') + "</dataValidations>"),
    "runs of a text": lambda: sheet_of("", strings=f"<si>{fill('<r><t> x</t></r><r/>')}</si>"),
    "texts": lambda: sheet_of("", strings=fill("<si/>")),
    "a long name": lambda: edit(form(2), "xl/workbook.xml", lambda part: part.replace(b"<definedNames>", b'<definedNames><definedName name="a">="' + b'""' * (ROOM // 2 - 20_000) + b'"</definedName>')),
    "formats of cells": lambda: edit(form(2), "xl/styles.xml", lambda part: part.replace(b"</cellXfs>", b'<xf numFmtId="14"/>' * (MARKS // 2 - 9000) + b"</cellXfs>", 1)),
    "white space": lambda: sheet_of(" " + fill("<row>" + " " * 20 + "</row>")),
    "parts": lambda: zip_of({**{f"xl/{number}": b"" for number in range(4990)}, "[Content_Types].xml": b"<x/>"}),
    "box": lambda: sheet_of('<row r="1"><c r="A1"><v>1</v></c></row><row r="15000"><c r="Z15000"><v>1</v></c></row>'),
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and rusage")
@pytest.mark.parametrize("name", WORST)
def test_the_worst_file_within_the_bounds_costs_little(name):
    """At most 3 s of CPU (a second as measured) and 300 MB, in a child so that the memory can be measured."""
    import resource

    data = WORST[name]()
    child = os.fork()
    if not child:
        try:
            before = resource.getrusage(resource.RUSAGE_SELF)
            result = read_small(data)
            after = resource.getrusage(resource.RUSAGE_SELF)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            grown = (after.ru_maxrss - before.ru_maxrss) >> (20 if sys.platform == "darwin" else 10)
            os._exit(0 if result is not None and cpu < 3 and grown < 300 else 1 if result is None else 2)
        finally:
            os._exit(3)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize(
    ("bound", "value"),
    [("SMALL_FILE", 1000), ("SMALL_XML", 5000), ("SMALL_MARKS", 100), ("SMALL_BOX", 20), ("SMALL_TEXT", 5)],
)
def test_each_bound_holds(bound, value, monkeypatch):
    data = form(20)
    assert read_small(data) == read_book(data)
    monkeypatch.setattr(reader, bound, value)
    assert read_small(data) is None


def test_only_what_is_written_anew_for_the_reader_is_read_in_process():
    for data in (xls_book(lambda book: book.add_sheet("S").write(0, 0, "x")), ods_of(row(text("<text:p>x</text:p>")))):
        assert isinstance(read_book(data), Book)
        assert read_small(data) is None
    assert read_small(LARGE) is None
    assert isinstance(read_small(b"%PDF-1.7\n"), Refusal)


@pytest.mark.parametrize("jobs", [1, 2])
def test_small_and_large_files_come_out_in_their_order_as_read_alone(jobs):
    items = list(enumerate([GOOD[0], LARGE, *GOOD, LARGE, GOOD[0]]))
    assert list(read_all(items, jobs)) == [(key, read_book(data)) for key, data in items]


def test_small_files_start_no_process(monkeypatch):
    for name in [name for name in sys.modules if name.startswith(("multiprocessing", "xlpilot.intake.isolate"))]:
        monkeypatch.delitem(sys.modules, name)
    assert [key for key, _ in read_all([(number, form(2)) for number in range(5)])] == list(range(5))
    assert "xlpilot.intake.isolate" not in sys.modules


def test_files_are_taken_one_by_one():
    taken = []

    def items():
        for number in range(30):
            taken.append(number)
            yield number, LARGE if number == 1 else form(1)

    results = read_all(items())
    next(results), next(results)
    assert len(taken) <= 5
    results.close()


def test_a_file_that_takes_too_long_or_too_much_is_refused_and_its_neighbours_are_read():
    if sys.platform != "linux":
        pytest.skip("memory can be limited on Linux only")
    results = dict(read_all([(1, form(3)), (2, LARGE), (3, form(3))], megabytes=1))
    assert results[1] == results[3] == read_book(form(3))
    refusal = results[2]
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.TOO_LARGE
    results = dict(read_all([(1, form(3)), (2, LARGE), (3, LARGE)], seconds=0.01))
    assert results[1] == read_book(form(3))
    assert all(isinstance(results[key], Refusal) and results[key].reason is Reason.UNREADABLE for key in (2, 3))


SCRIPT = """
import sys
from pathlib import Path
from xlpilot.intake.reading import read_all
print("started", flush=True)
for key, book in read_all([(1, Path(sys.argv[1]).read_bytes())] * 2):
    print(key, type(book).__name__, len(book.grids[0].values), flush=True)
"""


@pytest.mark.parametrize("how", ["file", "stdin", "command"])
def test_a_script_without_a_guard_runs_once_however_it_is_started(how, tmp_path):
    """A spawned process usually runs its parent's script again; one that came through a pipe cannot be read again."""
    large, script = tmp_path / "large.xlsx", tmp_path / "script.py"
    large.write_bytes(LARGE)
    script.write_text(SCRIPT, encoding="utf-8")
    arguments = {"file": [str(script)], "stdin": ["-"], "command": ["-c", SCRIPT]}[how]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *arguments, str(large)],
        input=SCRIPT if how == "stdin" else "", capture_output=True, text=True, timeout=60, env=environment, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert time.monotonic() - started < 30
    assert (done.stdout.split("\n"), done.stderr) == (["started", "1 Book 25000", "1 Book 25000", ""], "")
