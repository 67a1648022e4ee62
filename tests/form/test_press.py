import io
import time
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest

from xlpilot.form import press
from xlpilot.form.master import finish
from xlpilot.form.press import Press
from xlpilot.form.table_form import build_table_form


@pytest.fixture(scope="module")
def master(round_, form):
    return build_table_form(round_, form, definition=round_.definition, rows=30, password="x", salt=b"0123456789abcdef")


VALUES = {press.BUREAU: "衡南县教育局", press.CODE: "430422-1-7K3FQ", press.STAMP: "XLPILOT1|..."}


def test_the_same_master_and_values_give_the_same_bytes_on_another_day(master, round_, form, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    gmtime = time.gmtime
    monkeypatch.setattr(time, "localtime", lambda *_: gmtime(4_000_000_000))
    again = build_table_form(
        round_, form, definition=round_.definition, rows=30, password="x", salt=b"0123456789abcdef"
    )
    assert again == master
    assert Press(again).stamp(VALUES) == Press(master).stamp(VALUES)
    assert all(info.date_time[0] == 1980 for info in zipfile.ZipFile(io.BytesIO(master)).infolist())


def test_parts_without_placeholders_are_copied_byte_for_byte(master):
    with zipfile.ZipFile(io.BytesIO(master)) as old, zipfile.ZipFile(io.BytesIO(Press(master).stamp(VALUES))) as new:
        assert new.testzip() is None
        assert new.namelist() == old.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {
        "docProps/custom.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet3.xml",
    }


def test_values_are_escaped_and_nothing_of_a_placeholder_is_left(master):
    data = Press(master).stamp(VALUES | {press.BUREAU: '甲&乙<局>"丙"'})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
            assert b"__XLPILOT" not in archive.read(name)
    assert openpyxl.load_workbook(io.BytesIO(data))["附件1"]["C4"].value == '甲&乙<局>"丙"'


def test_a_missing_value_is_our_bug(master):
    with pytest.raises(KeyError):
        Press(master).stamp({press.BUREAU: "甲"})


def test_a_placeholder_at_either_end_of_a_part_is_replaced(round_, form):
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = press.CODE * 3
    data = Press(finish(workbook, round_, form, {})).stamp({press.CODE: "甲"})
    assert openpyxl.load_workbook(io.BytesIO(data)).active["A1"].value == "甲甲甲"


def test_stamping_takes_about_a_millisecond(master):
    ready = Press(master)
    start = time.process_time()
    for _ in range(50):
        ready.stamp(VALUES)
    assert (time.process_time() - start) / 50 < 0.003
