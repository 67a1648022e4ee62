"""What people read on the terminal: grouped by unit, errors first, phone numbers masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from xlpilot.findings import Finding, Severity, count
from xlpilot.ledger.standing import State, superseded
from xlpilot.masking import masked
from xlpilot.moments import spoken
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.rollup.control import control

if TYPE_CHECKING:
    from xlpilot.rollup.merge import CitySummary
    from xlpilot.rounds.model import Round

_COLOUR = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_VERDICT_COLOUR = {Verdict.ACCEPTED: "green", Verdict.RETURNED: "yellow", Verdict.REJECTED: "red"}


def judgement_text(
    console: Console, round_: Round | None, reviews: Sequence[FileReview], infos: bool = False, note: str = ""
) -> None:
    """Print the judgement, one block a file, grouped by unit in official order; `note` is about all of it."""
    order = {unit.code: number for number, unit in enumerate(round_.units)} if round_ else {}
    for review in sorted(reviews, key=lambda review: order.get(review.unit or "", len(order))):
        for line in _block(round_, review, infos):
            console.print(line, soft_wrap=True, highlight=False)
    live = [review for review in reviews if not superseded(review)]
    counts = {verdict: sum(review.verdict is verdict for review in live) for verdict in Verdict}
    severities = Counter(finding.severity for review in live for finding in review.findings)
    words = "，".join(f"{verdict.word} {counts[verdict]} 份" for verdict in Verdict)
    errors, warnings = severities[Severity.ERROR], severities[Severity.WARNING]
    total = f"共 {len(live)} 份：{words}；错误 {errors} 处，提醒 {warnings} 处"
    if len(live) < len(reviews):
        total += f"（另有 {len(reviews) - len(live)} 份已被替代，未计在内）"
    console.print(f"[bold]{total}[/bold]", soft_wrap=True, highlight=False)
    if note:
        console.print(escape(note), soft_wrap=True, highlight=False)


def _block(round_: Round | None, review: FileReview, infos: bool) -> Iterator[str]:
    unit = round_.unit_by_code.get(review.unit or "") if round_ else None
    who = f"{unit.code} {unit.name}" if unit else "单位不明"
    colour = _VERDICT_COLOUR[review.verdict]
    rows = f"，{review.table.row_count} 行" if review.table else ""
    head = f"[bold]{escape(who)}[/bold]  {escape(review.path)}{rows}"
    if superseded(review):
        yield f"{head}  [dim]已被后来的一份替代（{review.verdict.word}）[/dim]"
        return
    yield f"{head}  [{colour}]{review.verdict.word}[/{colour}]"
    for finding in sorted(review.findings, key=lambda finding: finding.severity.rank):
        if finding.severity is Severity.INFO and not infos:
            continue
        yield f"  {_line(finding)}"
    hidden = count(review.findings, Severity.INFO)
    if hidden and not infos:
        yield f"  [dim]另有 {hidden} 处说明（加 --verbose 显示）[/dim]"


def _line(finding: Finding) -> str:
    place = finding.place
    line = f"第{place.row}行" if place.row else f"第{place.paragraph}段" if place.paragraph else ""
    at = "!".join(part for part in (place.sheet, place.cell or line) if part)
    colour = _COLOUR[finding.severity]
    head = f"[{colour}]{finding.severity.word} {finding.code}[/{colour}]"
    return f"{head} {escape(at)}{' ' if at else ''}{escape(masked(finding.message))}。{escape(masked(finding.fix))}"


def summary_text(console: Console, summary: CitySummary, output: str) -> None:
    """Print who has reported, the counts per category, and the control total."""
    grid = Grid(title=summary.form.title)
    for title in ("代码", "单位", "情况", "份数", "读到", "纳入"):
        grid.add_column(title, justify="right" if title in ("份数", "读到", "纳入") else "left")
    for line in summary.units:
        colour = {State.ACCEPTED: "green", State.RETURNED: "yellow"}.get(line.state, "red")
        cells = (line.unit.code, line.unit.name, f"[{colour}]{line.state.value}[/{colour}]")
        grid.add_row(*cells, str(line.files), str(line.rows), str(line.included))
    console.print(grid)
    for review in summary.unassigned:
        why = "不计入本表" if review.unit else "单位不明、未采用"
        console.print(f"{why}：{escape(review.path)}", soft_wrap=True, highlight=False)
    controls = {one.category: one for one in control(summary)}
    for category, number in summary.by_category().items():
        one = controls.pop(category, None)
        more = f"（读到 {one.read} ＝ 纳入 {one.included} ＋ 未纳入 {one.excluded}）" if one else ""
        console.print(f"  {escape(category)}  {number}{more}", highlight=False)
    for one in controls.values():
        console.print(f"  {one.category}  {one.included}（读到 {one.read}，未纳入 {one.excluded}）", highlight=False)
    read, included, excluded = summary.totals
    total = f"读到 {read} 行 ＝ 纳入 {included} 行 ＋ 未纳入 {excluded} 行；截止时间 {spoken(summary.round.deadline)}"
    console.print(f"[bold]{total}[/bold]", soft_wrap=True, highlight=False)
    if summary.standing.eligibility:
        console.print(escape(summary.standing.eligibility.words), soft_wrap=True, highlight=False)
    console.print(f"已写入 {escape(output)}", soft_wrap=True, highlight=False)
