"""Many returned files read: those that can do no harm here and now, all others each in a process of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from xlpilot.intake.content import Content, read_small_content
from xlpilot.intake.refusal import Refusal

Key = TypeVar("Key")


def read_all(
    items: Iterable[tuple[Key, bytes | Refusal]],
    jobs: int = 1,
    seconds: float = 10,
    megabytes: int = 500,
    *,
    passwords: Sequence[str] = (),
    cluster: str | None = None,
) -> Iterator[tuple[Key, Content]]:
    """Read files one by one, in their order; each comes out as `read_content` gives it, whatever the others hold.

    What is refused already comes out as it is.

    A file that is not small is read by one of `jobs` worker processes within `seconds` and `megabytes`; a worker that
    dies of it, or is ended, is that file's refusal. Without such a file no process is started.

    Args:
        passwords: for workbooks that have one to open.
        cluster: address of a Dask scheduler, whose workers read instead of this machine; the result is the same.

    Raises:
        XlpilotError: the cluster cannot be reached or breaks down.
    """
    if cluster:
        from xlpilot.intake.cluster import read_on_cluster

        yield from read_on_cluster(items, cluster, passwords=passwords, seconds=seconds, megabytes=megabytes)
        return
    rest = iter(items)
    for key, data in rest:
        result = _at_once(data)
        if result is None:
            # Not before: it costs more to import than a dozen small files to read.
            from xlpilot.intake.isolate import read_books

            others = chain([(key, data)], rest)
            yield from read_books(others, jobs, seconds, megabytes, passwords=passwords, at_once=_at_once)
            return
        yield key, result


def _at_once(data: bytes | Refusal) -> Content | None:
    return data if isinstance(data, Refusal) else read_small_content(data)
