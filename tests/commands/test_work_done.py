"""What a run does, counted and not timed: a regression in speed shows here, whatever the machine is doing."""

import sys

import openpyxl
import pandera.pandas as pa
import pytest
from review.county import good_row

from .county_post import county, drop

UNITS = ("430405", "430406", "430407", "430408", "430412", "430421", "430422", "430423")


@pytest.fixture
def filled(issued):
    for number, unit in enumerate(UNITS, 1):
        drop(issued, f"{unit}.xlsx", county(issued, unit, [good_row(number)]))
    return issued


@pytest.fixture
def calls(monkeypatch):
    """How often the expensive doors are gone through."""
    counted = {"pandera": 0, "openpyxl": 0, "processes": 0}

    def counting(name, real):
        def call(*arguments, **more):
            counted[name] += 1
            return real(*arguments, **more)

        return call

    import xlpilot.intake.isolate as isolate

    monkeypatch.setattr(pa.DataFrameSchema, "validate", counting("pandera", pa.DataFrameSchema.validate))
    monkeypatch.setattr(openpyxl, "load_workbook", counting("openpyxl", openpyxl.load_workbook))
    monkeypatch.setattr(isolate, "_Worker", counting("processes", isolate._Worker))
    return counted


def test_validate_judges_all_files_by_one_call_a_table_and_loads_none_with_openpyxl(filled, xlpilot, calls):
    assert xlpilot("validate")[0] == 0
    # The rows of the summary, and the line above them; however many files there are.
    assert calls == {"pandera": 2, "openpyxl": 0, "processes": 0}


def test_consolidate_judges_once_and_a_second_run_reads_nothing(filled, xlpilot, calls, monkeypatch):
    assert xlpilot("consolidate", "--received-at", "2018-09-10T09:30")[0] == 0
    assert calls == {"pandera": 2, "openpyxl": 0, "processes": 0}
    import xlpilot.intake.reading as reading

    read = []
    real = reading.read_small_content
    monkeypatch.setattr(reading, "read_small_content", lambda data: read.append(len(data)) or real(data))
    assert xlpilot("consolidate")[0] == 0
    assert read == [(filled / "往年试点.xlsx").stat().st_size]


def test_light_commands_import_nothing_heavy(filled):
    import subprocess

    for command in (["--help"], ["receive"], ["explain", "XP203"], ["init", "x"]):
        program = (
            "import sys; from xlpilot.cli import run; run(sys.argv[1:]);"
            "heavy = {'pandas', 'pandera', 'openpyxl', 'xlsxwriter', 'docx', 'xlwings', 'distributed', 'numpy'};"
            "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, cwd=filled)
        assert done.stderr.splitlines()[-1] == "[]", command
