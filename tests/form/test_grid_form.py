"""The issued 附件2: one page, locked where it must be, and of one mind with the office."""

import io
import re
import subprocess

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from review import applicant
from review.applicant import DIRECT, GOOD, OWN

from xlpilot.form.grid_layout import GridLayout
from xlpilot.form.layout import SEAL_POINTS
from xlpilot.rounds.model import UnitKind

from .conftest import issue_all

SHEET = "附件2"
LONGEST = {
    "plan": "试" * 500, "unit_opinion": "同意申报。" * 20, "county_opinion": "经审同意推荐。啊啊啊" * 10,
    "unit": "衡南县" + "第" * 55 + "学校", "project": "用" * 60,
}  # fmt: skip


@pytest.fixture(scope="module")
def layout():
    return GridLayout(applicant.form())


def sheet_of(whose=applicant.HENGNAN):
    return openpyxl.load_workbook(io.BytesIO(applicant.issued(whose)))[SHEET]


def test_the_issued_form_opens_in_excel(tmp_path, check_ooxml):
    paths = []
    for whose in (applicant.HENGNAN, DIRECT):
        paths.append(tmp_path / f"{whose}.xlsx")
        paths[-1].write_bytes(applicant.issued(whose))
    check_ooxml(*paths)


def test_every_county_and_direct_unit_gets_its_own():
    round_ = applicant.whole()
    issued = issue_all(round_, applicant.form())
    assert len(issued) == len(round_.units)
    assert issued == issue_all(round_, applicant.form())
    assert openpyxl.load_workbook(io.BytesIO(issued["430422"]))[SHEET]["B3"].value is None


def test_what_is_filled_in_is_unlocked_and_all_else_is_locked(layout):
    for whose, kind in ((applicant.HENGNAN, UnitKind.COUNTY), (DIRECT, UnitKind.DIRECT)):
        sheet, own = sheet_of(whose), GridLayout(applicant.form(), kind)
        assert sheet.protection.sheet
        free = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
        wanted = set()
        for field in own.entries:
            area = own.values[field.name]
            wanted |= {sheet.cell(row, column).coordinate for row, column in area.cells()}
        assert free == wanted
    city = {field.name for field in applicant.form().opinions if field.box == "city_opinion"}
    assert not city & {field.name for field in layout.entries}
    assert sheet_of(DIRECT)["B3"].value == "衡阳市第一中学"


def test_phones_are_text_and_the_category_has_its_list(layout):
    sheet = sheet_of()
    assert {sheet[layout.value_cell(name)].number_format for name in ("leader_phone", "contact_phone")} == {"@"}
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert [str(rule.sqref) for rule in lists] == ["B4:F4"]


def test_each_box_has_room_for_a_seal(layout):
    for box in applicant.form().boxes:
        area = layout.areas[box.name]
        heights = [applicant.form().heights[row - 3] for row in range(area.top, area.bottom + 1)]
        assert sum(heights) * 0.95 > SEAL_POINTS


@pytest.mark.libreoffice
@pytest.mark.parametrize("values", [{}, GOOD | LONGEST])
def test_it_prints_on_one_page_and_nothing_is_cut(values, tmp_path):
    path = tmp_path / "附件2.xlsx"
    path.write_bytes(applicant.filled(values))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["timeout", "90", "soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path)], check=True, capture_output=True)
    pdf = tmp_path / "附件2.pdf"
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    form_page, instructions, end = text.split("\f")
    assert "填表说明" in instructions
    assert not end
    printed = re.sub(r"\s", "", form_page)
    if values:
        assert printed.count("试") - "".join(applicant.form().title).count("试") - 1 == 500
        assert printed.count("同意申报。") + printed.count("啊啊啊") >= 25


BAD = [
    {"category": "甲"}, {"leader_phone": "138001"}, {"contact": None}, {"plan": "\n".join("一" * 20)},
    {"unit_opinion": "无"}, {"county_opinion_by": None}, {"county_opinion_on": None}, {"unit_opinion_on": "昨天"},
    {"leader_phone": "010-62345678"}, {"project": "甲"}, {"plan": "字" * 501}, {"unit_opinion_by": "陈某"},
]  # fmt: skip


@pytest.mark.libreoffice
def test_the_sheet_says_what_the_office_says(office, layout, tmp_path):
    path = tmp_path / "附件2.xlsx"
    for change in [{}, *BAD]:
        data = applicant.filled(**change)
        path.write_bytes(data)
        with office.open(path) as book:
            book.recalculate()
            gate = book.text(SHEET, layout.gate_cell)
            words = {row: book.text(SHEET, f"G{row}") for row in range(3, 18)}
        (review,) = applicant.judged(data)
        wrong = [finding for finding in review.findings if finding.severity == "error"]
        doubtful = [finding for finding in review.findings if finding.severity == "warning"]
        assert gate.startswith("还有 1 处待改" if wrong else "可以报送"), (change, gate, wrong)
        assert ("提醒" in gate) == bool(doubtful), (change, gate, doubtful)
        said = {row for row, text in words.items() if text not in ("", "正确")}
        assert said == {finding.place.row for finding in (*wrong, *doubtful)}, (change, words)


@pytest.mark.libreoffice
def test_an_untouched_form_says_nothing_and_a_direct_unit_needs_no_countys_opinion(office, layout, tmp_path):
    path = tmp_path / "附件2.xlsx"
    for values, gate in (({}, "尚未填写"), (OWN, "可以报送")):
        path.write_bytes(applicant.filled(values, DIRECT))
        with office.open(path) as book:
            book.recalculate()
            assert book.text(SHEET, layout.gate_cell) == gate


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".ods", ".xls", ".xlsx"])
def test_what_other_programs_save_is_read_alike(office, suffix, tmp_path):
    path = tmp_path / "in.xlsx"
    path.write_bytes(applicant.filled())
    with office.open(path) as book:
        saved = book.save(tmp_path / f"out{suffix}")
    (review,) = applicant.judged(saved.read_bytes(), path=f"收件/申请表{suffix}")
    (own,) = applicant.judged(applicant.filled())
    assert applicant.values(review) == applicant.values(own)
    assert (review.unit, review.verdict) == (applicant.HENGNAN, "accepted")


def test_merged_cells_are_those_of_the_areas(layout):
    sheet = sheet_of()
    merged = {range_boundaries(str(one)) for one in sheet.merged_cells.ranges}
    plan = layout.values["plan"]
    assert (plan.left, plan.top, plan.right, plan.bottom) in merged


def test_the_instructions_say_to_each_kind_of_unit_what_it_fills_in():
    said = {}
    for whose in (applicant.HENGNAN, DIRECT):
        page = openpyxl.load_workbook(io.BytesIO(issue_all(applicant.whole(), applicant.form())[whose]))["填表说明"]
        said[whose] = {row[0]: row[1] for row in page.iter_rows(values_only=True) if row[1]}
        whole = "\n".join(str(row[0]) for row in page.iter_rows(values_only=True))
        assert "“尚未填写”：还没有填。" in whole
        assert "一行也没有填" not in whole
    county, direct = said[applicant.HENGNAN], said[DIRECT]
    assert (county["申报单位"], county["县市区教育局意见"], county["市教育局意见"]) == ("必填", "必填", "不填")
    assert (direct["申报单位"], direct["县市区教育局意见"], direct["市教育局意见"]) == ("已填好", "不填", "不填")
