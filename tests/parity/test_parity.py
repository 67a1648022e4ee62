"""The sheet and the office, on the same bytes: never fine where the office says error, never a complaint for nothing.

XLPILOT_SWEEP=20000 compares that many rows; without it a few hundred.
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings

from .rows import sheets

pytestmark = [pytest.mark.libreoffice, pytest.mark.sweep]

ROWS = int(os.environ.get("XLPILOT_SWEEP") or 400)
SIZE = 40


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
