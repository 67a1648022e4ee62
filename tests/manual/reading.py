"""The manual, taken apart: its commands in their order with the exit codes that it states, its pictures, its links."""

import re
import shlex
import sys
from dataclasses import dataclass

from review.county import ROOT

DOCS = ROOT / "docs"
MANUAL = DOCS / "使用手册.md"
sys.path.insert(0, str(DOCS))

_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```\n(\s*)(?:退出码 (\d))?", re.DOTALL | re.MULTILINE)


def text() -> str:
    return MANUAL.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Block:
    """One grey box: its kind, its lines, and the exit code that the line below it states, 0 where it states none."""

    kind: str
    lines: tuple[str, ...]
    exit_code: int


def blocks() -> list[Block]:
    found = []
    for match in _BLOCK.finditer(text()):
        _, kind, body, _, code = match.groups()
        found.append(Block(kind, tuple(line.strip() for line in body.splitlines() if line.strip()), int(code or 0)))
    return found


def words(line: str, drive) -> list[str]:
    """A command's words, with the manual's drive D: being a folder here."""
    return [word.replace("D:/", f"{drive}/") for word in shlex.split(line.replace("\\", "/"))]


def pictures() -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(图/([^)]+)\)", text())


def anchors() -> list[str]:
    return re.findall(r"\]\(#([^)]+)\)", text())


def headings() -> list[str]:
    return re.findall(r"^#+ (.+)$", text(), re.MULTILINE)
