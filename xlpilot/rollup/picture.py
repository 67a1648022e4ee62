"""图: native charts over cells of the workbook, told apart by hatching as well as by colour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xlpilot.moments import CHINA
from xlpilot.rollup import counts
from xlpilot.rollup.book import Body, Book
from xlpilot.rollup.merge import CitySummary
from xlpilot.rollup.row_xml import Line
from xlpilot.rollup.sheets import HATCHINGS, Looks, paper

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET = "图"
# 0-based rows: two pictures one below the other, then the numbers behind the second.
_FIRST, _SECOND, _NUMBERS = 1, 32, 56
_WIDTH, _HEIGHT = 1080, 600
_LOWER = 460  # leaves room on the page for the numbers
_FONT = {"name": "宋体", "size": 11}


def picture(book: Book, summary: CitySummary) -> None:
    """Add the sheet: projects of each unit by category, stacked; units that have reported, over time."""
    sheet, looks = book.sheet(SHEET), book.looks
    sheet.set_column(0, 9, 15)
    sheet.set_row(0, 36)
    sheet.merge_range(0, 0, 0, 9, "", looks["title"])
    sheet.write_string(0, 0, "各单位申报项目与报送进度", looks["title"])
    _projects(book.workbook, sheet, summary)
    end = _progress(book, sheet, summary)
    paper(sheet, 0, 9, end)
    sheet.set_h_pagebreaks([_SECOND - 1])
    sheet.freeze_panes(1, 0)


def _projects(workbook: Workbook, sheet: Worksheet, summary: CitySummary) -> None:
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    first = counts.HEADER_ROW + 1
    last = first + len(summary.units) - 1
    matrix = summary.matrix()
    names = [unit.name for unit, _ in matrix]
    for number, category in enumerate(summary.by_category()):
        hatching, ink = HATCHINGS[number % len(HATCHINGS)]
        chart.add_series({
            "name": [counts.SHEET, counts.HEADER_ROW, number + 1],
            "categories": [counts.SHEET, first, 0, last, 0],
            "values": [counts.SHEET, first, number + 1, last, number + 1],
            # What stands in those cells, for programs that show a picture without calculating anything.
            "categories_data": names, "values_data": [row[category] for _, row in matrix],
            **_area(hatching, ink),
            "border": {"color": ink},
            "gap": 60,
        })  # fmt: skip
    chart.set_title({"name": "各单位列入汇总的项目数（按申报类别）", "name_font": {"name": "黑体", "size": 14}})
    chart.set_legend({"position": "bottom", "font": _FONT})
    most = max((sum(numbers.values()) for _, numbers in matrix), default=0)
    unit = {"major_unit": 1} if most <= 10 else {}
    chart.set_y_axis({"min": 0, "num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#D0D0D0"}},
                      **unit, **({"max": 5} if most == 0 else {})})  # fmt: skip
    chart.set_x_axis({"num_font": _FONT})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    sheet.insert_chart(_FIRST, 0, chart, {"description": "每个单位列入汇总的项目数，按申报类别堆叠"})


def _area(hatching: str, ink: str) -> dict[str, dict[str, str]]:
    if not hatching:
        return {"fill": {"color": "#F4F8F4"}}
    return {"pattern": {"pattern": hatching, "fg_color": ink, "bg_color": "#FFFFFF"}}


def _progress(book: Book, sheet: Worksheet, summary: CitySummary) -> int:
    """The second picture and its numbers; gives the last 0-based row."""
    times = sorted(
        (min(known), line.unit.name)
        for line in summary.units
        if (known := [v.review.received_at for v in line.standing.versions if v.review.received_at])
    )
    units = len(summary.units)
    headers = ("第一次收到的时间", "单位", "累计单位数", "", "截止时间", "应报单位数")
    sheet.set_row(_NUMBERS, 28)
    for column, text in enumerate(headers):
        if text:
            sheet.write_string(_NUMBERS, column, text, book.looks["header"])
    deadline = _local(summary.round.deadline)
    rows = max(len(times), 2)
    book.fill(sheet, Body(_NUMBERS + 2, 0, (), (), rows, _times(book.looks, times, deadline, units)))
    chart = book.workbook.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    name, bottom = sheet.get_name(), _NUMBERS + max(1, len(times))
    if times:
        chart.add_series({
            "name": "已报送的单位数（累计）",
            "categories": [name, _NUMBERS + 1, 0, bottom, 0],
            "values": [name, _NUMBERS + 1, 2, bottom, 2],
            "categories_data": [f"{_moment(_local(when)):.16g}" for when, _ in times],
            "values_data": list(range(1, len(times) + 1)),
            "line": {"color": "#1F4E79", "width": 2},
            "marker": {"type": "circle", "size": 7, "fill": {"color": "#FFFFFF"}, "border": {"color": "#1F4E79"}},
        })  # fmt: skip
    chart.add_series({
        "name": "截止时间",
        "categories": [name, _NUMBERS + 1, 4, _NUMBERS + 2, 4],
        "values": [name, _NUMBERS + 1, 5, _NUMBERS + 2, 5],
        "categories_data": [f"{_moment(deadline):.16g}"] * 2,
        "values_data": [0, units],
        "line": {"color": "#B71C1C", "width": 2, "dash_type": "dash"},
        "marker": {"type": "none"},
    })  # fmt: skip
    chart.set_title({"name": "报送进度与截止时间", "name_font": {"name": "黑体", "size": 14}})
    chart.set_legend({"position": "bottom", "font": _FONT})
    ends = [*(_local(when) for when, _ in times), deadline]
    first, last = (edge.replace(hour=0, minute=0, second=0) for edge in (min(ends), max(ends)))
    chart.set_x_axis({
        "date_axis": False, "num_format": 'm"月"d"日"', "num_font": _FONT, "major_gridlines": {"visible": False},
        "min": _serial(first) - 1, "max": _serial(last) + 2,
    })  # fmt: skip
    chart.set_y_axis(
        {
            "min": 0,
            "max": units + 1,
            "num_format": "0",
            "major_gridlines": {"visible": True, "line": {"color": "#D0D0D0"}},
        }
    )
    chart.set_size({"width": _WIDTH, "height": _LOWER})
    sheet.insert_chart(_SECOND, 0, chart, {"description": "按时间累计的已报送单位数，竖虚线是截止时间"})
    return max(bottom, _NUMBERS + 2)


def _times(
    looks: Looks, times: Sequence[tuple[dt.datetime, str]], deadline: dt.datetime, units: int
) -> Iterator[Line]:  # fmt: skip
    """When each unit first reported, and beside the first two rows the line of the deadline."""
    number, centre, moment = looks["number"], looks["centre"], looks["moment"]
    for at in range(max(len(times), 2)):
        cells: list[tuple[int, Format, str | float]] = []
        if at < len(times):
            when, name = times[at]
            cells += [(0, moment, _moment(_local(when))), (1, centre, name), (2, number, at + 1)]
        if at < 2:
            cells += [(4, moment, _moment(deadline)), (5, number, at * units)]
        yield Line(None, cells)


def _moment(moment: dt.datetime) -> float:
    """As Excel counts: days, and the day's part."""
    past = moment - dt.datetime(1899, 12, 30)
    return past.days + past.seconds / 86400


def _local(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(CHINA).replace(tzinfo=None)


def _serial(moment: dt.datetime) -> int:
    """Days as Excel counts them."""
    return int(_moment(moment))
