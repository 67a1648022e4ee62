"""What changed since the last summary, for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from xlpilot.masking import masked
from xlpilot.moments import iso, spoken

if TYPE_CHECKING:
    from rich.console import Console

    from xlpilot.rollup.changes import Changes, UnitChanges
    from xlpilot.rollup.read_back import Listed

# So many rows of a unit are named one by one.
_MOST = 5
_KINDS = {"added": "新增", "removed": "减少", "changed": "改动"}


def changes_json(changes: Changes) -> dict[str, object]:
    """`units` is null where the former rows are not known; rows are told by the headers of the workbook."""
    return {
        "since": iso(changes.since),
        **{kind: changes.count(kind) for kind in _KINDS},
        "units": None if changes.units is None else [_unit(unit) for unit in changes.units],
    }


def _unit(unit: UnitChanges) -> dict[str, object]:
    return {
        "unit": unit.unit,
        "added": [_row(row) for row in unit.added],
        "removed": [_row(row) for row in unit.removed],
        "changed": [
            {
                "row": one.after.row,
                "before": {title: one.before.cells.get(title) for title in one.titles},
                "after": {title: one.after.cells.get(title) for title in one.titles},
            }
            for one in unit.changed
        ],
    }


def _row(row: Listed) -> dict[str, object]:
    return {"row": row.row, "values": dict(row.cells)}


def changes_text(console: Console, changes: Changes) -> None:
    """Print one line in all and some for each unit; phones are masked."""
    for line in _lines(changes):
        console.print(escape(masked(line)), soft_wrap=True, highlight=False)


def _lines(changes: Changes) -> list[str]:
    if changes.since is None:
        return ["这是第一次汇总。"]
    since = f"与上次汇总（{spoken(changes.since)}）相比："
    if changes.units is None:
        return [f"{since}上次的内容已不在，比较不了"]
    if not changes.units:
        return [f"{since}没有变化"]
    lines = [since + "，".join(f"{word} {changes.count(kind)} 行" for kind, word in _KINDS.items())]
    for unit in changes.units:
        told = [f"+ {_named(row)}" for row in unit.added]
        told += [f"- {_named(row)}" for row in unit.removed]
        for one in unit.changed:
            cells = "，".join(
                f"{title}“{one.before.cells.get(title, '')}”→“{one.after.cells.get(title, '')}”" for title in one.titles
            )
            told.append(f"~ 第{one.after.row}行 {cells}")
        more = [f"另有 {len(told) - _MOST} 行"] if len(told) > _MOST else []
        lines += [f"  {unit.unit}", *(f"    {line}" for line in (*told[:_MOST], *more))]
    return lines


def _named(row: Listed) -> str:
    return " ".join(list(row.cells.values())[:2])
