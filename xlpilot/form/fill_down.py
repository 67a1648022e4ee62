"""A formula filled down a column, written once: as a shared formula (ECMA-376 18.3.1.40), which openpyxl only reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.errors import RoundError

LONGEST = 8192  # characters that Excel takes
_MOST_COLUMNS = 1000  # no table reaches so far, with all that is hidden behind it
_QUOTED = re.compile(r"(\"[^\"]*\"|'[^']*')")
_ROW = re.compile(r"(?<=[A-Z])[0-9]+\b")


class _Shared(ArrayFormula):
    """One cell's part in a shared formula; openpyxl writes whatever attributes an ArrayFormula gives."""

    def __init__(self, number: int, ref: str | None, text: str | None) -> None:
        super().__init__(ref, text)
        self._number = number

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "t", "shared"
        if self.ref:
            yield "ref", str(self.ref)
        yield "si", str(self._number)


def checked(formula: str, more: int = 0) -> str:
    """A formula, with its leading '='; RoundError where it (and so many characters more) is longer than Excel takes."""
    if len(formula) + more >= LONGEST:
        raise RoundError(f"自检公式有 {len(formula) + more} 个字符，超过 Excel 的上限 {LONGEST}", "请减少表格的栏目")
    return f"={formula}"


def fill_down(sheet: Worksheet, column: int, rows: Sequence[int], formula: str, table: int = 0) -> None:
    """Put a formula, as it reads in the first of the adjoining rows, into a column; rows above 0.

    Args:
        table: which of the sheet's tables it is in.
    """
    letter = get_column_letter(column)
    # In the last row its references are longer.
    first = checked(formula, formula.count(str(rows[0])) * (len(str(rows[-1])) - len(str(rows[0]))))
    # The column's own number is as good as any other and different from all others in its table.
    number = column + table * _MOST_COLUMNS
    sheet.cell(rows[0], column).value = _Shared(number, f"{letter}{rows[0]}:{letter}{rows[-1]}", first)
    for row in rows[1:]:
        sheet.cell(row, column).value = _Shared(number, None, None)


def share(sheet: Worksheet) -> None:
    """Write every formula that is filled down a column only once again, in a sheet that openpyxl has loaded.

    openpyxl spells shared formulas out, which makes an issued form ten times as large.
    """
    runs: list[list[Cell | MergedCell]] = [[]]
    for column in sheet.iter_cols():
        known = ""
        for row, cell in enumerate(column, 1):
            formula = cell.value if cell.data_type == "f" and isinstance(cell.value, str) else ""
            found = _relative(formula, row) if formula else ""
            if not found or found != known:
                runs.append([])
            if found:
                runs[-1].append(cell)
            known = found
    for number, run in enumerate(run for run in runs if len(run) > 1):
        ref = f"{run[0].coordinate}:{run[-1].coordinate}"
        run[0].value = _Shared(number, ref, str(run[0].value))
        for cell in run[1:]:
            cell.value = _Shared(number, None, None)


def _relative(formula: str, row: int) -> str:
    """The formula with relative rows told from its own; texts and names of sheets stay."""
    parts = _QUOTED.split(formula)
    parts[::2] = [_ROW.sub(lambda found: f"[{int(found[0]) - row}]", part) for part in parts[::2]]
    return "".join(parts)
