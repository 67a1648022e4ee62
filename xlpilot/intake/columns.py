"""Columns that are not as issued: the county's own, the same header twice, numbers that do not count the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.captions import ORDINAL
from xlpilot.intake.expected import Expected
from xlpilot.intake.grid import CellNote, Grid, Value, address, column_letter
from xlpilot.intake.locate import Located
from xlpilot.intake.normalise import clean, key, typed_text
from xlpilot.rules import BY_CODE
from xlpilot.rules.sheet_words import SELF_CHECK_TITLE


class Own:
    """What the issued form itself shows beside the table: the column 自检, and hidden ones behind it.

    Attributes:
        self_check: 1-based column of 自检, None where it is not there; then nothing is the form's own.
    """

    def __init__(self, located: Located) -> None:
        header = located.grid.values[located.first_row - 1 : located.last_row]
        self._notes = located.grid.notes
        self.self_check = next(
            (n for row in header for n, value in enumerate(row, 1) if value == SELF_CHECK_TITLE), None
        )
        edge = self.self_check or 0
        # Some programs save results without their formulas; then nothing behind 自检 tells whose a text is.
        self._known = edge > 0 and any(column >= edge for _, column in self._notes)
        # Without 自检, its hidden formulas are still those that stand behind the last column of the form.
        self._last = max(located.columns.values())

    def others(self, number: int, row: Sequence[Value]) -> list[tuple[int, Value]]:
        """The filled cells of a row, by their 1-based column, that are not the form's own."""
        edge = self.self_check
        if edge is None:
            return [
                (column, value)
                for column, value in enumerate(row, 1)
                if value is not None and value != "" and not self.left_over(number, column)
            ]
        filled: list[tuple[int, Value]] = [
            (n, value) for n, value in enumerate(row[: edge - 1], 1) if value is not None and value != ""
        ]
        if len(row) > edge:
            filled.extend(self.behind(number, row))
        return filled

    def left_over(self, number: int, column: int) -> bool:
        """Whether a cell is a formula behind the last column of the form."""
        return column > self._last and (number, column) in self._notes

    def behind(self, number: int, row: Sequence[Value]) -> list[tuple[int, str]]:
        """The texts behind 自检 that no formula shows."""
        edge = self.self_check or len(row)
        if not self._known or str not in map(type, row[edge:]):
            return []
        cells = enumerate(row[edge:], edge + 1)
        return [(n, value) for n, value in cells if value and isinstance(value, str) and (number, n) not in self._notes]


def own_columns(located: Located, rows: Sequence[int], own: Own) -> Iterator[Finding]:
    """XP421 once for every column that the form does not have and the county has filled in these rows."""
    grid = located.grid
    known = set(located.columns.values()) | {column for columns in located.twice.values() for column in columns}
    rows = [row for row in rows if row <= len(grid.values)]
    width = max((len(grid.values[row - 1]) for row in rows), default=0)
    edge = own.self_check or width + 1
    filled: dict[int, list[int]] = {}
    for column in range(1, width + 1):
        if column in known or column == edge or (column > edge and not _title(located, column)):
            continue
        there = [row for row in rows if grid.at(row, column) not in (None, "")]
        if own.self_check is None and not _title(located, column):
            there = [row for row in there if not own.left_over(row, column)]
        if there:
            filled[column] = there
    if width > edge:
        for row in rows:
            for column, _ in own.behind(row, grid.values[row - 1]):
                if not _title(located, column):
                    filled.setdefault(column, []).append(row)
    for column, there in sorted(filled.items()):
        place = Place(grid.name, address(there[0], column), there[0])
        said = _title(located, column) or "（没有表头）"
        yield BY_CODE["XP421"].at(place, said, column=column_letter(column), count=len(there))


def _title(located: Located, column: int) -> str:
    rows = located.grid.values[located.first_row - 1 : located.last_row]
    texts = (clean(typed_text(row[column - 1])) for row in rows if column <= len(row))
    return "".join(text for text in texts if text)


def together(
    located: Located, expected: Expected, rows: Sequence[int]
) -> tuple[Mapping[str, Mapping[int, int]], list[Finding]]:
    """What stands under a header that comes twice.

    Returns:
        field name -> Excel row -> the column in which its value stands, where that is not the first one; and XP422,
        an error at every row in which two of the columns say different things.
    """
    elsewhere: dict[str, dict[int, int]] = {}
    findings: list[Finding] = []
    grid = located.grid
    for name, more in located.twice.items():
        if name not in expected.questions:
            continue
        columns = (located.columns[name], *more)
        title = expected.form.by_name[name].title
        letters = "、".join(f"{column_letter(column)}列" for column in columns)
        taken: dict[int, int] = {}
        clashes = []
        for row in rows:
            filled = [column for column in columns if _says(grid, row, column)]
            if filled and filled[0] != columns[0]:
                taken[row] = filled[0]
            said = {key(typed_text(grid.at(row, column))) for column in filled}
            if len(said) > 1:
                clashes.append((row, filled[1]))
        elsewhere[name] = taken
        words = {"title": title, "columns": letters}
        for row, column in clashes:
            place = Place(grid.name, address(row, column), row, name)
            how = f"第{row}行两列的内容不同，不知道用哪一列"
            findings.append(BY_CODE["XP422"].at(place, typed_text(grid.at(row, column)), how=how, words=words))
        if not clashes:
            place = Place(grid.name, address(located.last_row, columns[1]), located.last_row, name)
            how = "内容没有矛盾，合起来读"
            findings.append(BY_CODE["XP422"].at(place, severity=Severity.INFO, how=how, words=words))
    return elsewhere, findings


def _says(grid: Grid, row: int, column: int) -> bool:
    value = grid.at(row, column)
    there = value is not None and (not isinstance(value, str) or bool(clean(value)))
    return there or grid.notes.get((row, column), CellNote.FORMULA) is not CellNote.FORMULA


def renumbered(located: Located, expected: Expected, rows: Sequence[int]) -> Iterator[Finding]:
    """XP417 once where the numbers of the rows do not count them; the printed ones may leave out blank rows."""
    column = located.columns.get(expected.ordinal or "")
    if not column or not rows:
        return
    grid = located.grid
    numbers = [grid.at(row, column) for row in rows]
    if all(number == at for at, number in enumerate(numbers, 1)):
        return
    # As printed: each row keeps its own number, whichever are filled.
    first = numbers[0]
    if isinstance(first, float | int) and all(
        number == first + row - rows[0] for number, row in zip(numbers, rows, strict=True)
    ):
        return
    if not any(number not in (None, "") for number in numbers):
        return
    seen: set[int] = set()
    for at, (row, value) in enumerate(zip(rows, numbers, strict=True), 1):
        what = _odd_number(value, at, seen)
        if what:
            place = Place(grid.name, address(row, column), row)
            title = expected.form.by_name[expected.ordinal or ""].title
            yield BY_CODE["XP417"].at(place, typed_text(value), title=title, what=what, row=row)
            return


def _odd_number(value: Value, at: int, seen: set[int]) -> str:
    if value in (None, ""):
        return "有的没有写"
    text = typed_text(value)
    if not text.isdecimal():
        return "有的不是数字" if ORDINAL.fullmatch(clean(text)) else "有的写了别的内容"
    number = int(text)
    if number in seen:
        return "有重复"
    seen.add(number)
    return "不连续" if number != at else ""
