"""docs/messy.md names a test for every phenomenon; each must be there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "messy.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in TABLE.splitlines() if line.startswith("|")
]
NODE = re.compile(r"`([\w/]+\.py)::(\w+)`")


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_test_that_the_table_names_exists():
    named = NODE.findall(TABLE)
    assert len(named) > 80
    assert [(path, name) for path, name in named if name not in names_in(path)] == []


def test_every_row_says_how_it_is_handled_and_names_a_test_or_says_that_there_is_none():
    for row in ROWS:
        assert len(row) == 3, row
        if row[0] in ("现象", "---"):
            continue
        assert all(row), row
        assert NODE.search(row[2]) or row[2] == "无", row
        assert not NODE.sub("", row[2]).replace("无", "").strip(), row
