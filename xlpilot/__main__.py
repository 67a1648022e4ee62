"""python -m xlpilot."""

from __future__ import annotations

import atexit
import gc
import os
import sys

# Switches of libraries, for what they would do at once and we never need; an office's own setting stays. OpenBLAS,
# which numpy brings along, starts a thread for every core, and each of them waits in a loop for matrices to multiply.
# pydantic looks through all installed packages for plug-ins of its own.
_SWITCHES = {"OPENBLAS_NUM_THREADS": "1", "PYDANTIC_DISABLE_PLUGINS": "__all__"}


def main() -> None:
    """Run the command line; the one place where exceptions become words and exit codes."""
    # Importing pandas and pandera makes two hundred thousand objects that stay: looking through them for garbage
    # again and again took a fifth of a small command's time, and even once takes a twentieth. Of so many objects that
    # a run makes, a thousand are garbage that this would find.
    gc.set_threshold(500_000, 20, 20)
    for name, value in _SWITCHES.items():
        os.environ.setdefault(name, value)
    ending = _Ending()
    # What was registered first is done last, when all others have tidied up.
    atexit.register(ending.leave)
    try:
        from xlpilot.cli import run

        ending.code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while it starts
        ending.code = 2
    # Nor need the objects be looked through at the very end: nothing of ours waits to be finalised.
    gc.freeze()
    sys.exit(ending.code)


class _Ending:
    """The program's end, with its exit code: the system takes all memory back at once, which object by object takes a
    small command another fiftieth of its time. Whatever is out of order is left to Python's own way of ending.
    """

    code: int | None = None

    def leave(self) -> None:
        if self.code is None:
            return
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (AttributeError, OSError, ValueError):
            return
        os._exit(self.code)


if __name__ == "__main__":
    main()
