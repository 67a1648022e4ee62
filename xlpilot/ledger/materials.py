"""What of a unit's package is there and what is missing, project by project, in words."""

from __future__ import annotations

from collections.abc import Iterator

from xlpilot.ledger.packages import Project, UnitPackage
from xlpilot.ledger.series import application_form
from xlpilot.ledger.standing import Standing, UnitStanding
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.rounds.model import Round
from xlpilot.values import dataclass

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
    lines = tuple(_line(standing, unit, entry) for entry in found.entries)
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


def _line(standing: Standing, unit: UnitStanding, entry: Project) -> Line:
    round_ = standing.round
    own = unit.reports != application_form(round_)
    row = f"第{entry.row.row}行" if entry.row else MISSING
    states = [row if own else NOT_ASKED]
    if application_form(round_):
        states.append(_state(standing.files[entry.form.file]) if entry.form else MISSING)
    if round_.plan:
        states.append(_state(standing.files[entry.plan.file]) if entry.plan else MISSING)
    return Line(entry.project or "（没有写项目名称）", entry.name, tuple(states))


def _state(review: FileReview) -> str:
    return THERE if review.verdict is Verdict.ACCEPTED else f"{THERE}，需修改"


def _missing(titles: tuple[str, ...], lines: tuple[Line, ...]) -> Iterator[str]:
    for at, title in enumerate(titles):
        without = [line.project for line in lines if line.states[at] == MISSING]
        if without:
            named = "、".join(f"“{project}”" for project in without[:_NAMED])
            yield f"缺{title}：{named}" + (f"等 {len(without)} 个项目" if len(without) > _NAMED else "")


__all__ = ["LETTER", "MISSING", "NOT_ASKED", "THERE", "Line", "Materials", "kinds", "materials"]
