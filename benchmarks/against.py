"""Judging and consolidating against the plain loop, on the same files, with the same checks and the same findings.

    python benchmarks/against.py [--runs N] [--sizes 2000] [--folder DIR] [--quick]

Of --sizes the largest up to 2,000 is taken. The findings of both are compared before anything is measured.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import section
from measuring import HERE, MB, XLPILOT, paired, run
from scale import forget, workspace_of
from section import Plan

NAME, TITLE = "against", "Judging and consolidating, against the plain loop"
MOST = 2000
# What both check; of these the findings must be the same, file by file and cell by cell.
COMPARED = (
    "XP201", "XP202", "XP203", "XP204", "XP205", "XP209", "XP212", "XP301", "XP312", "XP313", "XP314", "XP403", "XP404",
    "XP430", "XP601", "XP602", "XP604",
)  # fmt: skip
RECEIVED = ["--received-at", "2018-09-10T09:00"]

Found = Counter[tuple[str, str | None, str]]


def ours_found(document: dict[str, Any], codes: tuple[str, ...] | None = COMPARED) -> Found:
    """(file, cell, code) of the findings in the JSON of validate."""
    return Counter(
        (Path(file["path"]).name, finding["cell"], finding["code"])
        for file in document["files"]
        for finding in file["findings"]
        if codes is None or finding["code"] in codes
    )


def differences(ours: Found, theirs: Found) -> list[str]:
    """What one found and the other did not, in words."""
    return [
        f"{who}: {file} {cell} {code}"
        for who, left in (("only xlpilot", ours - theirs), ("only the plain loop", theirs - ours))
        for file, cell, code in sorted(left, key=str)
    ]


def compared(work: list[str], loop: list[str], inbox: str, folder: Path) -> dict[str, Any]:
    """Judge the same files both ways.

    Raises:
        SystemExit: the findings, or the rows that pass, are not the same.
    """
    run([*work, "validate", inbox, "--format", "json"], folder / "ours.json")
    run([*loop, "--findings", str(folder / "theirs.json")])
    run([*work, "consolidate", *RECEIVED, "--format", "json"], folder / "summary.json")
    ours, theirs, summary = (
        json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in ("ours", "theirs", "summary")
    )
    wrong = differences(ours_found(ours), Counter((file, cell, code) for file, cell, code in theirs["findings"]))
    if wrong:
        raise SystemExit("The findings differ:\n" + "\n".join(wrong[:20]))
    rows = {"rows": summary["rows_in"], "passing": summary["rows_included"]}
    if rows != {name: theirs[name] for name in rows}:
        raise SystemExit(f"The rows differ: {rows} and {theirs['rows']}, {theirs['passing']}")
    by_code = Counter(code for _, _, code in ours_found(ours, None).elements())
    return rows | {
        "files": len(ours["files"]),
        "returned": ours["counts"]["returned"],
        "found": {code: by_code[code] for code in COMPARED},
        "more": {code: count for code, count in sorted(by_code.items()) if code not in COMPARED},
    }


def measure(plan: Plan) -> dict[str, Any]:
    """Findings compared, then CPU and memory of both."""
    size = max([size for size in plan.sizes if size <= MOST] or [MOST])
    workspace = workspace_of(plan.folder / f"n{size}", size)
    work, inbox = [*XLPILOT, "-w", str(workspace.root)], str(workspace.inbox)
    loop = [sys.executable, str(HERE / "plain_loop.py"), inbox]
    out = plan.folder / "out"
    out.mkdir(exist_ok=True)
    same = compared(work, loop, inbox, out)
    forget(workspace)
    validate = paired(
        lambda: run([*work, "validate", inbox, "--format", "json"], out / "ours.json"),
        lambda: run([*loop, "--findings", str(out / "theirs.json")]),
        plan.few,
    )
    alone = paired(
        lambda: run([*work, "validate", inbox, "--format", "json", "--jobs", "1"], out / "ours.json"),
        lambda: run([*loop, "--findings", str(out / "theirs.json")]),
        plan.few,
    )
    consolidate = paired(
        lambda: run([*work, "consolidate", *RECEIVED, "--format", "json"], out / "summary.json"),
        lambda: run([*loop, "--output", str(out / "theirs.xlsx")]),
        plan.few,
        lambda: forget(workspace),
    )
    forget(workspace)
    return {"size": size, "same": same, "validate": validate, "validate --jobs 1": alone, "consolidate": consolidate}


def lines(found: dict[str, Any]) -> list[str]:
    """Lines of Markdown."""
    same = found["same"]
    made = [
        f"{found['size']:,} returns of 30 rows, made by `scale.py`, against `plain_loop.py`: `pandas.read_excel` with",
        "openpyxl, a pandera schema per file, the checks between rows and units at the end; for `consolidate` it also",
        "writes the rows that pass and the findings with `to_excel`. Whole processes, "
        f"{found['validate']['runs']} paired runs. Ours includes the",
        "guards, the identity of each form, what was changed in it and, for `consolidate`, receiving into the archive,",
        f"the whole workbook for the city and marked copies for the {same['returned']:,} returns that go back. Without",
        "`--jobs`, ours is of several processes: sooner done, at a fifth more CPU.",
        "",
        "| | xlpilot, CPU s | plain loop, CPU s | ratio | xlpilot, MB | plain loop, MB | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in ("validate", "validate --jobs 1", "consolidate"):
        one = found[name]
        made.append(
            f"| `{name}` | {one['ours']:.2f} | {one['theirs']:.2f} | {one['ratio']:.3f} | "
            f"{one['ours_peak'] / MB:.0f} | {one['theirs_peak'] / MB:.0f} | {one['peak_ratio']:.2f} |"
        )
    fired = ", ".join(f"{code} {count}" for code, count in same["found"].items() if count)
    silent = ", ".join(code for code, count in same["found"].items() if not count)
    more = ", ".join(f"{code} {count}" for code, count in same["more"].items()) or "none"
    return [
        *made,
        "",
        f"Both found the same in the same cells: {fired}; looked for by both and not there: {silent or 'none'}. Both",
        f"took {same['passing']:,} of {same['rows']:,} rows. What xlpilot found besides, without a counterpart in the "
        f"loop: {more}.",
        "Only xlpilot looks for whose form it is and whether it is signed (XP11x), harmful files (XP10x), the sheet's",
        "own verdict (XP409), locked cells and formulas that were changed (XP431, XP408), and what normalisation tells",
        "(XP22x)" + ("." if same["more"] else "; in these files none of that is wrong."),
    ]


if __name__ == "__main__":
    section.main(sys.modules[__name__])
