"""The lists of the city's workbook: 问题清单, 未纳入, 报送情况, 溯源."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlpilot.findings import Finding, Severity, count
from xlpilot.intake.lower import Origin, level_titles
from xlpilot.ledger.standing import superseded
from xlpilot.moments import spoken
from xlpilot.review.judge import FileReview
from xlpilot.rollup.applied import Bearing, said
from xlpilot.rollup.attachment import excel_row
from xlpilot.rollup.book import Book
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.listing import FIRST_ROW, batched_listing, listing
from xlpilot.rollup.merge import CitySummary, Excluded
from xlpilot.rollup.names import LEFT_OUT, PROVENANCE, REPORTER, list_sheet, rows_sheet
from xlpilot.rollup.row_xml import Batch, Column, together
from xlpilot.rollup.rows import Block, Source, TableRows
from xlpilot.rollup.sheets import Cell, Link, spot
from xlpilot.rounds.model import Unit


def problems(book: Book, summary: CitySummary, discretion: Discretion) -> None:
    """Every error and warning, the errors first, each with a link to what became of its row."""
    headers = [
        ("单位", 12.0, "centre"), ("程度", 8.0, "centre"), ("代码", 9.0, "centre"), ("位置", 44.0, "text"),
        ("填写内容", 22.0, "text"), ("问题", 44.0, "text"), ("怎样修改", 40.0, "text"),
        ("去处", 16.0, "centre"),
    ]  # fmt: skip
    shown = [
        (review, finding) for review in _in_order(summary) for finding in review.findings
        if finding.severity is not Severity.INFO and not superseded(review)
    ]  # fmt: skip
    places = _places(summary, shown)
    rows: list[tuple[Cell, ...]] = [
        (_unit_name(summary, review), finding.severity.word, finding.code,
         discretion.text(_where(review, finding)), *discretion.about(summary.forms, finding),
         places.get((review.path, review.sha256, finding.place.sheet or "", finding.place.row or 0), ""))
        for review, finding in sorted(shown, key=lambda pair: pair[1].severity.rank)
    ]  # fmt: skip
    infos = sum(count(review.findings, Severity.INFO) for review in summary.files)
    note = f"先列错误，后列提醒；另有 {infos} 处写法已统一（说明），见 xlpilot validate -v。"
    listing(book, book.sheet("问题清单"), "问题清单", headers, rows, note)


def _places(
    summary: CitySummary, told: Sequence[tuple[FileReview, Finding]]
) -> dict[tuple[str, str, str, int], Link]:  # fmt: skip
    """Where the rows went of which something is told: file, hash, sheet and Excel row -> a link to it."""
    wanted: dict[tuple[str, str, str], set[int]] = {}
    for review, finding in told:
        wanted.setdefault((review.path, review.sha256, finding.place.sheet or ""), set()).add(finding.place.row or 0)
    found = {}

    def note(key: tuple[str, str, str], row: int, sheet: str, at: int) -> None:
        found[(*key, row)] = Link(f"{sheet} 第{at}行", spot(sheet, at))

    for one in summary.all:
        for block in one.included.blocks:
            key = (block.of.review.path, block.of.review.sha256, block.of.table.sheet)
            if rows := wanted.get(key):
                for number, row in zip(block.numbers, block.rows, strict=True):
                    if row in rows:
                        note(key, row, rows_sheet(one.form), excel_row(number))
        for at, out in enumerate(one.excluded, FIRST_ROW):
            note(
                (out.source.path, out.source.sha256, out.source.sheet),
                out.source.row,
                list_sheet(LEFT_OUT, one.form),
                at,
            )
    return found


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


def left_out(book: Book, summary: CitySummary, discretion: Discretion) -> None:
    """Every row that was read and is not in the summary, as it was typed."""
    entries = discretion.columns(summary.form.entries)
    headers = [(REPORTER, 10.0, "centre")]
    headers += [(field.title, min(field.width, 22), "text") for field in entries]
    headers += [("原因", 44.0, "text"), ("代码", 16.0, "centre"), ("来源", 36.0, "text")]
    reviews = {(review.path, review.sha256): review for review in summary.files}
    rows = [
        (
            row.unit.name if row.unit else "（不明）", *(discretion.text(row.typed[field.name]) for field in entries),
            _why(summary, reviews[row.source.path, row.source.sha256], row, discretion), "、".join(row.codes),
            discretion.text(_from(row.source)),
        )
        for row in summary.excluded
    ]  # fmt: skip
    note = f"共 {len(rows)} 行读到而没有进入汇总表，内容照原样列出；改好重报后再汇总。"
    title = list_sheet(LEFT_OUT, summary.form)
    listing(book, book.sheet(title), title, headers, rows, note)


def _from(source: Source) -> str:
    return " ← ".join((f"[{source.path}]{source.sheet}!第{source.row}行", *(one.words for one in source.lower)))


def _why(summary: CitySummary, review: FileReview, row: Excluded, discretion: Discretion) -> str:
    if not discretion.public:
        return row.why
    why = row.why
    for finding in review.findings:
        if finding.place.row in (None, row.source.row):
            why = why.replace(finding.message, discretion.about(summary.forms, finding)[1])
    return discretion.text(why)


def standing(book: Book, summary: CitySummary, discretion: Discretion) -> None:
    """Where every unit stands, and the files of nobody."""
    headers = [
        ("代码", 10.0, "centre"), (REPORTER, 12.0, "centre"), ("情况", 10.0, "centre"), ("份数", 8.0, "number"),
        ("采用的或最近的文件", 40.0, "text"), ("收到时间", 26.0, "centre"), ("项目行数", 10.0, "number"),
        ("纳入", 8.0, "number"), ("错误", 8.0, "number"), ("提醒", 8.0, "number"),
    ]  # fmt: skip
    rows: list[tuple[str | int, ...]] = []
    newest = {review.unit: review for review in summary.files}
    for line in summary.units:
        shown = line.in_force or newest.get(line.unit.code)
        findings = shown.findings if shown else ()
        rows.append((
            line.unit.code, line.unit.name, line.state.value, line.files,
            discretion.shown(shown.path) if shown else "",
            spoken(shown.received_at) if shown and shown.received_at else "",
            line.rows, line.included, count(findings, Severity.ERROR), count(findings, Severity.WARNING),
        ))  # fmt: skip
    for review in summary.unassigned:
        received = spoken(review.received_at) if review.received_at else ""
        there = review.table.row_count if review.table else 0
        errors, warnings = (count(review.findings, severity) for severity in (Severity.ERROR, Severity.WARNING))
        rows.append(("", "（不明）", "未采用", 1, discretion.shown(review.path), received, there, 0, errors, warnings))
    note = f"截止时间：{spoken(summary.round.deadline)}"
    if summary.standing.eligibility:
        note += f"；{summary.standing.eligibility.words}"
    listing(book, book.sheet("报送情况"), "报送情况", headers, rows, note)


def provenance(book: Book, summary: CitySummary, discretion: Discretion) -> None:
    """Of every included row: file, sheet, row, receipt, hash, and the decisions by which it is in; of a row of a
    summary from below also where that has it from, level by level.
    """
    headers = [
        ("序号", 8.0, "number"), (REPORTER, 12.0, "centre"), ("文件", 44.0, "text"), ("工作表", 16.0, "text"),
        ("行", 8.0, "number"), ("收到时间", 26.0, "centre"), ("文件 SHA-256", 68.0, "text"), ("决定", 30.0, "text"),
        ("说明", 24.0, "text"),
    ]  # fmt: skip
    depth = max((_depth(block) for block in summary.included.blocks), default=0)
    looked = [(width / 2 if width > 20 else width, look) for _, width, look in headers[1:7]] * depth
    headers += [(title, width, look) for title, (width, look) in zip(level_titles(depth), looked, strict=True)]
    looks = book.looks
    columns = [Column(width, looks[look]) for _, width, look in headers]
    columns[0] = Column(headers[0][1], looks["link"], leads=(rows_sheet(summary.form), excel_row(0)))
    batches = together(_origins(summary, depth, discretion))
    note = "汇总表每一行来自哪个文件、哪张表、哪一行；点序号回到那一行。一个格的来历：xlpilot explain 汇总！C7"
    title = list_sheet(PROVENANCE, summary.form)
    batched_listing(book, book.sheet(title), title, headers, columns, len(summary.included), batches, note)


def _depth(block: Block) -> int:
    lower = block.of.table.lower
    return max(len(lower.origins.get(row, ())) for row in block.rows) if lower else 0


def _origins(summary: CitySummary, depth: int, discretion: Discretion) -> Iterator[Batch]:
    decided = Bearing(summary.standing)
    size = len(level_titles(1))
    for block in summary.included.blocks:
        count, of = len(block), block.of
        here = origin_of(block.unit, of, discretion)
        decisions = [discretion.text("；".join(map(said, some))) for some in decided.on_rows(block)]
        notes = [f"{of.note}，自 {of.cell(row)} 起" for row in block.rows] if of.note else [""] * count
        batch: list[Sequence[str | int]] = [
            block.numbers, [here.unit] * count, [here.path] * count, [here.sheet] * count, block.rows,
            [here.received] * count, [here.sha256] * count, decisions, notes,
        ]  # fmt: skip
        if depth:
            below = [[value for one in lower_of(of, row, discretion) for value in one.fields] for row in block.rows]
            filled = [row + [""] * (depth * size - len(row)) for row in below]
            batch += zip(*filled, strict=True)
        yield batch


def origin_of(unit: Unit, of: TableRows, discretion: Discretion, row: int = 0) -> Origin:
    """The file that was received here, as 溯源 says of a row of it."""
    review = of.review
    received = spoken(review.received_at) if review.received_at else ""
    return Origin(unit.name, discretion.text(review.path), of.table.sheet, row, received, review.sha256)


def lower_of(of: TableRows, row: int, discretion: Discretion) -> list[Origin]:
    """What a summary from below tells of the levels below it."""
    shown = discretion.text
    return [replace(one, unit=shown(one.unit), path=shown(one.path)) for one in of.lower(row)]
