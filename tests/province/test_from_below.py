"""A city's summary is a return of the province's round: no row is lost, and each is traced to the county's cell."""

import io
import json
from collections import Counter

import openpyxl

from province.offices import (
    CITIES_SENT,
    HENGYANG,
    ROUNDS,
    SENT,
    codes,
    edited,
    lines,
    office,
    reported,
    summed_up,
)
from xlpilot import cli
from xlpilot.commands.demo import demo
from xlpilot.commands.receive import receive
from xlpilot.commands.trace import trace
from xlpilot.form.summary_mark import SHEET, read_mark


def received_all(province, summaries):
    for code, data in summaries.items():
        (province.inbox / f"来件{code[2:]}.xlsx").write_bytes(data)
    return summed_up(province, CITIES_SENT)


def test_every_row_of_every_citys_summary_is_in_the_provinces(province, cities, summaries):
    done = received_all(province, summaries)
    assert [line.unit.code for line in done.summary.units if line.state.value == "通过"] == sorted(summaries)
    own = Counter()
    for code, workspace in cities.items():
        for row in lines(next(workspace.summary.glob("*.xlsx")), "附件1"):
            own[code, row["报送单位"], row["申报单位"], row["申报项目名称"], row["负责人手机号码"]] += 1
    names = {unit.name: unit.code for unit in province.round.units}
    here = Counter(
        (names[row["报送单位"]], row["县市区"], row["申报单位"], row["申报项目名称"], row["负责人手机号码"])
        for row in lines(done.output, "附件1")
    )
    assert here == own
    # One row of each city had a fault and stayed there.
    assert sum(own.values()) == sum(sum(counts) - 1 for counts in SENT.values())
    assert done.summary.rows_in == len(done.summary.included) + len(done.summary.excluded) == sum(own.values())


def test_the_origin_goes_down_to_the_countys_file_sheet_row_and_cell(province, cities, summaries):
    done = received_all(province, summaries)
    by_name = {unit.name: cities[unit.code] for unit in province.round.units if unit.code in cities}
    rows = {row["序号"]: row for row in lines(done.output, "附件1")}
    origins = lines(done.output, "溯源")
    assert len(origins) == len(rows) == len(done.summary.included)
    for origin in origins:
        city, row = by_name[origin["报送单位"]], rows[origin["序号"]]
        sent = openpyxl.load_workbook(city.root / origin["下一级文件"])[origin["下一级工作表"]]
        texts = [cell.value for cell in sent[origin["下一级行"]]]
        assert {row["申报单位"], row["申报项目名称"], row["负责人手机号码"]} <= set(texts)
        assert origin["下一级报送单位"] == row["县市区"]
        assert (city.state / "archive" / origin["下一级文件 SHA-256"]).exists()
    (first, *_), last = done.summary.included, done.summary.included[-1]
    for one, column, name in ((first, "E", "project"), (last, "H", "leader_phone")):
        found = trace(province, f"附件1!{column}{5 + one.number}")
        ((below, at),) = found.lower
        city = by_name[one.unit.name]
        there = openpyxl.load_workbook(city.root / below.path)[below.sheet][at].value
        assert there == found.value == one.values[name]
        assert found.there != at
    assert trace(province, "附件1!A6").lower[0][1] is None


def test_only_the_rows_are_read_and_the_other_sheets_are_nobodys_rivals(province, summaries):
    review = reported(province, "衡阳.xlsx", summaries[HENGYANG])
    assert review.unit == HENGYANG
    assert review.verdict.value == "accepted"
    assert codes(review) == ["XP444"]
    assert codes(review, infos=True) == ["XP444", "XP445"]
    assert len(review.table.rows) == sum(SENT[HENGYANG]) - 1


def test_a_sheet_that_is_not_the_summarys_own_is_told(province, summaries):
    def edit(book):
        book.create_sheet("补报")["A1"] = "还有一个项目"

    assert "XP426" in codes(reported(province, "x.xlsx", edited(summaries[HENGYANG], edit)), infos=True)


