"""Where every cell of a salvaged return has gone, in words: for the county to check column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlpilot.intake.grid import address
from xlpilot.intake.scan import position
from xlpilot.intake.table import Table
from xlpilot.report.marked.marks import Spot
from xlpilot.rounds.model import Form

_LONGEST = 800  # characters of one remark


def told_moves(table: Table, form: Form, cells: Mapping[str, Spot]) -> list[str]:
    """Every cell that was moved by its header, in ranges; columns without content are left out.

    Args:
        cells: address in the original -> place in the copy.
    """
    head = f"从原件工作表“{table.sheet}”按表头抄来的格："
    remarks = [head]
    for title, moves in _moves(table, form, cells):
        for number, move in enumerate(moves):
            piece = move if number else f"“{title}”{move}"
            if len(remarks[-1]) + len(piece) > _LONGEST:
                remarks.append(head if not number else f"{head}（“{title}”续）")
            remarks[-1] += ("" if remarks[-1].endswith(("：", "）")) else "；" if not number else "、") + piece
    return remarks if remarks[0] != head else []


def _moves(table: Table, form: Form, cells: Mapping[str, Spot]) -> Iterator[tuple[str, list[str]]]:
    for field in form.line:
        there = table.line.get(field.name)
        if there and there.typed and not field.fill:
            at = address(there.row, there.column)
            yield field.title, [f"{at}→{cells[at].cell}"]
    for field in form.entries:
        column = table.columns.get(field.name)
        if column is not None and any(text.strip() for text in table.typed[field.name]):
            runs: list[list[tuple[int, str]]] = []
            for row in table.rows:
                spot = cells[address(row, column)].cell
                if runs and row == runs[-1][-1][0] + 1 and _row(spot) == _row(runs[-1][-1][1]) + 1:
                    runs[-1].append((row, spot))
                else:
                    runs.append([(row, spot)])
            yield field.title, [_range(run, column) for run in runs]


def _range(run: list[tuple[int, str]], column: int) -> str:
    first, last = run[0], run[-1]
    if len(run) == 1:
        return f"{address(first[0], column)}→{first[1]}"
    return f"{address(first[0], column)}:{address(last[0], column)}→{first[1]}:{last[1]}"


def _row(cell: str) -> int:
    where = position(cell)
    return where[0] if where else 0
