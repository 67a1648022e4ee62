"""One headless LibreOffice for the tests: plays the clerk, recalculates, saves as other formats, prints.

Both ends of a pipe live in this file. The tests' side (`Office`) needs no uno; it starts the other side with a Python
that has it (python3-uno belongs to the system's Python), which talks to soffice. Lines of JSON go to and fro.

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
    """A running soffice with a private profile."""

    @classmethod
    def start(cls) -> Office:
        return cls()

    def __init__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="xlpilot-office-"))
        user = self._folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        self._server = subprocess.Popen(
            [_python_with_uno() or sys.executable, __file__, str(self._folder)],
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


class _Server:
    """The side that has uno; every public method is one request."""

    def __init__(self, folder):
        import uno
        from com.sun.star.connection import NoConnectException

        self.uno = uno
        pipe = "xlpilot" + Path(folder).name.replace("-", "").replace("_", "")
        profile = (Path(folder) / "profile").as_uri()
        self.soffice = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                f"-env:UserInstallation={profile}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(600):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                time.sleep(0.1)
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.books = {}
        self.count = 0

    def _property(self, name, value):
        prop = self.uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        prop.Name, prop.Value = name, value
        return prop

    def _cell(self, request):
        return self._sheet(request).getCellRangeByName(request["cell"])

    def _sheet(self, request):
        return self.books[request["book"]].Sheets.getByName(request["sheet"])

    def ready(self, request):
        return True

    def open(self, request):
        url = Path(request["path"]).as_uri()
        how = [self._property("Hidden", True)]
        if request.get("macros"):
            how.append(self._property("MacroExecutionMode", 4))  # always, without asking
        book = self.desktop.loadComponentFromURL(url, "_blank", 0, tuple(how))
        if book is None or not hasattr(book, "Sheets"):
            raise ValueError("cannot be opened as a workbook")
        self.count += 1
        self.books[self.count] = book
        return self.count

    def close(self, request):
        self.books.pop(request["book"]).close(True)

    def type(self, request):
        # setFormulaArray would make a number of digits even in a cell of format '@', which no keyboard does.
        cell = self._cell(request)
        formats = self.books[request["book"]].NumberFormats
        if formats.getByKey(cell.NumberFormat).FormatString == "@":
            cell.setDataArray(((request["text"],),))
        else:
            cell.setFormulaArray(((request["text"],),))

    def paste(self, request):
        self._cell(request).setDataArray(((request["value"],),))

    def put(self, request):
        self._cell(request).setFormula(request["formula"])

    def text(self, request):
        return self._cell(request).getString()

    def texts(self, request):
        cells = self._sheet(request).getCellRangeByName(request["cells"])
        rows, columns = cells.Rows.Count, cells.Columns.Count
        return [[cells.getCellByPosition(c, r).getString() for c in range(columns)] for r in range(rows)]

    def value(self, request):
        return self._cell(request).getDataArray()[0][0] if self._cell(request).getFormula() else None

    def error(self, request):
        return self._cell(request).getError()

    def sheets(self, request):
        sheets = self.books[request["book"]].Sheets
        return {name: sheets.getByName(name).IsVisible for name in sheets.ElementNames}

    def recalculate(self, request):
        self.books[request["book"]].calculateAll()

    def row_heights(self, request):
        rows = self._sheet(request).Rows
        return [rows.getByIndex(row - 1).Height * 72 / 2540 for row in range(request["first"], request["last"] + 1)]

    def show_rows(self, request):
        for row in range(request["first"], request["last"] + 1):
            self._sheet(request).Rows.getByIndex(row - 1).IsVisible = True

    def fill(self, request):
        cells = self._sheet(request).getCellRangeByName(request["cells"])
        cells.setDataArray(tuple(tuple("" if value is None else value for value in row) for row in request["rows"]))

    def insert_rows(self, request):
        self._sheet(request).Rows.insertByIndex(request["row"] - 1, request["count"])

    def insert_columns(self, request):
        self._sheet(request).Columns.insertByIndex(request["column"] - 1, request["count"])

    def delete_columns(self, request):
        self._sheet(request).Columns.removeByIndex(request["column"] - 1, request["count"])

    def move(self, request):
        sheet = self._sheet(request)
        source = sheet.getCellRangeByName(request["source"]).getRangeAddress()
        sheet.moveRange(sheet.getCellRangeByName(request["target"]).getCellAddress(), source)

    def unmerge(self, request):
        self._sheet(request).getCellRangeByName(request["cells"]).merge(False)

    def sort(self, request):
        by = self.uno.createUnoStruct("com.sun.star.table.TableSortField")
        by.Field, by.IsAscending = request["column"], not request["descending"]
        fields = self._property("SortFields", self.uno.Any("[]com.sun.star.table.TableSortField", (by,)))
        cells = self._sheet(request).getCellRangeByName(request["cells"])
        cells.sort((fields, self._property("ContainsHeader", False)))

    def copy_sheet(self, request):
        sheets = self.books[request["book"]].Sheets
        place = sheets.ElementNames.index(request["sheet"])
        sheets.copyByName(request["sheet"], request["to"], place + 1)

    def press(self, request):
        page = self._sheet(request).DrawPage
        shapes = [page.getByIndex(number) for number in range(page.Count)]
        shape = next(shape for shape in shapes if shape.Name == request["shape"])
        event = {item.Name: item.Value for item in shape.Events.getByName("OnClick")}
        self.books[request["book"]].ScriptProvider.getScript(event["Script"]).invoke((), (), ())
        return event["Script"]

    def formulas(self, request):
        return self._sheet(request).getCellRangeByName(request["cells"]).getFormulaArray()

    def protected(self, request):
        return self._sheet(request).isProtected()

    def unprotect(self, request):
        sheet = self._sheet(request)
        try:
            sheet.unprotect(request["password"])
        except Exception:
            return False
        return not sheet.isProtected()

    def save(self, request):
        filter_ = self._property("FilterName", request["filter"])
        self.books[request["book"]].storeToURL(Path(request["path"]).as_uri(), (filter_,))

    def photograph(self, request):
        book, sheet = self.books[request["book"]], self._sheet(request)
        cells = sheet.getCellRangeByName(request["cells"])
        style = book.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
        for name in ("HeaderIsOn", "FooterIsOn", "CenterHorizontally", "CenterVertically", "IsLandscape"):
            style.setPropertyValue(name, False)
        for name in (
            "LeftMargin",
            "RightMargin",
            "TopMargin",
            "BottomMargin",
            "ScaleToPages",
            "ScaleToPagesX",
            "ScaleToPagesY",
        ):
            style.setPropertyValue(name, 0)
        style.PageScale, style.PrintHeaders, style.PrintCharts, style.PrintGrid = 100, True, True, False
        size = self.uno.createUnoStruct("com.sun.star.awt.Size")
        size.Width, size.Height = cells.Size.Width + 2000, cells.Size.Height + 1500
        style.Size = size
        sheet.setPrintTitleRows(False)
        sheet.removeAllManualPageBreaks()
        sheet.setPrintAreas((cells.RangeAddress,))
        data = self.uno.Any("[]com.sun.star.beans.PropertyValue", (self._property("Selection", cells),))
        options = (self._property("FilterName", _FILTERS[".pdf"]), self._property("FilterData", data))
        book.storeToURL(Path(request["path"]).as_uri(), options)

    def end(self):
        try:
            self.desktop.terminate()
            self.soffice.wait(20)
        except Exception:
            self.soffice.kill()


def _serve(folder):
    server = _Server(folder)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"value": getattr(server, request["name"])(request)}
        except Exception as error:
            answer = {"refused": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    server.end()


if __name__ == "__main__":
    _serve(sys.argv[1])
else:
    import pytest

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
