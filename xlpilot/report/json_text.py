"""JSON written piece by piece: what json.dumps would write with an indent of 1, without holding it all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache

_PLAIN = frozenset((str, int, float, bool, type(None)))


def pieces(value: object, depth: int = 0) -> Iterator[str]:
    """The text of a document in its order; an iterator in it is a list whose items are asked for one by one."""
    if isinstance(value, Mapping) and value:
        yield from _mapping(value, depth)
    elif isinstance(value, Iterator) or (isinstance(value, list | tuple) and value):
        yield from _items(iter(value), depth)
    else:
        yield _encoder(0).encode(value)


def _mapping(value: Mapping[str, object], depth: int) -> Iterator[str]:
    line = "\n" + " " * (depth + 1)
    if _PLAIN.issuperset(map(type, value.values())):
        # In one go by the encoder that is written in C, which knows of no indent.
        yield f"{{{line}{_encoder(depth + 1).encode(value)[1:-1]}\n{' ' * depth}}}"
        return
    for at, (name, item) in enumerate(value.items()):
        yield f"{',' if at else '{'}{line}{_encoder(0).encode(name)}: "
        yield from pieces(item, depth + 1)
    yield f"\n{' ' * depth}}}"


def _items(items: Iterator[object], depth: int) -> Iterator[str]:
    line = "\n" + " " * (depth + 1)
    empty = True
    for item in items:
        yield f"{'[' if empty else ','}{line}"
        yield from pieces(item, depth + 1)
        empty = False
    yield "[]" if empty else f"\n{' ' * depth}]"


@cache
def _encoder(depth: int) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, separators=(",\n" + " " * depth, ": "))
