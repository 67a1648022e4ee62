"""`dataclass` as the standard library has it, with the parameters that we use, at a quarter of its cost.

Before Python 3.13 the standard one compiles six functions a class, which for our hundred value types is a twentieth of
a small command's time. Here one is compiled, `__init__`; the others are the same for all classes. Everything else is
the standard library's: fields, slots, `replace`, `match`. Type checkers see the standard one, and from 3.13 on it is
the standard one: this file may go when nothing older is supported.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from dataclasses import field
from functools import partial
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")
_set = object.__setattr__
_MISSING = object()


def quick_dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True) -> Callable[[type[T]], type[T]]:
    """A class decorator; see `dataclasses.dataclass`."""

    def made(cls: type[T]) -> type[T]:
        # Where there is none, the standard one would make one of the signature.
        cls.__doc__ = cls.__doc__ or cls.__name__
        own = cls.__dict__
        assert "__post_init__" not in own or not frozen, "not supported"
        new: Any = dataclasses.dataclass(cls, init=not frozen, repr=False, eq=False, slots=slots)
        if "__repr__" not in own:
            new.__repr__ = _repr
        if eq and "__eq__" not in own:
            _compare(new, frozen)
        if frozen:
            _freeze(new)
        return new  # type: ignore[no-any-return]

    return made


if TYPE_CHECKING or sys.version_info >= (3, 13):
    from dataclasses import dataclass
else:
    dataclass = quick_dataclass


def _compare(cls: Any, frozen: bool) -> None:
    names = [one.name for one in dataclasses.fields(cls) if one.compare]
    # Of one name it gives no tuple.
    values: Any = attrgetter(*names) if len(names) > 1 else partial(_tuple, names)

    def equal(self: object, other: object) -> bool:
        return bool(values(self) == values(other)) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    cls.__eq__ = equal
    cls.__hash__ = hashed if frozen else None


def _tuple(names: list[str], one: object) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in names)


def _freeze(cls: Any) -> None:
    given: dict[str, Any] = {"_set": _set, "_MISSING": _MISSING}
    parameters, lines = [], ["pass"]
    for one in dataclasses.fields(cls):
        name = value = one.name
        if one.default is not dataclasses.MISSING:
            given[f"_default_{name}"] = one.default
            parameters.append(f"{name}=_default_{name}")
        elif one.default_factory is not dataclasses.MISSING:
            given[f"_make_{name}"] = one.default_factory
            parameters.append(f"{name}=_MISSING")
            value = f"_make_{name}() if {name} is _MISSING else {name}"
        else:
            parameters.append(name)
        lines.append(f"_set(self, {name!r}, {value})")
    exec(f"def __init__({', '.join(['self', *parameters])}):\n " + "\n ".join(lines), given)
    cls.__init__ = given["__init__"]
    cls.__init__.__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__setattr__, cls.__delattr__ = _refuse_set, _refuse_delete
    cls.__getstate__, cls.__setstate__ = _state, _set_state


@recursive_repr()
def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({shown})"


def _refuse_set(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        _set(self, one.name, value)


__all__ = ["dataclass", "field"]
