"""Spread the labels and values of one line over the columns of the table below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from unicodedata import east_asian_width

from xlpilot.errors import RoundError


def text_width(text: str) -> int:
    """Width of a text in column units: 2 for a Chinese character, 1 for a Latin letter."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def spread(needs: Sequence[float], widths: Sequence[float]) -> list[tuple[int, int]]:
    """Cut the columns into as many adjoining blocks as there are needs, so that the least is missing.

    Returns the first and last column of each block, 1-based and inclusive. Raises RoundError where there are
    fewer columns than needs.
    """
    if len(needs) > len(widths):
        raise RoundError(
            f"表格只有 {len(widths)} 列，放不下表上方一行的 {len(needs) // 2} 个填写项（每项占两列）",
            "请减少 line 里的填写项，或增加 fields 里的列",
        )

    @cache
    def best(need: int, column: int) -> tuple[float, tuple[int, ...]]:
        """Least shortfall of needs[need:] over widths[column:], and the column after each block (0-based)."""
        if need == len(needs):
            return 0.0, ()
        after = [len(widths)] if need == len(needs) - 1 else range(column + 1, len(widths) - len(needs) + need + 2)
        options = []
        for end in after:
            missing = max(0.0, needs[need] - sum(widths[column:end]))
            rest, ends = best(need + 1, end)
            options.append((missing**2 + rest, (end, *ends)))
        return min(options)

    if not needs:
        return []
    ends = best(0, 0)[1]
    return [(first + 1, last) for first, last in zip((0, *ends[:-1]), ends, strict=True)]
