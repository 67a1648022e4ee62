"""verify and archive: a flipped byte, a missing file, a foreign one are found and named; the zip is checked without us."""

import hashlib
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import zipfile

import openpyxl
import pytest

from durability.office import SECRETS, SUMMARY, drop, events, quietly, snapshot
from xlpilot.commands.verify import verify
from xlpilot.ledger.audit import Part
from xlpilot.rounds.workspace import Workspace

ZIP = "汇总/hengyang-2018-存档.zip"


@pytest.fixture(scope="module")
def finished(office, tmp_path_factory):
    """The office after all was consolidated and archived; never written to."""
    root = tmp_path_factory.mktemp("finished") / office.name
    shutil.copytree(office, root)
    assert quietly(root, "consolidate", "--received-at", "2018-09-11T10:00")[0] == 1
    assert quietly(root, "archive")[0] == 0
    return root


@pytest.fixture
def workspace(finished, tmp_path, monkeypatch):
    root = tmp_path / finished.name
    shutil.copytree(finished, root)
    monkeypatch.chdir(root)
    return root


def faults(root):
    return [(fault.part, fault.path) for fault in verify(Workspace(root)).faults]


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_what_was_written_is_well_and_looking_changes_nothing(workspace):
    before = snapshot(workspace)
    code, out, err = quietly(workspace, "verify")
    assert (code, err) == (0, "")
    assert "都与写下时一致" in out
    code, out, _ = quietly(workspace, "verify", "--format", "json")
    document = json.loads(out)
    assert (code, document["ok"], document["faults"], document["notes"]) == (0, True, [], [])
    assert (document["originals"], document["receipts"], document["summaries"]) == (6, 5, [SUMMARY])
    after = snapshot(workspace)
    assert {path: state for path, state in after.items() if state[1] is not None} == {
        path: state for path, state in before.items() if state[1] is not None
    }


def test_a_copy_that_cannot_be_written_is_verified_too(workspace, monkeypatch):
    lock = workspace / ".xlpilot" / "lock.sqlite"
    lock.unlink()
    monkeypatch.setattr("os.access", lambda path, mode, real=os.access: mode != os.W_OK and real(path, mode))
    assert quietly(workspace, "verify")[::2] == (0, "")
    assert not lock.exists()


def test_a_new_workspace_is_well(tmp_path):
    assert quietly(tmp_path, "init", tmp_path / "新")[0] == 0
    assert quietly(tmp_path / "新", "verify")[0] == 0


