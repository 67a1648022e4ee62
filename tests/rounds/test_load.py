"""Every way to break a round.toml that came to mind: one clear line with file and key path, never a traceback."""

import re

import pytest

from xlpilot.cli import run
from xlpilot.errors import RoundError
from xlpilot.rounds.load import load_round, round_from_definition
from xlpilot.rounds.model import Round


def line(text, start, new):
    """The text with the first line that starts so replaced."""
    out, times = re.subn(rf"^{re.escape(start)}.*$", lambda _: new, text, count=1, flags=re.MULTILINE)
    assert times == 1, start
    return out


def section(text, header, key, new):
    """The text with a key replaced in the first section with this header."""
    before, _, after = text.partition(f"{header}\n")
    assert after, header
    return before + header + "\n" + line(after, f"{key} = ", new)


BROKEN = {
    "unknown key": (lambda t: t.replace('year = 2018', 'year = 2018\nyaer = 2018', 1), "yaer：不认识这个键"),
    "unknown key deep": (lambda t: section(t, "[[units]]", "bureau", 'burau = "x"'), "units[1].burau：不认识这个键"),
    "unknown constraint": (lambda t: t.replace("maxLength = 200", "maxLenght = 200"), "constraints.maxLenght"),
    "number for text": (lambda t: line(t, "issuer", "issuer = 5"), "issuer：应为文本"),
    "text for number": (lambda t: line(t, "year", 'year = "2018"'), "year：应为整数"),
    "float for number": (lambda t: line(t, "year", "year = 2018.5"), "year：应为整数"),
    "true for number": (lambda t: line(t, "rows = 30", "rows = true"), "forms.summary.rows：应为整数"),
    "text for list": (lambda t: section(t, "[[categories]]", "aliases", 'aliases = "联校"'), "categories[1].aliases：应为列表"),
    "number in list": (lambda t: section(t, "[[categories]]", "aliases", "aliases = [1]"), "categories[1].aliases[1]：应为文本"),
    "text for section": (lambda t: re.sub(r"^\[contact\]\n(\w.*\n)+", "", t, flags=re.M).replace("format = 1", 'format = 1\ncontact = "刘阳"'), "contact：应为一节"),
    "list for forms": (lambda t: "forms = []\n" + t[: t.index("[forms.summary]")], "forms：应为一节"),
    "missing section": (lambda t: re.sub(r"^\[contact\]\n(\w.*\n)+", "", t, flags=re.M), "contact：缺少这个键"),
    "missing key": (lambda t: line(t, "issuer", ""), "issuer：缺少这个键"),
    "missing units": (lambda t: re.sub(r"^\[\[units\]\]\n(\w.*\n)+", "", t, flags=re.M), "units：缺少这个键"),
    "no units": (lambda t: "units = []\n" + re.sub(r"^\[\[units\]\]\n(\w.*\n)+", "", t, flags=re.M), "units：至少要有一项"),
    "missing forms": (lambda t: t[: t.index("[forms.summary]")], "forms：缺少这个键"),
    "empty text": (lambda t: line(t, "issuer", 'issuer = ""'), "issuer：不能为空"),
    "empty file": (lambda t: "", "缺少这个键"),
    "unknown format": (lambda t: line(t, "format = 1", "format = 0"), "format：只能是 1"),
    "newer format": (lambda t: line(t, "format = 1", "format = 2"), "format：这是更新版本的 xlpilot"),
    "unknown field format": (lambda t: t.replace('"cn-mobile"', '"mobile"', 1), "format：只能是"),
    "unknown kind": (lambda t: section(t, "[[units]]", "kind", 'kind = "city"'), "units[1].kind：只能是"),
    "deadline without zone": (lambda t: line(t, "deadline =", "deadline = 2018-09-17T23:59:59"), "deadline：没有写时区"),
    "deadline a date": (lambda t: line(t, "deadline =", "deadline = 2018-09-17"), "deadline：应为日期时间|deadline：没有写时区"),
    "deadline a date as text": (lambda t: line(t, "deadline =", 'deadline = "2018-09-17"'), "deadline：应为日期时间|deadline：没有写时区"),
    "deadline in words": (lambda t: line(t, "deadline =", 'deadline = "2018年9月17日"'), "deadline：应为日期时间"),
    "deadline a text": (lambda t: line(t, "deadline =", 'deadline = "2018-09-17T23:59:59+08:00"'), "deadline：应为日期时间"),
    "deadline a number": (lambda t: line(t, "deadline =", "deadline = 20180917"), "deadline：应为日期时间"),
    "deadline missing": (lambda t: line(t, "deadline =", ""), "deadline：缺少这个键"),
    "name with capitals": (lambda t: line(t, "name =", 'name = "Hengyang"'), "name：写法不对"),
    "year too early": (lambda t: line(t, "year", "year = 18"), "year：不能小于 2000"),
    "rows zero": (lambda t: line(t, "rows = 30", "rows = 0"), "forms.summary.rows：不能小于 1"),
    "rows too many": (lambda t: line(t, "rows = 30", "rows = 9999"), "forms.summary.rows：不能大于 2000"),
    "width zero": (lambda t: line(t, "width = 6", "width = 0"), "width：应大于 0"),
    "sheet name": (lambda t: line(t, "sheet = ", 'sheet = "附件/1"'), "forms.summary.sheet：写法不对"),
    "file name": (lambda t: line(t, "file = ", 'file = "../x.xlsx"'), "forms.summary.file：写法不对"),
    "double code": (lambda t: line(t, 'code = "430406"', 'code = "430405"'), "units[2].code：'430405' 与第 1 项重复"),
    "double unit name": (lambda t: line(t, 'name = "雁峰区"', 'name = "珠晖区"'), "units[2].name"),
    "double category number": (lambda t: line(t, "number = 2", "number = 1"), "categories[2].number：1 与第 1 项重复"),
    "double category name": (lambda t: line(t, 'name = "区域智慧教育"', 'name = "网络联校创新应用"'), "categories[2].name"),
    "category alias twice": (lambda t: t.replace('["智慧教育"', '["联校", "智慧教育"', 1), "categories：“联校”既属于"),
    "alias is another's name": (lambda t: t.replace('["智慧教育"', '["教育网络安全", "智慧教育"', 1), "categories：“教育网络安全”既属于"),
    "unit alias twice": (lambda t: t.replace('["南岳区社会事业局"]', '["衡阳县教育局"]'), "units：“衡阳县教育局”既属于"),
    "county without bureau": (lambda t: line(t, 'bureau = "珠晖区教育局"', ""), "units[1].bureau：县市区必须写教育局全称"),
    "double field": (lambda t: line(t, 'name = "contact"', 'name = "leader"'), "forms.summary.fields"),
    "line and column share a name": (lambda t: line(t, 'name = "reporter"', 'name = "leader"'), "forms.summary.fields"),
    "double header": (lambda t: line(t, 'title = "联系人"', 'title = "负责人"'), "forms.summary.fields"),
    "header alias twice": (lambda t: t.replace('"负责人手机"', '"联系人手机"', 1), "forms.summary.fields：“联系人手机”既属于"),
    "unknown unique key": (lambda t: line(t, "uniqueKeys", 'uniqueKeys = [["title"]]'), "forms.summary.uniqueKeys：没有名为 'title' 的列"),
    "unknown group": (lambda t: line(t, "group_by", 'group_by = "kind"'), "forms.summary.group_by：没有名为 'kind' 的列"),
    "choices and enum": (lambda t: section(t, 'choices = "categories"', "constraints", 'constraints = { enum = ["甲"] }'), "forms.summary.category：choices 与"),
    "least above most": (lambda t: t.replace("minLength = 2, maxLength = 60", "minLength = 61, maxLength = 60"), "forms.summary.project.constraints：minLength 大于 maxLength"),
    "format of a number": (lambda t: line(t, 'type = "integer"', 'type = "integer"\nformat = "cn-mobile"'), "forms.summary.no.format：只有 string"),
    "key twice": (lambda t: line(t, "year", "year = 2018\nyear = 2019"), "不是正确的 TOML"),
    "no quotes": (lambda t: line(t, "issuer", "issuer = 衡阳市教育局"), "不是正确的 TOML"),
    "not closed": (lambda t: t + "\n[[units]", "不是正确的 TOML"),
    "unit that is no folder": (lambda t: line(t, 'name = "雁峰区"', 'name = "../雁峰区"'), "units[2].name：'../雁峰区' 不能作文件夹名"),
    "sheet of our own": (lambda t: line(t, "sheet = ", 'sheet = "统计"'), "forms.summary.sheet：“统计”是 xlpilot 自己的"),
    "option twice": (
        lambda t: section(t, 'title = "备注"', "constraints", 'constraints = { enum = ["甲", "甲"] }'),
        "forms.summary.remark.constraints.enum",
    ),
    "exempt is no category": (lambda t: line(t, "exempt = ", 'exempt = ["网络联校"]'), "eligibility.exempt[1]：没有名为“网络联校”的申报类别"),
    "exempt by whom": (lambda t: line(t, "exempt_by", 'exempt_by = "both"'), "eligibility.exempt_by：只能是"),
    "a year to come": (lambda t: line(t, "years =", "years = [2014, 2019]"), "eligibility.years[2]：2019 不是往年的年度"),
    "no years": (lambda t: line(t, "years =", "years = []"), "eligibility.years：至少要有一项"),
    "bureau's category without words for schools": (lambda t: re.sub(r"school_suffixes = \[[^]]*\]", "", t), "categories[2].applicants：没有写 school_suffixes"),
    "applicants unknown": (lambda t: line(t, "applicants =", 'applicants = "county"'), "categories[2].applicants：只能是"),
    "quota zero": (lambda t: line(t, "per_leader", "per_leader = 0"), "quotas.per_leader：不能小于 1"),
    "unknown quota": (lambda t: line(t, "per_leader", "per_city = 3"), "quotas.per_city：不认识这个键"),
    "grouped column without options": (lambda t: line(t, "group_by", 'group_by = "leader"'), "forms.summary.group_by"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "轮次 甲").mkdir()
    return tmp_path / "轮次 甲"


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_round_is_told_with_file_and_key_path(folder, text, name, capsys):
    change, said = BROKEN[name]
    path = folder / "round.toml"
    broken = change(text)
    assert broken != text
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(RoundError) as raised:
        load_round(folder)
    message = raised.value.message
    assert any(part in message for part in said.split("|")), message
    assert str(path) in message
    assert "\n" not in message
    assert run(["round", "check", str(folder)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [text[:3] for text in shown.err.splitlines()] == ["错误：", "提示："]
    assert "Traceback" not in shown.err


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("title = '衡阳'".encode("gb18030"), "不是 UTF-8 编码"),
        (b"\xff\xfe" + "name = 1".encode("utf-16-le"), "不是 UTF-8 编码"),
        (b"\0\0\0", "不是正确的 TOML"),
    ],
)
def test_a_file_in_another_encoding_is_told(folder, data, said):
    (folder / "round.toml").write_bytes(data)
    with pytest.raises(RoundError, match=said):
        load_round(folder)


def test_a_byte_order_mark_and_windows_line_ends_are_taken(folder, text):
    (folder / "round.toml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_round(folder).name == "hengyang-2018"


def test_a_folder_without_a_round_is_told(folder, tmp_path):
    with pytest.raises(RoundError, match=r"找不到 .*round\.toml"):
        load_round(folder)
    with pytest.raises(RoundError, match="找不到"):
        load_round(tmp_path / "nirgends")


def test_several_faults_come_in_one_line(folder, text):
    (folder / "round.toml").write_text(line(line(text, "issuer", ""), "year", 'year = "x"'), encoding="utf-8")
    with pytest.raises(RoundError, match="另有 1 处"):
        load_round(folder)


def test_round_check_says_what_it_read(capsys):
    assert run(["round", "check", "hengyang-2018"]) == 0
    out = capsys.readouterr().out
    assert "没有问题" in out
    assert "16 个单位，4 个类别" in out


def test_the_definition_survives_a_round_trip(folder, text):
    (folder / "round.toml").write_text(text, encoding="utf-8")
    round_ = load_round(folder)
    again = round_from_definition(round_.definition)
    assert again == round_
    assert again.definition == round_.definition
    assert again.version == round_.version
    assert re.fullmatch("[0-9a-f]{8}", round_.version)


def test_the_version_changes_with_content_and_not_with_form(folder, text):
    path = folder / "round.toml"

    def version(content):
        path.write_text(content, encoding="utf-8")
        return load_round(folder).version

    first = version(text)
    assert version("# 另一句\n" + text.replace(" = ", "   =  ")) == first
    assert version(text.replace("23:59:59", "12:00:00")) != first
    assert version(text.replace("刘阳", "刘洋")) != first
    assert version(line(text, "rows = 30", "rows = 31")) != first


@pytest.mark.parametrize("definition", ["", "{}", "[]", "null", "{", '{"name": 1}', "乱", "x" * 100_000])
def test_a_damaged_definition_is_a_round_error(definition):
    with pytest.raises(RoundError, match="表内的本轮定义"):
        round_from_definition(definition)


def test_a_round_is_frozen(folder, text):
    (folder / "round.toml").write_text(text, encoding="utf-8")
    round_ = load_round(folder)
    with pytest.raises(ValueError, match="frozen"):
        round_.year = 2019
    assert isinstance(round_, Round)
    assert hash(round_.units[0])


def test_the_shipped_round_says_what_the_notice_says(folder, text):
    (folder / "round.toml").write_text(text, encoding="utf-8")
    round_ = load_round(folder)
    codes = [
        "430405",
        "430406",
        "430407",
        "430408",
        "430412",
        "430421",
        "430422",
        "430423",
        "430424",
        "430426",
        "430481",
        "430482",
    ]
    form = round_.forms["summary"]
    assert [unit.code for unit in round_.reporters(form)] == codes
    assert round_.deadline.isoformat() == "2018-09-17T23:59:59+08:00"
    assert [category.number for category in round_.categories] == [1, 2, 3, 4]
    assert [field.name for field in form.line] == ["bureau", "reporter", "reporter_phone", "reported_on"]
    assert [field.name for field in form.fields] == [
        "no", "unit", "project", "category", "leader", "leader_phone", "contact", "contact_phone", "remark",
    ]  # fmt: skip
    assert all(item.clause for item in (*round_.categories, *form.line, *form.fields))
