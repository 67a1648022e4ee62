"""JSON written piece by piece: what json.dumps would write with an indent of 1, without holding it all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from json.encoder import encode_basestring as quoted  # in C, which knows of no indent

_ENCODER = json.JSONEncoder(ensure_ascii=False)
_SCALARS: dict[type, Callable[[object], str]] = {
    str: quoted,  # type: ignore[dict-item]
    int: int.__repr__,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _: "null",
}


def pieces(value: object, depth: int = 0) -> Iterator[str]:
    """The text of a document in its order; an iterator in it is a list whose items are asked for one by one."""
    if isinstance(value, Mapping) and value:
        line = _line(depth + 1)
        for at, (name, item) in enumerate(value.items()):
            yield f"{',' if at else '{'}{line}{_name(name)}: "
            yield from pieces(item, depth + 1)
        yield f"{_line(depth)}}}"
    elif isinstance(value, Iterator):
        yield from _items(value, depth)
    else:
        yield _whole(value, depth)


def _items(items: Iterable[object], depth: int) -> Iterator[str]:
    line = _line(depth + 1)
    empty = True
    for item in items:
        yield f"{'[' if empty else ','}{line}{_whole(item, depth + 1)}"
        empty = False
    yield "[]" if empty else f"{_line(depth)}]"


def _whole(value: object, depth: int) -> str:
    """The text of one item: it is not held longer than the item itself."""
    scalar = _SCALARS.get(type(value))
    if scalar is not None:
        return scalar(value)
    if isinstance(value, Mapping) and value:
        line = _line(depth + 1)
        items = ",".join([f"{line}{_name(name)}: {_whole(item, depth + 1)}" for name, item in value.items()])
        return f"{{{items}{_line(depth)}}}"
    if isinstance(value, list | tuple) and value:
        line = _line(depth + 1)
        return f"[{','.join([line + _whole(item, depth + 1) for item in value])}{_line(depth)}]"
    if isinstance(value, Iterator):
        return "".join(_items(value, depth))
    return _ENCODER.encode(value)


@cache
def _line(depth: int) -> str:
    return "\n" + " " * depth


@lru_cache(4096)
def _name(name: object) -> str:
    """A member's name as a text."""
    return quoted(name) if isinstance(name, str) else _ENCODER.encode({name: 0})[1:-4]
