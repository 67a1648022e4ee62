"""explain: what a rule is, why, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xlpilot.errors import XlpilotError
from xlpilot.rounds.workspace import find_workspace
from xlpilot.rules import BY_CODE
from xlpilot.rules.base import Rule


def explain(code: str) -> Rule:
    """The rule with this code, in any case of letters.

    Raises:
        XlpilotError: there is none.
    """
    rule = BY_CODE.get(code.strip().upper())
    if rule is None:
        raise XlpilotError(f"没有代码为“{code}”的规则", "全部规则见 docs/rules.md，或运行 xlpilot explain 列出")
    return rule


def severity_here(start: Path | None) -> Mapping[str, str]:
    """The severities that the round of the workspace here sets; none where there is no workspace or no sound round."""
    try:
        return find_workspace(start).round.severity
    except XlpilotError:
        return {}
