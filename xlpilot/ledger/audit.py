"""Whether the archive and the ledger still are what was written: faults as values, each with the file it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from xlpilot.files import is_temporary, path_text, reason
from xlpilot.intake.sniff import Container, sniff
from xlpilot.intake.unpack import unpack
from xlpilot.ledger.archive import digest
from xlpilot.ledger.events import Receipt
from xlpilot.values import dataclass

_NAME = re.compile("[0-9a-f]{64}")


class Part(StrEnum):
    """What was looked at."""

    ARCHIVE = "archive"
    LEDGER = "ledger"
    SUMMARY = "summary"
    KEY = "key"
    PACKED = "packed"

    @property
    def word(self) -> str:
        """The words that staff see."""
        return {
            "archive": "原件", "ledger": "台账", "summary": "汇总表", "key": "密钥", "packed": "存档",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written: what it is part of, the file as it is told to people, what is wrong."""

    part: Part
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Faults, remarks on what is no fault, and how many originals were looked at."""

    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]
    originals: int


def audit_archive(folder: Path, shown: str, receipts: Sequence[Receipt]) -> Audit:
    """Hash every file of the archive and look for that of every receipt, and for the files inside zips and mails.

    Args:
        shown: the folder as it is told to people.
        receipts: what the ledger knows; an original that it does not know is a remark: a run that was interrupted
            keeps the files before it notes them.
    """
    faults: list[Fault] = []
    notes: list[Fault] = []
    there: set[str] = set()
    inside: dict[str, str] = {}
    known = {receipt.sha256: receipt for receipt in receipts}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        at = f"{shown}/{path_text(Path(path.name))}"
        if is_temporary(path.name):
            notes.append(Fault(Part.ARCHIVE, at, "上次运行中断留下的临时文件，下次运行时清除"))
        elif not _NAME.fullmatch(path.name) or path.is_symlink() or not path.is_file():
            faults.append(Fault(Part.ARCHIVE, at, "不是 xlpilot 放进去的"))
        else:
            there.add(path.name)
            try:
                data = path.read_bytes()
            except OSError as error:
                faults.append(Fault(Part.ARCHIVE, at, f"读不了（{reason(error)}）"))
                continue
            if digest(data) != path.name:
                faults.append(Fault(Part.ARCHIVE, at, f"原件被改动过{_whose(known.get(path.name))}"))
            elif path.name in known:
                inside |= _inside(known[path.name].path, data)
    for name, receipt in known.items():
        if name not in there:
            faults.append(Fault(Part.ARCHIVE, f"{shown}/{name}", f"原件不见了{_whose(receipt)}"))
    for name, path_inside in inside.items():
        if name not in there:
            faults.append(Fault(Part.ARCHIVE, f"{shown}/{name}", f"原件不见了（{path_inside}）"))
    for name in sorted(there - known.keys() - inside.keys()):
        notes.append(Fault(Part.ARCHIVE, f"{shown}/{name}", "台账里没有它，多半是登记时中断留下的，再登记一次即可"))
    return Audit(tuple(faults), tuple(notes), len(there))


def _whose(receipt: Receipt | None) -> str:
    return f"（{receipt.path}）" if receipt else ""


def _inside(name: str, data: bytes) -> dict[str, str]:
    """The files inside a zip or a mail, each of which receive keeps besides: path by SHA-256."""
    if sniff(data) not in (Container.ZIP, Container.MAIL):
        return {}
    return {digest(member.data): member.path for member in unpack(name, data)}


def as_faults(part: Part, path: str, messages: Iterable[str]) -> list[Fault]:
    """One fault for each message about the same file."""
    return [Fault(part, path, message) for message in messages]
