"""Reading in worker processes: a file that kills, stalls or exhausts the reader is refused, and all others are read."""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from multiprocessing.connection import wait
from types import ModuleType
from typing import Generic, TypeVar, cast

from xlpilot.intake.content import Content, read_content
from xlpilot.intake.refusal import RESAVE, Reason, Refusal
from xlpilot.intake.worker import BEGUN, LESS, READY, Read, serve
from xlpilot.values import dataclass

Key = TypeVar("Key")

_START = 60  # seconds that a worker may take before it takes its first file
_AHEAD = 2  # files that wait for a worker, or for one before them, beside those that are being read
_LINGER = 2  # seconds in which a process whose link has closed is gone by itself
_TRIES = 2  # workers that may die under a file before it has reached them whole


def read_books(
    items: Iterable[tuple[Key, bytes | Refusal]],
    jobs: int = 1,
    seconds: float = 10,
    megabytes: int = 500,
    *,
    passwords: Sequence[str] = (),
    at_once: Callable[[bytes | Refusal], Content | None] | None = None,
    read: Read | None = None,
) -> Iterator[tuple[Key, Content]]:
    """Read files in `jobs` worker processes; results come in the order of the items, which are taken one by one.

    A file that takes longer than `seconds` (of the clock), needs more than `megabytes` of memory (where the system can
    limit it) or brings its worker down is a Refusal; every other one is what `read_content` makes of it. Leaving the
    iterator early, as Ctrl-C does, ends the workers. No more workers are started than there are items.

    Args:
        passwords: for workbooks that have one to open.
        at_once: asked first of every file, in this process; any answer but None is the result, and costs no worker.
        read: what to call in the worker instead of `read_content`, whatever comes of it: a function of a module.

    Raises:
        RuntimeError: no worker can be started.
        Exception: whatever `read` raises; `read_content` raises nothing for what a file holds.
    """
    source = iter(items)
    tasks: deque[_Task[Key]] = deque()  # in their order; those at the head may be done
    waiting: deque[_Task[Key]] = deque()  # for a worker
    workers: list[_Worker[Key]] = []
    try:
        while True:
            for key, data in islice(source, jobs + _AHEAD - len(tasks)):
                task = _Task(key, data, at_once(data) if at_once else data if isinstance(data, Refusal) else None)
                tasks.append(task)
                if task.result is None:
                    waiting.append(task)
            if not tasks:
                return
            while len(workers) < min(jobs, sum(task.result is None for task in tasks)):
                workers.append(_Worker(seconds, megabytes, read or partial(read_content, passwords=tuple(passwords))))
            for worker in workers:
                if waiting and worker.task is None:
                    worker.take(waiting.popleft())
            if tasks[0].result is None:
                waiting.extendleft(_listen([worker for worker in workers if worker.task is not None]))
                workers = [worker for worker in workers if worker.alive]
                continue
            done = tasks.popleft()
            yield done.key, cast("Content", done.result)
    finally:
        for worker in workers:
            worker.end()


@dataclass(eq=False, slots=True)
class _Task(Generic[Key]):
    """A file, its result when there is one, and how many workers died under it before it had reached them."""

    key: Key
    data: bytes | Refusal
    result: Content | None = None
    deaths: int = 0


def _listen(busy: list[_Worker[Key]]) -> list[_Task[Key]]:
    """Wait for the next word of a worker or the end of its time; return files that must be given to another worker."""
    soonest = min(worker.deadline for worker in busy) - time.monotonic()
    told = wait([worker.link for worker in busy], max(soonest, 0))
    again: list[_Task[Key]] = []
    for worker in busy:
        task = worker.task
        if worker.link in told:
            worker.listen()
        elif time.monotonic() >= worker.deadline:
            worker.late()
        if task is not None and worker.task is None and task.result is None:
            again.append(task)
    return again


class _Worker(Generic[Key]):
    """A process that reads one file at a time, so that its death and its delay are those of just that file."""

    def __init__(self, seconds: float, megabytes: int, read: Read) -> None:
        # Spawned on every system alike: Windows cannot fork, and a fork would bring along all that we imported.
        context = multiprocessing.get_context("spawn")
        self.link, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, seconds, megabytes, read), daemon=True)
        with _no_main_module():
            self._process.start()
        theirs.close()
        self._seconds = seconds
        self._ready = self._begun = False
        self.task: _Task[Key] | None = None
        self.deadline = 0.0
        self.alive = True

    def take(self, task: _Task[Key]) -> None:
        """Send a file, as soon as the worker is ready for one."""
        self.task, self._begun = task, False
        self.deadline = time.monotonic() + _START
        if self._ready:
            self._send(task)

    def listen(self) -> None:
        """Hear one message: that the worker is ready, that it has begun, or a result."""
        try:
            message = self.link.recv_bytes()
        except (EOFError, OSError):
            self._die()
            return
        if message == READY:
            self._ready = True
            if self.task is not None:
                self._send(self.task)
        elif message == BEGUN:
            self._begun = True
            self.deadline = time.monotonic() + self._seconds
        elif self.task is not None:
            sound, value = pickle.loads(message)
            if not sound:
                raise value
            self.task.result, self.task = value, None

    def late(self) -> None:
        """The time is up."""
        if self._begun and self.task is not None:
            self.task.result = Refusal(Reason.UNREADABLE, f"读了 {self._seconds:g} 秒还没有读完，已停止读取", LESS)
        self._process.kill()
        self._die()

    def end(self) -> None:
        """End the process, whatever it does."""
        self.alive = False
        self._process.kill()
        self._process.join()
        self.link.close()

    def _send(self, task: _Task[Key]) -> None:
        # Never an empty message, which Windows does not deliver. A worker that is gone is met when `listen` is called.
        with contextlib.suppress(OSError):
            self.link.send_bytes(b"\0" + cast("bytes", task.data))

    def _die(self) -> None:
        """Take leave of the process, and tell of its file what is known; without a result, it must be read again."""
        self._process.join(_LINGER)
        code = self._process.exitcode
        self.end()
        task, self.task = self.task, None
        if task is None or task.result is not None:
            return
        task.deaths += 1
        if self._begun or (self._ready and task.deaths >= _TRIES):
            task.result = _refusal_of(code)
        elif task.deaths >= _TRIES:
            raise RuntimeError(f"the processes that read files end before they begin (exit code {code})")


@contextlib.contextmanager
def _no_main_module() -> Iterator[None]:
    """Keep a new process from running the script that started this one: it needs nothing of it.

    The script may have no `if __name__ == "__main__"`, or have come through a pipe that is read up.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _refusal_of(exit_code: int | None) -> Refusal:
    """What is said of a file whose worker ended with this code; negative is the signal that ended it."""
    if exit_code == -getattr(signal, "SIGKILL", 9):
        return Refusal(Reason.TOO_LARGE, "文件过大或内容异常：读取时内存不足", LESS)
    return Refusal(Reason.UNREADABLE, "读取时读取程序异常退出，多半是内容异常或已损坏", RESAVE)
