"""Named areas of a grid, and what contradicts itself in them."""

import re
from pathlib import Path

import pytest

from xlpilot.errors import RoundError
from xlpilot.rounds.areas import Area, areas, torn
from xlpilot.rounds.load import load_round, round_from_definition
from xlpilot.rounds.model import UnitKind

SHIPPED = Path(__file__).resolve().parents[2] / "workbook_templates" / "hengyang-2018" / "round.toml"


def test_areas_are_rectangles_named_as_in_css():
    template = ["a: a a", "b . c", "b . c"]
    assert areas(template) == {
        "a:": Area(1, 1, 1, 1), "a": Area(1, 2, 1, 3), "b": Area(2, 1, 3, 1), "c": Area(2, 3, 3, 3),
    }  # fmt: skip
    assert list(torn(template)) == []
    assert list(torn(["a b", "b b"])) == ["b"]
    assert list(torn(["a b a"])) == ["a"]


def test_the_shipped_application_survives_its_own_definition():
    round_ = load_round(SHIPPED)
    again = round_from_definition(round_.definition)
    form = again.forms["application"]
    assert list(again.forms) == ["summary", "application"]
    assert form.entries == round_.forms["application"].entries
    assert form.inapplicable(UnitKind.COUNTY) == frozenset()
    assert form.inapplicable(UnitKind.DIRECT) == {"county_opinion", "county_opinion_by", "county_opinion_on"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"plan         plan  ', '"plan         project  ', "forms.application.areas：“project”的格子不是一个矩形"),
        ('"unit:        unit ', '"unit:        nobody ', "“nobody”既不是字段，也不是意见框"),
        ('"category:    category', '".            category', "没有“category:”这一格"),
        ("columns = [11, ", "columns = [", "forms.application.areas[1]：有 6 格，columns 有 5 列"),
        ("heights = [27, ", "heights = [", "forms.application.heights：有 14 个，areas 有 15 行"),
        ("heights = [27, ", "heights = [500, ", "forms.application.heights：行高"),
        ('name = "city_opinion"', 'name = "town_opinion"', "“city_opinion”既不是字段，也不是意见框"),
        ('title = "市教育局意见"', 'title = "单位意见"', "forms.application.boxes[3].title"),
        ('kind = "grid"', 'kind = "table"', "forms.application.areas：只有"),
        ('kind = "grid"', 'kind = "grid"\ngroup_by = "category"', "forms.application.group_by"),
        ('name = "unit_opinion"', 'name = "unit"', "forms.application.fields"),
    ],
)
def test_a_contradiction_is_told_with_its_key(old, new, said, tmp_path):
    text = SHIPPED.read_text(encoding="utf-8")
    start = text.index("[forms.application]")
    assert old in text[start:]
    (tmp_path / "round.toml").write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RoundError, match=re.escape(said)):
        load_round(tmp_path)
