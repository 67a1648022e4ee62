"""附件1 filled in from a county's applications, for the county to look over and send: a fresh form of its own."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace

from openpyxl import load_workbook
from openpyxl.packaging.custom import StringProperty

from xlpilot.findings import Severity
from xlpilot.form.issue import issue
from xlpilot.form.layout import TableLayout
from xlpilot.intake.guard import Package
from xlpilot.intake.xlsx_outline import read_outline
from xlpilot.report.marked.copy import Office
from xlpilot.report.marked.dress import dress
from xlpilot.report.marked.listing import Head
from xlpilot.report.marked.listing_sheet import add_listing
from xlpilot.report.marked.marks import Mark, Spot
from xlpilot.report.marked.plain import put
from xlpilot.report.marked.rebuilt import fitting_height
from xlpilot.report.marked.saving import save
from xlpilot.rounds.model import Form, Round, Unit
from xlpilot.values import dataclass

# Custom document property: a digest of what the rows were made from.
PROPERTY = "xlpilot-proposed"


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A row to propose: field of the summary -> text, and where it was taken from, in words."""

    values: dict[str, str]
    source: str


def fingerprint(round_: Round, unit: Unit, serial: int, rows: Sequence[ProposedRow]) -> str:
    """Value of the property: the same rows for the same unit have the same."""
    told = [round_.version, unit.code, serial, *((sorted(row.values.items()), row.source) for row in rows)]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def made_from(data: bytes) -> str:
    """The property of a workbook, '' where it has none."""
    return str(read_outline(Package(data)).properties.get(PROPERTY, ""))


def proposed_form(office: Office, unit: Unit, form: Form, rows: Sequence[ProposedRow]) -> bytes:
    """The workbook's bytes; the same rows give the same bytes. Every row is marked as one to look over.

    Raises:
        ValueError: the office has no secrets to sign with.
    """
    if office.secrets is None:
        raise ValueError("nothing can be issued without secrets")
    round_ = office.round
    name = next(key for key, one in round_.forms.items() if one is form)
    sized = replace(unit, rows=max(unit.rows or form.rows, len(rows)))
    serial = office.serial(name, unit.code)
    secrets = office.secrets
    made = issue(round_, form, [sized], round_.definition, secrets.key, secrets.password, {unit.code: serial})
    data = next(made)[1]
    workbook = load_workbook(io.BytesIO(data))
    layout, sheet = TableLayout.of(form, sized.rows or form.rows), workbook[form.sheet]
    marks = []
    for number, row in enumerate(rows):
        at = layout.first_entry_row + number
        for field, text in row.values.items():
            put(sheet[layout.cell(at, field)], text)
        sheet.row_dimensions[at].height = fitting_height(layout, sheet, at)
        first = layout.cell(at, next(iter(row.values)))
        shown = "，".join(list(row.values.values())[:2])
        marks.append(
            Mark(
                Severity.WARNING, Spot(form.sheet, first), f"{form.sheet}!{first}", shown,
                f"这一行由申请表推出：{row.source}", "请核对；不申报的删去这一行，缺的补上", row.source,
            )
        )  # fmt: skip
    records = dress(workbook, {mark.spot: [mark] for mark in marks if mark.spot})
    ask = f"{round_.contact.office} {round_.contact.person} {round_.contact.phone}"
    about = (
        f"单位：{unit.name}（{unit.code}）",
        f"收到了申请表，没有收到{form.attachment}。下面 {len(rows)} 行是按申请表填好的，没有列入汇总，等你单位确认。",
    )
    following = f"下一步：核对各行，填写表上方的各项，盖章后把本文件发回。不明白的请问：{ask}。"
    add_listing(workbook, Head(about, following), marks, records, title=f"{form.attachment}请核对")
    value = fingerprint(round_, unit, serial, rows)
    workbook.custom_doc_props.append(StringProperty(name=PROPERTY, value=value))  # type: ignore[attr-defined]
    package = Package(data)
    sheets = {title: package.read(part) for title, _, part in read_outline(package).sheets}
    return save(workbook, {}, sheets, None)
