"""What many returned files are, each by itself: the first of them here, the rest of a large round on all cores.

A worker process reads a file and finds out what it is; judging needs them all together and stays here. Files come out
in their order and as they would have come out here: one that is not small is only read by a worker, so that the time
it may take is that of reading, wherever it is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import NamedTuple, TypeVar, cast

from xlpilot.intake.content import Content, read_content, read_small_content
from xlpilot.intake.grid import Book
from xlpilot.intake.reading import read_all
from xlpilot.intake.refusal import Refusal
from xlpilot.intake.xlsx_rows import forget_rows
from xlpilot.review.identified import Identified
from xlpilot.review.names import UnitNames
from xlpilot.review.recognise import recognise
from xlpilot.review.returned import Returned
from xlpilot.review.several_units import divided
from xlpilot.rounds.model import Round
from xlpilot.rounds.office import Office

# To start a process costs as much as to read so many files.
FEW = 200

Key = TypeVar("Key")
Found = Content | Identified


class Named(NamedTuple):
    """What is known of a file before it is opened: its path as shown, and what the operator says: unit's code, kind."""

    path: str
    unit: str | None = None
    kind: str | None = None


def find_all(
    items: Iterable[tuple[Key, Named, bytes | Refusal]], office: Office, jobs: int | None = None,
    cluster: str | None = None,
) -> Iterator[tuple[Key, Found]]:  # fmt: skip
    """Files one by one, in their order: what each holds or, where that was found out already, what it is.

    Args:
        jobs: worker processes; None takes as many as there are cores. The first `FEW` files need one only for what is
            not small.
        cluster: address of a Dask scheduler, whose workers read instead of this machine.

    Raises:
        XlpilotError: the cluster cannot be reached or breaks down.
    """
    source = iter(items)
    workers = cores() if jobs is None else jobs
    few = source if cluster or workers < 2 or office.round is None else islice(source, FEW)
    first = ((key, data) for key, _, data in few)
    yield from read_all(first, workers, passwords=office.passwords, cluster=cluster)
    if few is source or office.round is None:
        return
    rest = ((key, data if isinstance(data, Refusal) else _message(named, data)) for key, named, data in source)
    begun = next(rest, None)
    if begun is not None:
        from xlpilot.intake.isolate import read_books

        forget_rows()  # what is read from here on is read elsewhere
        found = read_books(chain([begun], rest), workers, read=partial(_find, office))
        yield from cast("Iterator[tuple[Key, Found]]", found)


def cores() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _message(named: Named, data: bytes) -> bytes:
    return json.dumps(named).encode("ascii") + b"\n" + data


_known: dict[str, UnitNames] = {}


def _names(round_: Round) -> UnitNames:
    if round_.definition not in _known:
        _known[round_.definition] = UnitNames(round_)
    return _known[round_.definition]


def _find(office: Office, message: bytes) -> Found:
    """In a worker: what a file is, where it is small; else what it holds."""
    head, _, data = message.partition(b"\n")
    named = Named(*json.loads(head))
    content = read_small_content(data)
    if content is None:
        return read_content(data, office.passwords)
    if isinstance(content, Refusal):
        return content
    round_, key, _ = office
    assert round_ is not None
    names = _names(round_)
    file = Returned(named.path, "", content, told=named.unit, told_kind=named.kind)
    if isinstance(content, Book) and divided(round_, file, names, key)[0] is not file:
        return content  # it is taken apart where its parts are judged
    return recognise(round_, file, names, key)
