"""Rows of 附件1 as an office gets them: nearly all without fault, some with the faults that clerks make.

One file in three is a careless one, in which 3 rows in 20 have a fault; so 1 row in 20 of all. What is not meant to be
a fault breaks none of the round's rules: no name or number comes twice by chance, the bureau itself applies for what
is a bureau's. Some faults lie between units: a project that two of them report, a number under names of five.

A unit's rows depend on its number and the seed alone, whatever was made before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xlpilot.rounds.model import Category

CARELESS, FAULTY = 3, 0.15
# Names of no office and no sample: 2 or 3 characters, some hundred thousand of them.
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔"
    "陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
GIVEN = "明红强芳军丽伟静涛敏杰娟勇艳辉玲鹏霞超英波慧斌琴峰兰刚萍健云飞桂建国文海晓春玉志俊思雅立冬雪嘉宁欣怡子轩浩"
LINE = {"reporter_phone": "0734-8123456", "reported_on": "2018-09-10"}

Row = dict[str, str]


@dataclass
class Filled:
    """What a unit types: the line above its table, its rows, and how many of them have a fault."""

    line: Row
    rows: list[Row]
    faulty: int = 0
    errors: int = 0  # cells and rows that the sheet's own check calls wrong

    @property
    def gate(self) -> str:
        """The verdict above the table as Excel would have left it."""
        count = len(self.rows)
        return f"已填 {count} 行，还有 {self.errors} 处待改" if self.errors else f"可以报送（共 {count} 行）"


class Desk:
    """Fills the forms of a round's units; one in `careless` has faults, 0: none."""

    def __init__(self, categories: Sequence[Category], seed: int = 2018, careless: int = CARELESS) -> None:
        self._seed, self._careless = seed, careless
        self._schools = [one.name for one in categories if one.applicants != "bureau"]
        self._bureaus = [one.name for one in categories if one.applicants == "bureau"]

    def fill(self, unit: str, number: int, count: int) -> Filled:
        """`count` rows of the unit with this number (from 0); the first is the bureau's own."""
        chance = random.Random(f"{self._seed}/{number}")
        rows = [self._row(unit, number, index, chance) for index in range(count)]
        if self._bureaus:
            rows[0] |= {"unit": f"{unit}教育局", "category": self._bureaus[0]}
        made = Filled({"reporter": name(chance), **LINE}, rows)
        if self._careless and number // 2 % 100 == 7 and count > 4:
            rows[3]["project"] = f"第{number // 200 + 1}片区联合申报的教学应用"  # of two units
        if self._careless and number % 200 < 5 and count > 4:
            rows[4]["contact_phone"] = phone(10**8 + number // 200)  # who filled in for five counties
        if self._careless and number % self._careless == self._careless - 1:
            for index in range(1, count):
                if chance.random() < FAULTY:
                    # A row that repeats the one before it must not repeat another fault.
                    wrong = chance.choices([fault for fault, _ in FAULTS], [weight for _, weight in FAULTS])[0]
                    made.errors += wrong(self, rows, index)
                    made.faulty += 1
        return made

    def _row(self, unit: str, number: int, index: int, chance: random.Random) -> Row:
        return {
            "unit": f"{unit}第{index + 1}中学",
            "project": f"{unit}信息化应用试点第{index + 1}项",
            "category": chance.choice(self._schools),
            "leader": name(chance),
            "leader_phone": phone(number * 1000 + index * 2),
            "contact": name(chance),
            "contact_phone": phone(number * 1000 + index * 2 + 1),
        }

    # The faults: each spoils one row and returns for how many errors the sheet's own check counts it.

    def _short(self, rows: list[Row], index: int) -> int:
        rows[index]["leader_phone"] = rows[index]["leader_phone"][:-1]
        return 1

    def _unlisted(self, rows: list[Row], index: int) -> int:
        rows[index]["category"] = "智慧课堂"
        return 1

    def _blank(self, rows: list[Row], index: int) -> int:
        rows[index]["contact"] = ""
        return 1

    def _title(self, rows: list[Row], index: int) -> int:
        rows[index]["leader"] = rows[index]["leader"][:1] + "校长"
        return 0

    def _twice(self, rows: list[Row], index: int) -> int:
        rows[index] = dict(rows[index - 1])
        return 1

    def _same_project(self, rows: list[Row], index: int) -> int:
        rows[index]["project"] = rows[index - 1]["project"]
        return 0

    def _long(self, rows: list[Row], index: int) -> int:
        rows[index]["project"] += "以及与此有关的各项工作" * 6
        return 1

    def _half(self, rows: list[Row], index: int) -> int:
        blank = dict.fromkeys(("leader", "leader_phone", "contact", "contact_phone"), "")
        rows[index] |= blank
        return len(blank)

    def _landline(self, rows: list[Row], index: int) -> int:
        rows[index]["contact_phone"] = f"0734-8{index:06d}"
        return 0

    def _of_a_bureau(self, rows: list[Row], index: int) -> int:
        rows[index] |= {"category": self._bureaus[0]} if self._bureaus else {}
        return 0


FAULTS: list[tuple[Callable[[Desk, list[Row], int], int], int]] = [
    (Desk._short, 36), (Desk._unlisted, 22), (Desk._blank, 18), (Desk._title, 11), (Desk._twice, 4),
    (Desk._same_project, 3), (Desk._of_a_bureau, 2), (Desk._long, 2), (Desk._half, 1), (Desk._landline, 1),
]  # fmt: skip


def name(chance: random.Random) -> str:
    """A person's name of two or three characters."""
    given = chance.choice(GIVEN) + (chance.choice(GIVEN) if chance.random() < 0.8 else "")
    return chance.choice(SURNAMES) + given


def phone(number: int) -> str:
    """The mobile number with this number, no two alike below 10⁹."""
    return f"13{number * 618_033_989 % 10**9:09d}"
