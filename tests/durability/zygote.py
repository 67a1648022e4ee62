"""Loads the program once and forks a child for each command, so that strace can strike each at another moment.

    python zygote.py JOBS.json      [{"root": ..., "arguments": [...], "syscall": "fsync", "skip": 12, "result": ...}]

strace counts the calls of each process by themselves and strikes at the K-th call of a kind. A child that makes some
calls of that kind first (`skip`) is struck at another one of its own. The result file gets exit code and what was
written to stderr; none is there where the child was killed.
"""

import contextlib
import importlib
import io
import json
import os
import pkgutil
import sys
import tempfile
from pathlib import Path


def load():
    """Import all that a command imports on its way."""
    import xlpilot

    for module in pkgutil.walk_packages(xlpilot.__path__, "xlpilot."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def waste(syscall, count, handle, name):
    """Make this many calls of a kind that change nothing in the workspace; `handle` and `name` are of another file."""
    nowhere = Path("/nonexistent/x")
    calls = {
        "write": lambda: os.write(handle, b""),
        "pwrite64": lambda: os.pwrite(handle, b"", 0),
        "fsync": lambda: os.fsync(handle),
        "fdatasync": lambda: os.fdatasync(handle),
        "rename": lambda: Path(name).rename(name),
        "unlink": nowhere.unlink,
        "ftruncate": lambda: os.ftruncate(handle, 0),
        "mkdir": nowhere.mkdir,
        "chmod": lambda: nowhere.chmod(0o600),
    }
    for _ in range(count):
        with contextlib.suppress(FileNotFoundError):
            calls[syscall]()


def child(job, handle, name):
    from xlpilot.cli import run

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        os.chdir(job["root"])
        result = os.open(job["result"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        waste(job["syscall"], job["skip"], handle, name)
        code = run(job["arguments"])
    # Not write(), which may be the call that is struck.
    os.writev(result, [json.dumps({"code": code, "err": err.getvalue(), "out": out.getvalue()}).encode()])
    os._exit(0)


def main():
    load()
    jobs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    # Made here, so that a child has no calls to count but those of its waste and of the command.
    handle, name = tempfile.mkstemp()
    for job in jobs:
        process = os.fork()
        if not process:
            child(job, handle, name)
        os.waitpid(process, 0)
    Path(name).unlink()


if __name__ == "__main__":
    main()
