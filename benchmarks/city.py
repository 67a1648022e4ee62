"""A city of 12 counties: help, validate and consolidate of their 附件1, and consolidate of whole packages.

    python benchmarks/city.py [--runs N] [--folder DIR] [--quick]

Each command in turn with the one that it is compared with: what any program must pay that uses the same libraries.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import section
import stages
from attachments import city_with_all
from make import workspace_with_returns
from measuring import HERE, MB, XLPILOT, nothing, paired, run
from section import Plan

from xlpilot.rounds.workspace import Workspace

NAME, TITLE = "city", "A city"
ROWS, PROJECTS = 30, 100
RECEIVED = ["--received-at", "2018-09-10T09:00"]
JUDGED, WRITTEN = "import pandera.pandas", "import pandera.pandas, xlsxwriter"


def from_cold(workspace: Workspace) -> None:
    """Without what an earlier run has read and written; the ledger knows the files."""
    for folder in (workspace.state / "cache", workspace.summary, workspace.returned):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()


def measure(plan: Plan) -> dict[str, Any]:
    """Paired runs of every command, and the stages of the largest."""
    with tempfile.TemporaryDirectory(dir=plan.folder) as folder:
        rows = _forms(plan, workspace_with_returns(Path(folder) / "forms", rows=ROWS))
        projects = 24 if plan.quick else PROJECTS
        whole = city_with_all(Path(folder) / "whole", projects)
        work = [*XLPILOT, "-w", str(whole.root), "consolidate", *RECEIVED]
        rows.append({
            "name": f"`consolidate`, {projects} forms, {projects} plans, 12 letters and 附件1, from cold",
            "than": f"`{WRITTEN}`",
            **_paired(work, _imports(WRITTEN), plan.few, whole),
        })  # fmt: skip
        other = city_with_all(Path(folder) / "warm", 12, seed=1)
        stages.command("-w", str(other.root), "consolidate", *RECEIVED, "--format", "json")
        from xlpilot.intake.xlsx_rows import forget_rows

        forget_rows()
        from_cold(whole)
        timed = stages.timed("-w", str(whole.root), "consolidate", *RECEIVED, "--format", "json")
        del timed["out"]
    return {"rows": rows, "projects": projects, "stages": timed}


def _imports(what: str) -> list[str]:
    return [sys.executable, "-c", what]


def _paired(ours: list[str], theirs: list[str], runs: int, cold: Workspace | None = None) -> dict[str, float]:
    """After a warm-up of both."""
    run(ours), run(theirs)
    before = (lambda: from_cold(cold)) if cold else nothing
    return paired(lambda: run(ours), lambda: run(theirs), runs, before)


def _forms(plan: Plan, workspace: Workspace) -> list[dict[str, Any]]:
    work, inbox = [*XLPILOT, "-w", str(workspace.root)], str(workspace.inbox)
    loop = [sys.executable, str(HERE / "plain_loop.py"), inbox]
    judging, writing = [*work, "validate", inbox], [*work, "consolidate", *RECEIVED]
    found = []
    for name, than, ours, theirs, cold in (
        ("`xlpilot --help`", "`import click`", [*XLPILOT, "--help"], _imports("import click"), None),
        (f"`validate`, 12 counties of {ROWS} rows", f"`{JUDGED}`", judging, _imports(JUDGED), None),
        ("`consolidate`, the same files, from cold", f"`{WRITTEN}`", writing, _imports(WRITTEN), workspace),
        ("`consolidate` again, nothing new", f"`{WRITTEN}`", writing, _imports(WRITTEN), None),
        ("`validate`, the same files", "plain loop of pandas, openpyxl and pandera", judging, loop, None),
    ):
        found.append({"name": name, "than": than, **_paired(ours, theirs, plan.runs, cold)})
    return found


def lines(found: dict[str, Any]) -> list[str]:
    """Lines of Markdown."""
    runs = ", ".join(str(int(count)) for count in sorted({row["runs"] for row in found["rows"]}, reverse=True))
    made = [
        f"CPU seconds of whole processes, medians of paired runs ({runs}); the ratio is the median of the ratios pair",
        "by pair. From cold: received already, but nothing known of what is in the files, and nothing written.",
        "The program asks OpenBLAS for one thread (docs/adr/0023), which the imports that it is compared with do not;",
        "it saves either some hundredths of a second.",
        "",
        "| ours | compared with | ours, s | other, s | ratio | ours, MB |",
        "|---|---|---|---|---|---|",
    ]
    for row in found["rows"]:
        made.append(
            f"| {row['name']} | {row['than']} | {row['ours']:.2f} | {row['theirs']:.2f} | {row['ratio']:.2f} "
            f"| {row['ours_peak'] / MB:.0f} |"
        )
    files = 2 * found["projects"] + 24
    return [
        *made,
        "",
        f"Where the last but the imports goes, {files} files ({found['projects']} forms, {found['projects']} plans):",
        "",
        *stages.table({"consolidate": found["stages"]}, files, "file"),
    ]


if __name__ == "__main__":
    section.main(sys.modules[__name__])
