"""Save a workbook without temporary files.

openpyxl writes each sheet to a file in the system's folder for temporary files first. Where that disk is full for a
moment the sheet lacks a piece and nobody is told; where the run is killed a county's data stays behind there.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter


class _Writer(ExcelWriter):
    _archive: zipfile.ZipFile

    def write_worksheet(self, ws: Any) -> None:
        """As openpyxl's own, but to memory."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        stream = io.BytesIO()
        writer: Any = WorksheetWriter(ws, out=stream)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], stream.getvalue())
        self.manifest.append(ws)


def saved(workbook: Workbook) -> bytes:
    """The workbook's bytes as openpyxl gives them, with a fixed day as that of the last change."""
    workbook.properties.modified = dt.datetime(2000, 1, 1)
    buffer = io.BytesIO()
    archive = zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED)
    _Writer(workbook, archive).save()  # closes the archive
    return buffer.getvalue()
