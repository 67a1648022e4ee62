"""An .xlsx or .xlsm scanned: what calamine hides is noted, and what it may safely be given is packed anew."""

from __future__ import annotations

from functools import cache

from xlpilot.intake.grid import Trait
from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import damaged, too_large
from xlpilot.intake.repack import xlsx_diet
from xlpilot.intake.scan import CELL_TEXT, MARKED, MARKED_TIMES, MAX_TEXT, BookScan, SheetScan
from xlpilot.intake.traits import traits
from xlpilot.intake.vba_source import has_macros, read_macros
from xlpilot.intake.xlsx_fast import fast_scan, shared_indexes
from xlpilot.intake.xlsx_outline import read_outline, read_styles
from xlpilot.intake.xlsx_plain import plain_texts
from xlpilot.intake.xlsx_strings import SharedStrings, scan_strings


def scan_xlsx(package: Package, careful: bool = False) -> BookScan:
    """Scan all worksheets, each the fast way where it fits and unless asked to be careful.

    Raises:
        Refused: damaged, or larger than the reader may be given.
    """
    outline = read_outline(package)
    raw_strings = package.read(outline.strings) if outline.strings else b""
    if outline.strings and not raw_strings:
        raise damaged(f"{outline.strings} 是空的")
    strings = scan_strings(raw_strings, careful)
    if not strings.exact and max(strings.sizes, default=0) > CELL_TEXT:
        strings = scan_strings(raw_strings, careful=True)
    styles = read_styles(package.read(outline.styles))
    texts = cache(lambda: plain_texts(strings.content))
    overlong = strings.exact and max(strings.sizes, default=0) > CELL_TEXT
    beside = traits(package.names)
    sheets: list[SheetScan] = []
    diets: list[bytes] = []
    times = MARKED_TIMES if any(name == MARKED for name, _, _ in outline.sheets) else 1
    for name, visibility, part in outline.sheets:
        content = package.read(part)
        sheet = SheetScan(name, visibility, times=times)
        rows = None if careful or overlong else fast_scan(content, sheet, part, styles, texts)
        if rows is None:
            if not strings.exact:
                strings = scan_strings(raw_strings, careful=True)
            from xlpilot.intake.xlsx_careful import careful_scan

            sheet = SheetScan(name, visibility, times=times)
            rows = careful_scan(content, sheet, part, strings, styles)
        elif strings.blank and sheet.filled and sheet.values is None:
            sheet.filled -= sum(index in strings.blank for index in shared_indexes(rows))
        if Trait.COMMENTS in beside:
            from xlpilot.intake.xlsx_comments import read_comments

            read_comments(package, part, sheet)
        sheets.append(sheet)
        diets.append(rows)
    text_size = _text_size(diets, strings)
    diet = b""
    if any(sheet.values is None for sheet in sheets):
        wanted = [rows if sheet.values is None else b"" for sheet, rows in zip(sheets, diets, strict=True)]
        diet = xlsx_diet(wanted, strings.content, styles.content, outline.date1904)
    modules = read_macros(package)
    if has_macros(package):
        beside |= {Trait.MACROS}
    return BookScan(sheets, diet, careful, outline.names, outline.properties, None, beside, text_size, modules)


def _text_size(diets: list[bytes], strings: SharedStrings) -> int:
    """Size of the shared texts when copied into every cell that shows one, or an estimate above it.

    Raises:
        Refused: it is more than MAX_TEXT.
    """
    if not strings.sizes:
        return 0
    most = max(strings.sizes) * sum(rows.count(b' t="s"') for rows in diets)
    if most <= MAX_TEXT:
        return most
    sizes = strings.sizes
    total = sum(sizes[index] for rows in diets for index in shared_indexes(rows) if index < len(sizes))
    if total > MAX_TEXT:
        raise too_large("文字总量超过上限")
    return total
