"""Where the CPU time of one process goes: the real functions timed from outside, nothing of them copied.

Each second belongs to the innermost of the named functions that is at work, so that the stages add up to the whole. Of
a function that yields, the time of each step counts.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

REST = "the rest"


class Stopwatch:
    """Seconds of CPU and number of calls by stage."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._stack: list[str] = []
        self._since = 0.0

    @contextlib.contextmanager
    def at(self, stage: str) -> Iterator[None]:
        """Whatever is done here belongs to the stage, but what belongs to one within it."""
        self._turn()
        self._stack.append(stage)
        try:
            yield
        finally:
            self._turn()
            self._stack.pop()

    def _turn(self) -> None:
        now = time.process_time()
        if self._stack:
            self.seconds[self._stack[-1]] += now - self._since
        self._since = now

    def timed(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """The function, its time told to the stage."""
        if inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def steps(*arguments: Any, **more: Any) -> Iterator[Any]:
                self.calls[stage] += 1
                made = function(*arguments, **more)
                try:
                    while True:
                        with self.at(stage):
                            try:
                                value = next(made)
                            except StopIteration:
                                return
                        yield value
                finally:
                    made.close()

            return steps

        @functools.wraps(function)
        def call(*arguments: Any, **more: Any) -> Any:
            self.calls[stage] += 1
            with self.at(stage):
                return function(*arguments, **more)

        return call


def _places(path: str) -> list[tuple[Any, str, Any]]:
    """Where 'module:name' or 'module:Class.name' is found: (owner, attribute, function); [] where it is not there.

    A function is found in every module that has imported it, too.
    """
    module, _, name = path.partition(":")
    try:
        owner: Any = importlib.import_module(module)
        *outer, last = name.split(".")
        for part in outer:
            owner = getattr(owner, part)
        function = vars(owner)[last]
    except (ImportError, AttributeError, KeyError):
        return []
    if outer:
        return [(owner, last, function)]
    return [
        (one, attribute, function)
        for named, one in list(sys.modules.items())
        if named.partition(".")[0] == module.partition(".")[0]
        for attribute, value in list(vars(one).items())
        if value is function
    ]


def missing(stages: Mapping[str, Sequence[str]]) -> list[str]:
    """The functions that are not there (any more)."""
    return [path for paths in stages.values() for path in paths if not _places(path)]


@contextlib.contextmanager
def watched(stages: Mapping[str, Sequence[str]]) -> Iterator[Stopwatch]:
    """All functions of the stages timed; what belongs to none of them is REST. What they call must be imported."""
    watch = Stopwatch()
    before: list[tuple[Any, str, Any]] = []
    try:
        for stage, paths in stages.items():
            for path in paths:
                places = _places(path)
                if places:
                    timed = watch.timed(places[0][2], stage)
                    for owner, attribute, function in places:
                        before.append((owner, attribute, function))
                        setattr(owner, attribute, timed)
        with watch.at(REST):
            yield watch
    finally:
        for owner, attribute, function in before:
            setattr(owner, attribute, function)
