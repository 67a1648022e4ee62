"""What each sheet of the city's workbook shows: formulas over 附件1, links, looks, checks, and no number in public."""

import datetime as dt
import io
import re
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from office import office  # noqa: F401 - the fixture
from review.county import CATEGORIES, KEY, ROOT, good_row, returned, returns, shipped

from xlpilot.commands.demo import demo
from xlpilot.ledger.events import Decision, DecisionKind
from xlpilot.ledger.standing import stand
from xlpilot.moments import CHINA
from xlpilot.review.judge import judge
from xlpilot.rollup.checked import checks
from xlpilot.rollup.city_workbook import city_workbook
from xlpilot.rollup.control import control
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.merge import merge, own_lines

IN_TIME = dt.datetime(2018, 9, 10, 9, 30, tzinfo=CHINA)
LATE = dt.datetime(2018, 9, 18, 0, 0, tzinfo=CHINA)
COUNTIES = [unit for unit in shipped().units if unit.kind == "county"]
CHECKER = ROOT.parent / "shared" / "ooxml" / "check_ooxml.py"


def summed(files, decisions=()):
    return merge(stand(shipped(), "summary", judge(shipped(), files, KEY), decisions))


def opened(data, **how):
    return openpyxl.load_workbook(io.BytesIO(data), **how)


