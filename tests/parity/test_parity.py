"""The sheet and the office, on the same bytes: never fine where the office says error, never a complaint for nothing.

XLPILOT_SWEEP=20000 compares that many rows; without it a few hundred.
"""

import os

import pytest
from form.conftest import county, form, issued, round_  # noqa: F401 - fixtures
from hypothesis import HealthCheck, given, settings
from office import missing

from .compare import Desk
from .rows import sheets
from .typist import Typist

pytestmark = [pytest.mark.libreoffice, pytest.mark.sweep]

ROWS = int(os.environ.get("XLPILOT_SWEEP") or 400)
SIZE = 40


@pytest.fixture(scope="module")
def desk(round_, form, county, tmp_path_factory):  # noqa: F811
    why = missing()
    if why:
        if os.environ.get("XLPILOT_REQUIRE_SOFFICE"):
            pytest.fail(why)
        pytest.skip(why)
    with Typist() as office, office.open(county) as book:
        yield Desk(book, round_, form, tmp_path_factory.mktemp("returned"))


@settings(
    max_examples=max(1, ROWS // SIZE),
    deadline=None,
    database=None,
    derandomize="XLPILOT_SWEEP" not in os.environ,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
@given(drawn=sheets(SIZE))
def test_sheet_and_office_agree(desk, drawn):
    wrong = desk.judge(*drawn)
    assert not wrong, "\n".join(wrong)
