"""One marked copy: load or rebuild, take earlier marks back, mark, list, save, and read it again to be sure."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import StringProperty

from xlpilot.findings import Place, Severity
from xlpilot.intake.extract import extract
from xlpilot.intake.grid import Book
from xlpilot.intake.guard import Package
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Refused
from xlpilot.intake.table import Table
from xlpilot.intake.xlsx_outline import read_outline
from xlpilot.moments import CHINA, spoken
from xlpilot.report.marked.dress import dress, undress
from xlpilot.report.marked.listing import MOST, Head, add_listing, remove_listing
from xlpilot.report.marked.losses import ORIGINAL, losses
from xlpilot.report.marked.marks import PROPERTY, Finder, Mark, Spot, by_spot, fingerprint, in_place, marks, moved
from xlpilot.report.marked.notes import annotate, clear
from xlpilot.report.marked.patch import patched
from xlpilot.report.marked.plain import plain_copy
from xlpilot.report.marked.rebuilt import SALVAGED, rebuilt
from xlpilot.report.marked.saving import save
from xlpilot.report.marked.xml_bytes import Unfit
from xlpilot.review.judge import FileReview
from xlpilot.review.likely import with_likely_options
from xlpilot.review.several_units import part_of
from xlpilot.rounds.model import Round
from xlpilot.rounds.workspace import Secrets
from xlpilot.rules.base import Fault

# Sheets above this many bytes of XML are mostly empty formatted rows, which openpyxl would take minutes for.
_MOST_XML = 16 << 20


@dataclass(frozen=True, slots=True)
class Office:
    """What the city office adds: its round, its secrets (None: nothing is signed), the last serial of a unit."""

    round: Round
    secrets: Secrets | None = None
    serials: Mapping[str, Mapping[str, int]] | None = None  # form -> unit -> serial

    def serial(self, form: str, unit: str | None) -> int:
        """Number of the last issue of a form to a unit, 1 where none is known."""
        return (self.serials or {}).get(form, {}).get(unit or "", 1)


@dataclass(frozen=True, slots=True)
class _Start:
    """An unmarked copy: how to find a place in it, and what is to be said about it."""

    workbook: Workbook
    find: Finder
    remarks: tuple[str, ...]
    sheets: Mapping[str, bytes]  # their XML before openpyxl loaded it
    kept: bool = False  # it is the county's own workbook, with its formulas


def marked_copy(data: bytes, review: FileReview, office: Office) -> bytes:
    """The marked copy of a returned workbook, as .xlsx.

    Of an .xlsx only the parts are changed that marks need; one in which that is not safe is loaded and saved. What
    cannot be loaded is put into a form issued anew, or else copied as plain values.
    The rows of the copy are those of the original: a copy that is read differently gives way to the next kind.
    Of a workbook in which several units' tables lie, the copy holds nothing but the one that was reviewed.
    Raises ValueError where the original can no longer be read.
    """
    codes = {finding.code for finding in review.findings}
    broken = bool(codes & SALVAGED)
    if not broken and review.part is None:
        content = patched_copy(data, review, office.round)
        if content is not None:
            return content
    book = read_book(data)
    if not isinstance(book, Book):
        raise ValueError(f"{review.path}: not a workbook that can be read")
    if review.part is not None:
        # The workbook holds other units' data, which are nobody's business here.
        book = part_of(book, review.part, review.unit or "")
    starts = (_rebuilt, _loaded) if broken else (_loaded, _rebuilt)
    for start in starts if review.part is None else (_rebuilt,):
        made = start(data, book, review, office)
        if made is None:
            continue
        try:
            content = _finished(made, book, review, office)
        except Exception:  # what openpyxl has loaded it cannot always save
            continue
        if _same_rows(content, review, office.round):
            return content
    return _finished(_plain(book, review.part is not None), book, review, office)


def patched_copy(data: bytes, review: FileReview, round_: Round) -> bytes | None:
    """The copy of an .xlsx as it came, patched; None where that is not safe. See patch."""
    try:
        package = Package(data)
        outline = read_outline(package)
        found = marks(review, round_, in_place([name for name, _, _ in outline.sheets]))
        return patched(package, outline, found, _head(review, round_, found, ()), fingerprint(review, round_))
    except (Unfit, Refused, ValueError):
        return None


def _loaded(data: bytes, book: Book, review: FileReview, office: Office) -> _Start | None:
    if book.container not in ("xlsx", "xlsm"):
        return None
    try:
        package = Package(data)
        parts = {name: part for name, _, part in read_outline(package).sheets}
        contents = {name: package.read(part) for name, part in parts.items()}
        lost = losses(package, list(parts.values()))
    except Refused:
        return None
    if sum(map(len, contents.values())) > _MOST_XML or any(b"<!DOCTYPE" in part[:1000] for part in contents.values()):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it drops is told by `losses`
            workbook = load_workbook(io.BytesIO(data))
    except Exception:  # odd styles and much else that Excel opens all the same
        return None
    if not workbook.worksheets or len(workbook.worksheets) != len(workbook.sheetnames):
        return None  # chart sheets cannot carry marks and may not be lost
    records = remove_listing(workbook)
    if not workbook.worksheets:
        return None
    undress(workbook, records)
    clear(workbook)
    remarks = (f"原件里的这些内容没有带到本件：{'、'.join(lost)}{ORIGINAL}",) if lost else ()
    return _Start(workbook, in_place(workbook.sheetnames), remarks, contents, kept=True)


def _rebuilt(data: bytes, book: Book, review: FileReview, office: Office) -> _Start | None:
    made = rebuilt(book, review, office.round, office.secrets, office.serial(review.kind, review.unit))
    if made is None or review.table is None:
        return None
    return _Start(made.workbook, moved(made.cells), made.left, made.sheets)


def _plain(book: Book, part: bool) -> _Start:
    workbook, names = plain_copy(book)
    same = in_place(names)

    def find(place: Place) -> Spot | None:
        spot = same(place)
        return Spot(names[spot.sheet], spot.cell) if spot else None

    remark = "原件的格式带不过来，本件只抄录了各格的内容，没有锁定和下拉列表" + ORIGINAL
    if part:
        remark = f"原件里有几个单位的表，本件只抄录了其中一张；{remark}"
    if any(name != new for name, new in names.items()):
        remark += "；名称不合规的工作表已改名"
    return _Start(workbook, find, (remark,), {})


def _finished(start: _Start, book: Book, review: FileReview, office: Office) -> bytes:
    found = marks(review, office.round, start.find)
    cells = by_spot(found[:MOST])
    records = dress(start.workbook, cells)
    annotate(start.workbook, cells)
    add_listing(start.workbook, _head(review, office.round, found, start.remarks), found, records)
    _sign(start.workbook, fingerprint(review, office.round))
    grids = {grid.name: grid for grid in book.grids} if start.kept else {}
    when = review.received_at.astimezone(dt.UTC) if review.received_at else None
    return save(start.workbook, grids, start.sheets, when)


def _head(review: FileReview, round_: Round, found: Sequence[Mark], remarks: tuple[str, ...]) -> Head:
    unit = round_.unit_by_code.get(review.unit or "")
    received = spoken(review.received_at.astimezone(CHINA)) if review.received_at else "未登记"
    errors = sum(mark.severity is Severity.ERROR for mark in found)
    who = f"{unit.name}（{unit.code}）" if unit else "未能确定"
    name = re.split(r"[/!]", review.file)[-1]
    name += f" 的工作表“{review.part}”" if review.part is not None else ""
    about = (
        f"单位：{who}    文件：{name}",
        f"收到时间：{received}    截止时间：{spoken(round_.deadline)}",
        f"必须修改的错误 {errors} 处，请核对的提醒 {len(found) - errors} 处。"
        "错误的格子是浅红底、虚线框，提醒是浅黄底、点线框；鼠标停在格子上可看批注。",
    )
    ask = f"{round_.contact.office} {round_.contact.person} {round_.contact.phone}"
    if any(finding.code == "XP701" for finding in review.findings):
        return Head(about, f"本件收到时已过截止时间，是否受理请先联系：{ask}。", remarks)
    step = "下一步：点“位置”跳到格子，改好后直接把本文件发回即可；底色、批注和本清单不必删除。"
    if review.table and review.table.lower:
        step = "下一步：不要在本文件里改；请改好这一行的来源（见“溯源”），重新汇总，报新写出的汇总表。"
    return Head(about, f"{step}不明白的请问：{ask}。", remarks)


def _sign(workbook: Workbook, text: str) -> None:
    properties = workbook.custom_doc_props  # type: ignore[attr-defined]
    if PROPERTY in properties.names:
        del properties[PROPERTY]
    properties.append(StringProperty(name=PROPERTY, value=text))


def _same_rows(content: bytes, review: FileReview, round_: Round) -> bool:
    """Whether the copy is read as the original was: same rows in the same order, whatever their addresses."""
    book = read_book(content)
    if not isinstance(book, Book) or review.table is None:
        return False
    table = extract(book, round_, review.kind)
    if table is None:
        return False
    if any(finding.code == "XP231" for finding in review.findings):
        table = with_likely_options(table, round_)
    there = {one.form: one for one in table.all}
    return all(one.form in there and _same(there[one.form], one) for one in review.table.all)


def _same(table: Table, original: Table) -> bool:
    line = {name: value.typed for name, value in original.line.items() if value.typed}
    return (
        len(table.rows) == len(original.rows)
        and all(name in table.line for name in line)
        and all(_known(table.values[name]) == _known(column) for name, column in original.values.items())
    )


def _known(column: Sequence[object]) -> list[object]:
    # What a formula without a result stands for is in no copy but one that keeps the formula.
    return [None if value is Fault.UNCALCULATED else value for value in column]
