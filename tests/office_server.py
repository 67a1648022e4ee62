"""The end of the pipe that talks to soffice: run by a Python that has uno, on behalf of office.py."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

_PDF = "calc_pdf_Export"


class Server:
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
        options = (self._property("FilterName", _PDF), self._property("FilterData", data))
        book.storeToURL(Path(request["path"]).as_uri(), options)

    def end(self):
        try:
            self.desktop.terminate()
            self.soffice.wait(20)
        except Exception:
            self.soffice.kill()


def serve(folder):
    server = Server(folder)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"value": getattr(server, request["name"])(request)}
        except Exception as error:
            answer = {"refused": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    server.end()


if __name__ == "__main__":
    serve(sys.argv[1])
