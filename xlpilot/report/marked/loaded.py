"""A marked copy made with openpyxl: load or rebuild, take earlier marks back, mark, list, save, and read it again to be
sure. For what cannot be patched.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import StringProperty

from xlpilot.findings import Place
from xlpilot.intake.extract import extract
from xlpilot.intake.grid import Book
from xlpilot.intake.guard import Package
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Refused
from xlpilot.intake.table import Table
from xlpilot.intake.xlsx_outline import read_outline
from xlpilot.report.marked.comments import annotate, clear
from xlpilot.report.marked.dress import dress, undress
from xlpilot.report.marked.heading import heading
from xlpilot.report.marked.listing import MOST
from xlpilot.report.marked.listing_sheet import add_listing, remove_listing
from xlpilot.report.marked.losses import ORIGINAL, losses
from xlpilot.report.marked.marks import PROPERTY, Finder, Spot, by_spot, fingerprint, in_place, marks, moved
from xlpilot.report.marked.plain import plain_copy
from xlpilot.report.marked.rebuilt import rebuilt
from xlpilot.report.marked.saving import save
from xlpilot.review.judge import FileReview
from xlpilot.review.likely import with_likely_options
from xlpilot.review.several_units import part_of
from xlpilot.rounds.model import Round
from xlpilot.rules.base import Fault
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlpilot.report.marked.copy import Office

# Sheets above this many bytes of XML are mostly empty formatted rows, which openpyxl would take minutes for.
_MOST_XML = 16 << 20


@dataclass(frozen=True, slots=True)
class _Start:
    """An unmarked copy: how to find a place in it, and what is to be said about it."""

    workbook: Workbook
    find: Finder
    remarks: tuple[str, ...]
    sheets: Mapping[str, bytes]  # their XML before openpyxl loaded it
    kept: bool = False  # it is the county's own workbook, with its formulas


def loaded_copy(data: bytes, review: FileReview, office: Office, *, broken: bool) -> bytes:
    """The copy of a workbook that is loaded and saved, or put into a form issued anew, or copied as plain values.

    Args:
        broken: the form itself is not the one that is in force, so that a fresh one is tried first.

    Raises ValueError where the original can no longer be read.
    """
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
    add_listing(start.workbook, heading(review, office.round, found, start.remarks), found, records)
    _sign(start.workbook, fingerprint(review, office.round))
    grids = {grid.name: grid for grid in book.grids} if start.kept else {}
    when = review.received_at.astimezone(dt.UTC) if review.received_at else None
    return save(start.workbook, grids, start.sheets, when)


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
