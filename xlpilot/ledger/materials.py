"""What of a unit's package is there and what is missing, project by project, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xlpilot.ledger.packages import UnitPackage
from xlpilot.ledger.series import application_form
from xlpilot.ledger.standing import Standing, UnitStanding
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.rounds.model import Round

THERE, MISSING, NOT_ASKED = "有", "缺", "—"
LETTER = "正式文件"
_NAMED = 3  # projects that are named in a line; the rest are counted


@dataclass(frozen=True, slots=True)
class Line:
    """One project: who applies, and for each kind of material (附件1, 附件2, 附件3) a word."""

    project: str
    name: str
    states: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return MISSING not in self.states


@dataclass(frozen=True, slots=True)
class Materials:
    """One unit: its projects, the letter and the copies on paper in words, and in sentences what is missing."""

    lines: tuple[Line, ...]
    letter: str
    copies: str
    missing: tuple[str, ...]


def kinds(round_: Round) -> tuple[str, ...]:
    """The kinds of material that a project needs, as headers; none where the round asks for no more than a summary."""
    summary = next(iter(round_.forms.values()))
    application = application_form(round_)
    found = [f"{round_.forms[application].attachment}申请表"] if application else []
    found += [f"{round_.plan.attachment}工作方案"] if round_.plan else []
    return (f"{summary.attachment}的行", *found) if found else ()


def materials(standing: Standing, unit: UnitStanding) -> Materials:
    """What a unit has sent and what is missing. A file that must be mended is there, and said to be so."""
    found = standing.packages.get(unit.unit.code)
    titles = kinds(standing.round)
    if found is None:
        return Materials((), MISSING, "", ())
    lines = tuple(_lines(standing, unit, found))
    letter = THERE if not found.letter_missing else MISSING
    missing = [*_missing(titles, lines)]
    if found.letter_missing:
        missing.append(f"缺{LETTER}")
    copies = _copies(found)
    if found.copies is not None and found.needed is not None and found.copies < found.needed:
        missing.append(f"申请表的纸质件应有 {found.needed} 份，登记了 {found.copies} 份")
    return Materials(lines, letter, copies, tuple(missing))


def _copies(found: UnitPackage) -> str:
    if not found.needed:
        return NOT_ASKED
    return f"{'没有登记' if found.copies is None else found.copies}/{found.needed}"


def tally(standing: Standing, unit: UnitStanding) -> tuple[int, int]:
    """How many projects a unit has, and how many of them lack nothing."""
    found = standing.packages.get(unit.unit.code)
    if found is None:
        return 0, 0
    if found.matched is None and len(kinds(standing.round)) > 1:
        return found.row_count, 0  # rows alone lack all the rest
    lines = list(_lines(standing, unit, found))
    return len(lines), sum(line.complete for line in lines)


def _lines(standing: Standing, unit: UnitStanding, found: UnitPackage) -> Iterator[Line]:
    round_ = standing.round
    application, plans = application_form(round_), round_.plan is not None
    own = unit.reports != application
    for row, project, name, form, plan in found.heads():
        states = [(MISSING if row is None else f"第{row}行") if own else NOT_ASKED]
        if application:
            states.append(MISSING if form is None else _state(standing.files[form]))
        if plans:
            states.append(MISSING if plan is None else _state(standing.files[plan]))
        yield Line(project or "（没有写项目名称）", name, tuple(states))


def _state(review: FileReview) -> str:
    return THERE if review.verdict is Verdict.ACCEPTED else f"{THERE}，需修改"


def _missing(titles: tuple[str, ...], lines: tuple[Line, ...]) -> Iterator[str]:
    for at, title in enumerate(titles):
        without = [line.project for line in lines if line.states[at] == MISSING]
        if without:
            named = "、".join(f"“{project}”" for project in without[:_NAMED])
            yield f"缺{title}：{named}" + (f"等 {len(without)} 个项目" if len(without) > _NAMED else "")


__all__ = ["LETTER", "MISSING", "NOT_ASKED", "THERE", "Line", "Materials", "kinds", "materials", "tally"]
