"""A small office's workspace in two states: what was there, and what came in since."""

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

from review.county import LINE, ROOT, fill, good_row

from xlpilot.cli import run
from xlpilot.commands.verify import verify
from xlpilot.ledger.store import open_ledger
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import Secrets, Workspace, make_workspace

SECRETS = Secrets(b"key of the tests" * 2, "7hsNq4")
SUMMARY = "汇总/附件1-申报汇总表.xlsx"
TIME = ("--received-at", "2018-09-11T10:00")
STRACE = shutil.which("strace")
ZYGOTE = Path(__file__).with_name("zygote.py")
# Every call by which a run changes what is on the disk, and what Python and SQLite make of it.
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "mkdir", "chmod")
OLD_FOLDERS = ("汇总", "退回", "发放", ".xlpilot/archive")


def make_office(root):
    """A workspace in which two counties have reported and were consolidated; then more came into 收件/."""
    source = root.parent / "round"
    source.mkdir()
    text = (ROOT / "workbook_templates" / "hengyang-2018" / "round.toml").read_text(encoding="utf-8")
    text = text.replace("rows = 30\nspare_rows = 30", "rows = 12\nspare_rows = 3")
    (source / "round.toml").write_text(text, encoding="utf-8")
    make_workspace(root, str(source), SECRETS)
    assert quietly(root, "distribute")[0] == 0
    drop(root, "衡南县.xlsx", county(root, "430422", [good_row(1), good_row(2, leader_phone="1")]))
    assert quietly(root, "consolidate", "--received-at", "2018-09-10T09:30")[0] == 1
    mended = county(root, "430422", [good_row(1), good_row(2)])
    drop(root, "改好/衡南县.xlsx", mended)
    drop(root, "珠晖区.xlsx", county(root, "430405", [good_row(3), good_row(4, contact_phone="2")]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("衡阳县.xlsx", county(root, "430421", [good_row(5)]))
    drop(root, "衡阳县.zip", packed.getvalue())
    drop(root, "扫描件.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99)
    # So that its making is disturbed too.
    (root / ".xlpilot" / "lock.sqlite").unlink(missing_ok=True)
    return root


def options(command):
    """What is told with a command, so that its result does not depend on the clock."""
    return TIME if command in ("receive", "consolidate") else ()


def as_new(root):
    """Forget all that was received, as if it were the office's first day."""
    for folder in ("汇总", "退回", ".xlpilot/archive"):
        shutil.rmtree(root / folder)
        (root / folder).mkdir()
    (root / ".xlpilot" / "ledger.sqlite").unlink()


def with_first_schema(root):
    """The ledger as the first xlpilot made it, which knew of issues and receipts only."""
    with contextlib.closing(sqlite3.connect(root / ".xlpilot" / "ledger.sqlite")) as connection:
        (trigger,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'event_stays'").fetchone()
        connection.executescript(
            f"""
            DROP TRIGGER event_stays;
            DELETE FROM event WHERE kind IN ('writing', 'written');
            {trigger};
            UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM event);
            ALTER TABLE event DROP COLUMN chain;
            ALTER TABLE event DROP COLUMN detail;
            PRAGMA user_version = 1;
            """
        )


def county(root, code, rows):
    """The workbook issued to a unit, filled by the county."""
    (path,) = (root / "发放").glob(f"{code}-*/附件1-申报汇总表.xlsx")
    return fill(path.read_bytes(), rows, LINE, load_round(root))


def drop(root, name, data):
    path = root / "收件" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def quietly(root, *arguments):
    """Run a command in this process: exit code, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["-w", str(root), *map(str, arguments)])
    return code, out.getvalue(), err.getvalue()


def program(root, *arguments, before=(), **options):
    """The command as a process of its own, not waited for."""
    command = [*before, sys.executable, "-m", "xlpilot", "-w", str(root), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def contents(root, folders=OLD_FOLDERS):
    """Hash by path of every file in what xlpilot writes, without its own unfinished files."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in (root / folder).rglob("*")
        if path.is_file() and not path.name.startswith(".xlpilot-")
    }


def unfinished(root):
    return [path for path in root.rglob(".xlpilot-*") if path.is_file()]


def snapshot(root):
    """Bytes and time of every file and folder, by path."""
    return {
        path.relative_to(root).as_posix(): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path in root.rglob("*")
    }


def receipts(root):
    """What the ledger says of receipts: all but the moments at which it was noted."""
    if not (root / ".xlpilot" / "ledger.sqlite").exists():
        return []
    with open_ledger(root / ".xlpilot" / "ledger.sqlite", keep=False) as ledger:
        return [(r.sha256, r.path, r.received_at, r.source, r.unit, r.by) for r in ledger.receipts()]


def events(root):
    """Every event as SQLite itself gives it."""
    with contextlib.closing(sqlite3.connect(root / ".xlpilot" / "ledger.sqlite")) as connection:
        return connection.execute("SELECT * FROM event ORDER BY id").fetchall()


class State:
    """What can be seen from outside of a workspace at one moment."""

    def __init__(self, root):
        self.files = contents(root)
        self.receipts = receipts(root)
        self.inbox = snapshot(root / "收件")


def torn(root, old, new):
    """What is neither as before the run nor as after it, in words; [] where the state is whole."""
    found = [f"verify: {fault}" for fault in verify(Workspace(root)).faults]
    for path, digest in contents(root).items():
        if digest not in (old.files.get(path), new.files.get(path)):
            found.append(f"neither old nor new: {path}")
    for path in old.files.keys() & new.files.keys():
        if not (root / path).is_file():
            found.append(f"gone: {path}")
    if receipts(root) not in (old.receipts, new.receipts):
        found.append("receipts neither old nor new")
    if snapshot(root / "收件") != old.inbox:
        found.append("the inbox was touched")
    return found


def strike(folder, root, arguments, points, inject):
    """Run the command in a copy of the workspace for each (syscall, n) and let strace strike at the n-th call.

    Args:
        inject: what strace is to do, such as 'signal=KILL'; a '+' at its end strikes at all later calls too.

    Yields (syscall, n, the workspace, its result or None where it was killed).
    """
    # More than any run makes of one kind.
    last = max(n for _, n in points) + 50
    how, plus = inject.rstrip("+"), "+" if inject.endswith("+") else ""
    calls = dict.fromkeys(syscall for syscall, _ in points)
    options = [option for name in calls for option in ("-e", f"inject={name}:{how}:when={last}{plus}")]
    for at in range(0, len(points), 100):
        jobs = []
        for syscall, n in points[at : at + 100]:
            copy = folder / f"{syscall}-{n}" / root.name
            shutil.copytree(root, copy)
            jobs.append(job(copy, arguments, syscall, last - n))
        _zygote(folder, jobs, ["-e", f"trace={','.join(calls)}", *options])
        for (syscall, n), one in zip(points[at : at + 100], jobs, strict=True):
            yield syscall, n, Path(one["root"]), _result(one)
            shutil.rmtree(Path(one["root"]).parent)


def count(folder, root, arguments):
    """How many calls of each kind an undisturbed run makes, and the workspace after it."""
    copy = folder / "undisturbed" / root.name
    shutil.copytree(root, copy)
    one = job(copy, arguments, "", 0)
    _zygote(folder, [one], ["-e", f"trace={','.join(CALLS)}"])
    result = _result(one)
    assert result is not None
    lines = (folder / "trace").read_text(errors="replace").splitlines()
    child = Counter(line.split()[0] for line in lines if "SIGCHLD" not in line).most_common(1)[0][0]
    calls = [match[1] for line in lines if (match := re.match(rf"{child} +(\w+)\(", line))]
    return Counter(calls), copy, result


def job(root, arguments, syscall, skip):
    result = root.parent / "result.json"
    return {"root": str(root), "arguments": arguments, "syscall": syscall, "skip": skip, "result": str(result)}


def _zygote(folder, jobs, options):
    path = folder / "jobs.json"
    path.write_text(json.dumps(jobs), encoding="utf-8")
    done = subprocess.run(
        [STRACE, "-f", "-qq", "-o", str(folder / "trace"), *options, sys.executable, str(ZYGOTE), str(path)],
        capture_output=True, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def _result(one):
    path = Path(one["result"])
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return json.loads(text) if text else None


def spread(points, most):
    """At most so many of the points, evenly over all."""
    if len(points) <= most:
        return points
    return [points[i * len(points) // most] for i in range(most)]
