"""Where the units stand: as JSON, and on the terminal."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from xlpilot.findings import Severity, count
from xlpilot.ledger.events import Decision, Paper, TimeSource
from xlpilot.ledger.materials import kinds, materials
from xlpilot.ledger.standing import Fate, Standing, State, UnitStanding, Version
from xlpilot.masking import masked
from xlpilot.moments import iso, spoken

_COLOUR = {State.ACCEPTED: "green", State.MENDED: "green", State.RETURNED: "yellow", State.REPORTED: "cyan"}
_SHOWN_CHANGES = 5


def remaining(deadline: dt.datetime, as_of: dt.datetime) -> str:
    """How long there is until the deadline, in words."""
    left = deadline - as_of
    if left < dt.timedelta():
        return "已截止"
    return f"还剩{left.days}天" if left.days else "不到1天"


def standing_json(standing: Standing, as_of: dt.datetime) -> dict[str, object]:
    """The document of status. Phones in `changes` are whole."""
    counts = Counter(unit.state for unit in standing.units)
    return {
        "round": standing.round.name,
        "as_of": iso(as_of),
        "deadline": iso(standing.round.deadline),
        "counts": {state.value: counts[state] for state in State},
        "eligibility": standing.eligibility.plain if standing.eligibility else None,
        "units": [_unit(unit, as_of) | {"materials": _materials(standing, unit)} for unit in standing.units],
    }


def _unit(unit: UnitStanding, as_of: dt.datetime) -> dict[str, object]:
    in_force = unit.in_force
    return {
        "unit": unit.unit.code,
        "name": unit.unit.name,
        "state": unit.state.value,
        "rows": in_force.table.row_count if in_force and in_force.table else 0,
        "in_force": in_force.path if in_force else None,
        "last_received": iso(unit.last_received),
        "deadline": iso(unit.deadline),
        "days_left": (unit.deadline - as_of).days if as_of <= unit.deadline else 0,
        "versions": [_version(version) for version in unit.versions],
        "papers": [_paper(unit, paper) for paper in unit.papers],
        "decisions": [_decision(decision) for decision in unit.decisions],
    }


def _materials(standing: Standing, unit: UnitStanding) -> dict[str, object] | None:
    """What of the unit's package is there, null where nothing came or the round asks for no more than a summary."""
    titles = kinds(standing.round)
    if not titles or unit.unit.code not in standing.packages:
        return None
    found = materials(standing, unit)
    return {
        "projects": [
            {"project": line.project, "unit": line.name, **dict(zip(titles, line.states, strict=True))}
            for line in found.lines
        ],
        "letter": found.letter,
        "copies": found.copies,
        "missing": list(found.missing),
    }


def _version(version: Version) -> dict[str, object]:
    review = version.review
    return {
        "path": review.path,
        "sha256": review.sha256,
        "kind": review.kind,
        "received_at": iso(review.received_at),
        "source": review.arrival.source if review.arrival else None,
        "fate": version.fate.value,
        "verdict": review.verdict.value,
        "rows": review.table.row_count if review.table else 0,
        "errors": count(review.findings, Severity.ERROR),
        "changes": list(version.changes),
    }


def _paper(unit: UnitStanding, paper: Paper) -> dict[str, object]:
    return {
        "item": paper.item,
        "copies": paper.copies,
        "sealed": paper.sealed,
        "received_at": iso(paper.received_at),
        "in_time": paper.received_at <= unit.deadline,
        "by": paper.by,
        "note": paper.note,
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "number": decision.id,
        "kind": decision.kind.value,
        "unit": decision.unit,
        "sha256": decision.sha256,
        "rule": decision.rule or None,
        "cell": decision.cell or None,
        "until": iso(decision.until),
        "reason": decision.reason,
        "by": decision.by,
        "made_at": iso(decision.made_at),
    }


def standing_text(console: Console, standing: Standing, as_of: dt.datetime, waiting: int, verbose: bool) -> None:
    """Print one line a unit; with `verbose` every file it sent, what changed in it, and paper."""
    grid = Grid(title=f"{standing.round.title}：报送情况（截至{spoken(as_of)}）")
    for title in ("代码", "单位", "情况", "行数", "份数", "最近收到", "纸质", "截止"):
        grid.add_column(title, justify="right" if title in ("行数", "份数") else "left")
    for unit in standing.units:
        colour = _COLOUR.get(unit.state, "red")
        in_force = unit.in_force
        grid.add_row(
            unit.unit.code,
            unit.unit.name,
            f"[{colour}]{unit.state.value}[/{colour}]",
            str(in_force.table.row_count if in_force and in_force.table else 0),
            str(len(unit.versions)),
            f"{unit.last_received:%m-%d %H:%M}" if unit.last_received else "",
            escape("、".join(dict.fromkeys(paper.item for paper in unit.papers))),
            remaining(unit.deadline, as_of),
        )
    console.print(grid)
    counts = Counter(unit.state for unit in standing.units)
    words = "，".join(f"{state.value} {counts[state]}" for state in State if counts[state])
    console.print(f"[bold]共 {len(standing.units)} 个单位：{words}[/bold]", highlight=False)
    if standing.eligibility:
        console.print(escape(standing.eligibility.words), highlight=False)
    if waiting:
        console.print(f"收件/ 里还有 {waiting} 个文件没有登记（xlpilot receive）", highlight=False)
    for unit in standing.units if verbose else ():
        for line in _lines(unit, materials(standing, unit).missing if kinds(standing.round) else ()):
            console.print(line, soft_wrap=True, highlight=False)


def _lines(unit: UnitStanding, missing: Sequence[str]) -> list[str]:
    if not unit.versions and not unit.papers and not unit.decisions:
        return []
    lines = [f"[bold]{unit.unit.code} {escape(unit.unit.name)}[/bold]"]
    for version in unit.versions:
        review = version.review
        when = spoken(review.received_at) if review.received_at else "收到时间不明"
        source = f"（{TimeSource(review.arrival.source).word}）" if review.arrival else ""
        lines.append(f"  {version.fate.value}  {when}{source}  {escape(review.path)}  {review.sha256[:12]}")
        shown = version.changes if version.fate is not Fate.ATTACHED else ()
        lines += [f"    {escape(masked(change))}" for change in shown[:_SHOWN_CHANGES]]
        if len(shown) > _SHOWN_CHANGES:
            lines.append(f"    另有 {len(shown) - _SHOWN_CHANGES} 处不同（--format json 全部列出）")
    lines += [f"  {escape(masked(text))}" for text in missing]
    for paper in unit.papers:
        late = "" if paper.received_at <= unit.deadline else "，逾期"
        sealed = "已盖章" if paper.sealed else "未盖章"
        lines.append(f"  纸质  {spoken(paper.received_at)}  {escape(paper.item)} {paper.copies} 份，{sealed}{late}")
    lines += [f"  {escape(decision_words(decision))}" for decision in unit.decisions]
    return lines


def decision_words(decision: Decision, name: str = "") -> str:
    """A decision in one line; `name` is the unit's, where it does not stand above the line anyway."""
    about = f"{name}（{decision.unit}）" if name else decision.unit or (decision.sha256 or "")[:12] or "全部单位"
    more = "".join(f" {part}" for part in (decision.rule, decision.cell) if part)
    until = f"至{spoken(decision.until)}" if decision.until else ""
    return f"第{decision.id}号决定 {decision.kind.word}{until}：{about}{more}；{decision.reason}（{decision.by}）"
