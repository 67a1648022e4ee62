"""One headless LibreOffice for the tests: plays the clerk, recalculates, saves as other formats, prints.

This is the tests' end of a pipe, which needs no uno; it starts the other end (office_server.py) with a Python that has it
(python3-uno belongs to the system's Python), which talks to soffice. Lines of JSON go to and fro.

    with Office.start() as office:
        book = office.open(path)
        book.type("附件1", "F9", "13800138000")     # refused where the cell is locked
        book.text("附件1", "J9")
        book.save(Path("x.ods"))
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

SECONDS = 120
_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
    ".pdf": "calc_pdf_Export",
    ".html": "HTML (StarCalc)",
}
# Formulas are calculated anew on load, whatever the file's cache says; 0 is "always".
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


class Refused(Exception):  # noqa: N818 - reads better where it is expected
    """LibreOffice would not do it: the cell is locked, the password is wrong, the file cannot be read."""


def _python_with_uno() -> str | None:
    for python in ("/usr/bin/python3", sys.executable):
        if Path(python).exists() and subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0:
            return python
    return None


def missing() -> str:
    """Why LibreOffice cannot be driven here, '' where it can."""
    if shutil.which("soffice") is None:
        return "soffice is not installed"
    return "" if _python_with_uno() else "no Python with uno (python3-uno)"


class Office:
    """A running soffice with a private profile; `server` is the program at the other end."""

    server = Path(__file__).with_name("office_server.py")

    @classmethod
    def start(cls) -> Office:
        return cls()

    def __init__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="xlpilot-office-"))
        user = self._folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        self._server = subprocess.Popen(
            [_python_with_uno() or sys.executable, str(self.server), str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env={key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
            | {"LC_ALL": "C.UTF-8"},
        )
        self._buffer = b""
        self.call("ready")

    def call(self, name, **arguments):
        """Ask the other side; Refused where LibreOffice would not."""
        line = json.dumps({"name": name, **arguments}) + "\n"
        self._server.stdin.write(line.encode())
        self._server.stdin.flush()
        answer = json.loads(self._line())
        if "refused" in answer:
            raise Refused(answer["refused"])
        return answer["value"]

    def _line(self) -> bytes:
        deadline = time.monotonic() + SECONDS
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([self._server.stdout], [], [], max(0.0, deadline - time.monotonic()))
            data = os.read(self._server.stdout.fileno(), 65536) if ready else b""
            if not data:
                self._server.kill()
                raise RuntimeError("LibreOffice hangs or has died")
            self._buffer += data
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line

    def open(self, path: Path, *, macros: bool = False) -> Book:
        """Open a workbook, with its macros allowed if asked; Refused where LibreOffice cannot."""
        return Book(self, self.call("open", path=str(Path(path).resolve()), macros=macros))

    def close(self) -> None:
        """End soffice and remove its profile."""
        if self._server.poll() is None:
            self._server.stdin.close()
            try:
                self._server.wait(30)
            except subprocess.TimeoutExpired:
                self._server.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_) -> None:
        self.close()


class Book:
    """An open workbook. Cells are named by sheet and A1 address."""

    def __init__(self, office: Office, number: int):
        self._office, self._number = office, number

    def _call(self, name, **arguments):
        return self._office.call(name, book=self._number, **arguments)

    def type(self, sheet: str, cell: str, text: str) -> None:
        """Type as a clerk at the keyboard: '5' is a number but in a text cell; Refused where the cell is locked."""
        self._call("type", sheet=sheet, cell=cell, text=text)

    def paste(self, sheet: str, cell: str, value: str | float) -> None:
        """Put a value as it is, a text or a number; Refused where the cell is locked."""
        self._call("paste", sheet=sheet, cell=cell, value=value)

    def put(self, sheet: str, cell: str, formula: str) -> None:
        """Put past the protection, as a macro could: a formula where it begins with '='."""
        self._call("put", sheet=sheet, cell=cell, formula=formula)

    def text(self, sheet: str, cell: str) -> str:
        """What the cell shows."""
        return self._call("text", sheet=sheet, cell=cell)

    def texts(self, sheet: str, cells: str) -> list[list[str]]:
        """What a range shows, row by row."""
        return self._call("texts", sheet=sheet, cells=cells)

    def value(self, sheet: str, cell: str) -> float | str | None:
        """The cell's value: a number, a text, or None where it is empty."""
        return self._call("value", sheet=sheet, cell=cell)

    def error(self, sheet: str, cell: str) -> int:
        """LibreOffice's number of a formula's error, 0 where there is none."""
        return self._call("error", sheet=sheet, cell=cell)

    def sheets(self) -> dict[str, bool]:
        """Names of the sheets -> whether they are visible."""
        return self._call("sheets")

    def recalculate(self) -> None:
        """Calculate everything anew."""
        self._call("recalculate")

    def row_heights(self, sheet: str, first: int, last: int) -> list[float]:
        """Heights in points of the 1-based rows first..last; hidden rows keep the height they would have."""
        return self._call("row_heights", sheet=sheet, first=first, last=last)

    def show_rows(self, sheet: str, first: int, last: int) -> None:
        """Unhide the 1-based rows first..last."""
        self._call("show_rows", sheet=sheet, first=first, last=last)

    def fill(self, sheet: str, cells: str, rows: list[list[str | float | None]]) -> None:
        """Put rows of values into a range, as a paste does: None leaves a cell empty; Refused where one is locked."""
        self._call("fill", sheet=sheet, cells=cells, rows=rows)

    def insert_rows(self, sheet: str, row: int, count: int) -> None:
        """Insert rows above a 1-based row."""
        self._call("insert_rows", sheet=sheet, row=row, count=count)

    def insert_columns(self, sheet: str, column: int, count: int) -> None:
        """Insert columns left of a 1-based column."""
        self._call("insert_columns", sheet=sheet, column=column, count=count)

    def delete_columns(self, sheet: str, column: int, count: int) -> None:
        """Delete columns from a 1-based column on."""
        self._call("delete_columns", sheet=sheet, column=column, count=count)

    def move(self, sheet: str, source: str, target: str) -> None:
        """Cut a range and paste it: references to its cells go along."""
        self._call("move", sheet=sheet, source=source, target=target)

    def unmerge(self, sheet: str, cells: str) -> None:
        """Take the merge of a range back."""
        self._call("unmerge", sheet=sheet, cells=cells)

    def sort(self, sheet: str, cells: str, column: int, *, descending: bool = False) -> None:
        """Sort the rows of a range by one of its columns, counted from 0."""
        self._call("sort", sheet=sheet, cells=cells, column=column, descending=descending)

    def copy_sheet(self, sheet: str, name: str) -> None:
        """Copy a sheet; the copy stands right behind it."""
        self._call("copy_sheet", sheet=sheet, to=name)

    def press(self, sheet: str, shape: str) -> str:
        """Click a shape of a sheet: run the macro that it is bound to; the macro's address. Refused where it fails."""
        return self._call("press", sheet=sheet, shape=shape)

    def formulas(self, sheet: str, cells: str) -> list[list[str]]:
        """What was put into the cells of a range, row by row: formulas as such."""
        return self._call("formulas", sheet=sheet, cells=cells)

    def protected(self, sheet: str) -> bool:
        """Whether the sheet is protected."""
        return self._call("protected", sheet=sheet)

    def unprotect(self, sheet: str, password: str) -> bool:
        """Try to unprotect the sheet; whether it worked."""
        return self._call("unprotect", sheet=sheet, password=password)

    def save(self, path: Path) -> Path:
        """Save a copy in the format of the suffix: .xlsx, .xls, .ods, .csv, .pdf (as printed) or .html (colours too)."""
        self._call("save", path=str(Path(path).resolve()), filter=_FILTERS[Path(path).suffix])
        return Path(path)

    def photograph(self, sheet: str, cells: str, path: Path) -> Path:
        """One page of PDF with these cells as on the screen, with the letters and numbers at their edges."""
        self._call("photograph", sheet=sheet, cells=cells, path=str(Path(path).resolve()))
        return Path(path)

    def close(self) -> None:
        """Close without saving."""
        self._call("close")

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_) -> None:
        self.close()


@pytest.fixture(scope="session")
def office():
    """The session's LibreOffice; skips where there is none, unless XLPILOT_REQUIRE_SOFFICE is set."""
    why = missing()
    if why:
        if os.environ.get("XLPILOT_REQUIRE_SOFFICE"):
            pytest.fail(why)
        pytest.skip(why)
    with Office.start() as running:
        yield running
