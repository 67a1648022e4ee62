"""A command that was written wrongly, in Chinese: click says it in English only."""

from __future__ import annotations

import re

import click

_NO_COMMAND = re.compile(r"No such command '(.+)'\.")
_TOO_MUCH = re.compile(r"Got unexpected extra arguments? \((.+)\)")


def show_usage(error: click.ClickException) -> None:
    """Print one line and a hint on stderr; the help where a group was called without a command."""
    # Older versions of click have no such error: they print the help themselves.
    if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
        error.show()
        return
    click.echo(f"错误：{_words(error)}", err=True)
    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(f"提示：写法见 {context.command_path} --help", err=True)


def _words(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是 {'、'.join(error.possibilities)}" if error.possibilities else ""
        return f"没有 {error.option_name} 这个选项{near}"
    if isinstance(error, click.BadParameter):
        return _parameter(error)
    if isinstance(error, click.BadOptionUsage):
        return f"{error.option_name} 后面{'没有写内容' if 'requires' in error.message else '不写内容'}"
    if found := _NO_COMMAND.match(error.message):
        return f"没有 {found[1]} 这个命令"
    if found := _TOO_MUCH.match(error.message):
        return f"多写了 {found[1]}"
    return error.message


def _parameter(error: click.BadParameter) -> str:
    name = _name(error.param)
    if isinstance(error, click.MissingParameter):
        return f"没有写 {name}"
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"{name} 只能是 {'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return f"{name} 只能是 {kind.min} 至 {kind.max} 的整数"
    return f"{name}：{error.message}"


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.metavar or (param.name or "").upper()
