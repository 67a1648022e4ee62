"""The office's door to its memory: receive, status, decide, remind. Options, exit codes, printing; no logic."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from xlpilot.console import FORMAT, PATHS, VERBOSE, console, print_json, workspace_of

_UNKNOWN = ("unknown", "不明")


@click.command("receive")
@PATHS
@click.option(
    "--received-at",
    metavar="ISO-8601",
    help="收到的时间，不写时区按 +08:00；不知道的写 不明；不给则邮件取服务器时间，其余取现在",
)
@click.option("--unit", metavar="UNIT", help="是哪个单位报的：代码或名称")
@click.option(
    "--as",
    "kind",
    metavar="KIND",
    help="是什么：official-letter 正式文件，plan 工作方案，或 round.toml 里表格的名称（如 summary）；不给则看内容",
)
@click.option("--by", default="", help="登记人")
@click.option("--note", default="", help="备注")
@click.option("--paper", is_flag=True, help="登记纸质材料（要写 --unit 和 --item）")
@click.option("--item", default="", help="纸质材料：是什么，如 附件1、公文")
@click.option("--copies", type=click.IntRange(1, 1000), default=1, show_default=True, help="纸质材料：几份")
@click.option("--sealed/--unsealed", default=False, help="纸质材料：是否盖章")
@click.pass_context
def receive_command(
    context: click.Context, paths: tuple[Path, ...], received_at: str | None, unit: str | None, kind: str | None,
    by: str, note: str, paper: bool, item: str, copies: int, sealed: bool,
) -> None:  # fmt: skip
    """登记并留存报回的文件（默认 收件/），或登记纸质材料。"""
    from xlpilot.errors import XlpilotError
    from xlpilot.ledger.events import TimeSource
    from xlpilot.moments import parse_moment, spoken

    workspace = workspace_of(context)
    unknown = received_at is not None and received_at.strip() in _UNKNOWN
    moment = parse_moment(received_at, workspace.round.deadline) if received_at and not unknown else None
    if paper:
        from xlpilot.commands.paper import note_paper

        if paths or unknown or kind:
            raise XlpilotError("登记纸质材料不写文件和 --as，时间要写明")
        noted = note_paper(workspace, unit, item, copies=copies, sealed=sealed, received_at=moment, by=by, note=note)
        seal = "已盖章" if sealed else "未盖章"
        click.echo(f"登记纸质材料：{noted.unit} {noted.item} {noted.copies} 份，{seal}，{spoken(noted.received_at)}")
        return
    if item:
        raise XlpilotError("--item 只用于登记纸质材料", "请加上 --paper")
    from xlpilot.commands.receive import receive

    time = TimeSource.UNKNOWN if unknown else moment
    files = receive(workspace, paths, received_at=time, unit=unit, by=by, note=note, kind=kind)
    for file in files:
        click.echo(f"{'登记' if file.new else '早已登记'}  {file.sha256[:12]}  {file.path}")
    new = sum(file.new for file in files)
    click.echo(f"新登记 {new} 份，共 {len(files)} 份。")
    if received_at and new < len(files):
        click.echo(f"早已登记的 {len(files) - new} 份，仍按原来登记的收到时间。", err=True)


@click.command("status")
@click.option("--as-of", metavar="ISO-8601", help="看哪一刻的情况，不给则是现在")
@FORMAT
@VERBOSE
@click.option("-o", "--output", type=click.Path(path_type=Path), help="另写一份带图的 .xlsx")
@click.pass_context
def status_command(context: click.Context, as_of: str | None, fmt: str, verbose: bool, output: Path | None) -> None:
    """各单位的报送情况：未报、已报、退回、补正、逾期、通过。"""
    from xlpilot.commands.status import status
    from xlpilot.files import write_whole
    from xlpilot.report.standing import standing_json, standing_text

    workspace = workspace_of(context)
    found = status(workspace, _end_of_day(as_of) if as_of else None)
    if output:
        from xlpilot.rollup.progress import progress_workbook

        write_whole(output, progress_workbook(found.standing, found.as_of))
    if fmt == "json":
        print_json({**standing_json(found.standing, found.as_of), "output": str(output) if output else None})
        return
    standing_text(console(), found.standing, found.as_of, found.waiting, verbose)
    if output:
        click.echo(f"已写入 {output}")


def _end_of_day(text: str) -> dt.datetime:
    """A day alone means all of it."""
    from xlpilot.moments import parse_moment

    moment = parse_moment(text)
    return moment + dt.timedelta(days=1, seconds=-1) if len(text.strip()) <= 10 else moment


@click.command("decide")
@click.argument("kind", type=click.Choice(["waive", "accept-late", "withdraw", "extend", "revoke"]))
@click.argument("target")
@click.option("--reason", required=True, help="理由")
@click.option("--by", required=True, help="决定人")
@click.option("--until", metavar="ISO-8601", help="延期（extend）到什么时候；只写日期就到那一天结束")
@click.pass_context
def decide_command(context: click.Context, kind: str, target: str, reason: str, by: str, until: str | None) -> None:
    """记下一项由人作出的决定：准予例外、准予补收、撤回、延期，或撤销一项决定。

    TARGET：单位代码或名称，或文件（SHA-256 前 8 位以上，或路径）；waive 写 单位:规则 或 单位:规则:单元格，
    如 430422:XP205:F9；extend 可写 all；revoke 写决定号。
    """
    from xlpilot.commands.decide import decide
    from xlpilot.ledger.events import DecisionKind
    from xlpilot.report.standing import decision_words

    workspace = workspace_of(context)
    moment = _end_of_day(until) if until else None
    made = decide(workspace, DecisionKind(kind), target, reason=reason, by=by, until=moment)
    unit = workspace.round.unit_by_code.get(made.unit or "")
    click.echo(decision_words(made, unit.name if unit else ""))


@click.command("remind")
@click.option("--only", multiple=True, metavar="UNIT", help="只写这个单位（代码或名称），可重复")
@click.option("--eml", metavar="DIR", type=click.Path(path_type=Path), help="另写邮件草稿到这个文件夹（附退回件）")
@click.option("--as-of", metavar="ISO-8601", help="从哪一刻算剩余天数，不给则是现在")
@click.pass_context
def remind_command(context: click.Context, only: tuple[str, ...], eml: Path | None, as_of: str | None) -> None:
    """写好催报、退回的话，可以直接贴到 QQ 或微信；不会自动发送。"""
    from xlpilot.commands.remind import remind

    done = remind(workspace_of(context), only, eml, _end_of_day(as_of) if as_of else None)
    for chase in done.chases:
        click.echo(f"──── {chase.subject}\n{chase.text}\n")
    click.echo(f"共 {len(done.chases)} 个单位。" + (f"邮件草稿 {len(done.drafts)} 份，在 {eml}。" if eml else ""))


COMMANDS = (receive_command, status_command, decide_command, remind_command)
