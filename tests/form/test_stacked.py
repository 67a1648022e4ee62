"""Several tables below each other on one sheet: where each stands, and that one gate speaks for all."""

import io

import openpyxl
import pytest

from xlpilot.form.backstage import Backstage
from xlpilot.form.issue import issue
from xlpilot.form.layout import TableLayout
from xlpilot.rounds.load import load_round

from .conftest import KEY, PASSWORD, ROOT


@pytest.fixture(scope="module")
def funds():
    return load_round(ROOT / "workbook_templates" / "hengyang-funds-2019")


@pytest.fixture(scope="module")
def layouts(funds):
    return TableLayout.stack(funds.stacked(funds.forms["funds"]))


@pytest.fixture(scope="module")
def sheet(funds):
    form = funds.forms["funds"]
    data = next(issue(funds, form, [funds.units[0]], funds.definition, KEY, PASSWORD, {}))[1]
    return openpyxl.load_workbook(io.BytesIO(data))[form.sheet]


def test_the_second_table_stands_below_the_spare_rows_of_the_first(layouts):
    upper, lower = layouts
    assert lower.top == upper.last_entry_row + 1
    assert lower.header_row == lower.top + 5
    assert not set(upper.entry_rows) & set(lower.entry_rows)
    assert [layout.note_row for layout in layouts] == [lower.last_entry_row + 1, lower.last_entry_row + 2]


def test_more_rows_in_the_first_table_push_the_second_down(funds, layouts):
    taller = TableLayout.stack(funds.stacked(funds.forms["funds"]), layouts[0].rows + 7)
    assert taller[1].top == layouts[1].top + 7


def test_a_form_alone_is_laid_out_as_ever(funds):
    form = funds.forms["funds"].model_copy()
    assert TableLayout.stack([form]) == (TableLayout.of(form),)


def test_shared_columns_take_the_larger_width_and_checks_stand_right_of_both(layouts):
    upper, lower = layouts
    assert upper.column_widths == lower.column_widths
    assert all(
        width >= field.width
        for one in layouts
        for width, field in zip(one.column_widths, one.form.fields, strict=False)
    )
    assert upper.self_check_column == lower.self_check_column == len(upper.form.fields) + 1


def test_titles_headers_and_lines_are_where_the_layout_says(sheet, layouts):
    for layout in layouts:
        assert sheet.cell(layout.title_row, 1).value == layout.form.title
        assert sheet[layout.attachment_cell].value == layout.form.attachment
        titles = [sheet.cell(layout.header_row, column).value for column in range(1, layout.last_field_column + 1)]
        assert titles == [field.title for field in layout.form.fields]
        assert sheet.cell(layout.header_row, layout.self_check_column).value == "自检"
    assert not sheet[layouts[1].line_value("keeper")].protection.locked


def test_one_gate_counts_both_tables(sheet, layouts):
    words = sheet[layouts[0].gate_cell].value
    for layout in layouts:
        for count in Backstage(layout).counts[:3]:
            assert count in words
    assert sheet[layouts[1].gate_cell].value is None


def test_shared_formulas_of_two_tables_have_different_numbers(funds):
    form = funds.forms["funds"]
    data = next(issue(funds, form, [funds.units[0]], funds.definition, KEY, PASSWORD, {}))[1]
    import re
    import zipfile

    text = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    firsts = re.findall(r'<f t="shared" ref="[^"]+" si="(\d+)"', text)
    assert len(firsts) == len(set(firsts)) > 40


def test_the_first_table_does_not_take_the_second_for_strays(layouts):
    upper, lower = layouts
    assert upper.watched_rows == (upper.last_entry_row + 1, lower.top)
    assert lower.watched_rows[0] == lower.note_row + 1


def test_the_sheet_prints_both_and_repeats_no_header_that_would_be_the_wrong_one(sheet, layouts):
    assert sheet.print_area.replace("$", "").endswith(layouts[1].print_area)
    assert sheet.print_title_rows is None
    assert [one.id for one in sheet.row_breaks.brk] == [layouts[1].top]
