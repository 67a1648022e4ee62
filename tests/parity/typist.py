"""A LibreOffice that types whole blocks and reads whole ranges, as a paste does; both ends of the pipe (office.py).

with Typist() as office, office.open(path) as book:
    block(book, "附件1", "B6:I45", rows)
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import office_server as driver

    Office = object
else:
    from office import Office


def _block(server, request):
    cells = server._sheet(request).getCellRangeByName(request["cells"])
    cells.setDataArray(tuple(tuple("" if value is None else value for value in row) for row in request["rows"]))


def _values(server, request):
    return server._sheet(request).getCellRangeByName(request["cells"]).getDataArray()


def _cut(server, request):
    sheet = server._sheet(request)
    source = sheet.getCellRangeByName(request["source"]).getRangeAddress()
    sheet.moveRange(sheet.getCellRangeByName(request["target"]).getCellAddress(), source)


class Typist(Office):
    """An Office whose other side is this file."""

    server = Path(__file__)


def block(book, sheet, cells, rows):
    """Type rows of values into a range of unlocked cells: None leaves a cell empty, a number stays a number."""
    book._call("block", sheet=sheet, cells=cells, rows=rows)


def values(book, sheet, cells):
    """Values of a range, row by row: numbers and texts, '' where empty."""
    return book._call("values", sheet=sheet, cells=cells)


def cut(book, sheet, source, target):
    """Cut a range and paste it: references to its cells go along."""
    book._call("cut", sheet=sheet, source=source, target=target)


if __name__ == "__main__":
    driver.Server.block, driver.Server.values, driver.Server.cut = _block, _values, _cut
    driver.serve(sys.argv[1])
