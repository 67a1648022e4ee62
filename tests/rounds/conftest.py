from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def text():
    """The shipped round.toml."""
    return (ROOT / "workbook_templates" / "hengyang-2018" / "round.toml").read_text(encoding="utf-8")
