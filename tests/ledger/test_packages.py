"""A unit's package: rows, forms, plans, letter and copies set against each other, each fault told at both places."""

import gc
import io
from dataclasses import replace
from functools import lru_cache

import pytest
from docx import Document as Docx
from review.applicant import DIRECT, GOOD, at, whole
from review.county import HENGNAN, changed, good_row

from xlpilot.intake.content import read_content
from xlpilot.ledger.archive import digest
from xlpilot.ledger.crossed import crossed
from xlpilot.ledger.events import Decision, DecisionKind, Paper
from xlpilot.ledger.materials import materials
from xlpilot.ledger.standing import stand
from xlpilot.review.across.applicant import Applicant
from xlpilot.review.judge import Arrival, Returned, judge
from xlpilot.review.shelf import Shelf
from xlpilot.rollup.merge import merge

from .test_series import IN_TIME, KEY, application, summary

ROW = {
    "unit": "衡南县第一中学", "project": "同步课堂应用之1", "category": GOOD["category"], "leader": GOOD["leader"],
    "leader_phone": "13800000001", "contact": GOOD["contact"], "contact_phone": "13900000001",
}  # fmt: skip


def row(number=1, **other):
    more = {"project": f"同步课堂应用之{number}", "leader_phone": f"138{number:08}", "contact_phone": f"139{number:08}"}
    return ROW | more | other


@lru_cache(maxsize=16)
def plan(project="同步课堂应用之1", unit="衡南县第一中学"):
    """A plan with all headings, by python-docx."""
    document = Docx()
    document.add_paragraph(f"2018年{project}试点工作方案")
    for number, section in zip("一二三四五六", whole().plan.sections, strict=True):
        document.add_paragraph(f"{number}、{section.title}")
        for at_, item in enumerate(section.items, 1):
            document.add_paragraph(f"{at_}．{item}")
            named = item == "项目名称"
            document.add_paragraph(project if named else "2018年9月至2020年8月，预算20万元，由学校自筹，详见附表。")
        if number == "一":
            document.add_paragraph(f"申报单位：{unit}")
        if not section.items:
            document.add_paragraph("各项条件已经具备，附证明材料三份。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue(), IN_TIME, "方案.docx"


def letter():
    document = Docx()
    for text in ("衡南县教育局文件", "南教字〔2018〕15号", "衡南县教育局关于申报2018年教育信息化试点项目的请示", "市教育局：", "现予报送。",
                 "衡南县教育局", "2018年9月10日"):  # fmt: skip
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue(), IN_TIME, "请示.docx"


def scan(name):
    return b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\n%%EOF " + name.encode(), IN_TIME, name


def together(*files, papers=(), decisions=(), unit=HENGNAN):
    folder = "局直属" if unit == DIRECT else "衡南县"
    given = []
    for n, (data, when, *name) in enumerate(files, 1):
        path = f"收件/{folder}/{n}-{name[0] if name else '表.xlsx'}"
        given.append(Returned(path, digest(data), read_content(data), when, None, Arrival(n, n, "told")))
    return crossed(stand(whole(), "summary", judge(whole(), given, KEY), decisions, papers), None)


def told(standing, *codes):
    """(number of the file, cell or paragraph, code)."""
    return [
        (number, finding.place.cell or finding.place.paragraph, finding.code)
        for number, review in enumerate(standing.files, 1)
        for finding in review.findings
        if (finding.code in codes if codes else "XP534" <= finding.code < "XP560")
    ]


def paper(copies, item="附件2 申请表"):
    return Paper(1, HENGNAN, item, copies, True, IN_TIME)


def test_a_whole_package_that_agrees_has_nothing_to_mend():
    standing = together(summary(row(1)), application(1), plan(), letter(), papers=[paper(2)])
    assert told(standing) == []
    heads = standing.packages[HENGNAN].heads()
    assert (heads.rows, heads.forms, heads.plans) == ([6], [1], [2])
    assert standing.packages[HENGNAN].letter.path.endswith("请示.docx")


def test_a_summary_alone_is_not_covered_with_what_is_still_to_come():
    standing = together(summary(row(1)))
    assert told(standing) == []
    assert standing.packages[HENGNAN].letter_missing


def test_a_row_without_form_and_a_form_without_row_are_told_where_they_stand():
    standing = together(
        summary(row(1), row(2, unit="衡南县第二中学", project="智慧校园网络安全")),
        application(1),
        application(3, project="人工智能教室"),
        letter(),
    )
    assert told(standing) == [(1, "C7", "XP540"), (3, at("project"), "XP541")]


def test_a_project_without_plan_and_a_plan_without_project():
    standing = together(
        application(1), application(2, project="另一所的安全教育"), plan(), plan("完全不同的题目"), letter()
    )
    assert [code for *_, code in told(standing, "XP542", "XP543")] == ["XP542", "XP543"]
    assert told(standing, "XP543")[0][0] == 4


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": "教育网络安全"}, "category"),
        ({"leader": "李建国"}, "leader"),
        ({"leader_phone": "13812345678"}, "leader_phone"),
        ({"contact": "李小芳"}, "contact"),
        ({"contact_phone": "13912345678"}, "contact_phone"),
        ({"unit": "衡南县第二中学"}, "unit"),
    ],
)
def test_a_field_filled_differently_is_told_at_both_places_with_the_address_of_the_other(change, field):
    standing = together(summary(row(1, **change)), application(1), letter())
    columns = dict(zip(ROW, "BCDEFGH", strict=True))
    assert told(standing) == [(1, f"{columns[field]}6", "XP544"), (2, at(field), "XP544")]
    here, there = (next(f for f in review.findings if f.code == "XP544") for review in standing.files[:2])
    assert f"附件2!{at(field)}" in here.message
    assert standing.files[1].path in here.message
    assert f"附件1!{columns[field]}6" in there.message
    assert change[field] in there.message


