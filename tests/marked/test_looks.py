"""The looks of marks are written down as openpyxl writes them, so that both ways of marking colour alike."""

from xml.etree.ElementTree import fromstring

import pytest
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.fills import Fill

from xlpilot.findings import Severity
from xlpilot.report.marked import listing, looks
from xlpilot.report.marked.dress import as_xml

LISTED = [value for value in vars(listing).values() if isinstance(value, looks.Look)] + [*listing._GRADE.values()]


@pytest.mark.parametrize("look", LISTED)
def test_every_look_of_the_list_is_what_openpyxl_would_write(look):
    kinds = ((Font, look.font), (Alignment, look.alignment), (Border, look.border), (Fill, look.fill))
    for kind, text in kinds:
        assert not text or as_xml(kind.from_tree(fromstring(text))) == text


@pytest.mark.parametrize(
    ("severity", "colour", "line", "letters"),
    [(Severity.ERROR, "FFC7CD", "mediumDashed", "C00000"), (Severity.WARNING, "FFEB9B", "mediumDashDotDot", "7F6000")],
)
def test_a_marked_cell_has_the_fill_and_border_that_openpyxl_would_write(severity, colour, line, letters):
    side = Side(style=line, color=f"FF{letters}")
    border = Border(left=side, right=side, top=side, bottom=side)
    assert looks.marked(severity) == (as_xml(PatternFill("solid", fgColor=f"FF{colour}")), as_xml(border))
