"""The city's workbook: 附件1 for all units, and beside it what was counted, what is wrong, what is missing and why.

Written with XlsxWriter's write_string: whatever a county typed is a text, never a formula or a link. Nothing depends
on the clock, the folder, the locale or the time zone, so the same inputs and receipts give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from xlpilot.findings import Finding, Severity, count
from xlpilot.ledger.standing import State, superseded
from xlpilot.moments import spoken
from xlpilot.review.judge import FileReview
from xlpilot.rollup.merge import CitySummary
from xlpilot.rollup.progress import decisions_sheet
from xlpilot.rollup.sheets import Looks, height, listing, paper

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

COUNTY_TITLE = "县市区"


def city_workbook(summary: CitySummary) -> bytes:
    """The bytes of the finished workbook."""
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    created = summary.round.deadline.astimezone(dt.timezone(dt.timedelta(hours=8))).replace(tzinfo=None)
    workbook.set_properties({"title": summary.form.title, "author": summary.round.issuer, "created": created})
    looks = Looks(workbook)
    _attachment(workbook.add_worksheet(summary.form.sheet), looks, summary)
    _counts(workbook.add_worksheet("统计"), looks, summary)
    _findings(workbook.add_worksheet("问题清单"), looks, summary)
    _excluded(workbook.add_worksheet("未纳入"), looks, summary)
    _standing(workbook.add_worksheet("报送情况"), looks, summary)
    decisions_sheet(workbook.add_worksheet("决定"), looks, summary.standing)
    _provenance(workbook.add_worksheet("溯源"), looks, summary)
    workbook.close()
    return buffer.getvalue()


def _attachment(sheet: Worksheet, looks: Looks, summary: CitySummary) -> None:
    form = summary.form
    entries = form.entries
    columns: list[tuple[str, float, str]] = [("序号", 6, "number"), (COUNTY_TITLE, 10, "centre")]
    for field in entries:
        short = not field.plain_text
        columns.append((field.title, field.width, "centre" if short else "text"))
    last = len(columns) - 1
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, form.attachment, looks["attachment"])
    sheet.set_row(1, 40)
    sheet.merge_range(1, 0, 1, last, "", looks["title"])
    sheet.write_string(1, 0, form.title, looks["title"])
    waiting = [line.unit.name for line in summary.units if line.state is State.MISSING]
    note = f"汇总单位：{summary.round.issuer}        共 {len(summary.included)} 个项目"
    sheet.set_row(2, 28)
    sheet.merge_range(2, 0, 2, last, "", looks["meta"])
    sheet.write_string(2, 0, note, looks["meta"])
    banner = f"暂定：尚有 {len(waiting)} 个单位未报（{'、'.join(waiting)}）" if waiting else ""
    sheet.set_row(3, height([(banner, sum(width for _, width, _ in columns))]) if banner else 6)
    sheet.merge_range(3, 0, 3, last, "", looks["warn"])
    sheet.write_string(3, 0, banner, looks["warn"])
    sheet.set_row(4, 32)
    for number, (text, width, _) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(4, number, text, looks["header"])
    for row_number, row in enumerate(summary.included, 5):
        texts = [row.unit.name, *(_shown(row.values[field.name]) for field in entries)]
        sheet.set_row(row_number, height([(text, columns[n][1]) for n, text in enumerate(texts, 1)]))
        sheet.write_number(row_number, 0, row.number, looks["number"])
        for column, text in enumerate(texts, 1):
            sheet.write_string(row_number, column, text, looks[columns[column][2]])
    end = 4 + len(summary.included)
    if summary.included:
        sheet.autofilter(4, 0, end, last)
    sheet.set_row(end + 1, 40)
    sheet.write_string(end + 1, 1, "制表：", looks["meta"])
    sheet.write_string(end + 1, max(3, last // 2), "审核：", looks["meta"])
    sheet.write_string(end + 1, max(4, last - 2), "日期：      年   月   日", looks["meta"])
    paper(sheet, 4, last, end + 1)


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _counts(sheet: Worksheet, looks: Looks, summary: CitySummary) -> None:
    """Unit by category; sums are formulas that a reader can follow, with the value that we counted as their cache."""
    categories = list(summary.by_category())
    matrix = summary.matrix()
    headers = ["县市区", *categories, "合计"]
    last = len(headers) - 1
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, max(1, last), 18)
    sheet.set_row(0, 36)
    sheet.merge_range(0, 0, 0, max(1, last), "", looks["title"])
    sheet.write_string(0, 0, "按县市区和申报类别统计", looks["title"])
    sheet.set_row(1, 8)
    sheet.set_row(2, 28)
    for column, text in enumerate(headers):
        sheet.write_string(2, column, text, looks["header"])
    for row, (unit, counts) in enumerate(matrix, 3):
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, unit.name, looks["centre"])
        for column, category in enumerate(categories, 1):
            sheet.write_number(row, column, counts[category], looks["number"])
        total = sum(counts.values())
        sheet.write_formula(row, last, f"=SUM({_span(row, 1, row, last - 1)})", looks["total"], total)
    bottom = 3 + len(matrix)
    sheet.set_row(bottom, 26)
    sheet.write_string(bottom, 0, "合计", looks["total"])
    totals = [*summary.by_category().values(), len(summary.included)]
    for column, total in enumerate(totals, 1):
        sheet.write_formula(bottom, column, f"=SUM({_span(3, column, bottom - 1, column)})", looks["total"], total)
    control = f"核对：读到 {summary.rows_in} 行 ＝ 纳入 {len(summary.included)} 行 ＋ 未纳入 {len(summary.excluded)} 行"
    sheet.set_row(bottom + 1, 26)
    sheet.write_string(bottom + 1, 0, control, looks["meta"])
    paper(sheet, 2, max(1, last), bottom + 1)


def _span(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    from xlsxwriter.utility import xl_range

    return str(xl_range(first_row, first_column, last_row, last_column))


def _findings(sheet: Worksheet, looks: Looks, summary: CitySummary) -> None:
    headers = [
        ("单位", 12.0, "centre"), ("程度", 8.0, "centre"), ("代码", 9.0, "centre"), ("位置", 44.0, "text"),
        ("填写内容", 22.0, "text"), ("问题", 44.0, "text"), ("怎样修改", 40.0, "text"),
    ]  # fmt: skip
    shown = [
        (review, finding) for review in _in_order(summary) for finding in review.findings
        if finding.severity is not Severity.INFO and not superseded(review)
    ]  # fmt: skip
    rows = [
        (_unit_name(summary, review), finding.severity.word, finding.code, _where(review, finding), finding.value,
         finding.message, finding.fix)
        for review, finding in sorted(shown, key=lambda pair: pair[1].severity.rank)
    ]  # fmt: skip
    infos = sum(count(review.findings, Severity.INFO) for review in summary.files)
    note = f"先列错误，后列提醒；另有 {infos} 处写法已统一（说明），见 xlpilot validate。"
    listing(sheet, looks, "问题清单", headers, rows, note)


def _in_order(summary: CitySummary) -> Sequence[FileReview]:
    order = {line.unit.code: number for number, line in enumerate(summary.units)}
    return sorted(summary.files, key=lambda review: order.get(review.unit or "", len(order)))


def _unit_name(summary: CitySummary, review: FileReview) -> str:
    unit = summary.round.unit_by_code.get(review.unit or "")
    return unit.name if unit else "（不明）"


def _where(review: FileReview, finding: Finding) -> str:
    """Link text: file, sheet and cell in the form that Excel uses."""
    place = finding.place
    if place.sheet is None:
        return review.path
    at = place.cell or (f"第{place.row}行" if place.row else "")
    return f"[{review.path}]{place.sheet}" + (f"!{at}" if at else "")


def _excluded(sheet: Worksheet, looks: Looks, summary: CitySummary) -> None:
    entries = summary.form.entries
    headers = [("县市区", 10.0, "centre")]
    headers += [(field.title, min(field.width, 22), "text") for field in entries]
    headers += [("原因", 44.0, "text"), ("代码", 16.0, "centre"), ("来源", 36.0, "text")]
    rows = [
        (
            row.unit.name if row.unit else "（不明）", *(row.typed[field.name] for field in entries), row.why,
            "、".join(row.codes), f"[{row.source.path}]{row.source.sheet}!第{row.source.row}行",
        )
        for row in summary.excluded
    ]  # fmt: skip
    note = f"共 {len(rows)} 行读到而没有进入汇总表，内容照原样列出；改好重报后再汇总。"
    listing(sheet, looks, "未纳入", headers, rows, note)


def _standing(sheet: Worksheet, looks: Looks, summary: CitySummary) -> None:
    headers = [
        ("代码", 10.0, "centre"), ("县市区", 12.0, "centre"), ("情况", 10.0, "centre"), ("份数", 8.0, "number"),
        ("采用的或最近的文件", 40.0, "text"), ("收到时间", 26.0, "centre"), ("项目行数", 10.0, "number"),
        ("纳入", 8.0, "number"), ("错误", 8.0, "number"), ("提醒", 8.0, "number"),
    ]  # fmt: skip
    rows: list[tuple[str | int, ...]] = []
    for line in summary.units:
        own = [review for review in summary.files if review.unit == line.unit.code]
        shown = line.in_force or (own[-1] if own else None)
        findings = shown.findings if shown else ()
        rows.append((
            line.unit.code, line.unit.name, line.state.value, line.files,
            shown.path if shown else "",
            spoken(shown.received_at) if shown and shown.received_at else "",
            line.rows, line.included, count(findings, Severity.ERROR), count(findings, Severity.WARNING),
        ))  # fmt: skip
    for review in summary.unassigned:
        received = spoken(review.received_at) if review.received_at else ""
        there = len(review.table.rows) if review.table else 0
        errors, warnings = (count(review.findings, severity) for severity in (Severity.ERROR, Severity.WARNING))
        rows.append(("", "（不明）", "未采用", 1, review.path, received, there, 0, errors, warnings))
    note = f"截止时间：{spoken(summary.round.deadline)}"
    if summary.standing.eligibility:
        note += f"；{summary.standing.eligibility.words}"
    listing(sheet, looks, "报送情况", headers, rows, note)


def _provenance(sheet: Worksheet, looks: Looks, summary: CitySummary) -> None:
    headers = [
        ("序号", 8.0, "number"), ("县市区", 12.0, "centre"), ("文件", 44.0, "text"), ("工作表", 16.0, "text"),
        ("行", 8.0, "number"), ("收到时间", 26.0, "centre"), ("文件 SHA-256", 40.0, "text"),
    ]  # fmt: skip
    rows = [
        (
            row.number, row.unit.name, row.source.path, row.source.sheet, row.source.row,
            spoken(row.source.received_at) if row.source.received_at else "", row.source.sha256,
        )
        for row in summary.included
    ]  # fmt: skip
    listing(sheet, looks, "溯源", headers, rows, "附件1 的每一行来自哪个文件、哪张表、哪一行。")
