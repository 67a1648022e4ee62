"""The program of one file, packed by PyInstaller for this system: slow (minutes), so only where XLPILOT_PACK is set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "hengyang-2018"

pytestmark = [
    pytest.mark.pack,
    pytest.mark.skipif(not os.environ.get("XLPILOT_PACK"), reason="packs a program for minutes; set XLPILOT_PACK"),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    pytest.importorskip("PyInstaller")
    folder = tmp_path_factory.mktemp("packed")
    places = ["--distpath", folder / "dist", "--workpath", folder / "build"]
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        *places,
        ROOT / "macros" / "standalone" / "xlpilot.spec",
    ]
    subprocess.run(command, check=True, cwd=folder, capture_output=True)
    (made,) = (folder / "dist").glob("xlpilot*")
    return made


def _run(*command):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XLPILOT"))}
    return subprocess.run([*map(str, command)], capture_output=True, env=clean)


# An .xls is read by a process of its own.
@pytest.mark.parametrize("name", ["430408-蒸湘区-手机号码不对.xlsx", "430421-衡阳县-必填项空着.xls"])
def test_the_packed_program_answers_as_the_command_does(program, name, tmp_path):
    packed, ours = tmp_path / "packed.txt", tmp_path / "ours.txt"
    done = _run(program, "check", SAMPLES / name, "--answer", packed)
    assert done.returncode == 1, done.stderr
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ordinary = [sys.executable, "-m", "xlpilot", "check", str(SAMPLES / name), "--answer", str(ours)]
    assert subprocess.run(ordinary, capture_output=True, env=environment).returncode == 1
    assert packed.read_bytes() == ours.read_bytes()


def test_it_does_nothing_but_check(program):
    assert _run(program, "distribute").returncode == 2
