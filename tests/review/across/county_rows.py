"""Applications without files: tables as the reader gives them, so that a test says only what it is about."""

import json

from review.county import CATEGORIES, shipped
from xlpilot.intake.table import Table
from xlpilot.review.across.cross import across
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.rounds.model import Round

COLUMNS = {"unit": 2, "project": 3, "category": 4, "leader": 5, "leader_phone": 6, "contact": 7, "contact_phone": 8}


def asking(quotas=None, **eligibility):
    """The shipped round with other quotas and other keys of [eligibility]."""
    data = json.loads(shipped().model_dump_json(by_alias=True))
    data["eligibility"] |= eligibility
    data["quotas"] = quotas or {}
    return Round.model_validate_json(json.dumps(data))


def row(number, unit, **other):
    """A row that has nothing in common with a row of another number."""
    return {
        "unit": unit, "project": f"项目之{number}", "category": CATEGORIES[3], "leader": f"甲{number}",
        "leader_phone": f"138{number:0>8}", "contact": f"乙{number}", "contact_phone": f"139{number:0>8}",
    } | other  # fmt: skip


def review(code, rows, path=None, first=6):
    numbers = tuple(range(first, first + len(rows)))
    values = {name: tuple(one.get(name) for one in rows) for name in COLUMNS}
    typed = {name: tuple(str(value or "") for value in column) for name, column in values.items()}
    table = Table("summary", "附件1", first - 1, COLUMNS, numbers, values, typed, {})
    return FileReview(path or f"收件/{code}.xlsx", code * 4, "summary", code, None, Verdict.ACCEPTED, table, ())


def crossed(*reviews, round_=None, roster=None):
    round_ = round_ or asking()
    return across(round_, list(enumerate(reviews)), roster)


def told(result, *codes):
    """(number of the file, cell, code, severity) of every finding, or of those with these codes."""
    return [
        (number, finding.place.cell, finding.code, finding.severity.value)
        for number, findings in sorted(result.findings.items())
        for finding in findings
        if not codes or finding.code in codes
    ]


def messages(result, code):
    return [f.message for _, findings in sorted(result.findings.items()) for f in findings if f.code == code]
