"""A round that extends another, and the line in which a fault stands."""

import pytest
from review.county import ROOT

from xlpilot.cli import run
from xlpilot.errors import RoundError
from xlpilot.rounds.load import load_round

HEAD = 'extends = "hengyang-2018"\nname = "next"\n'


@pytest.fixture
def extend(tmp_path):
    def write(text, name="next"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "round.toml").write_text(text, encoding="utf-8")
        return load_round(folder)

    return write


def older():
    return load_round(ROOT / "workbook_templates" / "hengyang-2018")


def test_what_is_not_written_is_the_older_rounds(extend):
    new, old = extend(HEAD), older()
    assert new.name == "next"
    assert (new.units, new.categories, new.forms["summary"].title) == (
        old.units,
        old.categories,
        old.forms["summary"].title,
    )
    assert new.version != old.version


def test_a_section_is_found_by_its_code_or_name_and_changed_key_by_key(extend):
    new = extend(
        HEAD + '[[units]]\ncode = "430422"\nrows = 60\n[[forms.summary.fields]]\nname = "remark"\nwidth = 20\n'
    )
    assert new.unit_by_code["430422"].rows == 60
    assert new.unit_by_code["430422"].bureau == "衡南县教育局"
    assert new.forms["summary"].by_name["remark"].width == 20
    assert [field.name for field in new.forms["summary"].fields] == [f.name for f in older().forms["summary"].fields]


def test_a_new_section_goes_where_it_is_put_and_an_old_one_can_be_taken_out(extend):
    new = extend(
        HEAD
        + '[[forms.summary.fields]]\nname = "stage"\ntitle = "学段"\nafter = "unit"\n'
        + '[[forms.summary.fields]]\nname = "remark"\nremove = true\n'
        + '[[units]]\ncode = "430426"\nafter = ""\n'
    )
    assert [field.name for field in new.forms["summary"].fields][:3] == ["no", "unit", "stage"]
    assert "remark" not in new.forms["summary"].by_name
    assert new.units[0].code == "430426"


def test_a_plain_list_takes_the_older_ones_place(extend):
    new = extend(HEAD + '[forms.summary]\nnotes = ["只此一条。"]\n')
    assert new.forms["summary"].notes == ("只此一条。",)


def test_a_round_may_extend_one_that_extends_another(extend):
    extend(HEAD)
    new = extend('extends = "next"\nname = "later"\nyear = 2020\n', "later")
    assert (new.year, new.title) == (2020, older().title)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('extends = "nowhere"\nname = "next"\n', "找不到轮次“nowhere”"),
        ('extends = "next"\nname = "next"\n', "找不到轮次“next”"),
        ("extends = 5\n", "extends：应为文本"),
        ('extends = "../hengyang-2018"\n', "找不到轮次"),
        (HEAD + '[[units]]\ncode = "999999"\nremove = true\n', "units[1].remove：前一轮没有code为 '999999'"),
        (HEAD + '[[units]]\ncode = "430422"\nafter = "x"\n', "units[1].after：没有code为 'x'"),
    ],
)
def test_what_cannot_be_extended_is_told(extend, text, said):
    with pytest.raises(RoundError) as raised:
        extend(text)
    assert said in raised.value.message


def test_rounds_that_extend_each_other_are_told(extend):
    with pytest.raises(RoundError):
        extend('extends = "b"\nname = "a"\n', "a")
    with pytest.raises(RoundError, match="绕回了自己"):
        extend('extends = "a"\nname = "b"\n', "b")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + "year = 'x'\n", 3),
        (HEAD + '\n[[units]]\ncode = "430422"\nrows = 0\n', 6),
        (HEAD + '[[units]]\ncode = "430422"\n\n[[units]]\ncode = "430421"\nbureaux = "x"\n', 8),
        (HEAD + '[[forms.summary.fields]]\nname = "remark"\nformat = "cn-mobile"\ntype = "integer"\n', 5),
    ],
)
def test_a_fault_is_told_with_its_line_in_the_file_where_it_stands(extend, text, line, tmp_path):
    with pytest.raises(RoundError) as raised:
        extend(text)
    assert f"{tmp_path / 'next' / 'round.toml'} 第{line}行：" in raised.value.message


def test_of_two_sections_of_one_code_the_second_is_told(tmp_path):
    text = (ROOT / "workbook_templates" / "hengyang-2018" / "round.toml").read_text(encoding="utf-8")
    (tmp_path / "round.toml").write_text(text.replace('"430406"', '"430405"'), encoding="utf-8")
    with pytest.raises(RoundError) as raised:
        load_round(tmp_path)
    second = text.splitlines().index('code = "430406"') + 1
    assert f"round.toml 第{second}行：units[2].code" in raised.value.message


def test_round_check_asks_about_titles_that_speak_of_another_year(extend, tmp_path, capsys):
    extend(HEAD + 'year = 2019\ntitle = "2019年试点项目申报"\n')
    assert run(["round", "check", str(tmp_path / "next")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("没有问题：2019年试点项目申报")
    assert [line.partition("：")[2].partition("：")[0] for line in said[1:]] == [
        "forms.summary.title", "forms.application.title", "plan.title",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["hengyang-2018", "hengyang-2019", "hengyang-funds-2019"])
def test_shipped_rounds_speak_of_their_own_year(name, capsys):
    assert run(["round", "check", name]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
