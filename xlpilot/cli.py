"""The office's door: commands, options, exit codes, printing. No logic; heavy libraries come in with the command."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlpilot import __version__, cli_memory
from xlpilot.console import ACCEPT_FUZZY, CLUSTER, FORMAT, JOBS, PASSWORD, PATHS, console, print_json, workspace_of
from xlpilot.errors import XlpilotError

if TYPE_CHECKING:
    from xlpilot.commands.consolidate import Consolidated
    from xlpilot.commands.marked import Marked
    from xlpilot.commands.validate import Judgement

_RECEIVED_AT = click.option("--received-at", metavar="ISO-8601", help="收到的时间，不写时区按 +08:00；不给则取现在")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 nothing to mend, 1 findings, 2 the operator's to mend, 3 a bug."""
    for stream in (sys.stdout, sys.stderr):
        # A console with another code page must not turn Chinese into an exception.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        result = main.main(args=list(arguments), prog_name="xlpilot", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        from xlpilot.usage import show_usage

        show_usage(error)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断", err=True)
        return 2
    except XlpilotError as error:
        click.echo(f"错误：{error.message}", err=True)
        if error.hint:
            click.echo(f"提示：{error.hint}", err=True)
        return error.exit_code
    except BrokenPipeError:
        return 0
    except Exception as error:
        from xlpilot.crash import write_log

        path = write_log(error, arguments)
        click.echo(f"程序出错了（{type(error).__name__}），这是 xlpilot 的缺陷，不是您的操作问题。", err=True)
        click.echo(f"详情已写入 {path}，请把这个文件发给维护人员。", err=True)
        return 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-w", "--workspace", type=click.Path(path_type=Path), envvar="XLPILOT_WORKSPACE", help="工作文件夹")
@click.version_option(__version__, prog_name="xlpilot", help="显示版本")
@click.pass_context
def main(context: click.Context, workspace: Path | None) -> None:
    """发放、收取、审核、汇总 Excel 申报表。"""
    context.obj = workspace


def _print_judgement(judgement: Judgement, fmt: str, verbose: bool) -> None:
    if fmt == "json":
        from xlpilot.report.as_json import judgement_json

        print_json(judgement_json(judgement.round, judgement.files, judgement.eligibility))
    else:
        from xlpilot.report.as_text import judgement_text

        note = judgement.eligibility.words if judgement.eligibility else ""
        judgement_text(console(), judgement.round, judgement.files, verbose, note)


def _print_marked(marked: Marked, folder: str) -> int:
    """Tell on stderr what was marked; 2 where a copy could not be written, else 0."""
    for problem in marked.problems:
        click.echo(f"错误：{problem.message}", err=True)
        if problem.hint:
            click.echo(f"提示：{problem.hint}", err=True)
    if marked.written or marked.kept or marked.put_away:
        counts = f"新写 {len(marked.written)} 份，没有变化 {len(marked.kept)} 份，移入“旧” {len(marked.put_away)} 份"
        click.echo(f"标注件在 {folder}：{counts}", err=True)
    return 2 if marked.problems else 0


def _print_likely(judgement: Judgement) -> None:
    """Tell on stderr how many cells were taken for the option that they are most like."""
    count = sum(finding.code == "XP231" for review in judgement.files for finding in review.findings)
    if count:
        click.echo(f"按 --accept-fuzzy 采用了最像的选项 {count} 处，见各处的 XP231，请核对。", err=True)


def _print_summary(done: Consolidated, shown: str, fmt: str) -> None:
    if fmt == "json":
        from xlpilot.report.as_json import summary_json

        print_json(summary_json(done.summary, shown, done.changes))
    else:
        from xlpilot.report.as_text import summary_text
        from xlpilot.report.changed import changes_text

        summary_text(console(), done.summary, shown)
        changes_text(console(), done.changes)


@main.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--round", "round_source", default="hengyang-2018", show_default=True, help="轮次的名字，或含 round.toml 的文件夹"
)
def init_command(folder: Path, round_source: str) -> None:
    """新建一个工作文件夹。"""
    from xlpilot.commands.init import init

    made = init(folder, round_source)
    round_ = made.round
    click.echo(f"已建立 {folder}：{round_.title}，{len(round_.units)} 个单位。")
    click.echo(
        f"下一步：cd {folder}，然后 xlpilot distribute。密钥在 {folder / '.xlpilot' / 'key'}，请随文件夹备份，勿外传。"
    )