def test_a_plan_of_another_unit_is_told_at_both_places():
    standing = together(application(1), plan(unit="衡南县第九中学"), letter())
    assert [(number, code) for number, _, code in told(standing, "XP544")] == [(1, "XP544"), (2, "XP544")]


def test_titles_that_are_alike_are_named_at_both_places_and_not_merged():
    standing = together(
        summary(row(1, project="农村学校同步课堂应用")), application(1, project="农村学校同步课堂的应用"), letter()
    )
    assert told(standing) == [(1, "C6", "XP546"), (2, at("project"), "XP546")]
    assert len(standing.packages[HENGNAN].heads().projects) == 2


def test_titles_are_compared_after_normalisation():
    standing = together(
        summary(row(1, project="“同步 课堂”应用之１")), application(1, project="同步课堂应用之1"), letter()
    )
    assert told(standing) == []


def test_a_scan_of_a_plan_is_taken_for_the_project_that_its_name_holds():
    standing = together(application(1), scan("同步课堂应用之1工作方案.pdf"), letter())
    assert standing.packages[HENGNAN].heads().plans == [1]


def test_copies_on_paper_are_counted_where_any_were_noted():
    for copies, wanted in ((None, []), (1, ["XP547"]), (2, [])):
        papers = [paper(copies)] if copies else []
        standing = together(summary(row(1)), application(1), letter(), papers=papers)
        assert [code for *_, code in told(standing)] == wanted


def test_a_missing_letter_is_told_where_a_package_came_and_one_on_paper_is_enough():
    files = summary(row(1)), application(1)
    assert told(together(*files)) == [(1, None, "XP534")]
    assert told(together(*files, papers=[paper(1, "公文")])) == []


def test_nothing_of_it_changes_a_verdict_and_a_person_can_waive_it():
    files = summary(row(1, leader="李建国")), application(1), plan("完全不同的题目")
    standing = together(*files)
    assert {review.verdict for review in standing.files} == {"accepted"}
    waive = Decision(3, DecisionKind.WAIVE, "已电话核对", "王五", IN_TIME, HENGNAN, None, "XP544")
    eased = together(*files, decisions=[waive])
    assert {f.severity for review in eased.files for f in review.findings if f.code == "XP544"} == {"info"}


