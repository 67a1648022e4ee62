"""No row is lost on the way: every row read is in the summary or excluded with a reason, whatever came in."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.county import KEY, at_home, changed, fill, good_row, issued, returned, returns, shipped

from xlpilot.form.stamp import Stamp
from xlpilot.intake.grid import Book, CellNote, Grid
from xlpilot.intake.refusal import Reason, Refusal
from xlpilot.ledger.standing import State, stand
from xlpilot.moments import CHINA
from xlpilot.report.as_json import summary_json
from xlpilot.review.judge import Returned, judge
from xlpilot.rollup.city_workbook import city_workbook
from xlpilot.rollup.merge import merge

IN_TIME = dt.datetime(2018, 9, 10, 9, 30, tzinfo=CHINA)
LATE = dt.datetime(2018, 9, 18, 0, 0, tzinfo=CHINA)
COUNTIES = [unit.code for unit in shipped().units if unit.kind == "county"]
NAMES = ["no", "unit", "project", "category", "leader", "leader_phone", "contact", "contact_phone", "remark"]
TITLES = [
    "序号",
    "申报单位",
    "申报项目名称",
    "申报类别",
    "负责人",
    "负责人手机号码",
    "联系人",
    "联系人手机号码",
    "备注",
]


def book(rows, unit, bureau=None, drop=(), notes=None):
    """A file as read: the issued form of a unit (None: no identity) with these rows."""
    kept = [n for n, name in enumerate(NAMES) if name not in drop]
    known = shipped().unit_by_code.get(unit or "")
    rows = at_home(rows, known.name) if known else rows
    line = [
        "县市区教育局名称（盖章）：",
        bureau or "",
        "填报负责人：",
        "周建国",
        "联系电话：",
        "0734-8123456",
        "填报日期：",
        dt.date(2018, 9, 10),
    ]
    values = [line, [TITLES[n] for n in kept]]
    home = shipped().unit_by_code.get(unit)
    for number, row in enumerate(at_home(rows, home.name if home else "衡南县"), 1):
        cells = [float(number), *(row.get(name) or None for name in NAMES[1:])]
        values.append([cells[n] for n in kept])
    grids = [Grid("附件1", values, notes=notes or {})]
    if unit:
        grids.append(Grid("_xlpilot", [[Stamp("hengyang-2018", unit, "summary", shipped().version, 1).sign(KEY)]]))
    return Book(tuple(grids), "xlsx")


def summary(*files, round_=None):
    """Merge files given as (content, time of receipt)."""
    round_ = round_ or shipped()
    given_ = [Returned(f"收件/{n}.xlsx", f"{n:064}", content, when) for n, (content, when) in enumerate(files)]
    return merge(stand(round_, "summary", judge(round_, given_, KEY)))


def adds_up(result):
    assert result.rows_in == len(result.included) + len(result.excluded)
    assert [row.number for row in result.included] == list(range(1, len(result.included) + 1))
    places = [(row.source.path, row.source.sheet, row.source.row) for row in (*result.included, *result.excluded)]
    assert len(set(places)) == len(places)
    read = {(r.path, r.table.sheet, row) for r in result.counted if r.table for row in r.table.rows}
    assert set(places) == read
    assert sum(result.by_category().values()) == len(result.included)
    assert sum(sum(counts.values()) for _, counts in result.matrix()) == len(result.included)
    assert sum(line.included for line in result.units) == len(result.included)
    assert all(row.why for row in result.excluded)
    order = [unit.code for unit in result.round.units]
    at = [order.index(row.unit.code) for row in result.included]
    assert at == sorted(at)
    return result


phone = st.sampled_from(["13800138000", "1380013", "", "0734-8123456", "138 0013 8000"])
row = st.fixed_dictionaries(
    {},
    optional={
        "unit": st.sampled_from(["甲校", "乙校", " ", "合计", "=1+1"]),
        "project": st.sampled_from(["同步课堂", "智慧校园", "x", "项" * 61]),
        "category": st.sampled_from(["①", "区域智慧教育", "丙", "2", "网络联校"]),
        "leader": st.sampled_from(["王小明", "张三、李四", "无"]),
        "leader_phone": phone,
        "contact": st.sampled_from(["李红", "李 红"]),
        "contact_phone": phone,
        "remark": st.sampled_from(["", "无", "@SUM(A1)"]),
    },
)
clean_row = st.builds(good_row, st.integers(0, 6))
content = st.one_of(
    st.just(Refusal(Reason.PICTURE, "这是图片", "请重发")),
    st.just(Book((Grid("Sheet1", [["姓名", "工资"]]),), "xls")),
    st.builds(
        book,
        st.lists(st.one_of(row, clean_row), max_size=5),
        st.sampled_from([*COUNTIES[:4], None, "HY-001", "430499"]),
        st.sampled_from([None, "珠晖区教育局", "衡阳县教育局", "某某局"]),
        st.sampled_from([(), (), (), ("contact",), ("no",), ("remark",)]),
        st.sampled_from([None, None, {(3, 3): CellNote.ERROR}, {(3, 4): CellNote.UNCALCULATED}]),
    ),
)
file = st.tuples(content, st.sampled_from([IN_TIME, IN_TIME, LATE, None]))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(file, max_size=5))
def test_rows_in_is_included_and_excluded_whatever_came(files):
    files.sort(key=lambda pair: pair[1] or IN_TIME)
    result = adds_up(summary(*files))
    document = summary_json(result, "x")
    assert document["rows_in"] == document["rows_included"] + document["rows_excluded"]
    assert city_workbook(result) == city_workbook(result)


def good(unit, *numbers, when=IN_TIME):
    return book([good_row(n) for n in numbers], unit), when


def test_units_come_in_official_order_and_rows_in_the_countys_own():
    result = adds_up(summary(good("430482", 3, 1), good("430405", 2), good("430421", 9, 8, 7)))
    assert [(row.unit.code, row.values["project"][-1]) for row in result.included] == [
        ("430405", "2"), ("430421", "9"), ("430421", "8"), ("430421", "7"), ("430482", "3"), ("430482", "1"),
    ]  # fmt: skip


def test_xp701_a_late_unit_is_listed_and_not_in_the_summary():
    result = adds_up(summary(good("430421", 1), good("430422", 2, when=LATE)))
    assert [row.unit.code for row in result.included] == ["430421"]
    (out,) = result.excluded
    assert (out.unit.code, out.codes) == ("430422", ("XP701",))
    assert "2018年9月17日 23:59:59" in out.why
    states = {line.unit.code: line.state for line in result.units}
    assert states["430422"] is State.LATE
    assert states["430423"] is State.MISSING
    assert summary_json(result, "x")["units"] == {
        "returned": 2,
        "missing": [code for code in COUNTIES if code not in ("430421", "430422")],
        "late": ["430422"],
    }


@pytest.mark.parametrize(("second", "late"), [(59, False), (60, True)])
def test_the_deadlines_second_itself_is_in_time(second, late):
    when = shipped().deadline - dt.timedelta(seconds=59) + dt.timedelta(seconds=second)
    result = summary(good("430421", 1, when=when))
    assert bool(result.excluded) is late


def test_a_mend_after_the_deadline_is_not_late_where_the_first_return_was_in_time():
    bad = book([good_row(1, leader_phone="1")], "430421")
    result = adds_up(summary((bad, IN_TIME), good("430421", 1, when=LATE)))
    assert len(result.included) == 1
    assert result.excluded[0].codes == ("XP702", "XP203")


def test_xp702_the_newest_return_is_in_force_and_the_older_is_excluded_row_by_row():
    result = adds_up(summary(good("430421", 1, 2), good("430421", 1, 3)))
    assert [row.values["project"][-1] for row in result.included] == ["1", "3"]
    assert [row.codes for row in result.excluded] == [("XP702",), ("XP702",)]
    (line,) = [line for line in result.units if line.unit.code == "430421"]
    assert (line.files, line.rows, line.included, line.state) == (2, 4, 2, State.ACCEPTED)


def test_a_rejected_newer_file_does_not_displace_an_older_good_one():
    forged = Book((book([good_row(5)], None, "衡阳县教育局").grids[0], Grid("_xlpilot", [["XLPILOT1|x"]])), "xlsx")
    result = adds_up(summary(good("430421", 1), (forged, IN_TIME)))
    assert [row.values["project"][-1] for row in result.included] == ["1"]
    assert result.excluded[0].codes == ("XP113",)


def test_a_row_with_an_error_is_out_and_the_others_are_in():
    rows = [good_row(1), good_row(2, category="丙"), good_row(3, leader="张三、李四")]
    result = adds_up(summary((book(rows, "430421"), IN_TIME)))
    assert [row.source.row for row in result.included] == [3, 5]
    assert [(row.source.row, row.codes) for row in result.excluded] == [(4, ("XP204",))]
    assert result.excluded[0].typed["category"] == "丙"


def test_a_deleted_required_column_keeps_every_row_out():
    result = adds_up(summary((book([good_row(1), good_row(2)], "430421", drop=("contact",)), IN_TIME)))
    assert [row.codes for row in result.excluded] == [("XP401",), ("XP401",)]


def test_rows_of_a_unit_that_does_not_report_this_form_are_out():
    result = adds_up(summary(good("HY-001", 1)))
    assert result.included == ()
    assert len(result.excluded) == 1


def test_nothing_received_is_a_summary_of_what_is_missing():
    result = adds_up(summary())
    assert [line.state for line in result.units] == [State.MISSING] * 12
    assert city_workbook(result)


def test_a_round_without_categories_adds_up_too():
    data = shipped().forms["summary"].model_dump(mode="json", by_alias=True)
    del data["group_by"]
    round_ = changed(shipped(), {"summary": data})
    files = [returned(fill(issued(round_.definition), [good_row(1)], round_=round_), received_at=IN_TIME)]
    result = adds_up(merge(stand(round_, "summary", judge(round_, files, KEY))))
    assert len(result.included) == 1
    assert city_workbook(result)


def test_a_category_that_may_be_left_blank_is_counted_by_itself():
    fields = shipped().forms["summary"].model_dump(mode="json", by_alias=True)["fields"]
    next(field for field in fields if field["name"] == "category")["constraints"] = {}
    round_ = changed(shipped(), fields=fields)
    data = fill(issued(round_.definition), [good_row(1, category=""), good_row(2)], round_=round_)
    result = adds_up(merge(stand(round_, "summary", judge(round_, [returned(data)], KEY))))
    assert result.by_category()["（未填）"] == 1
    assert city_workbook(result)


def test_real_files_add_up_as_those_in_memory():
    files = [
        returned(returns([good_row(1), good_row(2, category="丙")]), "a.xlsx", IN_TIME),
        returned(returns([good_row(3)], unit="430421"), "b.xlsx", LATE),
        returned(b"", "c.xlsx", LATE),
    ]
    result = adds_up(merge(stand(shipped(), "summary", judge(shipped(), files, KEY))))
    assert (result.rows_in, len(result.included)) == (3, 1)
    assert [review.path for review in result.unassigned] == ["c.xlsx"]
