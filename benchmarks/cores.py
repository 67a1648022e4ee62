"""Several processes against one: validate with --jobs 2 and with --jobs 1, wall clock and CPU, and the same findings.

    python benchmarks/cores.py [--runs N] [--sizes 2000] [--folder DIR] [--quick]

Of --sizes the largest up to 2,000 is taken. On a machine that others use too the wall clock says less than CPU does;
run it when the machine is idle.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import section
from measuring import MB, XLPILOT, paired, run
from scale import forget, workspace_of
from section import Plan

NAME, TITLE = "cores", "All cores"
MOST, JOBS = 2000, 2


def measure(plan: Plan) -> dict[str, Any]:
    """Both in turn, the documents compared byte by byte.

    Raises:
        SystemExit: they differ.
    """
    size = max([size for size in plan.sizes if size <= MOST] or [MOST])
    workspace = workspace_of(plan.folder / f"n{size}", size)
    forget(workspace)
    work = [*XLPILOT, "-w", str(workspace.root), "validate", str(workspace.inbox), "--format", "json", "--jobs"]
    out = plan.folder / "out"
    out.mkdir(exist_ok=True)
    one, several = out / "jobs-1.json", out / f"jobs-{JOBS}.json"
    found = paired(lambda: run([*work, str(JOBS)], several), lambda: run([*work, "1"], one), plan.few)
    if one.read_bytes() != several.read_bytes():
        raise SystemExit(f"--jobs {JOBS} does not find what --jobs 1 finds: {one}, {several}")
    return {"size": size, "jobs": JOBS, "cores": os.cpu_count(), "bytes": one.stat().st_size, **found}


def lines(found: dict[str, Any]) -> list[str]:
    """Lines of Markdown."""
    return [
        f"`validate --format json` of {found['size']:,} returns on {found['cores']} cores, {found['runs']} paired runs",
        "by the wall clock, so that it depends on what else the machine does. Memory is that of the largest process.",
        "",
        "| | wall, s | CPU, s | MB |",
        "|---|---|---|---|",
        f"| `--jobs 1` | {found['theirs_wall']:.2f} | {found['theirs']:.2f} | {found['theirs_peak'] / MB:.0f} |",
        f"| `--jobs {found['jobs']}` | {found['ours_wall']:.2f} | {found['ours']:.2f} "
        f"| {found['ours_peak'] / MB:.0f} |",
        "",
        f"Speed-up {1 / found['wall_ratio']:.2f} at {found['ratio']:.2f} of the CPU; the documents, "
        f"{found['bytes']:,} bytes, are the same to the byte.",
    ]


if __name__ == "__main__":
    section.main(sys.modules[__name__])