@pytest.mark.parametrize(("told_as", "left"), [("off", []), ("warning", ["warning"]), ("error", ["error"])])
def test_a_round_may_weigh_these_rules_otherwise(told_as, left):
    standing = together(summary(row(1, leader="李建国")), application(1))
    before = [replace(review, findings=()) for review in standing.files]
    round_ = changed(whole(), top={"severity": {"XP544": told_as}})
    again = crossed(stand(round_, "summary", before), None)
    assert [f.severity for f in again.files[0].findings if f.code == "XP544"] == left
    unit = next(one for one in again.units if one.unit.code == HENGNAN)
    assert (again.files[0].verdict == "returned", unit.state == "退回") == (told_as == "error",) * 2
    assert len(merge(again).included) == (told_as != "error")


def test_forms_without_a_summary_are_proposed_as_rows_and_never_taken():
    standing = together(application(1), application(2), letter())
    result = merge(standing)
    assert result.included == ()
    assert [(row.codes, row.typed["project"]) for row in result.excluded] == [
        (("XP545",), "同步课堂应用之1"), (("XP545",), "同步课堂应用之2"),
    ]  # fmt: skip
    assert result.rows_in == 2
    assert "待确认" in result.excluded[0].why


def test_once_the_summary_came_its_rows_count_and_the_forms_are_no_rows():
    result = merge(together(application(1), summary(row(1)), letter()))
    assert (result.rows_in, len(result.included), len(result.excluded)) == (1, 1, 0)


def test_direct_units_are_looked_at_beside_the_counties():
    unit = whole().unit_by_code[DIRECT]
    one = application(1, DIRECT)
    county = summary(good_row(1, unit=unit.name, project="同步课堂应用之1"))
    given = [
        Returned(f"收件/{n}.xlsx", digest(data), read_content(data), when, None, Arrival(n, n, "told"))
        for n, (data, when) in enumerate((county, one), 1)
    ]
    standing = crossed(stand(whole(), "summary", judge(whole(), given, KEY)), None)
    found = {(number, code) for number, _, code in told(standing, "XP601", "XP602", "XP603")}
    assert found == {(1, "XP601"), (1, "XP602"), (1, "XP603"), (2, "XP601"), (2, "XP602")}


def test_time_grows_with_the_number_of_projects_and_no_faster():
    import time

    from xlpilot.review.across.alike import nearest

    def seconds(count):
        one = [(f"学校{n}", f"第{n:05}号同步课堂应用研究") for n in range(count)]
        other = [(f"学校{n}", f"第{n:05}号同步课堂应用探究") for n in range(count)]
        start = time.perf_counter()
        nearest(one, other)
        return time.perf_counter() - start

    seconds(50)
    assert seconds(1600) < 8 * max(seconds(400), 0.01)


def test_packages_of_a_large_round_say_the_same_and_keep_no_application(tmp_path):
    data = (summary(row(1), row(2)), application(1), plan(), letter())
    standing = together(*data)
    shelf = Shelf(tmp_path)
    shelf.put("a large round")
    given = [
        Returned(f"收件/衡南县/{n}.xlsx", digest(one), read_content(one), when, None, Arrival(n, n, "told"))
        for n, (one, when, *_) in enumerate(data, 1)
    ]
    gc.collect()
    before = sum(isinstance(one, Applicant) for one in gc.get_objects())
    away = crossed(stand(whole(), "summary", judge(whole(), given, KEY)), None, shelf=shelf)
    gc.collect()
    assert sum(isinstance(one, Applicant) for one in gc.get_objects()) == before
    (unit,) = [unit for unit in away.units if unit.unit.code == HENGNAN]
    (other,) = [unit for unit in standing.units if unit.unit.code == HENGNAN]
    assert materials(away, unit) == materials(standing, other)
    assert materials(away, unit).missing
