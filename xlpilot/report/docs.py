"""Write, or check, the pages under docs/ that come from code: python -m xlpilot.report.docs [--check]."""

from __future__ import annotations

import sys
from pathlib import Path

from xlpilot.report.dictionary import dictionary_markdown, round_format_markdown
from xlpilot.report.rules_doc import rules_markdown
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import round_folder


def pages() -> dict[str, str]:
    """Every generated page: file name under docs/ -> text."""
    return {
        "rules.md": rules_markdown(),
        "dictionary.md": dictionary_markdown(load_round(round_folder("hengyang-2018"))),
        "round-format.md": round_format_markdown(),
    }


def stale(docs: Path) -> list[str]:
    """Names of the pages that are not what the code says."""
    return [
        name
        for name, text in pages().items()
        if not (docs / name).is_file() or (docs / name).read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the pages; with --check only tell which are stale, exit 1 where any is."""
    docs = Path(__file__).parents[2] / "docs"
    if "--check" in arguments:
        old = stale(docs)
        for name in old:
            print(f"docs/{name} is stale: run python -m xlpilot.report.docs")
        return 1 if old else 0
    for name, text in pages().items():
        (docs / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
