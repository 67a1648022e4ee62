"""What a new user of the manual stumbles over is said in his words."""

import openpyxl
import pytest
from review.county import good_row

from xlpilot.cli import run

from .county_post import county, drop

BY = ("--reason", "水灾", "--by", "王五")


@pytest.mark.parametrize(
    ("arguments", "said", "where"),
    [
        (["frobnicate"], "没有 frobnicate 这个命令", "xlpilot --help"),
        (["status", "--nonsense"], "没有 --nonsense 这个选项", "xlpilot status --help"),
        (["validate", "--form", "json"], "没有 --form 这个选项，是不是 --format", "xlpilot validate --help"),
        (["status", "--format", "xml"], "--format 只能是 text、json", "xlpilot status --help"),
        (["status", "a", "b"], "多写了 a b", "xlpilot status --help"),
        (["receive", "--copies", "0"], "--copies 只能是 1 至 1000 的整数", "xlpilot receive --help"),
        (["receive", "--unit"], "--unit 后面没有写内容", None),
        (["receive", "--paper=x"], "--paper 后面不写内容", None),
        (["decide", "extend", "430422", "--by", "王五"], "没有写 --reason", "xlpilot decide --help"),
        (["decide", "delay", "430422", *BY], "KIND 只能是 waive、accept-late、withdraw、extend、revoke", "xlpilot decide --help"),
        (["check"], "没有写 FILE", "xlpilot check --help"),
    ],
)  # fmt: skip
def test_a_command_written_wrongly_is_told_in_chinese_and_where_to_read_on(workspace, xlpilot, arguments, said, where):
    code, out, err = xlpilot(*arguments)
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == f"错误：{said}"
    if where:
        assert err.splitlines()[1:] == [f"提示：写法见 {where}"]


def test_a_group_without_a_command_prints_its_help(capfd):
    assert run(["round"]) in (0, 2)
    printed = "".join(capfd.readouterr())
    assert "check" in printed
    assert "错误" not in printed


def test_an_extension_to_a_day_lasts_until_its_end_and_names_the_unit(issued, xlpilot, as_json):
    code, out, _ = xlpilot("decide", "extend", "430422", "--until", "2018-09-20", *BY)
    assert code == 0
    assert "延期至2018年9月20日 23:59:59：衡南县（430422）；水灾（王五）" in out
    drop(issued, "衡南县.xlsx", county(issued, "430422", [good_row(1)]))
    xlpilot("receive", "--received-at", "2018-09-20T20:00")
    _, document = as_json("validate")
    assert [file["verdict"] for file in document["files"]] == ["accepted"]


def test_a_time_told_for_what_is_registered_already_is_not_dropped_without_a_word(issued, xlpilot):
    drop(issued, "衡南县.xlsx", county(issued, "430422", [good_row(1)]))
    assert xlpilot("receive", "--received-at", "2018-09-10T09:00")[2] == ""
    code, out, err = xlpilot("receive", "--received-at", "2018-09-11T09:00")
    assert code == 0
    assert "新登记 0 份，共 1 份。" in out
    assert err == "早已登记的 1 份，仍按原来登记的收到时间。\n"
    assert xlpilot("receive")[2] == ""


def test_the_note_about_spellings_names_a_command_that_shows_them(issued, xlpilot):
    drop(issued, "衡南县.xlsx", county(issued, "430422", [good_row(1, category="①")]))
    xlpilot("consolidate", "--received-at", "2018-09-10T09:00")
    note = openpyxl.load_workbook(issued / "汇总" / "附件1-申报汇总表.xlsx")["问题清单"]["A2"].value
    assert "处写法已统一（说明），见 xlpilot validate -v。" in note
    assert "XP221" not in xlpilot("validate")[1]
    assert "说明 XP221" in xlpilot("validate", "-v")[1]


@pytest.mark.parametrize("name", ["430422", "衡南县", "衡南县教育局"])
def test_a_unit_may_be_told_by_code_or_name_everywhere(issued, xlpilot, as_json, name):
    drop(issued, "扫描件.png", b"\x89PNG\r\n\x1a\n" + bytes(40))
    assert xlpilot("distribute", "--only", name)[1].count("430422-衡南县") == 3
    assert "（衡南县）" in xlpilot("remind", "--only", name)[1]
    assert xlpilot("receive", "--unit", name, "--received-at", "2018-09-10T09:00")[0] == 0
    assert "430422 附件1 1 份" in xlpilot("receive", "--paper", "--unit", name, "--item", "附件1")[1]
    assert [file["unit"] for file in as_json("validate")[1]["files"]] == ["430422"]
    assert "衡南县（430422）" in xlpilot("decide", "extend", name, "--until", "2018-09-20", *BY)[1]


@pytest.mark.parametrize(
    "arguments",
    [["distribute", "--only"], ["remind", "--only"], ["receive", "--unit"], ["receive", "--paper", "--item", "附件1", "--unit"]],
)  # fmt: skip
def test_a_unit_that_is_not_there_is_named_and_an_example_given(issued, xlpilot, arguments):
    code, out, err = xlpilot(*arguments, "衡南")
    assert (code, out) == (2, "")
    assert err == "错误：名单里没有“衡南”\n提示：请写 round.toml 里 [[units]] 的代码或名称，如 430422 或 衡南县\n"


@pytest.mark.parametrize(
    ("text", "where"),
    [('format = 1\nname = "x\nyear = 2018\n', "第2行第10个字附近，"), ("format =", "到文件末尾为止，")],
)
def test_a_round_that_is_no_toml_is_told_with_the_line_in_chinese(tmp_path, xlpilot, text, where):
    (tmp_path / "round.toml").write_text(text, encoding="utf-8")
    code, _, err = xlpilot("round", "check", tmp_path)
    assert code == 2
    assert f"round.toml：{where}不是正确的 TOML" in err
