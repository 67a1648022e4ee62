"""The VBA that we issue: the reviewed text in `macros/`, the same in every workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from xlpilot.intake.vba_source import digest, evened
from xlpilot.macro.project import Kind, Module
from xlpilot.rounds.shipped import shipped_folder

MODULES = ("XlpilotMarks", "XlpilotHost")
# The Sub that the button runs.
ENTRY = "XlpilotCheck"
WORKBOOK_CODE_NAME = "ThisWorkbook"


def code_name(number: int) -> str:
    """The codeName of the number-th sheet, counted from 1."""
    return f"Sheet{number}"


def button_modules() -> tuple[Module, ...]:
    """The modules with code, as they stand in `macros/`."""
    folder = shipped_folder("macros")
    return tuple(Module(name, (folder / f"{name}.bas").read_text(encoding="utf-8")) for name in MODULES)


def document_modules(sheets: int) -> Sequence[Module]:
    """The empty modules of the workbook and its sheets, without which Excel finds the file damaged."""
    documents = [Module(code_name(number), "", Kind.SHEET) for number in range(1, sheets + 1)]
    return [Module(WORKBOOK_CODE_NAME, "", Kind.WORKBOOK), *documents]


@cache
def issued_digests() -> Mapping[str, str]:
    """Module -> digest of its text, to tell whether a returned workbook's macros are those that we issue."""
    return {module.name: digest(evened(module.text)) for module in button_modules()}
