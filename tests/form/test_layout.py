from itertools import pairwise

import pytest

from xlpilot.errors import RoundError
from xlpilot.form.layout import SEAL_POINTS, TableLayout
from xlpilot.form.spread import spread, text_width


@pytest.fixture
def layout(form):
    return TableLayout.of(form)


def test_the_addresses_that_the_outside_relies_on(layout):
    assert layout.header_row == 5
    assert layout.entry(0, "unit") == "B6"
    assert layout.entry(3, "leader_phone") == "F9"
    assert [layout.letter(field.name) for field in layout.form.fields] == list("ABCDEFGHI")
    assert layout.self_check_cell(6) == "J6"
    assert (layout.last_visible_row, layout.last_entry_row, layout.note_row) == (35, 65, 66)
    assert layout.print_area == "A1:I65"
    assert layout.line_value("bureau") == "C4"


def test_a_unit_may_have_its_own_number_of_rows(form):
    layout = TableLayout.of(form, 3)
    assert list(layout.entry_rows)[:3] == [6, 7, 8]
    assert layout.spare_entry_rows[0] == 9
    assert len(layout.entry_rows) == 3 + form.spare_rows


def test_an_entry_beyond_the_last_is_no_address(layout):
    with pytest.raises(IndexError):
        layout.entry(200, "unit")


def test_a_seal_fits_on_paper_above_the_table(layout):
    above = [height for row, height in layout.heights.items() if row < layout.header_row]
    assert sum(above) * layout.print_scale >= SEAL_POINTS


def test_labels_and_values_cover_the_columns_without_gap_or_overlap(layout):
    columns = [edge for place in layout.line for edge in (place.label, place.value)]
    assert columns[0][0] == 1
    assert columns[-1][1] == len(layout.form.fields)
    assert all(left[1] + 1 == right[0] for left, right in pairwise(columns))


@pytest.mark.parametrize(("name", "longest"), [("reporter_phone", "0734-8123456"), ("reported_on", "2018年12月10日")])
def test_what_is_typed_on_the_line_fits_into_one(layout, name, longest):
    (place,) = [place for place in layout.line if place.field.name == name]
    first, last = place.value
    # A digit of the line's font is as wide as a unit of width; one more is for the cell's edges.
    assert sum(field.width for field in layout.form.fields[first - 1 : last]) >= text_width(longest) + 1


def test_a_wide_label_gets_the_columns_it_needs():
    assert spread([20, 5], [10, 10, 6]) == [(1, 2), (3, 3)]
    assert spread([5, 20], [6, 10, 10]) == [(1, 1), (2, 3)]
    assert spread([], [10]) == []


def test_too_many_labels_are_the_operators_to_mend():
    with pytest.raises(RoundError):
        spread([1, 1, 1, 1], [10, 10, 10])