@main.command("distribute")
@click.option("--only", multiple=True, metavar="UNIT", help="只发放给这个单位（代码或名称），可重复")
@click.option("--reissue", is_flag=True, help="重新发放：换新编号，覆盖 发放/ 里原来的文件")
@click.option("--macro", is_flag=True, help="另写一份带“校验”按钮的 .xlsm（先读 macros/README.md）")
@click.pass_context
def distribute_command(context: click.Context, only: tuple[str, ...], reissue: bool, macro: bool) -> None:
    """给每个单位生成一份锁定的工作簿，放在 发放/ 下。"""
    from xlpilot.commands.distribute import distribute

    workspace = workspace_of(context)
    issued = distribute(workspace, only, reissue, macro)
    for item in issued:
        click.echo(f"{workspace.shown(item.path)}  第{item.serial}次{'' if item.written else '（早已发放，没有改动）'}")
    if not issued:
        click.echo("这些单位没有要发放的表格（局直属单位不填汇总表）。", err=True)
        return
    written = sum(item.written for item in issued)
    click.echo(f"写了 {written} 份，原有 {len(issued) - written} 份。")


@main.command("validate")
@PATHS
@FORMAT
@click.option("-v", "--verbose", is_flag=True, help="连同说明一起显示")
@click.option(
    "--marked", metavar="DIR", type=click.Path(path_type=Path), help="标注件写到哪个文件夹（不给 PATH 时默认 退回/）"
)
@click.option("--only-rule", multiple=True, metavar="CODE", help="只试这条规则会命中多少份，什么也不写；可重复")
@click.option("--since-archive", is_flag=True, help="连同 --only-rule：只试已登记存档的全部报回件")
@PASSWORD
@JOBS
@CLUSTER
@ACCEPT_FUZZY
@click.pass_context
def validate_command(
    context: click.Context,
    paths: tuple[Path, ...],
    fmt: str,
    verbose: bool,
    marked: Path | None,
    only_rule: tuple[str, ...],
    since_archive: bool,
    passwords: tuple[str, ...],
    jobs: int | None,
    cluster: str | None,
    accept_fuzzy: bool,
) -> int:
    """审核报回的工作簿，逐格列出问题；给出 PATH 时只审这些文件，不作登记。"""
    from xlpilot.commands.validate import validate

    workspace = workspace_of(context)
    if only_rule:
        from xlpilot.commands.dry_run import dry_run
        from xlpilot.report.dry_run import dry_run_json, dry_run_lines

        tried = dry_run(workspace, only_rule, paths, archive_only=since_archive, passwords=passwords, jobs=jobs)
        if fmt == "json":
            print_json({"rules": [dry_run_json(one) for one in tried]})
        else:
            click.echo("\n".join(line for one in tried for line in dry_run_lines(workspace.round, one)))
        return 0
    if since_archive:
        raise click.UsageError("--since-archive 要和 --only-rule 一起用")
    marks = marked is not None or not paths
    if marks:
        from xlpilot.ledger.lock import turn

        # From judging to writing: else a run in between could be overwritten by an older judgement.
        context.with_resource(turn(workspace))
    judgement = validate(workspace, paths, passwords=passwords, jobs=jobs, cluster=cluster, accept_fuzzy=accept_fuzzy)
    _print_judgement(judgement, fmt, verbose)
    _print_likely(judgement)
    if not marks:
        return judgement.exit_code
    from xlpilot.commands.marked import write_marked

    done = write_marked(workspace, judgement.files, marked, every=bool(paths), passwords=passwords)
    return _print_marked(done, workspace.shown(marked or workspace.returned)) or judgement.exit_code


@main.command("consolidate")
@PATHS
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到哪个文件（默认 汇总/ 下）")
@_RECEIVED_AT
@click.option("--public", is_flag=True, help="写一份可以公开的：不含任何电话号码，另存为“…（公开）.xlsx”")
@FORMAT
@PASSWORD
@JOBS
@CLUSTER
@ACCEPT_FUZZY
@click.pass_context
def consolidate_command(
    context: click.Context,
    paths: tuple[Path, ...],
    output: Path | None,
    received_at: str | None,
    public: bool,
    fmt: str,
    passwords: tuple[str, ...],
    jobs: int | None,
    cluster: str | None,
    accept_fuzzy: bool,
) -> int:
    """登记、审核，并汇总成市级附件1。"""
    from xlpilot.commands.consolidate import consolidate
    from xlpilot.moments import parse_moment

    workspace = workspace_of(context)
    moment = parse_moment(received_at, workspace.round.deadline) if received_at else None
    done = consolidate(
        workspace, paths, output=output, received_at=moment, passwords=passwords, jobs=jobs, cluster=cluster,
        public=public,
        accept_fuzzy=accept_fuzzy,
    )  # fmt: skip
    _print_summary(done, workspace.shown(done.output), fmt)
    if done.reused:
        click.echo(f"这次新读 {done.read} 份，其余 {done.reused} 份没有变化，不必重读", err=True)
    _print_likely(done.judgement)
    return _print_marked(done.marked, workspace.shown(workspace.returned)) or done.exit_code


