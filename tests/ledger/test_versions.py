"""What changed between two returns, in words."""

from review.county import KEY, good_row, shipped
from rollup.test_merge import book

from xlpilot.ledger.versions import differences, nothing_in_common
from xlpilot.review.judge import Returned, judge


def table(*rows):
    rows = [good_row(row) if isinstance(row, int) else row for row in rows]
    (review,) = judge(shipped(), [Returned("x.xlsx", "0", book(rows, "430421"))], KEY)
    return review.table


def changes(old, new):
    return differences(shipped().forms["summary"], old, new)


def test_a_changed_cell_is_told_with_row_column_and_both_contents():
    assert changes(table(1, 2), table(1, good_row(2, leader_phone="13812345678"))) == [
        "第4行 负责人手机号码 13800000002→13812345678"
    ]


def test_rows_that_only_moved_are_not_changed():
    assert changes(table(1, 2, 3), table(3, 1, 2)) == []


def test_a_row_that_moved_and_changed_names_both_places():
    (said,) = changes(table(1, 2), table(2, good_row(1, leader="赵六")))
    assert said.startswith("第4行（原第3行） 负责人 ")


def test_new_and_dropped_rows_name_their_project():
    assert changes(table(1, 2), table(1, 7)) == [
        "新增第4行“同步课堂应用之7”",
        "去掉了原第4行“同步课堂应用之2”",
    ]


def test_a_renamed_project_is_the_same_one():
    (said,) = changes(table(1, 2), table(1, good_row(2, project="换了名字的项目")))
    assert said == "第4行 申报项目名称 同步课堂应用之2→换了名字的项目"


def test_a_blank_is_said_to_be_blank():
    assert changes(table(good_row(1, remark="急")), table(1)) == ["第3行 备注 急→（空）"]


def test_lists_without_any_project_unit_or_phone_in_common_are_two_lists():
    form = shipped().forms["summary"]
    assert nothing_in_common(form, table(1, 2), table(3, 4))
    assert not nothing_in_common(form, table(1, 2), table(2, 4))
    assert not nothing_in_common(form, table(1), table(good_row(2, unit=good_row(1)["unit"])))
    assert not nothing_in_common(form, table(1), table())
