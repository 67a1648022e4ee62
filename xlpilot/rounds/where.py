"""The line of a TOML file in which a key stands. tomllib does not say, so sections and keys are looked for again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_SECTION = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\- ]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+)\s*=\s*(.*)$")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")

Step = str | int  # a key, or the 1-based number of a section among those of its list
_NAMES = ("code", "name")


def where(files: Sequence[Path], path: str, whole: Mapping[str, Any]) -> str:
    """The file and the line ('round.toml 第12行') of the deepest part of a key path that one of the files has.

    Args:
        files: the round's own file, then those it extends.
        path: such as 'forms.summary.fields[3].width' or 'forms.summary.leader', as faults name it.
        whole: the whole round, by which sections of a list are found by their code or name in every file.
    """
    wanted = _named(path, whole, by_number=len(files) == 1)
    best: tuple[int, Path, int] | None = None
    for file in files:
        places = _places(file)
        for length in range(len(wanted), 0, -1):
            line = places.get(wanted[:length])
            if line is not None and (best is None or length > best[0]):
                best = (length, file, line)
                break
    return f"{best[1]} 第{best[2]}行" if best else str(files[0])


def _named(path: str, whole: Mapping[str, Any], *, by_number: bool) -> tuple[Step, ...]:
    """The path with sections of lists by their code or name, which are the same whatever was added or taken out.

    `by_number` leaves numbers as they are: in a file that extends none they are the better guide, as a code may be
    there twice.
    """
    steps: list[Step] = []
    here: Any = whole
    for key, number in _STEP.findall(path):
        if number:
            section = here[int(number) - 1] if isinstance(here, list) and int(number) <= len(here) else None
            steps.append(int(number) if by_number else _name(section) or int(number))
            here = section
        else:
            if isinstance(here, dict) and key not in here:
                # Faults name a field of a form by its name alone.
                lists = [k for k, v in here.items() if isinstance(v, list) and any(_name(one) == key for one in v)]
                if lists:
                    steps.append(lists[0])
                    here = next(one for one in here[lists[0]] if _name(one) == key)
                    steps.append(key)
                    continue
            here = here.get(key) if isinstance(here, dict) else None
            steps.append(key)
    return tuple(steps)


def _name(section: object) -> str:
    found = (section.get(key) for key in _NAMES) if isinstance(section, dict) else ()
    return next((name for name in found if isinstance(name, str)), "")


def _places(file: Path) -> dict[tuple[Step, ...], int]:
    """Every section and key of a file -> its line."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    places: dict[tuple[Step, ...], int] = {}
    counts: dict[tuple[Step, ...], int] = {}
    section: tuple[Step, ...] = ()
    numbered: tuple[Step, ...] = ()
    for number, line in enumerate(lines, 1):
        if found := _SECTION.match(line):
            section = tuple(part.strip() for part in found[2].split("."))
            if found[1] == "[[":
                counts[section] = counts.get(section, 0) + 1
                name = _name_below(lines, number)
                numbered, section = (*section, counts[section]), (*section, name or counts[section])
                places[numbered] = number
            else:
                numbered = section
            places.setdefault(section, number)
        elif found := _KEY.match(line):
            places.setdefault((*section, found[1]), number)
            places.setdefault((*numbered, found[1]), number)
    return places


def _name_below(lines: Sequence[str], start: int) -> str:
    """The code or name that stands in the section that begins above line `start` (0-based)."""
    found: dict[str, str] = {}
    for line in lines[start:]:
        if _SECTION.match(line):
            break
        key = _KEY.match(line)
        if key and key[1] in _NAMES and (text := re.match(r"[\"'](.*?)[\"']", key[2])):
            found.setdefault(key[1], text[1])
    return next((found[key] for key in _NAMES if key in found), "")
