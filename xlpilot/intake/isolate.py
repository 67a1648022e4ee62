"""Reading in worker processes: a file that kills, stalls or exhausts the reader is refused, and all others are read."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from xlpilot.intake.grid import Book
from xlpilot.intake.refusal import RESAVE, Reason, Refusal
from xlpilot.intake.worker import LESS, Read, read_limited, start

if TYPE_CHECKING:
    from pebble import ProcessFuture, ProcessPool

Key = TypeVar("Key")

_AHEAD = 2  # files that wait for a worker, beside those that are being read
_LOOK = 1.0  # seconds between two looks whether the pool still stands


def read_books(
    items: Iterable[tuple[Key, bytes]],
    jobs: int = 1,
    seconds: float = 10,
    megabytes: int = 500,
    *,
    read: Read | None = None,
) -> Iterator[tuple[Key, Book | Refusal]]:
    """Read files in `jobs` worker processes; results come in the order of the items, which are taken one by one.

    A file that takes longer than `seconds` (of the clock), needs more than `megabytes` of memory (where the system can
    limit it) or brings its worker down is a Refusal; every other one is what `read_book` makes of it. Leaving the
    iterator early, as Ctrl-C does, ends the workers. No more workers are started than there are items.

    Args:
        read: what to call in the worker instead of `read_book`: a function of a module, for tests.

    Raises:
        BrokenProcessPool: no worker can be started.
        Exception: whatever `read` raises; `read_book` raises nothing for what a file holds.
    """
    source = iter(items)
    waiting = deque(islice(source, jobs + _AHEAD))
    if not waiting:
        return
    pool = _Pool(min(jobs, len(waiting)), seconds, megabytes, read)
    try:
        for _, data in waiting:
            pool.add(data)
        while waiting:
            result = pool.next()
            yield waiting.popleft()[0], result
            for key, data in islice(source, 1):
                waiting.append((key, data))
                pool.add(data)
    finally:
        pool.stop()


class _Pool:
    """Workers, and the files given to them in their order; a pool that broke is replaced, once for the same file."""

    def __init__(self, jobs: int, seconds: float, megabytes: int, read: Read | None) -> None:
        self._jobs, self._limits, self._read = jobs, (seconds, megabytes), read
        self._pool: ProcessPool | None = None
        self._given: deque[tuple[bytes, ProcessFuture[Book | Refusal]]] = deque()
        self._broken_before = False

    def add(self, data: bytes) -> None:
        self._given.append((data, self._schedule(data)))

    def next(self) -> Book | Refusal:
        """The result of the file that was given first."""
        from pebble import ProcessExpired

        while True:
            future = self._given[0][1]
            if not wait((future,), timeout=_LOOK).done:
                if self._pool is None or not self._pool.active:
                    self._replace()
                continue
            error = future.exception()
            if isinstance(error, BrokenProcessPool):
                self._replace()
                continue
            result: Book | Refusal
            if isinstance(error, ProcessExpired):
                result = _refusal_of(error.exitcode)
            elif isinstance(error, TimeoutError):
                result = Refusal(Reason.UNREADABLE, f"读了 {self._limits[0]:g} 秒还没有读完，已停止读取", LESS)
            else:
                result = future.result()
            self._given.popleft()
            self._broken_before = False
            return result

    def stop(self) -> None:
        """End all workers, whatever they do."""
        pool: Any = self._pool
        if pool is not None:
            pool.stop()
            pool.join()
            self._pool = None

    def _schedule(self, data: bytes) -> ProcessFuture[Book | Refusal]:
        from pebble import ProcessFuture, ProcessPool

        if self._pool is None:
            # Spawned on every system alike: Windows cannot fork, and a fork would bring along all that we imported.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(max_workers=self._jobs, initializer=start, context=context)
        seconds, megabytes = self._limits
        try:
            return self._pool.schedule(read_limited, args=(data, seconds, megabytes, self._read), timeout=seconds)
        except RuntimeError as error:
            # The pool broke since we looked; `next` sees to it when it comes to this file.
            future: ProcessFuture[Book | Refusal] = ProcessFuture()
            future.set_exception(BrokenProcessPool(str(error)))
            return future

    def _replace(self) -> None:
        """A new pool for all files that have no result: an idle worker that dies takes the whole pool with it."""
        if self._broken_before:
            raise BrokenProcessPool("the workers that read files end before they begin")
        self._broken_before = True
        self.stop()
        for number, (data, future) in enumerate(self._given):
            if not future.done() or isinstance(future.exception(), BrokenProcessPool):
                self._given[number] = (data, self._schedule(data))


def _refusal_of(exit_code: int) -> Refusal:
    """What is said of a file whose worker ended with this code; negative is the signal that ended it."""
    if exit_code == -getattr(signal, "SIGKILL", 9):
        return Refusal(Reason.TOO_LARGE, "文件过大或内容异常：读取时内存不足", LESS)
    return Refusal(Reason.UNREADABLE, "读取时读取程序异常退出，多半是内容异常或已损坏", RESAVE)
