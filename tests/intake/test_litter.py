from __future__ import annotations

import pytest

from xlpilot.intake.litter import is_litter


@pytest.mark.parametrize(
    "name",
    [
        "~$汇总表.xlsx", ".~汇总表.xlsx", ".~lock.表.ods#", "Thumbs.db", "THUMBS.DB", "desktop.ini", ".DS_Store", "a/b/~$x.xlsx",
        "__MACOSX/表.xlsx", "包\\__MACOSX\\._表.xlsx", "__MACOSX/", "._表.xlsx", "表.tmp", "表.xlsx.crdownload", "x/表.TMP",
    ],
)  # fmt: skip
def test_leftovers_of_programs_are_litter(name):
    assert is_litter(name)


@pytest.mark.parametrize(
    "name", ["汇总表.xlsx", "a~$.xlsx", "tmp/表.xlsx", "thumbs.db.xlsx", "MACOSX/表.xls", "表.tmp.xlsx", "~表.xlsx"]
)
def test_returns_are_not_litter(name):
    assert not is_litter(name)
