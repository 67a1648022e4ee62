"""Control totals: every row read is in the summary or left out, in all and by category, counted on separate ways."""

from __future__ import annotations

from collections import Counter

from xlpilot.rollup.merge import CitySummary
from xlpilot.values import dataclass

UNKNOWN = "（类别不明）"
WHOLE = "（不分类）"


@dataclass(frozen=True, slots=True)
class ControlLine:
    """Rows of one category: read from the files, included in the summary, left out of it."""

    category: str
    read: int
    included: int
    excluded: int

    @property
    def balanced(self) -> bool:
        """Whether nothing was lost and nothing came twice."""
        return self.read == self.included + self.excluded


def control(summary: CitySummary) -> list[ControlLine]:
    """One line for each option of the form's group_by field, one for rows of no known option, if any, and one for each
    table below.
    """
    form, round_ = summary.form, summary.round
    names = [option.name for option in round_.options(form.by_name[form.group_by])] if form.group_by else []

    def group(value: object) -> str:
        return (str(value) if value in names else UNKNOWN) if form.group_by else WHOLE

    read, included = Counter[str](), Counter[str]()
    for value, count in summary.read.items():
        read[group(value)] += count
    for value, count in summary.included.totals(form.group_by).items():
        included[group(value)] += count
    excluded = Counter(group(row.values.get(form.group_by or "")) for row in summary.excluded)
    lines = [ControlLine(name, read[name], included[name], excluded[name]) for name in names or [WHOLE]]
    if form.group_by and (read[UNKNOWN] or included[UNKNOWN] or excluded[UNKNOWN]):
        lines.append(ControlLine(UNKNOWN, read[UNKNOWN], included[UNKNOWN], excluded[UNKNOWN]))
    for one in summary.more:
        name = f"{one.form.attachment} {one.form.title}"
        lines.append(ControlLine(name, one.rows_in, len(one.included), len(one.excluded)))
    return lines
