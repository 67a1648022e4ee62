"""Memory with growing rounds, from what `growth.py` has measured: python benchmarks/memory.py [--results DIR]"""

from __future__ import annotations

import sys
from typing import Any

import section
from growth import ROWS, costs_of
from measuring import MB
from section import Plan

NAME, TITLE = "memory", "Memory"
WANTED = (2_000, 20_000)


def measure(plan: Plan) -> dict[str, Any]:
    """Validate's peak at 20,000 against 2,000 returns, or the largest against the next; consolidate's growth a row.

    Raises:
        SystemExit: growth.py has not measured two sizes.
    """
    kept = section.kept(plan.results, "growth")
    sizes = sorted(int(size) for size in kept["found"]["sizes"])[1:] if kept else []
    if kept is None or len(sizes) < 2:
        raise SystemExit("python benchmarks/growth.py must measure two sizes first")
    less, more = WANTED if set(WANTED) <= set(sizes) else sizes[-2:]
    peaks, _ = costs_of(kept["found"], "validate", "peak")
    other, _ = costs_of(kept["found"], "consolidate", "peak")
    return {
        "less": less, "more": more, "validate": [peaks[less], peaks[more]],
        "consolidate": [other[less], other[more]],
        "validate_row": (peaks[more] - peaks[less]) / (more - less) / ROWS,
        "consolidate_row": (other[more] - other[less]) / (more - less) / ROWS,
    }  # fmt: skip


def lines(found: dict[str, Any]) -> list[str]:
    """Lines of Markdown."""
    made = [
        f"| peak, MB | {found['less']:,} returns | {found['more']:,} returns | ratio | growth a row, bytes |",
        "|---|---|---|---|---|",
    ]
    for name in ("validate", "consolidate"):
        one, other = found[name]
        made.append(
            f"| `{name}` | {one / MB:.0f} | {other / MB:.0f} | {other / one:.2f} | {found[name + '_row']:.0f} |"
        )
    return [
        *made,
        "",
        "`validate` as text; its JSON carries every value of every row. The aim from 2,000 to 20,000 returns is a",
        "ratio of at most 1.3.",
    ]


if __name__ == "__main__":
    section.main(sys.modules[__name__])
