"""What verify found, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from xlpilot.ledger.audit import Fault
from xlpilot.masking import masked


class Checked(Protocol):
    """What was looked at and found; see commands/verify.py."""

    @property
    def originals(self) -> int: ...  # noqa: D102
    @property
    def receipts(self) -> int: ...  # noqa: D102
    @property
    def events(self) -> int: ...  # noqa: D102
    @property
    def summaries(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def faults(self) -> tuple[Fault, ...]: ...  # noqa: D102
    @property
    def notes(self) -> tuple[Fault, ...]: ...  # noqa: D102


def verified_lines(checked: Checked) -> Iterator[str]:
    """One line for each fault and remark, and one that sums up."""
    for fault in checked.faults:
        yield f"不符  {fault.part.word}  {fault.path}：{masked(fault.message)}"
    for note in checked.notes:
        yield f"说明  {note.part.word}  {note.path}：{note.message}"
    looked = (
        f"原件 {checked.originals} 个，登记 {checked.receipts} 份，台账 {checked.events} 条，"
        f"汇总表 {len(checked.summaries)} 份"
    )
    yield f"查了{looked}：" + (f"有 {len(checked.faults)} 处不符" if checked.faults else "都与写下时一致")


def verified_json(checked: Checked) -> dict[str, object]:
    """`ok` is True where there is no fault."""
    return {
        "ok": not checked.faults,
        "originals": checked.originals,
        "receipts": checked.receipts,
        "events": checked.events,
        "summaries": list(checked.summaries),
        "faults": _listed(checked.faults),
        "notes": _listed(checked.notes),
    }


def _listed(faults: Sequence[Fault]) -> list[dict[str, str]]:
    return [{"part": fault.part.value, "path": fault.path, "message": fault.message} for fault in faults]
