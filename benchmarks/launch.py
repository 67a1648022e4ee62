"""Runs one command and writes what it cost: python -I -S launch.py NUMBERS.json COMMAND...

The memory that the system accounts to a process begins with that of the process that started it; so this one imports
next to nothing, and the benchmarks start every command by it. Needs Unix (wait4).
"""

import os
import sys
import time

numbers, *command = sys.argv[1:]
began = time.monotonic()
process = os.posix_spawnp(command[0], command, os.environ)
_, status, used = os.wait4(process, 0)
wall = time.monotonic() - began
unit = 1 if sys.platform == "darwin" else 1024  # bytes of ru_maxrss
with open(numbers, "w") as file:  # noqa: PTH123 - pathlib is not small
    file.write(
        f'{{"cpu": {used.ru_utime + used.ru_stime}, "peak": {used.ru_maxrss * unit}, "wall": {wall}, '
        f'"code": {os.waitstatus_to_exitcode(status)}}}'
    )
