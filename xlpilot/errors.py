"""What the operator must mend: raised, shown as one line and a hint, exit code 2.

A fault in what a county typed is never an exception (see findings.py); anything else raised is a bug, exit code 3.
"""

from __future__ import annotations


class XlpilotError(Exception):
    """One line in Chinese for the operator, and what to do about it."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class RoundError(XlpilotError):
    """A round.toml that cannot be used; the message names the file and the key path."""


class WorkspaceError(XlpilotError):
    """No workspace here, or one that cannot be used."""


class PathError(XlpilotError):
    """A path given by the operator that cannot be read or written."""


class OutputBusyError(XlpilotError):
    """An output that cannot be replaced, as it is open in Excel or WPS; the old one is intact."""
