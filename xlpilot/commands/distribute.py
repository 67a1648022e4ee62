"""distribute: one locked workbook set per unit under 发放/, and the plan's outline."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

from xlpilot.commands.whom import unit_told
from xlpilot.errors import XlpilotError
from xlpilot.files import refuse_if_open, write_whole
from xlpilot.ledger.lock import alone
from xlpilot.ledger.store import open_ledger
from xlpilot.moments import now
from xlpilot.rounds.model import PLAN, Form, Plan, Round, Unit
from xlpilot.rounds.workspace import Workspace
from xlpilot.rules import BY_CODE
from xlpilot.rules.severity import refuse_unsound
from xlpilot.values import dataclass

MACRO_SUFFIX = ".xlsm"


@dataclass(frozen=True, slots=True)
class Issued:
    """One workbook, or the outline, of one unit; `written` is False where it was issued before and still lies there."""

    unit: Unit
    path: Path
    serial: int
    written: bool


@alone
def distribute(
    workspace: Workspace, only: Sequence[str] = (), reissue: bool = False, macro: bool = False
) -> list[Issued]:
    """Write each unit's workbooks and then the plan's outline, in official order.

    A file that was issued and still lies there is left alone, so that running again changes nothing; `reissue`
    makes a new one with the next serial.

    Args:
        macro: beside each workbook also the same one with the button 校验, as .xlsm, made from what lies there.

    Raises:
        XlpilotError: an unknown unit in `only`.
        RoundError: round.toml sets the severity of a rule that is not there or may not be set.
        OutputBusyError: one of the files is open in Excel or Word; none is written then.
    """
    round_ = workspace.round
    refuse_unsound(round_.severity, BY_CODE)
    only = [unit_told(round_, text).code for text in only]
    results: list[Issued] = []
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        batches = [
            _Batch.of(workspace, key, form, ledger.serials(key), only, reissue) for key, form in _asked(round_).items()
        ]
        for batch in batches:
            for unit in batch.wanted:
                refuse_if_open(_path(workspace, unit, batch.form))
            for unit in batch.units if macro else batch.wanted:
                refuse_if_open(_path(workspace, unit, batch.form).with_suffix(MACRO_SUFFIX))
        for batch in batches:
            made = dict(_made(workspace, batch.form, batch.wanted, batch.serials))
            for unit in batch.units:
                path, serial = _path(workspace, unit, batch.form), batch.serials[unit.code]
                data = made.get(unit.code)
                if data is not None:
                    write_whole(path, data)
                    digest = hashlib.sha256(data).hexdigest()
                    ledger.issued(unit.code, batch.key, serial, digest, workspace.shown(path), now())
                results.append(Issued(unit, path, serial, data is not None))
                # One from an earlier issue must not stay behind with the old serial.
                if isinstance(batch.form, Form) and (
                    macro or (data is not None and path.with_suffix(MACRO_SUFFIX).exists())
                ):
                    results.append(_with_button(unit, path, serial, batch.form))
    return results


@dataclass(frozen=True, slots=True)
class _Batch:
    """One form, the units that get it with their serials, and those for which it is written now."""

    key: str
    form: Form | Plan
    units: tuple[Unit, ...]
    wanted: tuple[Unit, ...]
    serials: dict[str, int]

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        key: str,
        form: Form | Plan,
        known: dict[str, int],
        only: Sequence[str],
        reissue: bool,
    ) -> _Batch:
        units = tuple(unit for unit in workspace.round.reporters(form) if not only or unit.code in only)
        new = {unit.code for unit in units if reissue or unit.code not in known}
        wanted = tuple(unit for unit in units if unit.code in new or not _path(workspace, unit, form).exists())
        serials = {unit.code: known.get(unit.code, 0) + (unit.code in new) for unit in units}
        return cls(key, form, units, wanted, serials)


def _asked(round_: Round) -> dict[str, Form | Plan]:
    """All that is issued: the forms, and the plan's outline."""
    return {**round_.issued_forms, PLAN: round_.plan} if round_.plan else {**round_.issued_forms}


def _with_button(unit: Unit, path: Path, serial: int, form: Form) -> Issued:
    from xlpilot.macro.macro_book import with_button

    target = path.with_suffix(MACRO_SUFFIX)
    try:
        data = with_button(path.read_bytes(), form.sheet)
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise XlpilotError(
            f"{path.name} 加不上按钮（{error}）",
            f"它多半已不是发放时的样子：请用 xlpilot distribute --reissue --only {unit.code} 重新发放，或去掉 --macro",
        ) from error
    written = not target.exists() or target.read_bytes() != data
    if written:
        write_whole(target, data)
    return Issued(unit, target, serial, written)


def _path(workspace: Workspace, unit: Unit, form: Form | Plan) -> Path:
    return workspace.issued / unit.folder / form.file


def _made(
    workspace: Workspace, form: Form | Plan, units: Sequence[Unit], serials: dict[str, int]
) -> list[tuple[str, bytes]]:
    if not units:
        return []
    round_, secrets = workspace.round, workspace.secrets
    if isinstance(form, Plan):
        from xlpilot.form.outline import outlines

        return outlines(round_, units)
    from xlpilot.form.issue import issue

    made = issue(round_, form, units, round_.definition, secrets.key, secrets.password, serials)
    return [(unit.code, data) for unit, data in made]
