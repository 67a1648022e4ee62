"""An .xlsx or .xlsm scanned: what calamine hides is noted, and what it may safely be given is packed anew."""

from __future__ import annotations

from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import too_large
from xlpilot.intake.repack import xlsx_diet
from xlpilot.intake.scan import CELL_TEXT, MAX_TEXT, BookScan, SheetScan
from xlpilot.intake.xlsx_careful import careful_scan
from xlpilot.intake.xlsx_fast import fast_scan, shared_indexes
from xlpilot.intake.xlsx_outline import read_outline, read_styles
from xlpilot.intake.xlsx_strings import SharedStrings, scan_strings


def scan_xlsx(package: Package, careful: bool = False) -> BookScan:
    """Scan all worksheets, each the fast way where it fits and unless asked to be careful.

    Raises:
        Refused: damaged, or larger than the reader may be given.
    """
    outline = read_outline(package)
    raw_strings = package.read(outline.strings) if outline.strings else b""
    strings = scan_strings(raw_strings, careful)
    if not strings.exact and max(strings.sizes, default=0) > CELL_TEXT:
        strings = scan_strings(raw_strings, careful=True)
    styles = read_styles(package.read(outline.styles))
    overlong = strings.exact and max(strings.sizes, default=0) > CELL_TEXT
    sheets: list[SheetScan] = []
    diets: list[bytes] = []
    for name, visibility, part in outline.sheets:
        content = package.read(part)
        sheet = SheetScan(name, visibility)
        rows = None if careful or overlong else fast_scan(content, sheet, part, styles.text)
        if rows is None:
            if not strings.exact:
                strings = scan_strings(raw_strings, careful=True)
            sheet = SheetScan(name, visibility)
            rows = careful_scan(content, sheet, part, strings, styles.text)
        sheets.append(sheet)
        diets.append(rows)
    _check_text(diets, strings)
    diet = xlsx_diet(diets, strings.content, styles.content, outline.date1904)
    return BookScan(sheets, diet, careful, outline.names, outline.properties)


def _check_text(diets: list[bytes], strings: SharedStrings) -> None:
    """Refuse shared text that would take more than MAX_TEXT when copied into every cell that shows it."""
    longest = max(strings.sizes, default=0)
    if longest * sum(rows.count(b' t="s"') for rows in diets) <= MAX_TEXT:
        return
    sizes = strings.sizes
    total = sum(sizes[index] for rows in diets for index in shared_indexes(rows) if index < len(sizes))
    if total > MAX_TEXT:
        raise too_large("文字总量超过上限")
