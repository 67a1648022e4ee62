"""Several tables below each other on one sheet: each row is read once, by the table it stands under."""

from dataclasses import replace

import pytest
from review.county import ROOT

from xlpilot.form.layout import TableLayout
from xlpilot.intake.extract import extract
from xlpilot.intake.grid import Book, Grid, address
from xlpilot.rounds.load import load_round

ROUND = load_round(ROOT / "workbook_templates" / "hengyang-funds-2019")
UPPER, LOWER = (ROUND.forms[key] for key in ("funds", "devices"))
CONTRACT = {"contract": "录播合同", "kind": "硬件", "item": "录播设备", "used_for": "教研", "total": 8.0, "spent": 1.0}
DEVICE = {"label": "电脑", "kind": "其他", "count": 30.0, "amount": 12.5, "place": "机房"}


def head(form, line=()):
    return [[form.attachment], [form.title], [], [cell for pair in line for cell in pair]]


def header(form):
    return [field.title for field in form.fields]


def row(form, number, **values):
    return [float(number) if field.fill else values.get(field.name) for field in form.fields]


def upper(*rows):
    return [*head(UPPER, [("填报单位（盖章）：", "衡阳县教育局")]), header(UPPER), *rows]


def lower(*rows):
    return [*head(LOWER, [("设备保管人：", "李红")]), header(LOWER), *rows]


def read(*sheets):
    grids = (Grid(name, rows) for name, rows in sheets)
    return extract(Book(tuple(grids), "xlsx"), ROUND, "funds")


def codes(table):
    return sorted(finding.code for one in table.all for finding in one.findings)


A, B = row(UPPER, 1, **CONTRACT), row(UPPER, 2, **CONTRACT | {"contract": "平板合同"})
C, D = row(LOWER, 1, **DEVICE), row(LOWER, 2, **DEVICE | {"label": "投影机"})


def test_both_tables_are_read_with_their_own_rows_and_lines():
    found = read(("资金执行", [*upper(A, B), [], *lower(C, D)]))
    assert (found.form, found.rows, found.values["contract"]) == ("funds", (6, 7), ("录播合同", "平板合同"))
    (below,) = found.more
    assert (below.form, below.rows, below.values["label"]) == ("devices", (14, 15), ("电脑", "投影机"))
    assert below.line["keeper"].value == "李红"
    assert "keeper" not in found.line
    assert codes(found) == []


@pytest.mark.parametrize("empty", [0, 1, 3, 40])
def test_rows_put_in_between_move_the_second_table_and_lose_nothing(empty):
    found = read(("资金执行", [*upper(A, *([[]] * empty), B), *([[]] * empty), *lower(C, *([[]] * empty), D)]))
    assert found.values["contract"] == ("录播合同", "平板合同")
    assert found.more[0].values["label"] == ("电脑", "投影机")


def test_tables_in_the_other_order_are_told_apart_by_their_headers():
    found = read(("资金执行", [*lower(C, D), *upper(A, B)]))
    assert (found.rows, found.more[0].rows) == ((13, 14), (6, 7))
    assert codes(found) == []


def test_a_second_table_moved_to_a_sheet_of_its_own_is_read_there():
    found = read(("资金执行", upper(A)), ("设备", lower(C, D)))
    assert (found.sheet, found.rows) == ("资金执行", (6,))
    assert (found.more[0].sheet, found.more[0].rows) == ("设备", (6, 7))
    assert codes(found) == []


def test_a_filled_copy_on_another_sheet_comes_before_the_empty_table_of_the_form():
    found = read(("资金执行", [*upper(A), *lower()]), ("设备", lower(C)))
    assert (found.more[0].sheet, found.more[0].values["label"]) == ("设备", ("电脑",))


def test_two_filled_copies_that_differ_are_told():
    found = read(("资金执行", [*upper(A), *lower(C)]), ("设备", lower(D)))
    assert codes(found) == ["XP405", "XP405"]


def test_xp440_a_missing_second_table_is_told_and_the_first_is_read():
    found = read(("资金执行", upper(A, B)))
    assert (found.rows, found.more) == ((6, 7), ())
    assert codes(found) == ["XP440"]


def test_the_first_header_is_never_taken_for_that_of_a_missing_second_table():
    twin = replace_title(LOWER, {"count": "合同名称", "amount": "总投资（万元）"})
    round_ = ROUND.model_copy(update={"forms": ROUND.forms | {"devices": twin}})
    found = extract(Book((Grid("资金执行", upper(A)),), "xlsx"), round_, "funds")
    assert (found.rows, found.more) == ((6,), ())


def replace_title(form, titles):
    fields = tuple(f.model_copy(update={"title": titles.get(f.name, f.title)}) for f in form.fields)
    return form.model_copy(update={"fields": fields})


def test_a_note_typed_between_the_tables_is_told_and_no_row_is_lost():
    found = read(("资金执行", [*upper(A), ["以下为设备，请分开看"], ["表二"], *lower(C)[1:]]))
    assert (found.values["contract"], found.more[0].values["label"]) == (("录播合同",), ("电脑",))
    assert "XP406" in codes(found)


def test_a_row_of_the_first_table_right_above_the_second_title_is_its_own():
    found = read(("资金执行", [*upper(A, B), *lower(C)]))
    assert (found.rows, found.more[0].rows) == ((6, 7), (13,))


def test_a_title_that_is_gone_leaves_the_header_as_the_border():
    found = read(("资金执行", [*upper(A, B), header(LOWER), C, D]))
    assert (found.rows, found.more[0].rows) == ((6, 7), (9, 10))


def test_rows_below_the_last_table_are_that_tables():
    found = read(("资金执行", [*upper(A), *lower(C), [], D]))
    assert found.more[0].values["label"] == ("电脑", "投影机")


def test_each_cell_is_seen_by_one_table():
    layouts = TableLayout.stack((UPPER, LOWER))
    rows = [[] for _ in range(layouts[1].note_row + 3)]
    for layout in layouts:
        for at, values in enumerate([*head(layout.form), header(layout.form)]):
            rows[layout.top + at] = values
        for at, number in enumerate(layout.entry_rows, 1):
            filled = CONTRACT if layout.form is UPPER else DEVICE
            name = "contract" if layout.form is UPPER else "label"
            rows[number - 1] = row(layout.form, at, **filled | {name: f"第{number}行"})
    found = read(("资金执行", rows))
    for table, layout, name in zip(found.all, layouts, ("contract", "label"), strict=True):
        assert table.rows == tuple(layout.entry_rows)
        assert table.values[name] == tuple(f"第{number}行" for number in layout.entry_rows)


def test_a_cell_is_found_at_its_own_address():
    found = read(("资金执行", [*upper(A), *lower(C)]))
    place = found.more[0].place("amount", found.more[0].rows[0])
    assert place.cell == address(12, 5)


def test_notes_and_hidden_rows_go_to_the_table_whose_rows_they_are():
    grid = Grid("资金执行", [*upper(A), *lower(C)], hidden_rows=frozenset({6}))
    found = extract(Book((grid,), "xlsx"), ROUND, "funds")
    assert [f.code for f in found.findings] == ["XP407"]
    assert found.more[0].findings == ()
    assert replace(found, more=()).row_count == 1
    assert found.row_count == 2
