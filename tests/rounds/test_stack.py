"""Tables below each other in round.toml: what is wrong is one line with the key."""

import pytest

from xlpilot.errors import RoundError
from xlpilot.rounds.load import load_round, round_from_definition

from .test_another_round import FUNDS

TEXT = (FUNDS / "round.toml").read_text(encoding="utf-8")
THIRD = """
[forms.rooms]
attachment = "表三"
title = "教室清单"
below = "devices"
audience = ["county"]
fields = [{name = "room", title = "教室"}, {name = "seats", title = "座位"}, {name = "floor", title = "楼层"}]
"""


def loaded(tmp_path, text):
    (tmp_path / "round.toml").write_text(text, encoding="utf-8")
    return load_round(tmp_path)


def test_a_table_below_another_shares_its_sheet_and_file(tmp_path):
    round_ = loaded(tmp_path, TEXT + THIRD)
    assert round_.stack("funds") == ("funds", "devices", "rooms")
    assert round_.tables_on_sheet("rooms") == round_.stack("funds")
    assert {(form.sheet, form.file) for form in round_.forms.values()} == {("资金执行", "资金执行情况统计表.xlsx")}
    assert list(round_.issued_forms) == ["funds"]


def test_the_definition_in_an_issued_form_means_the_same_round():
    round_ = load_round(FUNDS)
    again = round_from_definition(round_.definition)
    assert (list(again.forms), again.version) == (["funds", "devices"], round_.version)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('below = "funds"', 'below = "fund"', "forms.devices.below：没有名为"),
        ('below = "funds"', 'below = "devices"', "forms.devices.below：绕回了自己"),
        ('below = "funds"', 'below = "funds"\nsheet = "别的"', "forms.devices：写了 below，就不写 sheet 和 file"),
        ('below = "funds"', "", "forms.devices.sheet：缺少这个键"),
        ('attachment = "表二"', 'attachment = "统计"', "forms.devices.attachment：“统计”要作"),
        ('attachment = "表二"', 'attachment = "资金执行"', "forms.devices.attachment：“资金执行”要作"),
        ('title = "存放地点"', 'title = "合同名称"', None),
        ('aliases = ["填报单位"]', 'aliases = ["填报单位", "单位"]', None),
        ('sheet = "资金执行"', "", "forms.funds.sheet：缺少这个键"),
    ],
)
def test_a_fault_is_told_with_its_key(tmp_path, old, new, fault):
    assert old in TEXT
    text = TEXT.replace(old, new)
    if fault is None:
        assert loaded(tmp_path, text)
        return
    with pytest.raises(RoundError) as raised:
        loaded(tmp_path, text)
    assert fault in raised.value.message


def test_two_tables_below_the_same_one_are_refused(tmp_path):
    with pytest.raises(RoundError, match="的下面已经有"):
        loaded(tmp_path, TEXT + THIRD.replace('"devices"', '"funds"'))


def test_tables_that_cannot_be_told_apart_are_refused(tmp_path):
    alike = THIRD.replace('教室"}', '设备名称"}').replace("座位", "数量")
    with pytest.raises(RoundError, match="否则报回时分不清是哪张表"):
        loaded(tmp_path, TEXT + alike)


def test_another_audience_is_refused(tmp_path):
    text = TEXT + THIRD.replace('audience = ["county"]', 'audience = ["direct"]')
    with pytest.raises(RoundError, match="audience：应与上面的"):
        loaded(tmp_path, text)
