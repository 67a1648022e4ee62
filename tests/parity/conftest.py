"""One LibreOffice that types blocks, with an issued workbook open in it."""

import os

import pytest
from form.conftest import ROOT, county, form, issued  # noqa: F401 - fixtures
from form.test_issue import changed
from office import missing

from xlpilot.rounds.load import load_round

from .compare import Desk
from .typist import Typist


@pytest.fixture(scope="session")
def typist():
    """Skips where there is no LibreOffice, unless XLPILOT_REQUIRE_SOFFICE is set."""
    why = missing()
    if why:
        if os.environ.get("XLPILOT_REQUIRE_SOFFICE"):
            pytest.fail(why)
        pytest.skip(why)
    with Typist() as office:
        yield office


@pytest.fixture(scope="session")
def round_():
    """The shipped round with fewer spare rows: the formulas are the same, and a full sheet is calculated sooner."""
    return changed(load_round(ROOT / "workbook_templates" / "hengyang-2018"), spare_rows=30)


@pytest.fixture(scope="module")
def desk(typist, round_, form, county, tmp_path_factory):  # noqa: F811
    with typist.open(county) as book:
        desk = Desk(book, round_, form, tmp_path_factory.mktemp("returned"))
        yield desk
        _compared.append(desk.compared)


_compared = []


def pytest_terminal_summary(terminalreporter):
    """Say how many rows were compared."""
    if _compared:
        terminalreporter.write_line(f"sheet and office compared on {sum(_compared)} rows")