def test_every_original_with_a_flipped_byte_or_gone_is_named(workspace):
    for path in sorted((workspace / ".xlpilot" / "archive").iterdir()):
        data = path.read_bytes()
        for at in (0, len(data) // 2, len(data) - 1):
            flip(path, at)
            assert faults(workspace) == [(Part.ARCHIVE, f".xlpilot/archive/{path.name}")]
            path.write_bytes(data)
        path.unlink()
        code, out, _ = quietly(workspace, "verify")
        assert code == 1
        assert [line for line in out.splitlines() if line.startswith("不符")] == [
            line for line in out.splitlines() if path.name in line and "不见了" in line
        ]
        path.write_bytes(data)
    assert faults(workspace) == []


def test_all_faults_are_told_at_once(workspace):
    archive = workspace / ".xlpilot" / "archive"
    packed = hashlib.sha256((workspace / "收件" / "衡阳县.zip").read_bytes()).hexdigest()
    first, second, *_ = sorted(path for path in archive.iterdir() if path.name != packed)
    flip(first, 0)
    second.unlink()
    (archive / "随手放的.xlsx").write_bytes(b"")
    (archive / ".xlpilot-x.tmp").write_bytes(b"")
    stray = hashlib.sha256(b"stray").hexdigest()
    (archive / stray).write_bytes(b"stray")
    flip(workspace / SUMMARY, 100)
    (workspace / ".xlpilot" / "key").write_text("{}")
    code, out, _ = quietly(workspace, "verify", "--format", "json")
    document = json.loads(out)
    assert code == 1
    shown = ".xlpilot/archive/"
    assert sorted((fault["part"], fault["path"]) for fault in document["faults"]) == sorted([
        ("archive", shown + first.name), ("archive", shown + second.name), ("archive", shown + "随手放的.xlsx"),
        ("summary", SUMMARY), ("key", ".xlpilot/key"),
    ])  # fmt: skip
    assert sorted(note["path"] for note in document["notes"]) == sorted([shown + ".xlpilot-x.tmp", shown + stray])


def _noted(root):
    """All that anybody reads from a ledger."""
    connection = sqlite3.connect(root / ".xlpilot" / "ledger.sqlite")
    try:
        return connection.execute("SELECT * FROM event ORDER BY id").fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    finally:
        connection.close()


def test_a_flipped_byte_of_the_ledger_is_found_or_changes_nothing_that_is_noted(workspace):
    path = workspace / ".xlpilot" / "ledger.sqlite"
    data, noted = path.read_bytes(), events(workspace)
    used = [at for at, byte in enumerate(data) if byte]
    found = 0
    for at in (*range(0, 100, 7), *random.Random(5).sample(used, 120)):
        flip(path, at)
        code, out, _ = quietly(workspace, "verify")
        assert code in (0, 1, 2), at
        if code:
            found += 1
            assert code == 2 or "台账" in out, at
        else:
            assert _noted(workspace) == noted, at
        path.write_bytes(data)
    assert found > 80


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DROP TRIGGER event_stays", "event_stays"),
        ("CREATE TABLE other (id)", "other"),
        ("DROP TRIGGER event_stays; DELETE FROM event WHERE id = 14", "第 15 条"),
        ("DROP TRIGGER event_is_kept; UPDATE event SET path = 'x' WHERE id = 13", "第 13 条"),
    ],
)
def test_what_somebody_did_to_the_ledger_is_told(workspace, statement, message):
    connection = sqlite3.connect(workspace / ".xlpilot" / "ledger.sqlite")
    connection.executescript(statement)
    connection.close()
    code, out, _ = quietly(workspace, "verify")
    assert code == 1
    assert message in out


def test_a_lost_ledger_is_told_and_none_is_made(workspace):
    path = workspace / ".xlpilot" / "ledger.sqlite"
    path.unlink()
    assert (Part.LEDGER, ".xlpilot/ledger.sqlite") in faults(workspace)
    assert not path.exists()


def test_a_lost_or_changed_summary_is_told(workspace):
    path = workspace / SUMMARY
    book = openpyxl.load_workbook(path)
    book["附件1"]["C6"] = "改"
    book.save(path)
    assert faults(workspace) == [(Part.SUMMARY, SUMMARY)]
    path.unlink()
    assert faults(workspace) == [(Part.SUMMARY, SUMMARY)]


def test_a_summary_put_elsewhere_and_handed_on_is_no_fault(workspace, tmp_path):
    elsewhere = tmp_path / "外面.xlsx"
    assert quietly(workspace, "consolidate", "-o", elsewhere)[0] == 1
    assert faults(workspace) == []
    elsewhere.unlink()
    code, out, _ = quietly(workspace, "verify")
    assert (code, "外面.xlsx：写出的汇总表不见了" in out) == (0, True)


def test_control_totals_are_read_again_from_the_workbook(workspace, monkeypatch):
    """A summary whose sheets do not add up is found though its hash is what was noted."""
    from xlpilot.commands import consolidate as module

    real = module.__dict__["_write"]

    def lossy(workspace, target, summary, write):
        whole = io.BytesIO()
        write(whole)
        book = openpyxl.load_workbook(whole)
        sheet = book["附件1"]
        sheet.unmerge_cells("A2:J2") if "A2:J2" in {str(r) for r in sheet.merged_cells.ranges} else None
        sheet.delete_rows(6)
        changed = io.BytesIO()
        book.save(changed)
        return real(workspace, target, summary, lambda stream: stream.write(changed.getvalue()))

    monkeypatch.setattr(module, "_write", lossy)
    assert quietly(workspace, "consolidate")[0] == 1
    code, out, _ = quietly(workspace, "verify")
    assert code == 1
    assert "记下的是纳入" in out


