"""distribute: one locked workbook set per unit under 发放/."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlpilot.errors import XlpilotError
from xlpilot.files import refuse_if_open, write_whole
from xlpilot.ledger.lock import alone
from xlpilot.ledger.store import open_ledger
from xlpilot.moments import now
from xlpilot.rounds.model import Form, Unit
from xlpilot.rounds.workspace import Workspace

MACRO_SUFFIX = ".xlsm"


@dataclass(frozen=True, slots=True)
class Issued:
    """One workbook of one unit; `written` is False where it was issued before and still lies there."""

    unit: Unit
    path: Path
    serial: int
    written: bool


@alone
def distribute(
    workspace: Workspace, only: Sequence[str] = (), reissue: bool = False, macro: bool = False
) -> list[Issued]:
    """Write each unit's workbooks, in official order.

    A workbook that was issued and still lies there is left alone, so that running again changes nothing; `reissue`
    makes a new one with the next serial.

    Args:
        macro: beside each workbook also the same one with the button 校验, as .xlsm, made from what lies there.

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
        for form_key, form in round_.forms.items():
            known = ledger.serials(form_key)
            units = [unit for unit in round_.reporters(form) if not only or unit.code in only]
            wanted = [
                unit for unit in units if reissue or unit.code not in known or not _path(workspace, unit, form).exists()
            ]
            serials = {
                unit.code: known.get(unit.code, 0) + (1 if reissue or unit.code not in known else 0) for unit in units
            }
            for unit in wanted:
                refuse_if_open(_path(workspace, unit, form))
            for unit in units if macro else wanted:
                refuse_if_open(_path(workspace, unit, form).with_suffix(MACRO_SUFFIX))
            made = dict(_made(workspace, form, wanted, serials))
            for unit in units:
                path, serial = _path(workspace, unit, form), serials[unit.code]
                data = made.get(unit.code)
                if data is not None:
                    write_whole(path, data)
                    digest = hashlib.sha256(data).hexdigest()
                    ledger.issued(unit.code, form_key, serial, digest, workspace.shown(path), now())
                results.append(Issued(unit, path, serial, data is not None))
                # One from an earlier issue must not stay behind with the old serial.
                if macro or (data is not None and path.with_suffix(MACRO_SUFFIX).exists()):
                    results.append(_with_button(unit, path, serial, form))
    return results


def _with_button(unit: Unit, path: Path, serial: int, form: Form) -> Issued:
    from xlpilot.macro.macro_book import with_button

    target = path.with_suffix(MACRO_SUFFIX)
    try:
        data = with_button(path.read_bytes(), form.sheet)
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise XlpilotError(
            f"{path.name} 加不上按钮：它已不是发放时的样子",
            f"请用 xlpilot distribute --reissue --only {unit.code} 重新发放",
        ) from error
    written = not target.exists() or target.read_bytes() != data
    if written:
        write_whole(target, data)
    return Issued(unit, target, serial, written)


def _path(workspace: Workspace, unit: Unit, form: Form) -> Path:
    return workspace.issued / unit.folder / form.file


def _made(workspace: Workspace, form: Form, units: Sequence[Unit], serials: dict[str, int]) -> list[tuple[str, bytes]]:
    if not units:
        return []
    from xlpilot.form.issue import issue

    round_, secrets = workspace.round, workspace.secrets
    made = issue(round_, form, units, round_.definition, secrets.key, secrets.password, serials)
    return [(unit.code, data) for unit, data in made]
