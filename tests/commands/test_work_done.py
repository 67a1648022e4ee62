"""What a run does, counted and not timed: a regression in speed shows here, whatever the machine is doing."""

import subprocess
import sys
from pathlib import Path

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
    for command in (["--help"], ["receive"], ["explain", "XP203"], ["init", "x"]):
        program = (
            "import sys; from xlpilot.cli import run; run(sys.argv[1:]);"
            "heavy = {'pandas', 'pandera', 'openpyxl', 'xlsxwriter', 'docx', 'xlwings', 'distributed', 'numpy'};"
            "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, cwd=filled)
        assert done.stderr.splitlines()[-1] == "[]", command


# What the county's usual workbook needs none of: it is read, judged, marked by patching, and added up.
SELDOM = {
    "openpyxl", "docx", "lxml", "xlwings", "distributed", "xml.etree.ElementTree", "urllib.request", "http.client",
    "xlpilot.review.documents", "xlpilot.review.letter", "xlpilot.review.plan", "xlpilot.review.plan_outline",
    "xlpilot.intake.docx_text", "xlpilot.intake.xls_scan", "xlpilot.intake.ods_scan", "xlpilot.macro.project",
    "xlpilot.form.issue", "xlpilot.form.styles", "xlpilot.report.marked.loaded", "xlpilot.report.marked.proposed",
}  # fmt: skip


def run_and_tell(folder, told, *command):
    """Run a command as the installed program does, in a process of its own; `told` prints to stderr at its end."""
    program = (
        "import atexit, gc, sys; from xlpilot.__main__ import main; import xlpilot.cli as cli; collected = []\n"
        "gc.callbacks.append(lambda phase, info: phase == 'stop' and collected.append(info['generation']))\n"
        f"real = cli.run\ndef run(arguments):\n    code = real(arguments); print({told}, file=sys.stderr); return code\n"
        "cli.run = run; main()"
    )
    done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("command", "besides"),
    [(("validate", "收件"), {"xlsxwriter"}), (("consolidate", "--received-at", "2018-09-10T09:30"), set())],
    ids=["validate", "consolidate"],
)
def test_what_the_usual_workbook_does_not_need_is_not_imported_nor_is_garbage_looked_for(issued, command, besides):
    drop(issued, "430405.xlsx", county(issued, "430405", [good_row(1)]))
    drop(issued, "430406.xlsx", county(issued, "430406", [good_row(2) | {"leader_phone": "1380734"}]))
    told = f"sorted({SELDOM | besides!r} & set(sys.modules)), collected"
    assert run_and_tell(issued, told, *command) == "[] []"
    assert command[0] == "validate" or list((issued / "退回").glob("*/*-退回.xlsx"))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not list a process's threads")
def test_no_thread_waits_for_matrices_and_nothing_is_looked_for_that_could_plug_into_pydantic(filled):
    told = "len(__import__('os').listdir('/proc/self/task')), 'numpy' in sys.modules, sys.modules['pydantic.plugin._loader']._plugins"
    assert run_and_tell(filled, told, "validate", "收件") == "1 True None"


def test_all_that_is_printed_arrives_though_the_program_ends_at_once(tmp_path):
    from xlpilot.rules import RULES

    command = [sys.executable, "-m", "xlpilot", "explain"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, len(done.stdout.splitlines()), done.stderr) == (0, len(RULES), "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_what_cannot_be_printed_is_no_success(tmp_path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "xlpilot", "explain", "XP203"], stdout=full, cwd=tmp_path)
    assert done.returncode != 0
