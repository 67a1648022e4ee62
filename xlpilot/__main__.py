"""python -m xlpilot."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; the one place where exceptions become words and exit codes."""
    from xlpilot.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
