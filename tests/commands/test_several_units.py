"""One file of several units, several files of one unit, several units in one zip or mail: from receipt to summary."""

import hashlib
import html
import io
import zipfile
from email.message import EmailMessage

import openpyxl
import pytest
from review.county import HENGNAN, HENGYANG, good_row
from review.several import pair, rows_of

from commands.county_post import county, drop
from xlpilot.form.layout import TableLayout
from xlpilot.rounds.load import load_round

EARLY, LATER, LATE = "2018-09-10T09:30", "2018-09-12T09:30", "2018-09-18T08:00"
BY = ("--reason", "确有原因", "--by", "王五")


@pytest.fixture
def workspace(issued):
    return issued


def two_counties(workspace, **more):
    """A workbook from 衡阳县 in which a sheet of 衡南县 lies too, made of the form as it was issued."""
    (path,) = (workspace / "发放").glob(f"{HENGYANG}-*/附件1-申报汇总表.xlsx")
    return pair(data=path.read_bytes(), round_=load_round(workspace), **more)


def states(as_json):
    return {unit["unit"]: unit for unit in as_json("status")[1]["units"]}


def codes(file):
    return [finding["code"] for finding in file["findings"]]


def all_text(data):
    """Every text in every part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return html.unescape("\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist()))


def test_a_file_of_two_units_is_one_receipt_and_two_returns(workspace, xlpilot, as_json):
    data = two_counties(workspace)
    path = drop(workspace, "两县.xlsx", data)
    assert xlpilot("receive", path, "--received-at", EARLY)[0] == 0
    code, document = as_json("validate")
    assert code == 0
    assert [(file["path"], file["unit"], file["kind"], file["verdict"]) for file in document["files"]] == [
        ("收件/两县.xlsx!附件1", HENGYANG, "summary", "accepted"),
        ("收件/两县.xlsx!附件1 (2)", HENGNAN, "summary", "accepted"),
    ]
    assert {file["sha256"] for file in document["files"]} == {hashlib.sha256(data).hexdigest()}
    assert {file["received_at"] for file in document["files"]} == {f"{EARLY}:00+08:00"}
    assert [len(file["rows"]) for file in document["files"]] == [1, 2]
    assert all("XP130" in codes(file) for file in document["files"])
    found = states(as_json)
    assert [found[unit]["state"] for unit in (HENGYANG, HENGNAN, "430423")] == ["通过", "通过", "未报"]


def test_the_summary_says_file_sheet_and_row_of_each_and_can_be_verified(workspace, xlpilot, as_json):
    drop(workspace, "两县.xlsx", two_counties(workspace))
    code, summary = as_json("consolidate", "--received-at", EARLY)
    assert (code, summary["rows_in"], summary["rows_included"]) == (0, 3, 3)
    book = openpyxl.load_workbook(workspace / "汇总" / "附件1-申报汇总表.xlsx")
    rows = ["\t".join(str(value) for value in row) for row in book["溯源"].iter_rows(values_only=True)]
    for sheet, number in (("附件1", 1), ("附件1 (2)", 2)):
        assert sum(f"收件/两县.xlsx!{sheet}\t" in row for row in rows) == number
    assert xlpilot("verify")[0] == 0
    again = as_json("consolidate")[1]
    assert again | {"changes": None} == summary | {"changes": None}


def test_in_a_zip_the_path_has_three_parts(workspace, xlpilot, as_json):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("两县.xlsx", two_counties(workspace))
    drop(workspace, "报送.zip", out.getvalue())
    document = as_json("validate")[1]
    assert [file["path"] for file in document["files"]] == [
        "收件/报送.zip!两县.xlsx!附件1",
        "收件/报送.zip!两县.xlsx!附件1 (2)",
    ]


def test_each_units_marked_copy_holds_its_own_data_only(workspace, xlpilot, as_json):
    hengyang = rows_of(HENGYANG, 1, leader="", remark="衡阳县的备注")
    hengnan = rows_of(HENGNAN, 1, leader_phone="1380013", remark="衡南县的备注")
    drop(workspace, "两县.xlsx", two_counties(workspace, hengyang=hengyang, hengnan=hengnan))
    assert as_json("consolidate", "--received-at", EARLY)[0] == 1
    copies = sorted((workspace / "退回").rglob("*.xlsx"))
    assert [path.relative_to(workspace / "退回").as_posix() for path in copies] == [
        "430421-衡阳县/附件1-退回.xlsx",
        "430422-衡南县/附件1 (2)-退回.xlsx",
    ]
    for path, mine, other, code, cell in zip(
        copies, (hengyang, hengnan), (hengnan, hengyang), (HENGYANG, HENGNAN), ("E6", "F6"), strict=True
    ):
        text = all_text(path.read_bytes())
        assert mine[0]["remark"] in text
        for value in (other[0]["remark"], other[0]["contact_phone"], other[0]["project"]):
            assert value not in text
        assert "里有几个单位的表，这里只有你单位的" in text
        book = openpyxl.load_workbook(path)
        assert book["附件1"].protection.sheet
        assert f"!{cell}" in "".join(str(row[1].value) for row in book["问题清单"].iter_rows(max_col=2))
        assert f"|{code}|" in book["_xlpilot"]["A1"].value
    before = [path.stat().st_mtime_ns for path in copies]
    as_json("validate")
    assert [path.stat().st_mtime_ns for path in copies] == before


def test_a_unit_mends_its_own_copy_and_the_other_is_left_alone(workspace, xlpilot, as_json):
    data = two_counties(workspace, hengnan=rows_of(HENGNAN, 1, leader_phone="1380013"))
    drop(workspace, "两县.xlsx", data)
    as_json("consolidate", "--received-at", EARLY)
    (copy,) = (workspace / "退回").rglob("*.xlsx")
    book = openpyxl.load_workbook(copy)
    book["附件1"][TableLayout.of(load_round(workspace).forms["summary"]).entry(0, "leader_phone")] = "13873400001"
    book.save(workspace / "收件" / "补正.xlsx")
    code, document = as_json("consolidate", "--received-at", LATER)
    assert (code, document["rows_included"]) == (0, 2)
    found = states(as_json)
    assert (found[HENGYANG]["state"], found[HENGNAN]["state"]) == ("通过", "补正")
    assert [version["fate"] for version in found[HENGNAN]["versions"]] == ["已替代", "采用"]
    assert "XP112" not in codes(as_json("validate", "收件/补正.xlsx")[1]["files"][0])


def test_a_copy_that_cannot_be_made_anew_holds_its_own_sheet_only_as_well(workspace, xlpilot, as_json):
    hengnan = rows_of(HENGNAN, 1, remark="衡南县的备注")
    data = two_counties(workspace, hengnan=hengnan, names=("附件1", "衡东县"))  # its name is another unit's
    path = drop(workspace, "两县.xlsx", data)
    assert xlpilot("validate", path, "--marked", workspace / "标注")[0] == 1
    (copy,) = (workspace / "标注").rglob("*.xlsx")
    text = all_text(copy.read_bytes())
    assert "衡南县的备注" in text
    assert "只抄录了其中一张" in text
    assert rows_of(HENGYANG, 1)[0]["contact_phone"] not in text


def test_what_is_decided_about_the_file_is_about_all_of_it_but_a_waiver_must_name_the_unit(workspace, xlpilot, as_json):
    data = two_counties(workspace, hengnan=rows_of(HENGNAN, 1, contact_phone="1380013"))
    path = drop(workspace, "两县.xlsx", data)
    assert xlpilot("receive", path, "--received-at", LATE)[0] == 0
    assert [states(as_json)[unit]["state"] for unit in (HENGYANG, HENGNAN)] == ["逾期", "逾期"]
    assert xlpilot("decide", "accept-late", "收件/两县.xlsx", *BY)[0] == 0
    assert [states(as_json)[unit]["state"] for unit in (HENGYANG, HENGNAN)] == ["通过", "退回"]
    code, _, err = xlpilot("decide", "waive", "收件/两县.xlsx:XP203", *BY)
    assert code == 2
    assert "几个单位的表" in err
    assert xlpilot("decide", "waive", f"{HENGNAN}:XP203", *BY)[0] == 0
    assert states(as_json)[HENGNAN]["state"] == "通过"


def test_a_units_own_later_file_takes_the_place_of_its_sheet(workspace, xlpilot, as_json):
    path = drop(workspace, "两县.xlsx", two_counties(workspace))
    assert xlpilot("receive", path, "--received-at", EARLY)[0] == 0
    drop(workspace, "衡南县.xlsx", county(workspace, HENGNAN, rows_of(HENGNAN, 1, 2, 3)))
    assert as_json("consolidate", "--received-at", LATER)[1]["rows_included"] == 4
    first, second, _ = as_json("validate")[1]["files"]
    assert "XP702" not in codes(first)
    assert "XP702" in codes(second)


def test_two_files_with_different_rows_of_one_unit_are_neither_added_nor_dropped(workspace, xlpilot, as_json):
    for name, numbers, when in (("基教股.xlsx", (1, 2), EARLY), ("职教股.xlsx", (8, 9), LATER)):
        path = drop(workspace, name, county(workspace, HENGNAN, rows_of(HENGNAN, *numbers)))
        assert xlpilot("receive", path, "--received-at", when)[0] == 0
    code, summary = as_json("consolidate")
    assert (code, summary["rows_in"], summary["rows_included"]) == (1, 4, 2)
    assert {row["file"] for row in summary["excluded"]} == {"收件/职教股.xlsx"}
    first, second = as_json("validate")[1]["files"]
    told = {file["path"]: [(f["code"], f["severity"]) for f in file["findings"]] for file in (first, second)}
    assert ("XP705", "warning") in told["收件/基教股.xlsx"]
    assert ("XP705", "error") in told["收件/职教股.xlsx"]
    # What has one project in common is a newer version: it takes the place of the older one, and says what it drops.
    path = drop(workspace, "合成.xlsx", county(workspace, HENGNAN, rows_of(HENGNAN, 2, 8, 9)))
    assert xlpilot("receive", path, "--received-at", "2018-09-13T09:30")[0] == 0
    files = as_json("validate")[1]["files"]
    assert "XP702" in codes(files[0])
    assert "XP711" in codes(files[2])
    assert as_json("consolidate")[1]["rows_included"] == 3


@pytest.mark.parametrize("kind", ["zip", "mail"])
def test_a_zip_or_a_mail_with_the_files_of_several_units(workspace, xlpilot, as_json, kind):
    files = {f"{code}.xlsx": county(workspace, code, rows_of(code, 1)) for code in (HENGYANG, HENGNAN)}
    if kind == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name, data in files.items():
                package.writestr(f"各县/{name}", data)
        content, name = out.getvalue(), "430423-衡山县.zip"
    else:
        message = EmailMessage()
        message["From"] = "liu@example.com"
        message["To"] = "xxb@example.com"
        message["Date"] = "Mon, 10 Sep 2018 09:30:00 +0800"
        message["Subject"] = "报送"
        message.set_content("请查收")
        for name, data in files.items():
            message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        content, name = message.as_bytes(), "报送.eml"
    drop(workspace, name, content)
    summary = as_json("consolidate", "--received-at", EARLY)[1]
    assert (summary["rows_in"], summary["rows_included"], summary["units"]["returned"]) == (2, 2, 2)
    document = as_json("validate")[1]
    assert [file["unit"] for file in document["files"]] == [HENGYANG, HENGNAN]
    assert all("!" in file["path"] for file in document["files"])


def test_validate_of_a_later_return_alone_knows_that_an_earlier_one_came_in_time(workspace, xlpilot, as_json):
    bad = drop(workspace, "先报.xlsx", county(workspace, HENGNAN, [good_row(1, leader_phone="1380013"), good_row(2)]))
    assert xlpilot("receive", bad, "--received-at", EARLY)[0] == 0
    mended = drop(workspace, "补正.xlsx", county(workspace, HENGNAN, [good_row(1), good_row(2)]))
    assert xlpilot("receive", mended, "--received-at", LATE)[0] == 0
    before = (workspace / ".xlpilot" / "ledger.sqlite").read_bytes()
    code, document = as_json("validate", "收件/补正.xlsx")
    assert (code, document["counts"]["files"]) == (0, 1)
    (file,) = document["files"]
    assert (file["path"], file["verdict"]) == ("收件/补正.xlsx", "accepted")
    assert "XP701" not in codes(file)
    together = {file["path"]: file for file in as_json("validate")[1]["files"]}
    assert together["收件/补正.xlsx"] == file
    assert (workspace / ".xlpilot" / "ledger.sqlite").read_bytes() == before


def test_validate_of_a_later_return_alone_says_that_nobody_asked_for_it(workspace, xlpilot, as_json):
    for name, rows, when in (("先报.xlsx", (1, 2), EARLY), ("改报.xlsx", (1, 3), LATE)):
        path = drop(workspace, name, county(workspace, HENGNAN, [good_row(row) for row in rows]))
        assert xlpilot("receive", path, "--received-at", when)[0] == 0
    (file,) = as_json("validate", "收件/改报.xlsx")[1]["files"]
    assert "XP704" in codes(file)
    assert "XP701" not in codes(file)


def test_validate_of_the_earlier_return_alone_says_nothing_of_the_later_one(workspace, xlpilot, as_json):
    for name, rows, when in (("先报.xlsx", (1, 2), LATE), ("改报.xlsx", (1, 3), "2018-09-19T08:00")):
        path = drop(workspace, name, county(workspace, HENGNAN, [good_row(row) for row in rows]))
        assert xlpilot("receive", path, "--received-at", when)[0] == 0
    (file,) = as_json("validate", "收件/先报.xlsx")[1]["files"]
    assert [code for code in codes(file) if "XP701" <= code < "XP710"] == ["XP701"]
    (file,) = as_json("validate", "收件/改报.xlsx")[1]["files"]
    assert [code for code in codes(file) if "XP701" <= code < "XP710"] == ["XP701"]


def test_validate_of_a_return_alone_says_nothing_of_what_came_after_it(workspace, xlpilot, as_json):
    sent = (
        ("先报.xlsx", {"leader_phone": "1380013"}, EARLY),
        ("补正.xlsx", {}, LATE),
        ("再报.xlsx", {"leader": "王芳"}, "2018-09-19"),
    )
    for name, other, when in sent:
        path = drop(workspace, name, county(workspace, HENGNAN, [good_row(1, **other), good_row(2)]))
        assert xlpilot("receive", path, "--received-at", f"{when[:10]}T09:30")[0] == 0
    (file,) = as_json("validate", "收件/补正.xlsx")[1]["files"]
    assert file["verdict"] == "accepted"
    assert not {"XP701", "XP702"} & set(codes(file))


def test_the_return_of_another_unit_makes_nobody_be_in_time(workspace, xlpilot, as_json):
    for unit, when in ((HENGYANG, EARLY), (HENGNAN, LATE)):
        path = drop(workspace, f"{unit}.xlsx", county(workspace, unit, rows_of(unit, 1)))
        assert xlpilot("receive", path, "--received-at", when)[0] == 0
    (file,) = as_json("validate", f"收件/{HENGNAN}.xlsx")[1]["files"]
    assert (file["verdict"], "XP701" in codes(file)) == ("rejected", True)


def test_bytes_that_came_in_time_are_not_late_because_they_came_again_in_a_zip(workspace, xlpilot, as_json):
    data = county(workspace, HENGNAN, rows_of(HENGNAN, 1))
    assert xlpilot("receive", drop(workspace, "衡南县.xlsx", data), "--received-at", EARLY)[0] == 0
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("衡南县.xlsx", data)
    assert xlpilot("receive", drop(workspace, "再报.zip", out.getvalue()), "--received-at", LATE)[0] == 0
    (file,) = as_json("validate", "收件/再报.zip")[1]["files"]
    assert (file["path"], file["verdict"]) == ("收件/再报.zip!衡南县.xlsx", "accepted")
    assert not {"XP701", "XP704"} & set(codes(file))
