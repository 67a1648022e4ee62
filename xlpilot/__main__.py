"""python -m xlpilot."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line; the one place where exceptions become words and exit codes."""
    # Importing pandas and pandera makes two hundred thousand objects that stay: looking through them for garbage
    # again and again took a fifth of a small command's time, and even once takes a twentieth. Of so many objects that
    # a run makes, a thousand are garbage that this would find.
    gc.set_threshold(500_000, 20, 20)
    try:
        from xlpilot.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while it starts
        code = 2
    # Nor need they be looked through at the very end: nothing of ours waits to be finalised.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