# --- archive -----------------------------------------------------------------------------------------------------


def unpacked(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_zip_holds_the_round_and_never_the_key(workspace):
    files = unpacked(ZIP)
    originals = {path.name: path.read_bytes() for path in (workspace / ".xlpilot" / "archive").iterdir()}
    assert {name.removeprefix("originals/"): data for name, data in files.items() if name.startswith("originals/")} == (
        originals
    )
    assert files[SUMMARY] == (workspace / SUMMARY).read_bytes()
    assert files["round.toml"] == (workspace / "round.toml").read_bytes()
    assert set(files) - {f"originals/{name}" for name in originals} == {
        SUMMARY, "round.toml", "SHA256SUMS", "ledger.json", "ledger.xlsx", "说明.txt", "原件目录.txt",
    }  # fmt: skip
    for data in ((workspace / ZIP).read_bytes(), *files.values()):
        for secret in (SECRETS.key, SECRETS.key.hex().encode(), SECRETS.password.encode()):
            assert secret not in data
    listed = files["原件目录.txt"].decode("utf-8-sig").splitlines()
    assert len(listed) == 1 + 5
    assert "2018年9月11日 10:00:00\t登记人填写\t\t收件/衡阳县.zip" in "\n".join(listed)
    book = openpyxl.load_workbook(io.BytesIO(files["ledger.xlsx"]))
    assert (book.sheetnames, book["原件"].max_row, book["台账"].max_row) == (
        ["原件", "台账"], 3 + 5, 3 + len(events(workspace)),
    )  # fmt: skip


@pytest.mark.skipif(not shutil.which("unzip") or not shutil.which("sha256sum"), reason="no unzip, no sha256sum")
def test_sha256sum_alone_checks_it(workspace, tmp_path):
    folder = tmp_path / "别处"
    folder.mkdir()
    subprocess.run(["unzip", "-q", workspace / ZIP], cwd=folder, check=True)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout.count(": OK")) == (0, 6 + 6)
    flip(next((folder / "originals").iterdir()), 5)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout.count(": FAILED")) == (1, 1)


def test_the_same_state_gives_the_same_zip_elsewhere(workspace, tmp_path):
    other = tmp_path / "另一处" / "工作"
    shutil.copytree(workspace, other)
    (other / ZIP).unlink()
    assert quietly(other, "archive")[0] == 0
    assert (other / ZIP).read_bytes() == (workspace / ZIP).read_bytes()
    assert quietly(other, "archive", "-o", tmp_path / "外面.zip")[0] == 0
    assert (tmp_path / "外面.zip").read_bytes() == (workspace / ZIP).read_bytes()


def test_a_zip_is_checked_without_a_workspace(workspace, tmp_path, monkeypatch):
    path = tmp_path / "存档.zip"
    shutil.copyfile(workspace / ZIP, path)
    shutil.rmtree(workspace)
    tmp_path.joinpath("空").mkdir()
    monkeypatch.chdir(tmp_path / "空")
    code, out, _ = quietly(tmp_path / "空", "verify", path)
    assert (code, "都与写下时一致" in out) == (0, True)
    code, _, err = quietly(tmp_path / "空", "verify", tmp_path / "没有.zip")
    assert (code, "没有.zip" in err) == (2, True)