@main.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@FORMAT
@click.option("-v", "--verbose", is_flag=True, help="连同说明一起显示")
@click.option("--answer", metavar="FILE", type=click.Path(path_type=Path), help="把结果另写一份给工作簿里的“校验”按钮")
@PASSWORD
def check_command(file: Path, fmt: str, verbose: bool, answer: Path | None, passwords: tuple[str, ...]) -> int:
    """自查一个文件，不需要工作文件夹：报送之前就能运行。"""
    from xlpilot.commands.check import check, write_answer

    judgement = check(file, passwords)
    if answer:
        write_answer(judgement, answer)
    _print_judgement(judgement, fmt, verbose)
    return judgement.exit_code


@main.command("explain")
@click.argument("code", metavar="[CODE|汇总！C7]", required=False)
@PASSWORD
@click.pass_context
def explain_command(context: click.Context, code: str | None, passwords: tuple[str, ...]) -> None:
    """解释一条规则：是什么、为什么、怎样改；或汇总表的一个格（汇总！C7）从哪里来；都不给则列出全部规则。"""
    from xlpilot.commands.explain import explain, severity_here
    from xlpilot.report.rules_doc import rule_text
    from xlpilot.rules import RULES
    from xlpilot.rules.severity import WORDS

    set_ = severity_here(context.obj)
    if code is None:
        for rule in RULES:
            told = set_.get(rule.code)
            here = f"（本轮：{WORDS[told]}）" if told else ""
            click.echo(f"{rule.code}  {rule.severity.word}  {rule.title}{here}")
        return
    from xlpilot.commands.trace import is_cell, trace

    if is_cell(code):
        from xlpilot.report.traced import traced_lines

        for line in traced_lines(trace(workspace_of(context), code, passwords)):
            click.echo(line)
        return
    found = explain(code)
    click.echo(rule_text(found))
    if found.code in set_:
        click.echo(f"本轮的程度：{WORDS[set_[found.code]]}（round.toml 的 [severity]）")


@main.command("verify")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@FORMAT
@click.pass_context
def verify_command(context: click.Context, file: Path | None, fmt: str) -> int:
    """核对原件、台账和汇总表是否仍与写下时一致；给出 FILE 时核对这个存档（zip），不需要工作文件夹。"""
    from xlpilot.commands.verify import verify
    from xlpilot.commands.verify_packed import verify_packed
    from xlpilot.report.verified import verified_json, verified_lines

    checked = verify(workspace_of(context)) if file is None else verify_packed(file)
    if fmt == "json":
        print_json(verified_json(checked))
    else:
        for line in verified_lines(checked):
            click.echo(line)
    return checked.exit_code


@main.command("archive")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到哪个 zip（默认 汇总/ 下）")
@click.pass_context
def archive_command(context: click.Context, output: Path | None) -> None:
    """把这一轮打成一个 zip 存档：原件、汇总表、台账和校验清单，不用 xlpilot 也能核对。"""
    from xlpilot.commands.archive import archive

    workspace = workspace_of(context)
    done = archive(workspace, output)
    if done.later:
        click.echo(f"注意：汇总以后又登记了 {done.later} 份，存档里的汇总表没有它们。", err=True)
    if not done.summaries:
        click.echo("注意：还没有汇总表，存档里只有原件和台账。", err=True)
    click.echo(f"已存档 {done.originals} 个原件、{done.summaries} 份汇总表：{workspace.shown(done.path)}")


@main.command("demo")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def demo_command(folder: Path) -> None:
    """用自带的样例把整个流程走一遍；DIR 之后就是一个工作文件夹。"""
    from xlpilot.commands.demo import demo

    done = demo(folder)
    click.echo(f"1. 建立工作文件夹 {folder}")
    click.echo(f"2. 发放 {len(done.issued)} 份表格，在 {folder / '发放'}")
    click.echo(f"3. 收到 {done.received} 份样例（人名、电话均为虚构），在 {folder / '收件'}")
    click.echo("4. 审核结果")
    _print_judgement(done.result.judgement, "text", False)
    click.echo(f"5. 标好问题、可以退回的工作簿 {len(done.result.marked.written)} 份，在 {folder / '退回'}")
    click.echo("6. 汇总")
    _print_summary(done.result, str(done.result.output), "text")


for _command in cli_memory.COMMANDS:
    main.add_command(_command)


@main.group("round")
def round_group() -> None:
    """轮次定义（round.toml）。"""


@round_group.command("check")
@click.argument("folder")
def round_check_command(folder: str) -> None:
    """检查一个轮次定义。"""
    from xlpilot.commands.round_check import round_check
    from xlpilot.rounds.remarks import remarks

    round_ = round_check(folder)
    forms = "、".join(form.title for form in round_.forms.values())
    click.echo(f"没有问题：{round_.title}，{len(round_.units)} 个单位，{len(round_.categories)} 个类别，表格：{forms}")
    for remark in remarks(round_):
        click.echo(f"请核对：{remark}")