@pytest.fixture(scope="module")
def some():
    return summed([
        returned(returns([good_row(1), good_row(2, category="丙"), good_row(3)]), "收件/衡南县.xlsx", IN_TIME),
        returned(returns([good_row(4, unit="第四中学"), good_row(5, unit="第五中学")], unit="430405"), "收件/13812345678.xlsx", IN_TIME),
        returned(returns([good_row(6)], unit="430424"), "收件/衡东县.xlsx", LATE),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def book(some):
    return opened(city_workbook(some), data_only=True)


def everything():
    """A clean row from every unit."""
    return [
        returned(returns([good_row(n)], unit=u.code), f"收件/{u.name}.xlsx", IN_TIME) for n, u in enumerate(COUNTIES)
    ]


def test_the_banner_names_the_units_that_are_missing_while_any_is(some):
    texts = [cell.value for line in opened(city_workbook(some))["附件1"].iter_rows(max_row=5) for cell in line]
    banner = next(text for text in texts if text and "暂定" in text)
    missing = [line.unit.name for line in own_lines(some) if line.state == "未报"]
    assert len(missing) == 9
    assert all(name in banner for name in missing)
    whole = opened(city_workbook(summed(everything())))["附件1"]
    assert not any("暂定" in str(cell.value) for line in whole.iter_rows() for cell in line)


def test_it_is_signed_below_the_table(book):
    sheet = book["附件1"]
    last = [cell.value for cell in sheet[sheet.max_row] if cell.value]
    assert [text[:2] for text in last] == ["制表", "审核", "日期"]
    assert sheet.max_row == 5 + 4 + 1
    assert f"$A$1:$J${sheet.max_row}" in str(sheet.print_area)


@pytest.mark.libreoffice
def test_every_count_is_a_formula_over_the_rows_and_comes_out_as_we_counted(office, tmp_path):  # noqa: F811
    files = [
        returned(returns([good_row(12 * n + k, unit=f"第{12 * n + k}中学") for k in range(n % 9)], unit=unit.code), f"收件/{n}.xlsx", IN_TIME)
        for n, unit in enumerate(COUNTIES)
    ]  # fmt: skip
    summary = summed(files)
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(city_workbook(summary))
    cached = opened(path.read_bytes(), data_only=True)["统计"]
    formulas = opened(path.read_bytes())["统计"]
    with office.open(path) as there:
        there.recalculate()
        for row in range(4, 22):
            for column in "BCDEF":
                if formulas[f"{column}{row}"].data_type == "f":
                    assert there.value("统计", f"{column}{row}") == cached[f"{column}{row}"].value, (column, row)
        assert there.text("统计", "A22") == cached["A22"].value
        # Not merely the cache: a row of another category is counted there.
        there.paste("附件1", "E6", CATEGORIES[3])
        there.paste("附件1", "E7", CATEGORIES[3])
        there.recalculate()
        assert there.value("统计", "E20") != cached["E20"].value
    matrix = {unit.name: numbers for unit, numbers in summary.matrix()}
    for row in range(4, 20):
        assert formulas[f"B{row}"].value.startswith("=SUMPRODUCT(")
        numbers = matrix[cached[f"A{row}"].value]
        assert [cached[f"{c}{row}"].value for c in "BCDE"] == list(numbers.values())
    assert cached["F20"].value == len(summary.included) > 30


def test_links_lead_to_the_same_row_and_back(some):
    book = opened(city_workbook(some))
    for there, back in (("附件1", "溯源"), ("溯源", "附件1")):
        linked = [cell for line in book[there].iter_rows() for cell in line if cell.hyperlink]
        assert [cell.value for cell in linked] == [1, 2, 3, 4]
        for cell in linked:
            sheet, _, address = cell.hyperlink.location.partition("!")
            assert sheet == f"'{back}'"
            assert book[back][address].value == cell.value
    problems = [line for line in book["问题清单"].iter_rows(min_row=4) if line[7].hyperlink]
    assert {line[2].value for line in problems} == {"XP204"}
    for line in problems:
        sheet, _, address = line[7].hyperlink.location.partition("!")
        assert sheet == "'未纳入'"
        codes = book["未纳入"].cell(book["未纳入"][address].row, book["未纳入"].max_column - 1).value
        assert codes == "XP204"


def test_a_category_shows_its_number_and_keeps_its_text(book):
    sheet = book["附件1"]
    for row in range(6, 10):
        cell = sheet[f"E{row}"]
        number = CATEGORIES.index(cell.value)
        assert cell.number_format == f'"{"①②③④"[number]}"@'
        assert cell.fill.fgColor.rgb != "00000000"
    assert len({sheet[f"E{row}"].fill.fgColor.rgb for row in range(6, 10)}) == len(
        {sheet[f"E{row}"].value for row in range(6, 10)}
    )


def test_headers_stay_in_sight_lists_can_be_filtered_and_numbers_are_text(book):
    assert all(sheet.freeze_panes for sheet in book if sheet.sheet_state == "visible")
    for name in ("附件1", "问题清单", "未纳入", "报送情况", "溯源"):
        assert book[name].auto_filter.ref, name
    assert all(book["附件1"][f"G{row}"].data_type == "s" for row in range(6, 10))
    assert all(dimension.width <= 70 for sheet in book for dimension in sheet.column_dimensions.values())


def test_control_totals_balance_by_category_and_stand_in_the_workbook(some, book):
    lines = control(some)
    assert all(line.balanced for line in lines)
    assert sum(line.read for line in lines) == some.rows_in == 6
    assert [line.category for line in lines] == [*CATEGORIES, "（类别不明）"]
    assert (lines[-1].read, lines[-1].included, lines[-1].excluded) == (1, 0, 1)
    rows = [[cell.value for cell in line] for line in book["核验"].iter_rows()]
    at = next(n for n, row in enumerate(rows) if row[0] == "类别")
    assert [(row[0], *row[2:6]) for row in rows[at + 1 : at + 6]] == [
        (line.category, line.read, line.included, line.excluded, "相符") for line in lines
    ]
    assert rows[at + 6][2:6] == [6, 4, 2, "相符"]


def test_what_nobody_checked_is_told_as_such(some, book):
    told = {line.what: line for line in checks(some)}
    assert (told["资格"].result, told["附件"].result) == ("未核对", "未核对")
    assert (told["截止时间"].faults, told["申报类别"].faults, told["申报类别"].looked) == (1, 1, 6)
    rows = {line[0].value: line for line in book["核验"].iter_rows(max_col=6)}
    assert rows["资格"][3].value == "未核对"
    assert rows["本轮定义"][2].value == shipped().version


def test_a_row_names_the_decision_by_which_it_is_in():
    late = returned(returns([good_row(6)], unit="430424"), "收件/衡东县.xlsx", LATE)
    in_time = returned(returns([good_row(7)]), "收件/衡南县.xlsx", IN_TIME)
    made = Decision(7, DecisionKind.ACCEPT_LATE, "停电", "王五", LATE, "430424")
    sheet = opened(city_workbook(summed([in_time, late], [made])))["溯源"]
    assert [(line[1].value, line[7].value or "") for line in sheet.iter_rows(min_row=4)] == [
        ("衡南县", ""),
        ("衡东县", "第7号准予补收"),
    ]


def test_phones_are_masked_on_the_sheets_made_to_be_shown(book):
    for name in ("统计", "图", "核验", "报送情况"):
        texts = " ".join(str(cell.value) for line in book[name].iter_rows() for cell in line if cell.value)
        assert not re.search(r"\d{11}", texts), name
    assert "收件/138****5678.xlsx" in [line[4].value for line in book["报送情况"].iter_rows()]
    assert "收件/13812345678.xlsx" in [line[2].value for line in book["溯源"].iter_rows()]


@pytest.mark.parametrize("files", [[], None], ids=["nothing came", "some"])
@pytest.mark.parametrize("public", [False, True])
def test_excel_would_open_it_without_repair(files, public, some, tmp_path):
    if not CHECKER.is_file():
        pytest.skip("the checker is not here")
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(city_workbook(some if files is None else summed(files), public=public))
    done = subprocess.run([sys.executable, str(CHECKER), str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    return demo(tmp_path_factory.mktemp("demo") / "ws").result.summary


def _xml(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())


def test_no_telephone_number_of_the_samples_is_anywhere_in_a_public_workbook(samples):
    typed = [
        text for review in samples.files if review.table for column in review.table.typed.values() for text in column
    ]
    typed += [value.typed for review in samples.files if review.table for value in review.table.line.values()]
    numbers = {number for text in typed for number in re.findall(r"\d{10,12}|0\d{2,3}-\d{7,8}", text)}
    numbers |= {text for text in typed if re.fullmatch(r"[\d-]{7,}", text) and not re.match(r"20\d\d", text)}
    assert len(numbers) > 100
    whole, public = _xml(city_workbook(samples)), _xml(city_workbook(samples, public=True))
    assert sum(number in whole for number in numbers) > 100
    assert [number for number in sorted(numbers) if number in public] == []
    assert "负责人手机号码</t>" not in public
    assert re.findall(r"(?<![0-9a-f])1[3-9]\d{9}(?![0-9a-f])", public) == []


def test_a_public_workbook_counts_the_same(samples):
    one, other = (opened(city_workbook(samples, public=public), data_only=True) for public in (False, True))
    counted = [[[cell.value for cell in line] for line in book["统计"].iter_rows(min_row=3)] for book in (one, other)]
    assert counted[0] == counted[1]
    assert other["附件1"].max_row == one["附件1"].max_row
    assert [sheet.title for sheet in other] == [sheet.title for sheet in one]


@pytest.mark.parametrize(
    "text",
    ["13800138000", "138 0013 8000", "138-0013-8000", "138OO138000", "１３８００１３８０００", "+8613800138000", "0734-8811332",
     "(0734)8811332", "8811332", "王小明13800138000转告", "1380013800", "138001380001", "138.0013.8000", "138（0013）8000"],
)  # fmt: skip
def test_a_number_is_left_out_of_public_texts_in_whatever_dress(text):
    said = Discretion(public=True).text(f"联系{text}。")
    assert not re.search(r"\d{4}", said), said
    assert said.startswith("联系")


@pytest.mark.parametrize(
    "text", ["2018年9月10日 09:30:00", "20180910", "430422", "第12行", "[收件/430422-衡南县.xlsx]附件1!F9"]
)
def test_dates_codes_and_places_stay_in_public_texts(text):
    assert Discretion(public=True).text(text) == text


def test_a_short_wrong_number_is_left_out_and_the_advice_stays_whole():
    (review,) = judge(shipped(), [returned(returns([good_row(1, leader_phone="1")]))], KEY)
    finding = next(finding for finding in review.findings if finding.code == "XP203")
    value, message, fix = Discretion(public=True).about([shipped().forms["summary"]], finding)
    assert value == "（电话略）"
    assert "“（电话略）”" in message
    assert "11位" in message + fix


def test_the_pictures_are_charts_over_cells_and_told_apart_by_hatching(some):
    with zipfile.ZipFile(io.BytesIO(city_workbook(some))) as archive:
        charts = [archive.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2)]
    assert len(re.findall("<c:ser>", charts[0])) == 4
    assert "'统计'" in charts[0] or "统计!" in charts[0]
    hatchings = re.findall(r'<a:pattFill prst="(\w+)"', charts[0])
    assert len(set(hatchings)) == len(hatchings) == 3  # and a plain one
    assert "图!" in charts[1]
    assert "截止时间" in charts[1]


@pytest.mark.libreoffice
def test_libreoffice_follows_the_links_too(office, some, tmp_path):  # noqa: F811
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(city_workbook(some))
    with office.open(path) as there:
        there.save(tmp_path / "汇总.ods")
    with zipfile.ZipFile(tmp_path / "汇总.ods") as archive:
        links = set(re.findall(r'xlink:href="(#[^"]*)"', archive.read("content.xml").decode()))
    assert {link.replace("'", "").replace("&apos;", "") for link in links} >= {
        *(f"#溯源.A{row}" for row in range(4, 8)), *(f"#附件1.A{row}" for row in range(6, 10)), "#未纳入.A4",
    }  # fmt: skip