def test_a_flipped_byte_of_the_zip_is_found_or_changes_nothing_that_was_packed(workspace, tmp_path):
    path = workspace / ZIP
    data, files = path.read_bytes(), unpacked(path)
    found = 0
    rng = random.Random(7)
    ends = [*range(40), *range(len(data) - 1200, len(data), 13)]
    for at in (*ends, *rng.sample(range(len(data)), 40)):
        flip(path, at)
        code, _, _ = quietly(workspace, "verify", path)
        if code == 0:
            assert unpacked(path) == files, at
        else:
            assert code == 1, at
            found += 1
        path.write_bytes(data)
    assert found > 40
    path.write_bytes(data[: len(data) // 2])
    assert quietly(workspace, "verify", path)[0] == 1


def _repacked(path, change):
    files = unpacked(path)
    change(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_a_missing_a_foreign_and_a_changed_file_of_the_zip_are_named(workspace):
    path = workspace / ZIP
    gone, changed, *_ = sorted(name for name in unpacked(path) if name.startswith("originals/"))

    def change(files):
        del files[gone]
        files[changed] += b"x"
        files["别的.txt"] = b""

    _repacked(path, change)
    code, out, _ = quietly(workspace, "verify", path)
    assert code == 1
    for line in (f"{gone}：存档里不见了", f"{changed}：被改动过", "别的.txt：存档里多出来的文件"):
        assert line in out


def test_a_ledger_changed_together_with_its_hash_still_breaks_the_chain(workspace):
    path = workspace / ZIP

    def change(files):
        before = files["ledger.json"]
        files["ledger.json"] = before.replace(b"2018-09-11T10:00:00", b"2018-09-20T10:00:00", 1)
        sums = files["SHA256SUMS"].decode()
        old, new = (hashlib.sha256(data).hexdigest() for data in (before, files["ledger.json"]))
        files["SHA256SUMS"] = sums.replace(old, new).encode()

    _repacked(path, change)
    code, out, _ = quietly(workspace, "verify", path)
    assert code == 1
    assert "ledger.json：第 " in out


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("what", ["original", "summary", "ledger"])
def test_what_is_no_longer_as_it_was_written_is_not_archived(workspace, what):
    before = (workspace / ZIP).read_bytes()
    if what == "ledger":
        connection = sqlite3.connect(workspace / ".xlpilot" / "ledger.sqlite")
        connection.executescript("DROP TRIGGER event_is_kept; UPDATE event SET note = 'x' WHERE id = 13")
        connection.close()
    else:
        flip(workspace / SUMMARY if what == "summary" else next((workspace / ".xlpilot" / "archive").iterdir()), 99)
    code, _, err = quietly(workspace, "archive")
    assert code == 2
    assert "改动过" in err
    assert (workspace / ZIP).read_bytes() == before
    assert sorted(path.name for path in (workspace / "汇总").iterdir()) == sorted([SUMMARY[3:], ZIP[3:]])


def test_receipts_after_the_summary_are_told(workspace):
    drop(workspace, "又来.png", b"\x89PNG\r\n\x1a\n")
    assert quietly(workspace, "receive")[0] == 0
    code, _, err = quietly(workspace, "archive")
    assert (code, "又登记了 1 份" in err) == (0, True)
    assert "又登记了 1 份" in unpacked(ZIP)["说明.txt"].decode("utf-8-sig")


def test_a_round_without_a_summary_is_archived_too(tmp_path):
    assert quietly(tmp_path, "init", tmp_path / "新")[0] == 0
    code, _, err = quietly(tmp_path / "新", "archive")
    assert (code, "还没有汇总表" in err) == (0, True)
    assert quietly(tmp_path / "新", "verify", tmp_path / "新" / ZIP)[0] == 0


def test_names_that_look_like_formulas_stay_text(workspace):
    drop(workspace, '=HYPERLINK("x").png', b"\x89PNG\r\n\x1a\n1")
    assert quietly(workspace, "receive", "--note", "=1+1")[0] == 0
    assert quietly(workspace, "archive")[0] == 0
    book = openpyxl.load_workbook(io.BytesIO(unpacked(ZIP)["ledger.xlsx"]))
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "f" not in kinds