def test_a_provinces_summary_is_a_return_one_level_up(province, cities, summaries, tmp_path):
    done = received_all(province, summaries)
    country = office(tmp_path / "全国", ROUNDS / "china-2018")
    (country.inbox / "省.xlsx").write_bytes(done.output.read_bytes())
    top = summed_up(country, CITIES_SENT)
    assert len(top.summary.included) == len(done.summary.included)
    assert not top.summary.excluded
    rows = lines(top.output, "附件1")
    assert {row["报送单位"] for row in rows} == {"湖南省"}
    assert {row["市州"] for row in rows} == {"长沙市", "株洲市", "衡阳市"}
    counties = {row["县市区"] for row in lines(done.output, "附件1")}
    assert {row["县市区"] for row in rows} == counties
    assert {row["下二级报送单位"] for row in lines(top.output, "溯源")} == counties
    found = trace(country, "附件1!I6")
    (city, at_city), (county, at_county) = found.lower
    there = next(one for one in cities.values() if one.round.issuer.startswith(city.unit))
    sent = openpyxl.load_workbook(there.root / county.path)[county.sheet][at_county].value
    assert (
        sent == found.value == openpyxl.load_workbook(io.BytesIO(done.output.read_bytes()))["附件1"][found.there].value
    )
    assert at_city == openpyxl.load_workbook(done.output)["附件1"][found.there].coordinate.replace("H", "G")


def test_again_the_bytes_are_the_same_and_nothing_is_read_anew(province, summaries):
    first = received_all(province, summaries)
    data = first.output.read_bytes()
    again = summed_up(province, CITIES_SENT)
    assert (again.read, again.reused) == (0, 3)
    assert again.output.read_bytes() == data


def test_the_documents_of_validate_and_consolidate_tell_what_came_from_below(province, summaries, capsys):
    def edit(book):
        book["附件1"]["D7"] = "改了名的项目"

    (province.inbox / "x.xlsx").write_bytes(edited(summaries[HENGYANG], edit))
    assert cli.run(["-w", str(province.root), "receive", "--received-at", "2018-10-10T09:00"]) == 0
    capsys.readouterr()
    cli.run(["-w", str(province.root), "validate", "--format", "json"])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["kind"] == "summary"
    said = file["summary"]
    assert (said["round"], said["issuer"], said["rows"], said["excluded"], said["altered"]) == (
        "hengyang-2018", "衡阳市教育局", 5, 1, "",
    )  # fmt: skip
    cli.run(["-w", str(province.root), "consolidate", "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    (left,) = document["excluded"]
    assert left["codes"] == ["XP442"]
    assert left["origins"][0]["unit"] == "珠晖区"
    assert left["origins"][0]["sheet"] == "附件1"


def test_the_code_that_two_offices_compare_is_on_both_sides(province, summaries):
    done = received_all(province, summaries)
    below = openpyxl.load_workbook(io.BytesIO(summaries[HENGYANG]))
    code = next(row[2] for row in below["核验"].iter_rows(values_only=True) if row[0] == "核对码")
    mark, intact = read_mark([row[0] for row in below[SHEET].iter_rows(values_only=True)])
    assert (mark.code, intact) == (code, True)
    here = [
        row for row in openpyxl.load_workbook(done.output)["核验"].iter_rows(values_only=True) if row[0] == "衡阳市"
    ]
    assert here == [("衡阳市", "收件/来件0400.xlsx", 5, 5, 1, f"{code}：相符")]


def test_the_samples_own_summary_goes_up_and_a_row_from_an_application_down_to_its_cell(province, tmp_path):
    city = demo(tmp_path / "衡阳")
    (province.inbox / "衡阳.xlsx").write_bytes(city.result.output.read_bytes())
    receive(province, received_at=CITIES_SENT, kind="summary")
    done = summed_up(province, CITIES_SENT)
    assert (len(done.summary.included), len(done.summary.excluded)) == (len(city.result.summary.included), 0)
    row = next(one for one in done.summary.included if one.values["county"] == "衡阳市第一中学")
    found = trace(province, f"附件1!H{5 + row.number}")
    ((below, at),) = found.lower
    sent = openpyxl.load_workbook(city.workspace.root / below.path)
    assert below.sheet == "附件2"
    assert sent["附件2"][at].value == found.value == row.values["leader_phone"]
