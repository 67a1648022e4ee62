"""What the doors share: how things are printed, and where the workspace is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from xlpilot.rounds.workspace import Workspace

PASSWORD = click.option(
    "--password",
    "passwords",
    multiple=True,
    metavar="TEXT",
    help="打开加密工作簿用的密码，可重复（须装 xlpilot[password]）",
)
FORMAT = click.option("--format", "fmt", type=click.Choice(["text", "json"]), default="text", help="输出文字或 JSON")
PATHS = click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="用几个进程读文件（不给时：少的在本进程读，几百份以上用上所有的核）；结果与个数无关",
)
CLUSTER = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="由这个 Dask 集群读文件，如 tcp://10.0.0.5:8786（须装 xlpilot[cluster]）；结果相同",
)
ACCEPT_FUZZY = click.option(
    "--accept-fuzzy",
    is_flag=True,
    help="下拉列表里的错别字，只有一项很像时就采用那一项，并逐格提醒（XP231）；不给则退回请填报人确认",
)
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="显示得更细")


def workspace_of(context: click.Context) -> Workspace:
    """The workspace that -w names, else the one around the current folder."""
    from xlpilot.rounds.workspace import find_workspace

    return find_workspace(context.obj)


def console() -> Console:
    """Where text is printed: in colour only on a terminal."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    return Console(file=sys.stdout, width=None if terminal else 120, no_color=not terminal, emoji=False)


_AT_ONCE = 1 << 16  # characters of a document that are written together, or one piece of more


def print_json(document: dict[str, Any]) -> None:
    """One JSON document on stdout and nothing else."""
    from xlpilot.report.json_text import pieces

    # UTF-8 whatever the console's code page: programs read this.
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)

    def write(text: str) -> None:
        if buffer is None:
            sys.stdout.write(text)
        else:
            buffer.write(text.encode("utf-8"))

    together: list[str] = []
    size = 0
    for piece in pieces(document):
        together.append(piece)
        size += len(piece)
        if size >= _AT_ONCE:
            write("".join(together))
            together, size = [], 0
    write("".join([*together, "\n"]))
    if buffer is not None:
        buffer.flush()
