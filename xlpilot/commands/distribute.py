"""distribute: one locked workbook set per unit under 发放/."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlpilot.errors import XlpilotError
from xlpilot.files import refuse_if_open, write_whole
from xlpilot.ledger.lock import alone
from xlpilot.ledger.store import open_ledger
from xlpilot.moments import now
from xlpilot.rounds.model import Form, Unit
from xlpilot.rounds.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Issued:
    """One workbook of one unit; `written` is False where it was issued before and still lies there."""

    unit: Unit
    path: Path
    serial: int
    written: bool


@alone
def distribute(workspace: Workspace, only: Sequence[str] = (), reissue: bool = False) -> list[Issued]:
    """Write each unit's workbooks, form by form, the units in official order.

    A workbook that was issued and still lies there is left alone, so that running again changes nothing; `reissue`
    makes a new one with the next serial.

    Raises:
        XlpilotError: an unknown code in `only`.
        OutputBusyError: one of the workbooks is open in Excel; none is written then.
    """
    round_ = workspace.round
    unknown = [code for code in only if code not in round_.unit_by_code]
    if unknown:
        raise XlpilotError(f"名单里没有代码 {'、'.join(unknown)}", "代码见 round.toml 的 [[units]]")
    results: list[Issued] = []
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        plans = [_plan(workspace, ledger.serials(key), key, form, only, reissue) for key, form in round_.forms.items()]
        for plan in plans:
            for unit in plan.wanted:
                refuse_if_open(_path(workspace, unit, plan.form))
        for plan in plans:
            made = dict(_made(workspace, plan.form, plan.wanted, plan.serials))
            for unit in plan.units:
                path, serial = _path(workspace, unit, plan.form), plan.serials[unit.code]
                data = made.get(unit.code)
                if data is not None:
                    write_whole(path, data)
                    digest = hashlib.sha256(data).hexdigest()
                    ledger.issued(unit.code, plan.key, serial, digest, workspace.shown(path), now())
                results.append(Issued(unit, path, serial, data is not None))
    return results


@dataclass(frozen=True, slots=True)
class _Plan:
    """A form to be issued: its units, those of them whose workbook is to be written, serials by code."""

    key: str
    form: Form
    units: Sequence[Unit]
    wanted: Sequence[Unit]
    serials: dict[str, int]


def _plan(
    workspace: Workspace, known: Mapping[str, int], key: str, form: Form, only: Sequence[str], reissue: bool
) -> _Plan:
    units = [unit for unit in workspace.round.reporters(form) if not only or unit.code in only]
    new = {unit.code for unit in units if reissue or unit.code not in known}
    wanted = [unit for unit in units if unit.code in new or not _path(workspace, unit, form).exists()]
    return _Plan(key, form, units, wanted, {unit.code: known.get(unit.code, 0) + (unit.code in new) for unit in units})


def _path(workspace: Workspace, unit: Unit, form: Form) -> Path:
    return workspace.issued / unit.folder / form.file


def _made(workspace: Workspace, form: Form, units: Sequence[Unit], serials: dict[str, int]) -> list[tuple[str, bytes]]:
    if not units:
        return []
    from xlpilot.form.issue import issue

    round_, secrets = workspace.round, workspace.secrets
    made = issue(round_, form, units, round_.definition, secrets.key, secrets.password, serials)
    return [(unit.code, data) for unit, data in made]
