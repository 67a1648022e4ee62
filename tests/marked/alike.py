"""What two copies of one workbook have in common, as openpyxl reads them, and what a patched one shares byte for byte."""

import io
import re
import zipfile
from xml.etree.ElementTree import fromstring

import openpyxl
from openpyxl.styles import Border
from openpyxl.styles.fills import Fill

from xlpilot.intake.guard import Package

ADDED = "问题清单"
_STYLED = re.compile(rb'(<c\b[^<>]*?) s="[0-9]+"')


def assert_alike(ours, theirs, looks=True):
    """Two copies say the same, cell by cell: values, looks, locks, notes, the list, names and properties.

    Without `looks`, of what a cell looks like only the fill, and no names of single sheets: openpyxl rewrites what
    Gnumeric has written of both.
    """
    one, two = (openpyxl.load_workbook(io.BytesIO(data)) for data in (ours, theirs))
    assert one.sheetnames == two.sheetnames
    assert one.active.title == two.active.title
    assert [sheet.sheet_view.tabSelected for sheet in one.worksheets].count(True) == 1
    assert _names(one)[: 1 + looks] == _names(two)[: 1 + looks]
    assert {p.name: p.value for p in one.custom_doc_props.props} == {
        p.name: p.value for p in two.custom_doc_props.props
    }
    assert one[ADDED]["H1"].value == two[ADDED]["H1"].value
    assert _covered(one) == _covered(two)
    for sheet in one.worksheets:
        other = two[sheet.title]
        assert sheet.sheet_state == other.sheet_state
        assert vars(sheet.protection) == vars(other.protection)
        assert {str(area) for area in sheet.merged_cells.ranges} == {str(area) for area in other.merged_cells.ranges}
        assert sheet.freeze_panes == other.freeze_panes
        if looks:
            assert (sheet.print_area, sheet.print_title_rows) == (other.print_area, other.print_title_rows)
        assert _columns(sheet) == _columns(other), (_columns(sheet), _columns(other))
        for address in sorted({*_addresses(sheet), *_addresses(other)}):
            assert _cell(sheet[address], looks) == _cell(other[address], looks), f"{sheet.title}!{address}"


def assert_untouched(copy, original):
    """All parts that need no change lie in the copy byte for byte as they lay in the original, deflated as they were.

    In the sheets nothing has changed but formats, selection and the reference to the notes.
    """
    before, after = Package(original), Package(copy)
    changed = {"[content_types].xml", "_rels/.rels", "docprops/custom.xml", "xl/workbook.xml", "xl/styles.xml"}
    changed |= {"xl/_rels/workbook.xml.rels"}
    for name in before.names:
        if name.lower() in changed or name.startswith("xl/worksheets/_rels/"):
            continue
        (entry, raw), (again, same) = before.packed(name), after.packed(name)
        if name.startswith("xl/worksheets/"):
            assert _without_marks(before.read(name)) == _without_marks(after.read(name)), name
        else:
            assert (entry.method, entry.crc, entry.size, raw) == (again.method, again.crc, again.size, same), name
    assert zipfile.ZipFile(io.BytesIO(copy)).testzip() is None


def _without_marks(content):
    content = re.sub(rb"<legacyDrawing [^<>]*/>", b"", content)
    content = _STYLED.sub(rb"\1", content)
    content = re.sub(rb'<c r="[A-Z]+[0-9]+"\s*/>|<c r="[A-Z]+[0-9]+"\s*></c>', b"", content)
    content = re.sub(rb'<row r="[0-9]+"( [^<>]*?)?(/>|></row>)', b"", content)
    return re.sub(rb' spans="[^"]*"| tabSelected="[^"]*"|<dimension [^<>]*/>', b"", content)


def _cell(cell, looks):
    note = cell.comment and (cell.comment.text, cell.comment.author, cell.comment.width, cell.comment.height)
    value = cell.value
    link = cell.hyperlink and (cell.hyperlink.location, cell.hyperlink.target)
    whole = looks and type(cell).__name__ == "Cell"
    shown = (cell.font, cell.border, cell.alignment, cell.fill) if whole else ()
    colour = cell.fill.fill_type and cell.fill.fgColor.rgb
    return (
        value,
        cell.number_format,
        cell.protection.locked,
        note,
        link,
        colour,
        [repr(look).replace("=False", "=None") for look in shown],
    )


def _addresses(sheet):
    return {cell.coordinate for cell in sheet._cells.values() if sheet.title != ADDED or cell.column < 8}


def _covered(book):
    """What the colours cover, from the hidden columns of the list, in any order."""
    rows = book[ADDED].iter_rows(min_row=2, min_col=8, max_col=10, values_only=True)
    kinds = (Fill, Border)
    return {
        row[0]: [repr(k.from_tree(fromstring(text))) for k, text in zip(kinds, row[1:], strict=True)]
        for row in rows
        if row[0]
    }


def _columns(sheet):
    return (
        {letter: (d.width, d.hidden) for letter, d in sheet.column_dimensions.items()} if sheet.title == ADDED else {}
    )


def _names(book):
    everywhere = {name: item.value for name, item in book.defined_names.items()}
    return everywhere, {sheet.title: {n: i.value for n, i in sheet.defined_names.items()} for sheet in book.worksheets}
