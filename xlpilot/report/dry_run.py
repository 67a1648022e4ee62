"""What a rule would do, for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

from xlpilot.findings import Finding
from xlpilot.masking import masked
from xlpilot.review.judge import FileReview
from xlpilot.rounds.model import Round
from xlpilot.rules.base import Rule
from xlpilot.rules.severity import WORDS

_MOST = 3


class Tried(Protocol):
    """What was found; see commands/dry_run.py."""

    # ruff: noqa: D102
    @property
    def rule(self) -> Rule: ...
    @property
    def severity(self) -> str: ...
    @property
    def files(self) -> int: ...
    @property
    def hits(self) -> Sequence[tuple[FileReview, Sequence[Finding]]]: ...
    @property
    def more_returned(self) -> Sequence[str]: ...
    @property
    def findings(self) -> int: ...


def dry_run_lines(round_: Round, tried: Tried) -> Iterator[str]:
    """One line in all, some for each return that is hit; telephone numbers masked."""
    rule = tried.rule
    yield f"{rule.code} {rule.title}：现在的程度是{WORDS.get(tried.severity, '说明')}"
    hit = f"{len(tried.hits)} 份命中，共 {tried.findings} 处" if tried.hits else "一份也没有命中"
    yield f"  查了 {tried.files} 份：{hit}"
    for review, findings in tried.hits:
        unit = round_.unit_by_code.get(review.unit or "")
        values = [text for text, _ in Counter(one.value for one in findings if one.value).most_common(_MOST)]
        shown = f"，如“{'”“'.join(masked(value) for value in values)}”" if values else ""
        yield f"    {unit.name if unit else '单位不明'}  {masked(review.path)}  {len(findings)} 处{shown}"
    if tried.more_returned:
        yield f"  定为错误时，会因它而退回 {len(tried.more_returned)} 份：{masked('、'.join(tried.more_returned))}"
    else:
        yield "  定为错误时，也不会因它多退回一份"


def dry_run_json(tried: Tried) -> dict[str, object]:
    """`returned_if_error`: paths of the returns that would go back were the rule an error, and only for it."""
    return {
        "rule": tried.rule.code,
        "severity": tried.severity,
        "files": tried.files,
        "hit": len(tried.hits),
        "findings": tried.findings,
        "returned_if_error": list(tried.more_returned),
        "hits": [
            {
                "path": review.path,
                "unit": review.unit,
                "cells": [{"cell": one.place.cell, "field": one.place.field, "value": one.value} for one in findings],
            }
            for review, findings in tried.hits
        ],
    }
