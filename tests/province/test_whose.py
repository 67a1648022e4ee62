"""Whose a summary is, and for which round, is told or said by itself, never guessed."""

import datetime as dt
import json

import pytest

from province.offices import (
    CHANGSHA,
    CITIES_SENT,
    COUNTIES_SENT,
    HENGYANG,
    ROUNDS,
    ZHUZHOU,
    codes,
    counties_report,
    office,
    reported,
    summed_up,
)
from xlpilot.commands.receive import receive
from xlpilot.commands.validate import validate


def summary(folder, counts=(2,), round_="changsha-2018", public=False, **texts):
    """The summary of a city whose round has other texts."""
    workspace = office(folder, ROUNDS / round_, **texts)
    counties_report(workspace, counts, start=700)
    return summed_up(workspace, COUNTIES_SENT, public=public).output.read_bytes()


def test_a_summary_of_another_round_is_refused(province, tmp_path):
    data = summary(tmp_path / "别的", **{'feeds = "hunan-2018"': 'feeds = "hunan-funds-2018"'})
    review = reported(province, "长沙市.xlsx", data)
    assert review.verdict.value == "rejected"
    assert "XP114" in codes(review)
    done = summed_up(province, CITIES_SENT)
    assert not done.summary.included
    assert {row.codes for row in done.summary.excluded} == {("XP114",)}


def test_a_summary_of_another_year_is_refused_though_it_names_the_round(province, tmp_path):
    texts = {'feeds = "hunan-2018"': 'feeds = "hunan-2018"\nyear = 2017'}
    assert "XP114" in codes(reported(province, "长沙市.xlsx", summary(tmp_path / "去年", **texts)))


def test_a_round_that_gets_its_own_summary_back_refuses_it(cities, summaries):
    review = reported(cities[ZHUZHOU], "汇总.xlsx", summaries[ZHUZHOU])
    assert review.verdict.value == "rejected"
    assert "XP114" in codes(review)
    (cities[ZHUZHOU].inbox / "汇总.xlsx").unlink()


def test_a_round_that_takes_no_summaries_cannot_be_made_to_by_a_mark(cities, tmp_path):
    texts = {'feeds = "hunan-2018"': 'feeds = "zhuzhou-2018"', 'issuer = "长沙市教育局"': 'issuer = "荷塘区教育局"'}
    review = reported(cities[ZHUZHOU], "荷塘区又一份.xlsx", summary(tmp_path / "假的下级", **texts))
    (cities[ZHUZHOU].inbox / "荷塘区又一份.xlsx").unlink()
    assert review.verdict.value == "rejected"
    assert "XP114" in codes(review)


def test_xp446_one_that_names_no_round_waits_for_the_operators_word(province, tmp_path):
    data = summary(tmp_path / "没写", **{'feeds = "hunan-2018"\n': ""})
    assert "XP446" in codes(reported(province, "长沙市.xlsx", data))
    assert not summed_up(province, CITIES_SENT).summary.included
    receive(province, [province.inbox / "长沙市.xlsx"], kind="summary", received_at=CITIES_SENT)
    assert len(summed_up(province, CITIES_SENT).summary.included) == 1


def test_it_is_its_issuers_and_the_name_of_the_file_is_only_a_witness_against(province, summaries):
    review = reported(province, "430200-株洲市.xlsx", summaries[CHANGSHA])
    assert review.unit == CHANGSHA
    assert review.verdict.value == "accepted"
    assert "XP115" in codes(review)


def test_an_issuer_whom_the_round_does_not_know_is_asked_for(province, tmp_path):
    data = summary(tmp_path / "园区", **{'issuer = "长沙市教育局"': 'issuer = "麓谷高新区教育局"'})
    review = reported(province, "长沙市.xlsx", data)
    assert review.unit is None
    assert {"XP116"} <= set(codes(review))
    receive(province, [province.inbox / "长沙市.xlsx"], unit=CHANGSHA, received_at=CITIES_SENT)
    (told,) = validate(province).files
    assert (told.unit, told.verdict.value) == (CHANGSHA, "accepted")


def test_the_operators_word_against_the_summarys_own_is_a_conflict(province, summaries):
    (province.inbox / "x.xlsx").write_bytes(summaries[CHANGSHA])
    receive(province, unit=HENGYANG, received_at=CITIES_SENT)
    (review,) = validate(province).files
    assert (review.unit, review.verdict.value) == (HENGYANG, "rejected")
    assert "XP115" in codes(review)


def test_xp443_a_public_summary_is_not_taken_for_a_whole_one(province, tmp_path):
    data = summary(tmp_path / "公开", public=True)
    assert {"XP443", "XP401"} <= set(codes(reported(province, "长沙市.xlsx", data)))
    done = summed_up(province, CITIES_SENT)
    assert not done.summary.included
    assert all("XP443" in row.codes for row in done.summary.excluded)


def test_xp443_is_said_also_where_the_province_asks_for_no_telephone(tmp_path):
    data = summary(tmp_path / "公开", public=True)
    phones = "".join(
        f'\n[[forms.summary.fields]]\nname = "{name}"\nconstraints = {{ required = false }}\n'
        for name in ("leader_phone", "contact_phone")
    )
    above = office(tmp_path / "湖南", ROUNDS / "hunan-2018", **{"\n# 申请表、方案": f"{phones}\n# 申请表、方案"})
    review = reported(above, "长沙市.xlsx", data)
    assert "XP443" in codes(review)
    assert not summed_up(above, CITIES_SENT).summary.included


def test_xp444_a_provisional_summary_says_who_was_waited_for_and_a_later_one_replaces_it(province, tmp_path):
    workspace = office(tmp_path / "株洲", ROUNDS / "zhuzhou-2018")
    counties_report(workspace, (2, 1), start=700)
    first = summed_up(workspace, COUNTIES_SENT).output.read_bytes()
    finding = next(f for f in reported(province, "一.xlsx", first).findings if f.code == "XP444")
    assert "还有7个单位没有报" in finding.message
    assert len(summed_up(province, CITIES_SENT).summary.included) == 2
    counties_report(workspace, (2, 2, 3, 1, 1, 1, 1, 1, 2), start=700)
    second = summed_up(workspace, COUNTIES_SENT + dt.timedelta(hours=1)).output.read_bytes()
    (province.inbox / "二.xlsx").write_bytes(second)
    done = summed_up(province, CITIES_SENT + dt.timedelta(hours=1))
    last = done.summary.units[1].in_force
    assert last.path.endswith("二.xlsx")
    assert "XP444" not in codes(last)
    assert len(done.summary.included) == 13


@pytest.mark.parametrize("name", ["hunan-2018", "changsha-2018", "zhuzhou-2018", "china-2018"])
def test_the_rounds_of_the_example_are_sound(name, capsys):
    from xlpilot import cli

    assert cli.run(["round", "check", str(ROUNDS / name)]) == 0


def test_a_round_cannot_feed_itself(tmp_path):
    from xlpilot.errors import RoundError

    workspace = tmp_path / "自己"
    with pytest.raises(RoundError, match="feeds"):
        office(workspace, ROUNDS / "changsha-2018", **{'feeds = "hunan-2018"': 'feeds = "changsha-2018"'}).round  # noqa: B018


def test_whom_a_round_feeds_is_nothing_that_is_asked(cities):
    from xlpilot.rounds.model import Round

    round_ = cities[HENGYANG].round
    data = json.dumps({**round_.model_dump(mode="json", by_alias=True), "feeds": ""})
    assert Round.model_validate_json(data).version == round_.version
