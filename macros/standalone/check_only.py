"""The program beside the workbook: `xlpilot check` and nothing else, for counties that have no Python."""

from __future__ import annotations

import multiprocessing
import sys

_USAGE = "用法：xlpilot check 文件名.xlsx [--answer 结果文件]（这个程序只能自查；发放、汇总请用市局的 xlpilot）"


def main() -> int:
    """Run `check`; any other command is told that it is not in here."""
    from xlpilot.cli import run

    arguments = sys.argv[1:]
    if arguments[:1] == ["check"] or arguments in (["--version"], ["--help"], ["-h"]):
        return run(arguments)
    print(_USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    # A file that is not small is read by a process of its own, which begins here again.
    multiprocessing.freeze_support()
    sys.exit(main())
