"""What of a unit's package is there and what is missing, project by project, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlpilot.ledger.packages import UnitPackage
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
    """One unit: its projects, the letter and the copies on paper in words, and in sentences what is missing.

    Of the projects by column: titles, applicants, and for each kind of material what is said of it.
    """

    projects: Sequence[str]
    names: Sequence[str]
    states: Sequence[Sequence[str]]
    letter: str
    copies: str
    missing: tuple[str, ...]

    @property
    def lines(self) -> list[Line]:
        """The projects one by one."""
        return list(map(Line, self.projects, self.names, zip(*self.states, strict=True)))


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
        return Materials((), (), (), MISSING, "", ())
    projects, names, states = _columns(standing, unit, found)
    letter = THERE if not found.letter_missing else MISSING
    missing = [*_missing(titles, projects, states)]
    if found.letter_missing:
        missing.append(f"缺{LETTER}")
    copies = _copies(found)
    if found.copies is not None and found.needed is not None and found.copies < found.needed:
        missing.append(f"申请表的纸质件应有 {found.needed} 份，登记了 {found.copies} 份")
    return Materials(projects, names, states, letter, copies, tuple(missing))


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
    _, _, states = _columns(standing, unit, found)
    whole = sum(MISSING not in line for line in zip(*states, strict=True))
    return len(states[0]) if states else 0, whole


def _columns(
    standing: Standing, unit: UnitStanding, found: UnitPackage
) -> tuple[Sequence[str], Sequence[str], Sequence[Sequence[str]]]:  # fmt: skip
    round_ = standing.round
    application = application_form(round_)
    heads = found.heads()
    if unit.reports == application:
        states = [[NOT_ASKED] * len(heads.rows)]
    else:
        states = [[MISSING if row is None else f"第{row}行" for row in heads.rows]]
    asked = [*([heads.forms] if application else []), *([heads.plans] if round_.plan else [])]
    for files in asked:
        states.append([MISSING if file is None else _state(standing.files[file]) for file in files])
    return [project or "（没有写项目名称）" for project in heads.projects], heads.names, states


def _state(review: FileReview) -> str:
    return THERE if review.verdict is Verdict.ACCEPTED else f"{THERE}，需修改"


def _missing(
    titles: tuple[str, ...], projects: Sequence[str], states: Sequence[Sequence[str]]
) -> Iterator[str]:  # fmt: skip
    for title, column in zip(titles, states, strict=True):
        without = [project for project, state in zip(projects, column, strict=True) if state == MISSING]
        if without:
            named = "、".join(f"“{project}”" for project in without[:_NAMED])
            yield f"缺{title}：{named}" + (f"等 {len(without)} 个项目" if len(without) > _NAMED else "")


__all__ = ["LETTER", "MISSING", "NOT_ASKED", "THERE", "Line", "Materials", "kinds", "materials", "tally"]
