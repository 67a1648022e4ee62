import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from xlpilot.errors import OutputBusyError, PathError
from xlpilot.files import write_whole


def test_it_makes_the_folder_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "汇 总" / "表.xlsx"
    write_whole(path, b"new")
    write_whole(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="modes of posix")
def test_colleagues_can_read_it(tmp_path):
    write_whole(tmp_path / "x", b"")
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) & 0o600 == 0o600
    plain = tmp_path / "y"
    plain.touch()
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@pytest.mark.parametrize("owner", ["~$表.xlsx", ".~表.xlsx", ".~lock.表.xlsx#"])
def test_an_open_workbook_is_left_alone(tmp_path, owner):
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"old")
    (tmp_path / owner).write_bytes(b"")
    with pytest.raises(OutputBusyError) as raised:
        write_whole(path, b"new")
    assert raised.value.exit_code == 2
    assert owner in raised.value.hint
    assert path.read_bytes() == b"old"
    assert {entry.name for entry in tmp_path.iterdir()} == {"表.xlsx", owner}


def test_a_folder_in_its_place_is_a_path_error(tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(PathError):
        write_whole(tmp_path / "x", b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["x"]
    (tmp_path / "datei").write_bytes(b"")
    with pytest.raises(PathError):
        write_whole(tmp_path / "datei" / "x", b"new")


CRASH = """
import os, sys
from pathlib import Path
real = os.fsync
def crash(descriptor):
    real(descriptor)
    os._exit(9) if sys.argv[2] == "fsync" else None
os.fsync = crash
if sys.argv[2] == "replace":
    os.replace = lambda *_: os._exit(9)
from xlpilot.files import write_whole
write_whole(Path(sys.argv[1]), b"new" * 1000)
"""


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_crash_on_the_way_leaves_the_old_file_whole(tmp_path, moment):
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", CRASH, str(path), moment])
    assert done.returncode == 9
    assert path.read_bytes() == b"old"


WRITER = """
import sys
from pathlib import Path
from xlpilot.files import write_whole
contents = [bytes([n]) * 2_000_000 for n in (65, 66)]
print("ready", flush=True)
while True:
    for content in contents:
        write_whole(Path(sys.argv[1]), content)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of posix")
def test_killed_at_any_moment_the_file_is_one_of_the_two(tmp_path):
    path = tmp_path / "表"
    write_whole(path, b"A" * 2_000_000)
    for _ in range(4):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        data = path.read_bytes()
        assert len(data) == 2_000_000
        assert len(set(data)) == 1
