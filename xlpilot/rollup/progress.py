"""The progress workbook: where every unit stands, with a picture, every version, paper and decision."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from xlpilot.findings import Severity, count
from xlpilot.ledger.events import Decision, TimeSource
from xlpilot.ledger.standing import Standing, State
from xlpilot.moments import CHINA, spoken
from xlpilot.rollup.book import Book
from xlpilot.rollup.completeness import completeness
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.listing import listing

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_OFFICE = Discretion()
_MOST_CHANGES = 15  # lines that a cell can show
# Told apart in black and white too, by their order and the number on them.
_COLOURS = {
    State.ACCEPTED: "#4E9A50", State.MENDED: "#8CC28E", State.RETURNED: "#E8B84A", State.REPORTED: "#7FB2D9",
    State.LATE: "#C0504D", State.MISSING: "#BFBFBF",
}  # fmt: skip


def progress_workbook(standing: Standing, as_of: dt.datetime) -> bytes:
    """The bytes of the workbook; the same standing and moment give the same bytes."""
    book = Book("报送情况", standing.round.issuer, as_of.astimezone(CHINA).replace(tzinfo=None))
    first = book.sheet("报送情况")
    _units(book, first, standing, as_of)
    _picture(book.workbook, first, standing)
    _versions(book, standing)
    completeness(book, standing)
    _papers(book, standing)
    decisions_sheet(book, standing)
    return book.bytes()


def _units(book: Book, sheet: Worksheet, standing: Standing, as_of: dt.datetime) -> None:
    headers = [
        ("代码", 10.0, "centre"), ("单位", 14.0, "centre"), ("情况", 10.0, "centre"), ("项目行数", 10.0, "number"),
        ("份数", 8.0, "number"), ("最近收到", 26.0, "centre"), ("截止", 26.0, "centre"), ("纸质材料", 30.0, "text"),
    ]  # fmt: skip
    rows = []
    for unit in standing.units:
        table = unit.in_force.table if unit.in_force else None
        papers = "、".join(f"{paper.item}{paper.copies}份" for paper in unit.papers)
        last = spoken(unit.last_received) if unit.last_received else ""
        rows.append((
            unit.unit.code, unit.unit.name, unit.state.value, table.row_count if table else 0, len(unit.versions), last,
            spoken(unit.deadline), papers,
        ))  # fmt: skip
    note = f"截至{spoken(as_of)}；截止时间 {spoken(standing.round.deadline)}"
    if standing.eligibility:
        note += f"；{standing.eligibility.words}"
    listing(book, sheet, "报送情况", headers, rows, note)


def _picture(workbook: Workbook, sheet: Worksheet, standing: Standing) -> None:
    """Number of units in each state, as bars, under the list."""
    top = 4 + len(standing.units)
    counts = Counter(unit.state for unit in standing.units)
    shown = [state for state in State if counts[state]]
    if not shown:
        return
    for offset, state in enumerate(shown):
        sheet.write_string(top + offset, 1, state.value)
        sheet.write_number(top + offset, 2, counts[state])
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series({
        "name": "单位数",
        "categories": [sheet.get_name(), top, 1, top + len(shown) - 1, 1],
        "values": [sheet.get_name(), top, 2, top + len(shown) - 1, 2],
        "points": [{"fill": {"color": _COLOURS[state]}, "border": {"color": "#404040"}} for state in shown],
        "data_labels": {"value": True},
        "gap": 60,
    })  # fmt: skip
    chart.set_title({"name": "各种情况的单位数", "name_font": {"name": "黑体", "size": 14}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": {"name": "宋体", "size": 11}})
    chart.set_x_axis({"min": 0, "major_gridlines": {"visible": False}, "num_format": "0"})
    chart.set_size({"width": 640, "height": 90 + 40 * len(shown)})
    sheet.insert_chart(top, 3, chart, {"description": "各种情况的单位数"})
    sheet.print_area(0, 0, top + max(len(shown), 16), 7)


def _versions(book: Book, standing: Standing) -> None:
    headers = [
        ("单位", 12.0, "centre"), ("结果", 10.0, "centre"), ("收到时间", 26.0, "centre"), ("时间依据", 14.0, "centre"),
        ("文件", 40.0, "text"), ("行数", 8.0, "number"), ("错误", 8.0, "number"), ("与前一份的不同", 44.0, "text"),
        ("SHA-256", 34.0, "text"),
    ]  # fmt: skip
    rows = [
        (
            unit.unit.name, version.fate.value,
            spoken(version.review.received_at) if version.review.received_at else "不明",
            TimeSource(version.review.arrival.source).word if version.review.arrival else "",
            version.review.path, version.review.table.row_count if version.review.table else 0,
            count(version.review.findings, Severity.ERROR), _told(version.changes), version.review.sha256,
        )
        for unit in standing.units for version in unit.versions
    ]  # fmt: skip
    note = "先后以收到时间为准，不看文件名和文件自己的时间。"
    listing(book, book.sheet("各次报送"), "各次报送", headers, rows, note)


def _told(changes: Sequence[str]) -> str:
    more = [f"另有 {len(changes) - _MOST_CHANGES} 处不同"] if len(changes) > _MOST_CHANGES else []
    return "\n".join([*changes[:_MOST_CHANGES], *more])


def _papers(book: Book, standing: Standing) -> None:
    headers = [
        ("单位", 12.0, "centre"), ("材料", 24.0, "text"), ("份数", 8.0, "number"), ("盖章", 8.0, "centre"),
        ("收到时间", 26.0, "centre"), ("是否按时", 10.0, "centre"), ("登记人", 12.0, "centre"), ("备注", 30.0, "text"),
    ]  # fmt: skip
    rows = [
        (
            unit.unit.name, paper.item, paper.copies, "是" if paper.sealed else "否", spoken(paper.received_at),
            "按时" if paper.received_at <= unit.deadline else "逾期", paper.by, paper.note,
        )
        for unit in standing.units for paper in unit.papers
    ]  # fmt: skip
    listing(book, book.sheet("纸质材料"), "纸质材料", headers, rows)


def decisions_sheet(book: Book, standing: Standing, discretion: Discretion = _OFFICE) -> None:
    """Every decision that holds, with reason and name."""
    headers = [
        ("决定号", 8.0, "number"), ("决定", 12.0, "centre"), ("对象", 24.0, "text"), ("内容", 34.0, "text"),
        ("理由", 40.0, "text"), ("决定人", 12.0, "centre"), ("时间", 26.0, "centre"),
    ]  # fmt: skip
    paths = {review.sha256: review.file for review in reversed(standing.files)}
    rows = [
        (one.id, one.kind.word, discretion.text(_whom(standing, one, paths)), _what(one), discretion.text(one.reason),
         discretion.text(one.by), spoken(one.made_at))
        for one in standing.decisions
    ]  # fmt: skip
    note = "由人作出、仍然有效的决定；程序自己不作决定。"
    listing(book, book.sheet("决定"), "决定", headers, rows, note)


def _whom(standing: Standing, decision: Decision, paths: Mapping[str, str]) -> str:
    if decision.sha256:
        path = paths.get(decision.sha256, "")
        return f"{path} {decision.sha256[:12]}".strip()
    unit = standing.round.unit_by_code.get(decision.unit or "")
    return unit.name if unit else "全部单位"


def _what(decision: Decision) -> str:
    if decision.until:
        return f"截止时间延至{spoken(decision.until)}"
    return " ".join(filter(None, (decision.rule, decision.cell)))
