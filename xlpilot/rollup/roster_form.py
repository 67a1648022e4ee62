"""The empty roster of former pilots that a new workspace holds: headers, dropdowns, and how to fill it in.

It lies beside round.toml, made from it: python -m xlpilot.rollup.roster_form FOLDER.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xlpilot.files import write_whole
from xlpilot.moments import CHINA
from xlpilot.review.across.former import ACCEPTED, COLUMNS, OPEN, SHEET
from xlpilot.rollup.sheets import Looks, height, paper
from xlpilot.rounds.load import load_round
from xlpilot.rounds.model import Eligibility, Round
from xlpilot.rounds.workspace import ROSTER

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_ROWS = 500  # with dropdowns; more may be typed below
_LONGEST = 255  # characters of a list that is written into the validation itself


def roster_form(round_: Round, asked: Eligibility) -> bytes:
    """The bytes of the workbook; the same round gives the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    created: dt.datetime = round_.deadline.astimezone(CHINA).replace(tzinfo=None)
    workbook.set_properties({"title": "往年试点名单", "author": round_.issuer, "created": created})
    looks = Looks(workbook)
    _list(workbook.add_worksheet(SHEET), looks, round_, asked)
    _guide(workbook.add_worksheet("填写说明"), looks, round_, asked)
    workbook.close()
    return buffer.getvalue()


def _list(sheet: Worksheet, looks: Looks, round_: Round, asked: Eligibility) -> None:
    options = {
        "level": list(asked.levels),
        "category": [category.name for category in round_.categories],
        "accepted": [ACCEPTED, OPEN],
    }
    sheet.set_row(0, 28)
    for at, column in enumerate(COLUMNS):
        look = looks["number"] if column.name == "year" else looks["text"]
        sheet.set_column(at, at, column.width + 2)
        sheet.write_string(0, at, column.title, looks["header"])
        for row in range(1, 31):
            sheet.write_blank(row, at, None, look)
        rule: dict[str, object] = {"input_title": column.title, "input_message": column.prompt, "ignore_blank": True}
        names = options.get(column.name, [])
        if column.name == "year":
            rule |= {"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": round_.year}
            rule |= {"error_message": f"请填 2000 至 {round_.year} 的四位数年份"}
        elif names and len(",".join(names)) <= _LONGEST:
            # What a former project was may have had another name then.
            rule |= {"validate": "list", "source": names}
            rule |= {"error_type": "stop" if column.required else "information", "error_message": "请从下拉列表中选"}
        else:
            rule |= {"validate": "any"}
        sheet.data_validation(1, at, _ROWS, at, rule)
    paper(sheet, 0, len(COLUMNS) - 1, 30)


def _guide(sheet: Worksheet, looks: Looks, round_: Round, asked: Eligibility) -> None:
    years = "、".join(map(str, asked.years))
    whose = "本次申报的类别" if asked.exempt_by == "new" else "往年项目的类别"
    lines = [
        f"这份名单由市局填写，放在工作文件夹里，名字不要改；没有它或它是空的，汇总时注明“{SHEET}：未核对”。",
        f"在“{SHEET}”里一个试点填一行，从表头的下一行填起。核对的年度：{years}。",
        f"级别：只填 {'、'.join(asked.levels)}。验收情况：只填 {ACCEPTED} 或 {OPEN}。年度：四位数，如 2016。",
        "单位：填全称并写明在哪个县市区，如“衡山县岳云中学”；只写“岳云中学”的按市直单位认，与县里的同名学校只作提示。",
        f"申报单位有{OPEN}的试点的，审核时提醒，由人确认；不因此退回。",
    ]
    if asked.exempt:
        lines.append(f"除外的类别：{'、'.join(asked.exempt)}，看{whose}（round.toml 的 eligibility.exempt_by）。")
    if asked.clause:
        lines.append(f"依据：{asked.clause}")
    sheet.set_column(0, 0, 100)
    sheet.set_row(0, 36)
    sheet.write_string(0, 0, "怎样填写往年试点名单", looks["title"])
    for row, line in enumerate(lines, 1):
        text = f"{row}. {line}"
        sheet.set_row(row, height([(text, 100)]))
        sheet.write_string(row, 0, text, looks["text"])
    paper(sheet, 0, 0, len(lines))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    defined = load_round(folder)
    if defined.eligibility:
        write_whole(folder / ROSTER, roster_form(defined, defined.eligibility))
