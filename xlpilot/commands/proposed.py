"""proposed: where a county has sent applications but no summary, the summary filled in from them lies in 退回/ for it.

Nothing of it is taken before the county has confirmed it by sending it back. What is no longer wanted is put away into
旧/ beside it; nothing is deleted or written over.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from xlpilot.commands.marked import PUT_AWAY
from xlpilot.errors import PathError, XlpilotError
from xlpilot.files import reason, refuse_if_open, write_whole
from xlpilot.ledger.lock import alone
from xlpilot.ledger.store import open_ledger
from xlpilot.rounds.model import Round
from xlpilot.rounds.workspace import Workspace

if TYPE_CHECKING:
    from xlpilot.ledger.standing import Standing, UnitStanding
    from xlpilot.report.marked.proposed import ProposedRow

SUFFIX = "-请核对"


def proposed_name(round_: Round) -> str:
    """Name of the workbook in the county's folder."""
    form = next(iter(round_.forms.values()))
    return f"{form.file.removesuffix('.xlsx')}{SUFFIX}.xlsx"


@alone
def write_proposed(workspace: Workspace, standing: Standing) -> tuple[list[Path], list[XlpilotError]]:
    """Write one workbook for every county that has sent applications and no summary: those written, and what failed."""
    wanted = {unit.unit.code: rows for unit in standing.units if (rows := list(_rows(standing, unit)))}
    name = proposed_name(workspace.round)
    written: list[Path] = []
    problems: list[XlpilotError] = []
    there = [path for path in workspace.returned.glob(f"*/{name}") if path.is_file()]
    if not wanted and not there:
        return written, problems
    # Heavy, and of no use where there is nothing to propose.
    from xlpilot.report.marked.copy import Office
    from xlpilot.report.marked.proposed import fingerprint, proposed_form

    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        office = Office(
            workspace.round, workspace.secrets, {form: ledger.serials(form) for form in workspace.round.forms}
        )
    key, form = next(iter(workspace.round.forms.items()))
    paths = {}
    for code, rows in wanted.items():
        unit = workspace.round.unit_by_code[code]
        paths[workspace.returned / unit.folder / name] = (unit, rows)
    for path in sorted({*there, *paths}):
        try:
            found = _made_from(path)
            unit_rows = paths.get(path)
            if unit_rows and found == fingerprint(
                workspace.round, unit_rows[0], office.serial(key, unit_rows[0].code), unit_rows[1]
            ):
                continue
            if path.exists():
                if found is None:
                    continue  # not ours
                _put_away(path, found)
            if unit_rows:
                write_whole(path, proposed_form(office, unit_rows[0], form, unit_rows[1]))
                written.append(path)
        except XlpilotError as error:
            problems.append(error)
    return written, problems


def _rows(standing: Standing, unit: UnitStanding) -> Iterator[ProposedRow]:
    if not unit.proposed:
        return
    from xlpilot.report.marked.proposed import ProposedRow
    from xlpilot.review.across.applicant import as_row
    from xlpilot.rules.base import Fault

    for review in unit.proposed:
        table = review.table
        for at, row in enumerate(table.rows if table else ()):
            assert table is not None
            values = {}
            for name, own in as_row(standing.round, table.form).items():
                value = table.values[own][at] if own else None
                typed = table.typed[own][at] if own else ""
                # What cannot be understood goes along as it was typed.
                values[name] = typed if value is None or isinstance(value, Fault) else str(value)
            place = table.place(None, row)
            filled = {name: text for name, text in values.items() if text}
            if filled:
                yield ProposedRow(filled, f"[{review.path}]{table.sheet}!{place.cell or ''}")


def _made_from(path: Path) -> str | None:
    from xlpilot.intake.refusal import Refused
    from xlpilot.report.marked.proposed import made_from

    with contextlib.suppress(OSError, Refused):
        return made_from(path.read_bytes()) or None
    return None


def _put_away(path: Path, mark: str) -> None:
    refuse_if_open(path)
    base = path.parent / PUT_AWAY / f"{path.stem}-{mark[:8]}"
    target, number = base.with_name(f"{base.name}.xlsx"), 1
    while target.exists():
        number += 1
        target = base.with_name(f"{base.name}-{number}.xlsx")
    try:
        target.parent.mkdir(exist_ok=True)
        path.rename(target)
    except OSError as error:
        raise PathError(f"{path} 移不到 {PUT_AWAY}/（{reason(error)}）", "请关闭打开它的程序后再运行") from None


__all__ = ["proposed_name", "write_proposed"]
