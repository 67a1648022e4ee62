"""Former pilots as the city office lists them: one value a row of 往年试点.xlsx. Light: no pandas."""

from __future__ import annotations

from xlpilot.values import dataclass

SHEET = "往年试点"
ACCEPTED, OPEN = "已验收", "未验收"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the roster: name in code, header, other headers, whether it must be there and filled, a prompt."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = True
    prompt: str = ""
    width: float = 12


COLUMNS = (
    Column("year", "年度", ("年份", "立项年度", "试点年度"), prompt="四位数，如 2016", width=8),
    Column("level", "级别", ("试点级别", "项目级别"), prompt="从下拉列表中选", width=10),
    Column(
        "unit", "单位", ("试点单位", "单位名称", "承担单位", "学校名称"), prompt="全称，如 衡南县第一中学", width=28
    ),
    Column("project", "项目名称", ("项目", "试点项目", "试点项目名称"), prompt="当时的项目名称", width=36),
    Column("category", "类别", ("项目类别", "试点类别"), False, prompt="可不填；网络联校请写明", width=20),
    Column("accepted", "验收情况", ("是否验收", "验收", "验收结果"), prompt=f"{ACCEPTED} 或 {OPEN}", width=12),
)


@dataclass(frozen=True, slots=True)
class FormerPilot:
    """One former pilot: where it stands in the roster, and what it says.

    Attributes:
        category: canonical name where it is one of the round's categories, else as typed; '' where nothing is.
        school: the unit's school key; unit_code: the unit of the round that is meant, '' where it is none.
        placed: whether the name says which division the unit is in; else it was taken as the city's.
    """

    cell: str
    year: int
    level: str
    unit: str
    project: str
    category: str
    accepted: bool
    school: str
    unit_code: str
    placed: bool

    @property
    def who(self) -> str:
        """The key of the unit, as an applicant's."""
        return self.unit_code or self.school


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster as read: file name, sheet, and its pilots in their order; none where nobody filled it yet."""

    file: str
    sheet: str
    pilots: tuple[FormerPilot, ...]

    def told(self, pilot: FormerPilot) -> str:
        """A pilot in words, with its address."""
        grade = f"{pilot.level}级" if len(pilot.level) == 1 else pilot.level
        return f"{pilot.year}年{grade}试点“{pilot.project}”（[{self.file}]{self.sheet}!{pilot.cell}）"
