"""A round that extends another: only what differs is written, and the rest is the older round's.

A section [a.b] adds its keys to the older section. Of a list of sections [[a.b]], each is found by the key that names
it (a unit by `code`, a field or category by `name`): one that is there is changed key by key, one that is not is put
at the end, or with `after = "name"` behind that one (`after = ""`: first); `remove = true` takes it out. Any other list
and any other value takes the older one's place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from xlpilot.errors import RoundError

# What names a section of a list, whichever is there.
_NAMED_BY = ("code", "name")
_AFTER, _REMOVE = "after", "remove"
_DEEPEST = 8

Read = Callable[[Path], dict[str, Any]]


def extended(data: dict[str, Any], path: Path, find: Callable[[str, Path], Path], read: Read) -> dict[str, Any]:
    """The whole round that a file with `extends` means; a file without it as it is.

    Args:
        find: (name, the file that names it) -> the older round's file.
        read: file -> its keys.

    Raises:
        RoundError: the older round is not there, a round extends itself, or a section to change or remove is unknown.
    """
    chain = [(path, data)]
    while (name := chain[-1][1].get("extends", "")) != "":
        here = chain[-1][0]
        if not isinstance(name, str):
            raise RoundError(f"{here}：extends：应为文本（加引号），写的是 {name!r}")
        older = find(name, here)
        if any(_same(older, seen) for seen, _ in chain) or len(chain) > _DEEPEST:
            raise RoundError(f"{here}：extends：轮次“{name}”绕回了自己", "一轮只能接着更早的一轮写")
        chain.append((older, read(older)))
    whole = chain.pop()[1]
    while chain:
        at, newer = chain.pop()
        try:
            whole = _merged(whole, {key: value for key, value in newer.items() if key != "extends"}, "")
        except _UnknownError as fault:
            raise RoundError(f"{at}：{fault}", "每个键的写法见 docs/round-format.md") from None
    return whole


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


class _UnknownError(Exception):
    pass


def _merged(older: dict[str, Any], newer: dict[str, Any], path: str) -> dict[str, Any]:
    merged = dict(older)
    for key, value in newer.items():
        here, there = f"{path}.{key}" if path else key, older.get(key)
        if isinstance(value, dict) and isinstance(there, dict):
            merged[key] = _merged(there, value, here)
        elif (names := _names(value)) and isinstance(there, list) and _names(there):
            merged[key] = list(_sections(there, value, names, here))
        else:
            merged[key] = value
    return merged


def _names(sections: object) -> str:
    """The key that names each section of a list, '' where it is no list of named sections."""
    if not isinstance(sections, list) or not sections or not all(isinstance(one, dict) for one in sections):
        return ""
    return next((key for key in _NAMED_BY if all(isinstance(one.get(key), str) for one in sections)), "")


def _sections(older: list[Any], newer: list[Any], key: str, path: str) -> Iterator[dict[str, Any]]:
    found = list(older)
    for number, section in enumerate(newer, 1):
        name, here = section[key], f"{path}[{number}]"
        at = next((n for n, one in enumerate(found) if one.get(key) == name), None)
        change = {word: value for word, value in section.items() if word not in (_AFTER, _REMOVE)}
        if section.get(_REMOVE, False) is True:
            if at is None:
                raise _UnknownError(f"{here}.{_REMOVE}：前一轮没有{key}为 {name!r} 的这一节")
            del found[at]
            continue
        if at is None:
            found.insert(len(found), change)
            at = len(found) - 1
        else:
            found[at] = _merged(found[at], change, here)
        if _AFTER in section:
            moved = found.pop(at)
            found.insert(_place(found, key, section[_AFTER], here), moved)
    yield from found


def _place(sections: list[Any], key: str, after: object, path: str) -> int:
    if after == "":
        return 0
    for at, section in enumerate(sections):
        if section.get(key) == after:
            return at + 1
    raise _UnknownError(f"{path}.{_AFTER}：没有{key}为 {after!r} 的一节")
