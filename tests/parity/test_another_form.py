"""Sheet and office on a form with numbers, dates, several choices, conditions and sums: they never disagree."""

import os

import pytest
from form.conftest import KEY, PASSWORD
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from review.county import ROOT

from xlpilot.form.issue import issue
from xlpilot.rounds.load import load_round

from .compare import Desk

pytestmark = [pytest.mark.libreoffice, pytest.mark.sweep]

ROWS = int(os.environ.get("XLPILOT_SWEEP") or 200)
SIZE = 20
NUMBERS = (
    None,
    0.0,
    12.0,
    12.5,
    60.0,
    26.5,
    86.5,
    -1.0,
    1.234,
    1e9,
    "12.5",
    "60",
    "-3",
    "1.2345",
    "12万",
    "约12",
    "1e3",
    "",
    "12.5.1",
)
TEXTS = {
    "contract": ("甲合同", "乙合同", "录播教室建设合同", "x" * 81, "甲", None),
    "kind": ("硬件", "软件", "服务", "硬", None, "硬件 "),
    "item": ("交互式平板", "录播设备", "教学软件", "网络与运维", "其他", "电脑", None),
    "model": ("LB-86", None, "长" * 61, "X1"),
    "used_for": (
        "课堂教学",
        "课堂教学、教研",
        "课堂教学、教研、管理",
        "课堂教学、教研、管理、考试",
        "教研、教研",
        "娱乐",
        "课堂教学、娱乐",
        None,
    ),
    "signed_on": (43525.0, 43700.0, "2019-03-01", "2019.3", None, "去年"),
    "accepted_on": (43525.0, 43500.0, "2019-09-01", None),
}
LINE = (("王小明", "王", "", "王小明 "), (5.0, 0.0, 501.0, "5", "五", -1.0, 1.5, ""))


DEVICES = {
    "label": ("电脑", "平板电脑", "x" * 61, "电", None),
    "kind": ("交互式平板", "录播设备", "其他", "电脑", None),
    "place": ("实验室", "长" * 61, None),
}


@pytest.fixture(scope="module")
def workbook(typist, tmp_path_factory):
    round_ = load_round(ROOT / "workbook_templates" / "hengyang-funds-2019")
    form = round_.forms["funds"]
    folder = tmp_path_factory.mktemp("funds")
    path = folder / "issued.xlsx"
    path.write_bytes(next(issue(round_, form, [round_.units[0]], round_.definition, KEY, PASSWORD, {}))[1])
    with typist.open(path) as book:
        yield book, round_, folder


@pytest.fixture
def funds(workbook):
    book, round_, folder = workbook
    return Desk(book, round_, round_.forms["funds"], folder)


@pytest.fixture
def devices(workbook, funds):
    book, round_, folder = workbook
    good = ("录播合同", "硬件", "录播设备", "LB-86", "课堂教学", 86.5, 60.0, 26.5, 43.25, 43525.0, None)
    assert not funds.judge([good], ("王小明", 5.0))
    return Desk(book, round_, round_.forms["devices"], folder)


def rows(form, texts=TEXTS):
    return st.lists(
        st.tuples(*(st.sampled_from(texts.get(field.name, NUMBERS)) for field in form.entries)),
        min_size=SIZE // 2,
        max_size=SIZE,
    )


def test_sheet_and_office_agree_on_another_form(funds):
    @settings(
        max_examples=max(4, ROWS // SIZE), deadline=None, database=None, derandomize="XLPILOT_SWEEP" not in os.environ,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    @given(drawn=rows(funds.form), line=st.tuples(*map(st.sampled_from, LINE)))
    def agree(drawn, line):
        wrong = funds.judge(drawn, line)
        assert not wrong, "\n".join(wrong)

    agree()
    assert funds.compared >= ROWS // 4


def test_sheet_and_office_agree_on_a_table_below_another(devices):
    @settings(
        max_examples=max(8, 2 * ROWS // SIZE), deadline=None, database=None, derandomize="XLPILOT_SWEEP" not in os.environ,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    @given(drawn=rows(devices.form, DEVICES), line=st.tuples(st.sampled_from(LINE[0])))
    def agree(drawn, line):
        wrong = devices.judge(drawn[: len(devices.layout.entry_rows) - 1], line)
        assert not wrong, "\n".join(wrong)

    agree()
    assert devices.compared >= ROWS // 8
