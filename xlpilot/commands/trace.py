"""explain 汇总!C7: where a cell of the summary came from, what was typed there, and what became of it on the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from xlpilot.commands.kept import kept
from xlpilot.commands.validate import judged, received
from xlpilot.errors import XlpilotError
from xlpilot.findings import Finding
from xlpilot.ledger.archive import digest
from xlpilot.ledger.events import Decision, Written, standing_decisions
from xlpilot.ledger.store import open_ledger
from xlpilot.rounds.model import Form
from xlpilot.rounds.workspace import SUMMARY, Workspace
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlpilot.intake.lower import Origin
    from xlpilot.rollup.rows import Included

# As it may come out of a shell: full-width, quoted, with dollars; '!' may have been escaped or replaced.
_ADDRESS = re.compile(r"(?:(?P<sheet>.+?)\s*[!.:#])?\s*\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9][0-9]{0,6})")
_HINT = "写成 汇总!C7（在命令行里可以用全角的 汇总！C7，免得 ! 被改掉）"


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known about one cell of the summary.

    Attributes:
        written: the summary that is explained.
        intact: whether the file on the disk still is what was written.
        cell, title, value: the cell's address with its sheet, the column's header, and what stands there.
        origin: file, sheet, row and hash of the row; None where the cell was counted.
        counted: Excel rows of 附件1 that a cell of 统计 counts.
        there: address in the county's sheet, None where the value stands in no cell of its own.
        typed: what was typed there; None where the program itself put the value.
        row: the row as it would be included today; None where it no longer would.
        findings: what was found about the cell or its row.
        decisions: those that bear on the row.
        lower: of a row of a summary from below, where that has the cell from, level by level, and the address there.
    """

    written: Written
    intact: bool
    cell: str
    title: str
    value: str
    origin: Origin | None = None
    counted: tuple[int, ...] = ()
    there: str | None = None
    typed: str | None = None
    row: Included | None = None
    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    lower: tuple[tuple[Origin, str | None], ...] = ()


def is_cell(text: str) -> bool:
    """Whether this names a cell and not a rule."""
    plain = _plain(text)
    return not re.fullmatch(r"XP\d{3}", plain, re.IGNORECASE) and _ADDRESS.fullmatch(plain) is not None


def trace(workspace: Workspace, text: str, passwords: Sequence[str] = ()) -> Trace:
    """Explain a cell of the summary written last.

    Args:
        text: sheet and cell, such as 汇总!C7, 附件1!C7, 统计!B4 or C7 alone.

    Raises:
        XlpilotError: no summary was written yet, no such cell, or one that holds nothing that was collected.
    """
    found = _ADDRESS.fullmatch(_plain(text))
    if found is None:
        raise XlpilotError(f"“{text}”不是单元格", _HINT)
    sheet, column, row = found["sheet"] or "汇总", found["column"].upper(), int(found["row"])
    form = next(iter(workspace.round.forms.values()))
    written, data, intact = _last(workspace)
    ours = digest(data) == written.sha256
    from xlpilot.rollup.names import PROVENANCE, list_sheet, rows_sheet
    from xlpilot.rollup.read_back import counted_at, row_at

    if sheet == "统计":
        counted = counted_at(data, form.sheet, column, row, ours=ours)
        if counted is None:
            raise XlpilotError(f"“统计!{column}{row}”不是数出来的数", "请指一个单位一行里的格")
        return Trace(written, intact, f"统计!{column}{row}", counted.title, counted.value, counted=counted.rows)
    forms = workspace.round.stacked(form)
    named = {name: (one, name) for one in forms for name in (rows_sheet(one), list_sheet(PROVENANCE, one))}
    places = {_plain(name): there for name, there in named.items()}
    places |= {"汇总": (form, form.sheet), _plain(form.attachment): (form, form.sheet)}
    if sheet not in places:
        known = "、".join(name for name in named if name != form.sheet)
        raise XlpilotError(f"“{sheet}”里的格说不出来历", f"说得出的是 汇总（即 {form.sheet}）、统计、{known}；{_HINT}")
    form, sheet = places[sheet]
    at = row_at(data, form, column, row, sheet, ours=ours)
    if at is None:
        raise XlpilotError(f"“{sheet}!{column}{row}”这个格里没有收来的内容", "请指项目那几行里的格")
    start = Trace(written, intact, f"{at.sheet}!{column}{row}", at.title, at.value, at.origin)
    return _followed(workspace, start, form, passwords)


def _followed(workspace: Workspace, start: Trace, form: Form, passwords: Sequence[str]) -> Trace:
    """The trace with what the original holds, judged as today."""
    from dataclasses import replace

    from xlpilot.rollup.applied import decisions_on
    from xlpilot.rollup.merge import merge

    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        receipts, decisions, papers = ledger.receipts(), ledger.decisions(), ledger.papers()
    returned = received(workspace, receipts, passwords=passwords)
    whole = merge(judged(workspace, returned, standing_decisions(decisions), papers))
    summary = next(one for one in whole.all if one.form is form)
    origin = start.origin
    assert origin is not None
    same = [one for one in summary.files if one.sha256 == origin.sha256 and one.table]
    review = next((one for one in same if one.path == origin.path), same[0] if same else None)
    tables = review.table.all if review and review.table else ()
    table = next((one for one in tables if workspace.round.forms[one.form] is form), None)
    if review is None or table is None or origin.row not in table.rows:
        return start
    field = next((field for field in summary.form.entries if field.title == start.title), None)
    place = table.place(field.name if field else None, origin.row)
    typed = table.typed[field.name][table.rows.index(origin.row)] if field else None
    about = tuple(
        one for one in review.findings
        if one.place.row == origin.row and (field is None or one.place.field in (None, field.name))
    )  # fmt: skip
    row = next(
        (r for r in summary.included if (r.source.sha256, r.source.row) == (origin.sha256, origin.row)), None
    )  # fmt: skip
    bearing = tuple(decisions_on(summary.standing, row)) if row else ()
    inferred = field is not None and (origin.row, field.name) in table.inferred
    column = table.columns.get(field.name) if field else None
    lower = tuple(table.lower.traced(origin.row, column)) if table.lower else ()
    return replace(
        start, there=None if inferred else place.cell, typed=typed, row=row, findings=about, decisions=bearing,
        lower=lower,
    )  # fmt: skip


def _plain(text: str) -> str:
    return re.sub(r"[\\'\"]", "", unicodedata.normalize("NFKC", text)).strip()


def _last(workspace: Workspace) -> tuple[Written, bytes, bool]:
    """The summary in 汇总/ that was written last, else any; its bytes as written where they are kept."""
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        paths = ledger.written_paths()
        own = [path for path in paths if path.startswith(f"{SUMMARY}/")] or paths
        all_written = [last for path in own if (last := ledger.last_written(path))]
    if not all_written:
        raise XlpilotError("还没有汇总表", "请先运行 xlpilot consolidate")
    form = next(iter(workspace.round.forms.values()))
    usual = [one for one in all_written if one.path == f"{SUMMARY}/{form.file}"]
    written = (usual or sorted(all_written, key=lambda one: one.noted_at))[-1]
    try:
        data = (workspace.root / written.path).read_bytes()
    except OSError:
        data = b""
    if digest(data) == written.sha256:
        return written, data, True
    known = kept(workspace, written.sha256) or data
    if not known:
        raise XlpilotError(f"{written.path}：汇总表不见了", "请再运行一次 xlpilot consolidate")
    return written, known, False
