"""How grave a rule is in a round: round.toml may set it, or set the rule off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from xlpilot.errors import RoundError
from xlpilot.findings import Finding, Severity
from xlpilot.rules.base import Rule

OFF: Final = "off"
WORDS = {OFF: "关闭", "warning": "提醒", "error": "错误"}
# Without what these ask for a row cannot be taken, or not be counted; or how grave they are depends on the case.
FIXED = frozenset(
    ("XP204", "XP206", "XP207", "XP213", "XP214", "XP230", "XP401", "XP402", "XP403", "XP405", "XP409", "XP422",
     "XP426", "XP430", "XP431", "XP441", "XP443", "XP446")
)  # fmt: skip


def adjustable(code: str) -> bool:
    """Whether a round may set how grave this rule is: none about files, identity or delivery, none of FIXED."""
    return "XP200" <= code < "XP700" and code not in FIXED


def refuse_unsound(set_: Mapping[str, str], known: Iterable[str]) -> None:
    """See that every rule whose severity is set is there and may be set.

    Raises:
        RoundError: it is not.
    """
    for code in set_:
        if code not in known:
            raise RoundError(f"round.toml：severity.{code}：没有这条规则", "全部规则见 docs/rules.md")
        if not adjustable(code):
            raise RoundError(
                f"round.toml：severity.{code}：这条规则的程度不能改", "缺了它问的内容就没法汇总，或者程度要看具体情形"
            )


def weighed(rule: Rule, set_: Mapping[str, str]) -> Rule | None:
    """The rule as this round takes it, None where it is off."""
    told = set_.get(rule.code)
    if told is None:
        return rule
    return None if told == OFF else replace(rule, severity=Severity(told))


def reweighed(findings: Iterable[Finding], set_: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings as this round takes them, without those of rules that are off."""
    if not set_:
        return tuple(findings)
    return tuple(
        replace(one, severity=Severity(set_[one.code])) if one.code in set_ else one
        for one in findings
        if set_.get(one.code) != OFF
    )
