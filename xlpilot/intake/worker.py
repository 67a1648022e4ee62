"""What a worker process does: read one file, under limits. It imports what reading needs and nothing else."""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from xlpilot.intake.refusal import Reason, Refusal

Read = Callable[[bytes], object]

LESS = "请只保留填报内容，复制到下发的原表中另存后再报"
READY, BEGUN = b"ready", b"begun"
_GRACE = 5  # seconds of CPU beyond the time limit after which the system ends a worker that nobody watches any more


def serve(link: Connection, seconds: float, megabytes: int, read: Read) -> None:
    """Answer every file that comes through the link, until it closes: BEGUN when it has come whole, then its result.

    The first answer, READY, comes before any file. A result is pickled: (True, what was read) or (False, exception).
    """
    _start()
    link.send_bytes(READY)
    while True:
        try:
            data = link.recv_bytes()
        except (EOFError, OSError):
            return
        link.send_bytes(BEGUN)
        link.send_bytes(_answer(data[1:], seconds, megabytes, read))


def _start() -> None:
    """Say nothing on stderr, where a panic of the reader writes; leave Ctrl-C to the parent; do not outlive it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what aborts must not leave its memory in the folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    """End this process when the one that started it is gone, whatever ended that."""
    parent.join()
    os._exit(1)


def _answer(data: bytes, seconds: float, megabytes: int, read: Read) -> bytes:
    """Read with at most this much more memory than the process has now, where the system can limit it."""
    try:
        with _limits(seconds, megabytes):
            return pickle.dumps((True, read(data)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        refusal = Refusal(Reason.TOO_LARGE, f"文件过大或内容异常：读取要用的内存超过 {megabytes} MB", LESS)
        return pickle.dumps((True, refusal))
    except Exception as error:
        error.add_note(f"in the worker: {traceback.format_exc()}")
        try:
            return pickle.dumps((False, error))
        except Exception:
            return pickle.dumps((False, RuntimeError(traceback.format_exc())))


@contextlib.contextmanager
def _limits(seconds: float, megabytes: int) -> Iterator[None]:
    """Limit memory and processor time while a file is read; neither where the system has no such limits (Windows)."""
    try:
        import resource
    except ImportError:
        yield
        return
    before = {kind: resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)}
    usage = resource.getrusage(resource.RUSAGE_SELF)
    space = _address_space()
    wanted = {resource.RLIMIT_CPU: math.ceil(usage.ru_utime + usage.ru_stime + seconds) + _GRACE}
    if space is not None:
        wanted[resource.RLIMIT_AS] = space + (megabytes << 20)
    try:
        for kind, soft in wanted.items():
            hard = before[kind][1]
            if hard == resource.RLIM_INFINITY or soft < hard:
                with contextlib.suppress(ValueError, OSError):
                    resource.setrlimit(kind, (soft, hard))
        yield
    finally:
        for kind, limits in before.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, limits)


def _address_space() -> int | None:
    """Bytes of address space of this process; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
