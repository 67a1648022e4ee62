"""The few words in which the sheet says a rule."""

from __future__ import annotations

from xlpilot.rules.base import Asked, Rule


def hint(rule: Rule, question: Asked) -> str:
    """The few words of a rule about a field."""
    more = rule.details(question, "") if rule.details else {}
    return rule.hint.format_map({"title": question.field.title, **more})
