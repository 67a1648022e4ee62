"""How the commands grow with the number of returns: CPU and peak memory of receive, validate, consolidate and so on.

    python benchmarks/growth.py [--sizes 200,2000,20000,50000] [--folder DIR] [--quick]

Each size is measured from cold, up to 2,000 returns three times; sizes measured before stay in the results, so that the
long ones need not be repeated. Rounds are made below --folder once and used again. A return takes 37 kB as sent and as
much again in the archive: 50,000 returns some 4 GB, and their 1.5 million rows are more than a summary can hold.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import section
from measuring import MB, XLPILOT, Cost, medians, run
from scale import forget, workspace_of
from section import Plan

NAME, TITLE = "growth", "Growth"
ROWS = 30
INBOX = "收件/"  # stands for its path
# In the order in which an office gives them. validate judges what lies in 收件/ and marks nothing; consolidate finds
# it received, reads, judges and marks it; status and remind find what consolidate left.
COMMANDS = {
    "receive": ["receive", "--received-at", "2018-09-10T09:00"],
    "validate": ["validate", INBOX],
    "validate --format json": ["validate", INBOX, "--format", "json"],
    "consolidate": ["consolidate"],
    "status": ["status", "--as-of", "2018-09-12T09:00"],
    "remind": ["remind", "--as-of", "2018-09-12T09:00"],
}
# What is measured with one return is what a command costs before it does anything.
START = 1
SMALL = 2000  # returns up to which it is measured several times
# Of more returns than that, what would take an hour or more memory than the machine has is left out.
LARGE, LEFT_OUT = 20_000, ("validate --format json", "consolidate", "remind")


def one_size(plan: Plan, size: int) -> dict[str, Any]:
    """What each command costs in a round of so many returns, and what it leaves on the disk."""
    workspace = workspace_of(plan.folder / f"n{size}", size, ROWS)
    commands = {name: words for name, words in COMMANDS.items() if size <= LARGE or name not in LEFT_OUT}
    sent = sum(path.stat().st_size for path in workspace.inbox.glob("*.xlsx"))

    def all_commands() -> list[Cost]:
        forget(workspace)
        work = [*XLPILOT, "-w", str(workspace.root)]
        return [
            run([*work, *(str(workspace.inbox) if word == INBOX else word for word in words)])
            for words in commands.values()
        ]

    if size == START:
        all_commands()  # only warms up
    runs = [all_commands() for _ in range(plan.few if size <= SMALL else 1)]
    found = {name: asdict(medians(costs)) for name, costs in zip(commands, zip(*runs, strict=True), strict=True)}
    made = {"sent": sent, "ledger": (workspace.state / "ledger.sqlite").stat().st_size}
    for summary in workspace.summary.glob("*.xlsx"):
        cache = (path for path in (workspace.state / "cache").rglob("*") if path.is_file())
        made |= {"cache": sum(path.stat().st_size for path in cache), "summary": summary.stat().st_size}
    forget(workspace)
    return {"costs": found, "runs": len(runs), "made": made, "by": section.circumstances()}


def measure(plan: Plan) -> dict[str, Any]:
    """The sizes asked for, beside those that were measured before."""
    before = section.kept(plan.results, NAME)
    sizes = dict(before["found"]["sizes"]) if before else {}
    for size in (START, *plan.sizes):
        sizes[str(size)] = one_size(plan, size)
        # What has taken an hour is not lost when the next one breaks.
        section.keep(plan.results, NAME, {"sizes": sizes})
        print(f"{size} returns measured", file=sys.stderr, flush=True)
    return {"sizes": sizes}


def exponents(costs: Mapping[int, float], start: float) -> list[tuple[int, int, float]]:
    """Between each size and the next, the power of the size with which the cost above the start grows: 1 is linear."""
    made = []
    for (less, one), (more, other) in pairwise(sorted(costs.items())):
        # Of what is hardly dearer than the start nothing can be told.
        if one > 1.1 * start:
            made.append((less, more, math.log((other - start) / (one - start)) / math.log(more / less)))
    return made


def costs_of(found: Mapping[str, Any], command: str, name: str) -> tuple[dict[int, float], float]:
    """One figure of a command by the sizes for which it was measured, and the same with one return."""
    sizes = {int(size): one["costs"][command][name] for size, one in found["sizes"].items() if command in one["costs"]}
    start = sizes.pop(START)
    return sizes, start


def lines(found: dict[str, Any]) -> list[str]:
    """Lines of Markdown: milliseconds of CPU a return above the start, the exponents, the memory."""
    sizes = sorted(int(size) for size in found["sizes"] if int(size) != START)
    heads = " | ".join(f"{size:,}" for size in sizes)
    each_kb = ", ".join(f"{found['sizes'][str(size)]['made']['sent'] / size / 1024:.0f}" for size in sizes)
    made = [
        "Milliseconds of CPU a return, above what the same command costs with one return in a round of one; from cold,",
        f"medians of {found['sizes'][str(sizes[0])]['runs']} up to {SMALL:,} returns, once above. The exponent is the "
        "slope between two sizes on",
        f"logarithmic scales: 1 is linear, 2 quadratic. A return is a form of {ROWS} rows, the round has as many units",
        "as returns; the forms of such rounds carry the definition with no unit but their own (docs/adr/0025): "
        f"{each_kb} kB a return.",
        "",
        f"| command | start, s | {heads} | exponents |",
        "|---|---|" + "---|" * (len(sizes) + 1),
    ]
    for command in COMMANDS:
        costs, start = costs_of(found, command, "cpu")
        each = " | ".join(f"{(costs[size] - start) / size * 1000:.2f}" if size in costs else "-" for size in sizes)
        slopes = ", ".join(f"{slope:.2f}" for _, _, slope in exponents(costs, start)) or "-"
        made.append(f"| `{command}` | {start:.2f} | {each} | {slopes} |")
    made += ["", f"| peak memory, MB | 1 | {heads} |", "|---|---|" + "---|" * len(sizes)]
    for command in COMMANDS:
        peaks, start = costs_of(found, command, "peak")
        made.append(
            f"| `{command}` | {start / MB:.0f} | "
            + " | ".join(f"{peaks[size] / MB:.0f}" if size in peaks else "-" for size in sizes)
            + " |"
        )
    made += ["", f"| on the disk, MB | {heads} |", "|---|" + "---|" * len(sizes)]
    words = {"sent": "returns as sent", "ledger": "ledger", "cache": "what was read", "summary": "summary"}
    for name, word in words.items():
        left = [found["sizes"][str(size)]["made"].get(name) for size in sizes]
        shown = " | ".join("-" if one is None else f"{one / MB:.1f}" for one in left)
        made.append(f"| {word} | {shown} |")
    days = {one["by"]["program"] for one in found["sizes"].values()}
    if len(days) > 1:
        told = ", ".join(f"{int(size):,}: {one['by']['program']}" for size, one in sorted(found["sizes"].items()))
        made += ["", f"Not all sizes were measured at the same state of the program ({told})."]
    return made


if __name__ == "__main__":
    section.main(sys.modules[__name__])
