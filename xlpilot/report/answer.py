"""What `check` answers the button inside a workbook: one sentence, and the lines of its sheet 问题清单.

As a file it is ASCII, lines of fields between tabs, every other character as % and four hex digits of UTF-16, so that
VBA reads it whatever the computer's code page:

    xlpilot-answer  1
    verdict  returned
    gate     <sentence>
    finding  <cell>  <degree>  <value>  <message>  <fix>  <code>
    end      <number of findings>
"""

from __future__ import annotations

from collections.abc import Sequence

from xlpilot.findings import Severity
from xlpilot.report.marked.marks import in_place, marks
from xlpilot.report.marked.wording import cut
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.rounds.model import Round
from xlpilot.values import dataclass

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .:!_-")
# A text that begins like this could be taken for a formula, or loses its first character.
_RISKY = ("=", "+", "-", "@", "'", "\t")
_LIMIT = 600


@dataclass(frozen=True, slots=True)
class Answer:
    """A sentence for the gate, and six texts a line: cell (plain where it can be painted), degree, value, message,
    fix, code. No text begins like a formula."""

    verdict: Verdict
    gate: str
    lines: tuple[tuple[str, str, str, str, str, str], ...]


def answer_of(round_: Round | None, reviews: Sequence[FileReview]) -> Answer:
    """The answer about one checked file: errors before warnings; remarks that ask for nothing are left out."""
    lines: list[tuple[str, str, str, str, str, str]] = []
    errors = warnings = 0
    for review in reviews:
        sheet = review.table.sheet if review.table else ""
        found = marks(review, round_, in_place({sheet})) if round_ else []
        codes = {(f.severity, f.message, f.fix, f.value): f.code for f in review.findings}
        for mark in found:
            errors += mark.severity is Severity.ERROR
            warnings += mark.severity is Severity.WARNING
            code = codes.get((mark.severity, mark.message, mark.fix, mark.value), "")
            cell = mark.spot.cell if mark.spot else mark.where
            texts = (cell, mark.severity.word, mark.value, mark.message, mark.fix, code)
            lines.append(tuple(as_text(text) for text in texts))  # type: ignore[arg-type]
    verdict = _verdict(reviews)
    return Answer(verdict, _gate(verdict, errors, warnings), tuple(lines))


def as_text(text: str) -> str:
    """The text as it may be put into a cell of format 文本: never a formula, never cut in the middle of a character."""
    text = cut("".join(c for c in text if c in "\n\t" or c >= " "), _LIMIT)
    return f"“{text}”" if text.startswith(_RISKY) else text


def _verdict(reviews: Sequence[FileReview]) -> Verdict:
    verdicts = {review.verdict for review in reviews}
    if not verdicts or Verdict.REJECTED in verdicts:
        return Verdict.REJECTED
    return Verdict.RETURNED if Verdict.RETURNED in verdicts else Verdict.ACCEPTED


def _gate(verdict: Verdict, errors: int, warnings: int) -> str:
    more = f"，另有 {warnings} 处提醒请核对" if warnings else ""
    if verdict is Verdict.ACCEPTED:
        return f"没有发现错误，可以报送{more}。以市局审核为准。"
    if verdict is Verdict.REJECTED:
        return f"这份表不能采用：{errors} 处错误{more}，见“问题清单”。"
    return f"还有 {errors} 处错误要改{more}，见“问题清单”。改好后请再按一次“校验”。"


def answer_text(answer: Answer) -> str:
    """The answer as the lines of a file."""
    rows: list[tuple[str, ...]] = [("xlpilot-answer", "1"), ("verdict", answer.verdict.value), ("gate", answer.gate)]
    rows += [("finding", *line) for line in answer.lines]
    rows.append(("end", str(len(answer.lines))))
    return "".join("\t".join(map(_escaped, row)) + "\n" for row in rows)


def _escaped(text: str) -> str:
    return "".join(c if c in _PLAIN else _units(c) for c in text)


def _units(character: str) -> str:
    raw = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"%{raw[at : at + 2].hex().upper()}" for at in range(0, len(raw), 2))
