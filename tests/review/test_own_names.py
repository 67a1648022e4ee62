"""A name that begins with its own county's: told at once, and the same as by looking through all names."""

from itertools import product

import pytest

from xlpilot.review.names import UnitNames
from xlpilot.rounds.load import load_round
from xlpilot.rounds.model import Unit, UnitKind
from xlpilot.rounds.workspace import round_folder
from xlpilot.rules.unit_names import Beginnings, named_unit, unit_names

ROUND = load_round(round_folder("hengyang-2018"))
BEHIND = ("", "第一中学", "教育局", "一中", "（盖章）", " ", "市")


def with_units(*more):
    return ROUND.model_copy(update={"units": (*ROUND.units, *more)})


@pytest.mark.parametrize(
    "round_",
    [
        ROUND,
        with_units(Unit(code="439901", name="衡南县第一中学", kind=UnitKind.DIRECT)),
        with_units(Unit(code="439902", name="衡南县市", kind=UnitKind.COUNTY, bureau="衡南县市教育局")),
    ],
    ids=["as it is", "a direct unit below a county", "a county named after another"],
)
def test_every_text_is_its_own_countys_exactly_where_all_names_say_so(round_):
    round_.__dict__.pop("unit_by_code", None)
    names, slow = UnitNames(round_), Beginnings(round_)
    counties = [unit for unit in round_.units if unit.kind is UnitKind.COUNTY]
    texts = [before + unit.name + behind for unit in round_.units for before, behind in product(("", "衡阳市"), BEHIND)]
    for own, text in product(counties, texts):
        found = names.named(text, own)
        assert (found.code if found else "") == slow.unit(text, own.code), (own.name, text)


@pytest.mark.parametrize(
    "round_",
    [
        ROUND,
        with_units(Unit(code="439903", name="衡南市", kind=UnitKind.COUNTY, bureau="衡南市教育局")),
        with_units(Unit(code="439904", name="实验学校", kind=UnitKind.DIRECT, aliases=("衡南", "耒阳教育局"))),
        with_units(Unit(code="439905", name="衡县", kind=UnitKind.COUNTY, bureau="衡县教育局")),
    ],
    ids=["as it is", "two counties of one short name", "a short name that is another unit's", "too short a name"],
)
def test_short_names_are_looked_up_as_if_each_were_written_down(round_):
    """What the sheet has in a list (unit_names), the office looks up without one."""
    listed, looked_up = unit_names(round_), Beginnings(round_)
    names = [unit.name[:-1] for unit in round_.units] + ["衡阳", "衡"]
    texts = [
        before + name + behind
        for before, name, behind in product(("", "湖南省", "衡阳市"), names, ("", "教育局", "一中"))
    ]
    for own, text in product(("", "430422", "439903", "439904"), texts):
        assert looked_up.unit(text, own) == named_unit(listed, text, own), (own, text)
    assert not any(name[:-1] in codes for codes in looked_up._codes.values() for name in ("祁东县", "常宁市"))
