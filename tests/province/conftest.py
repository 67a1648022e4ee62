import shutil

import pytest
from review.county import ROOT

from province.offices import (
    CHANGSHA,
    COUNTIES_SENT,
    HENGYANG,
    ROUNDS,
    SENT,
    ZHUZHOU,
    counties_report,
    office,
    summed_up,
)
from xlpilot.rounds.workspace import Workspace

SHIPPED = ROOT / "workbook_templates" / "hengyang-2018"


@pytest.fixture(scope="session")
def cities(tmp_path_factory):
    """Code of each city -> its workspace, after its own consolidate. 衡阳 has counties that have not reported."""
    root = tmp_path_factory.mktemp("市州")
    made = {
        CHANGSHA: office(root / "长沙", ROUNDS / "changsha-2018"),
        ZHUZHOU: office(root / "株洲", ROUNDS / "zhuzhou-2018"),
        HENGYANG: office(root / "衡阳", SHIPPED, feeds="hunan-2018"),
    }
    for number, (code, workspace) in enumerate(made.items(), 1):
        counties_report(workspace, SENT[code], start=number * 100)
        summed_up(workspace, COUNTIES_SENT)
    return made


@pytest.fixture(scope="session")
def summaries(cities):
    """Code of each city -> the summary workbook that its own consolidate wrote."""
    return {code: next(one.summary.glob("*.xlsx")).read_bytes() for code, one in cities.items()}


@pytest.fixture(scope="session")
def empty_province(tmp_path_factory):
    return office(tmp_path_factory.mktemp("省") / "湖南", ROUNDS / "hunan-2018").root


@pytest.fixture
def province(empty_province, tmp_path):
    """The province's workspace, to which nothing has come yet."""
    shutil.copytree(empty_province, tmp_path / "湖南")
    return Workspace(tmp_path / "湖南")
