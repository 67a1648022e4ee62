"""Reading on other machines: files are shipped to the workers of a Dask cluster and come back read, in their order.

A worker of the cluster that dies costs nothing but time: Dask gives its files to another one. A file that kills, stalls
or exhausts whoever reads it does so in a process of its own on that machine, as it does here (isolate.py).
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from xlpilot.errors import XlpilotError
from xlpilot.intake.content import Content
from xlpilot.intake.refusal import Refusal

Key = TypeVar("Key")

_BATCH_FILES, _BATCH_BYTES = 32, 4 << 20  # what is shipped at once: one file costs as much to announce as thirty
_AHEAD = 3  # batches a worker thread that are on their way, so that none waits for the next
_CONNECT = 10  # seconds
_RETRIES = 5  # workers of the cluster that may be lost under a batch
_one_at_a_time = threading.Lock()


def read_on_cluster(
    items: Iterable[tuple[Key, bytes | Refusal]], address: str, *, passwords: Sequence[str] = (), seconds: float = 10,
    megabytes: int = 500,
) -> Iterator[tuple[Key, Content]]:  # fmt: skip
    """What `reading.read_all` gives, worked out by the cluster whose scheduler is at this address.

    Raises:
        XlpilotError: Dask is not installed, nobody answers there, or the cluster has no workers or lost them all.
    """
    client = _client(address)
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            raise XlpilotError(f"{address}：集群里没有工作进程", "请先在各台机器上启动 dask worker")
        source = iter(items)
        running: deque[tuple[list[tuple[Key, bytes | Refusal]], Any]] = deque()
        while True:
            while len(running) < threads * _AHEAD and (batch := _batch(source)):
                sent = [data for _, data in batch if not isinstance(data, Refusal)]
                # Not pure: the same bytes twice are two files, and nothing is kept on the cluster.
                task = client.submit(
                    _read_batch, sent, tuple(passwords), seconds, megabytes, pure=False, retries=_RETRIES
                )
                running.append((batch, task))
            if not running:
                return
            batch, task = running.popleft()
            read = iter(pickle.loads(_result(task, address)))
            for key, data in batch:
                yield key, data if isinstance(data, Refusal) else next(read)
    finally:
        with contextlib.suppress(Exception):
            client.close()


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise XlpilotError("没有装 Dask", '请先 pip install "xlpilot[cluster]"') from None
    try:
        connect: Any = Client
        return connect(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise XlpilotError(
            f"{address}：连不上集群（{error}）", "地址如 tcp://10.0.0.5:8786，是 dask scheduler 显示的"
        ) from None


def _result(task: Any, address: str) -> bytes:
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        return bytes(task.result())
    except (KilledWorker, FutureCancelledError, OSError) as error:
        raise XlpilotError(f"{address}：集群中断了（{error}）", "请看各台机器上的 dask worker，再运行一次") from None


def _batch(source: Iterator[tuple[Key, bytes | Refusal]]) -> list[tuple[Key, bytes | Refusal]]:
    batch: list[tuple[Key, bytes | Refusal]] = []
    size = 0
    for key, data in islice(source, _BATCH_FILES):
        batch.append((key, data))
        size += 0 if isinstance(data, Refusal) else len(data)
        if size >= _BATCH_BYTES:
            break
    return batch


def _read_batch(files: list[bytes], passwords: tuple[str, ...], seconds: float, megabytes: int) -> bytes:
    """On the cluster: the files read, pickled here, where their classes are known."""
    from xlpilot.intake.reading import read_all

    with _one_at_a_time, _may_have_children():
        read = read_all(enumerate(files), 1, seconds, megabytes, passwords=passwords)
        return pickle.dumps([content for _, content in read], pickle.HIGHEST_PROTOCOL)


@contextlib.contextmanager
def _may_have_children() -> Iterator[None]:
    """Let a worker that Dask's nanny started as a daemon start processes; ours end with whoever started them."""
    configuration: dict[str, Any] = getattr(multiprocessing.current_process(), "_config", {})
    daemon = configuration.pop("daemon", None)
    try:
        yield
    finally:
        if daemon is not None:
            configuration["daemon"] = daemon
