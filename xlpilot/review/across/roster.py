"""往年试点.xlsx read and checked on load: every fault in one message, with its cell and what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrorReason, SchemaErrors

from xlpilot.errors import XlpilotError
from xlpilot.intake.content import Content
from xlpilot.intake.document import Document
from xlpilot.intake.expected import header_key
from xlpilot.intake.grid import Book, CellNote, Grid, address
from xlpilot.intake.normalise import category as category_of
from xlpilot.intake.normalise import key, plain, typed_text
from xlpilot.intake.refusal import Refusal
from xlpilot.intake.school_key import names_division
from xlpilot.review.across.applicant import Names, project_key
from xlpilot.review.across.former import ACCEPTED, COLUMNS, OPEN, SHEET, FormerPilot, Roster
from xlpilot.rounds.model import Eligibility, Round

_HEADER_WITHIN = 30  # rows from the top
_ENOUGH = 3  # headers that make a header row
_MOST = 100  # faults told one by one
_WRITTEN = {ACCEPTED: True, "是": True, OPEN: False, "否": False}
_HINT = "请在名单里改好、保存并关闭后再运行；各列的写法见名单的“填写说明”"


class RosterError(XlpilotError):
    """A roster of former pilots that cannot be used; the message names every cell and what is allowed there."""


def load_roster(content: Content, file: str, round_: Round) -> Roster:
    """The roster of former pilots; one that nobody has filled has no pilots.

    Args:
        content: what the reader found in the file.
        file: its name, as it is told.

    Raises:
        RosterError: no workbook, no such sheet, a column missing, or cells that are not what the schema asks.
    """
    asked = round_.eligibility
    if asked is None:
        return Roster(file, "", ())
    if isinstance(content, Refusal):
        raise RosterError(f"{file}：读不了（{content.detail}）", content.advice)
    if isinstance(content, Document):
        raise RosterError(f"{file}：是 Word 文档，不是工作簿", "请用 Excel 或 WPS 表格填写，另存为 .xlsx")
    grid, header, columns = _table(content, file)
    frame, faults = _frame(grid, header, columns, round_, asked)
    faults += [(row, name, _allowed(name, round_, asked)) for row, name in _failures(frame, round_, asked)]
    faults += _doubles(frame, faults)
    if faults:
        raise RosterError("\n".join(_told(grid, columns, faults, file)), _HINT)
    return Roster(file, grid.name, tuple(_pilots(frame, columns, round_)))


def _table(book: Book, file: str) -> tuple[Grid, int, Mapping[str, int]]:
    """The sheet, its 1-based header row, and the 1-based columns by name."""
    found = [(grid, *header) for grid in book.grids if (header := _header(grid))]
    named = [one for one in found if one[0].name.strip() == SHEET] or found
    titles = "、".join(column.title for column in COLUMNS if column.required)
    if not named:
        sheets = "、".join(f"“{grid.name}”" for grid in book.grids)
        raise RosterError(f"{file}：没有往年试点名单的表（有工作表{sheets}），表头应有：{titles}", _HINT)
    if len(named) > 1:
        sheets = "、".join(f"“{grid.name}”" for grid, _, _ in named)
        raise RosterError(f"{file}：{sheets}都像往年试点名单，不知道用哪一张", f"请把要用的一张命名为“{SHEET}”")
    grid, row, columns = named[0]
    missing = [column.title for column in COLUMNS if column.required and column.name not in columns]
    if missing:
        words = "、".join(f"“{title}”" for title in missing)
        raise RosterError(f"{file}：{grid.name} 第{row}行的表头缺少{words}", f"表头应有：{titles}")
    return grid, row, columns


def _header(grid: Grid) -> tuple[int, Mapping[str, int]] | None:
    words = {header_key(word): column.name for column in COLUMNS for word in (column.title, *column.aliases)}
    for number, cells in enumerate(grid.values[:_HEADER_WITHIN], 1):
        found: dict[str, int] = {}
        for at, value in enumerate(cells, 1):
            name = words.get(header_key(typed_text(value)))
            if name:
                found.setdefault(name, at)
        if len(found) >= _ENOUGH:
            return number, found
    return None


Fault = tuple[int, str, str]  # Excel row, name of the column, what is allowed or what is wrong


def _frame(
    grid: Grid, header: int, columns: Mapping[str, int], round_: Round, asked: Eligibility
) -> tuple[pd.DataFrame, list[Fault]]:
    """Every row that says something: object columns of typed values, text where it could not be read as such."""
    rows: dict[int, dict[str, object]] = {}
    faults: list[Fault] = []
    for row in range(header + 1, len(grid.values) + 1):
        texts = {name: plain(typed_text(grid.at(row, column))) for name, column in columns.items()}
        unreadable = [(name, why) for name, column in columns.items() if (why := _unreadable(grid, row, column))]
        if not any(texts.values()) and not unreadable:
            continue
        faults += [(row, name, why) for name, why in unreadable]
        rows[row] = {
            "year": _year(texts["year"]),
            "level": _level(texts["level"], asked),
            "unit": texts["unit"],
            "project": texts["project"],
            "category": category_of(texts.get("category", ""), round_.categories),
            "accepted": _WRITTEN.get(texts["accepted"], texts["accepted"]),
        }
    names = [column.name for column in COLUMNS]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names, dtype=object), faults


def _unreadable(grid: Grid, row: int, column: int) -> str:
    if (row, column) in grid.errors:
        return "是 Excel 错误值，请改成文字或数字"
    note = grid.notes.get((row, column))
    return "是没有算出结果的公式，请改成文字或数字" if note is CellNote.UNCALCULATED else ""


def _year(text: str) -> object:
    found = re.fullmatch(r"(\d{4})(?:年度?|\.0)?", text)
    return int(found[1]) if found else text


def _level(text: str, asked: Eligibility) -> str:
    wanted = key(text)
    return next((level for level in asked.levels if wanted in (key(level), key(level) + "级")), text)


def _schema(round_: Round, asked: Eligibility) -> pa.DataFrameSchema:
    """Blanks are seen too; a check is named by its column."""
    tests: dict[str, Any] = {
        "year": lambda value: isinstance(value, int) and 2000 <= value <= round_.year,
        "level": lambda value: value in asked.levels,
        "unit": lambda value: value != "",
        "project": lambda value: value != "",
        "accepted": lambda value: isinstance(value, bool),
    }
    checks = {
        name: pa.Check(_each(test), name=name, ignore_na=False, n_failure_cases=1) for name, test in tests.items()
    }
    return pa.DataFrameSchema({c.name: pa.Column(None, checks.get(c.name), nullable=True) for c in COLUMNS})


def _each(test: Any) -> Any:
    return lambda series: pd.Series([test(value) for value in series.tolist()], index=series.index, dtype=bool)


def _failures(frame: pd.DataFrame, round_: Round, asked: Eligibility) -> Iterator[tuple[int, str]]:
    if frame.empty:
        return
    try:
        _schema(round_, asked).validate(frame, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            if error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK or not isinstance(error.check, pa.Check):
                raise RuntimeError(f"{error.check}: {error}") from error
            output: Any = error.check_output
            for row in frame.index[~output.to_numpy(dtype=bool)]:
                yield int(row), str(error.check.name)


def _allowed(name: str, round_: Round, asked: Eligibility) -> str:
    return {
        "year": f"应为 2000 至 {round_.year} 的四位数年份，如 2016",
        "level": f"只能填 {'、'.join(asked.levels)}",
        "accepted": f"只能填 {ACCEPTED} 或 {OPEN}",
    }.get(name, "不能空着")


def _doubles(frame: pd.DataFrame, faults: list[Fault]) -> list[Fault]:
    """The same pilot of the same unit listed twice, of rows without a fault."""
    bad = {row for row, _, _ in faults}
    seen: dict[tuple[object, ...], tuple[int, object]] = {}
    found: list[Fault] = []
    for line in () if frame.empty else frame.itertuples():
        if line.Index in bad:
            continue
        same = (line.year, line.level, key(str(line.unit)), project_key(str(line.project)))
        first, accepted = seen.setdefault(same, (int(str(line.Index)), line.accepted))
        if first != line.Index:
            what = "，验收情况却不同" if accepted != line.accepted else ""
            found.append((int(str(line.Index)), "unit", f"与第{first}行是同一个试点{what}，请只留一行"))
    return found


def _told(grid: Grid, columns: Mapping[str, int], faults: list[Fault], file: str) -> Iterator[str]:
    titles = {column.name: column.title for column in COLUMNS}
    told: dict[tuple[int, str], str] = {}
    for row, name, why in sorted(faults, key=lambda fault: (fault[0], columns[fault[1]])):
        told.setdefault((row, name), why)  # what cannot be read is wrong by the schema too
    yield f"{file}：往年试点名单有 {len(told)} 处要改"
    for (row, name), why in list(told.items())[:_MOST]:
        typed = plain(typed_text(grid.at(row, columns[name])))
        shown = f"“{typed}”" if typed else "（空白）"
        yield f"  {grid.name}!{address(row, columns[name])} {titles[name]}{shown}：{why}"
    if len(told) > _MOST:
        yield f"  其余 {len(told) - _MOST} 处没有列出"


def _pilots(frame: pd.DataFrame, columns: Mapping[str, int], round_: Round) -> Iterator[FormerPilot]:
    names, regions = Names(round_), tuple(round_.region_prefixes)
    for row, line in zip(frame.index, frame.to_dict("records"), strict=True):
        school, code = names.of(line["unit"], None)
        placed = names_division(line["unit"], regions)
        yield FormerPilot(
            address(int(row), columns["unit"]), line["year"], line["level"], line["unit"], line["project"],
            line["category"], line["accepted"], school, code, placed,
        )  # fmt: skip
