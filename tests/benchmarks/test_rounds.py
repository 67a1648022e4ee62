"""The invented rounds are what an office gets: nearly all faultless, filled as openpyxl would have filled them."""

import io
import json
import re

import attachments
import openpyxl
import pytest
import rows
import scale

from xlpilot.cli import run
from xlpilot.form.layout import TableLayout
from xlpilot.rounds.load import load_round


def judged(capsys, workspace, *more):
    capsys.readouterr()
    run(["-w", str(workspace.root), "validate", *map(str, more), "--format", "json"])
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def desk():
    return rows.Desk(load_round(scale.round_folder("hengyang-2018")).categories)


def test_one_row_in_twenty_is_faulty_and_they_lie_in_one_file_of_three(desk):
    made = [desk.fill(f"第{number}县", number, 30) for number in range(600)]
    assert 0.04 < sum(one.faulty for one in made) / (600 * 30) < 0.06
    assert {number % 3 for number, one in enumerate(made) if one.faulty} == {2}


def test_a_units_rows_depend_on_nothing_made_before(desk):
    assert [desk.fill(f"第{number}县", number, 30) for number in range(9)][8] == desk.fill("第8县", 8, 30)


def test_no_number_comes_twice():
    assert len({rows.phone(number) for number in range(200_000)}) == 200_000
    assert all(re.fullmatch("13[0-9]{9}", rows.phone(number)) for number in (0, 1, 49_999_059))


def test_what_is_not_meant_as_a_fault_breaks_no_rule(round_of_24, capsys):
    document = judged(capsys, round_of_24, round_of_24.inbox)
    between = {"XP601", "XP604"}
    numbers = {unit.name: at for at, unit in enumerate(round_of_24.round.reporters(round_of_24.round.forms["summary"]))}
    for file in document["files"]:
        number = numbers[re.search("甲.+县", file["path"])[0]]
        codes = {finding["code"] for finding in file["findings"]} - between
        assert bool(codes) == (number % 3 == 2), file["path"]
    assert between == {finding["code"] for file in document["files"] for finding in file["findings"]} & between


def test_a_stamped_return_holds_what_openpyxl_would_have_filled_in(round_of_24):
    round_ = round_of_24.round
    form, layout = round_.forms["summary"], TableLayout.of(round_.forms["summary"])
    made = scale.returns(round_, 30)
    blanks = scale.issued(round_, form, round_.reporters(form))
    for (unit, data, typed), (_, blank) in zip(list(made)[:6], blanks, strict=False):
        assert (round_of_24.inbox / f"{unit.name}.xlsx").read_bytes() == data
        book = openpyxl.load_workbook(io.BytesIO(blank))
        sheet = book[form.sheet]
        for name, value in typed.line.items():
            sheet[layout.line_value(name)] = value
        for index, row in enumerate(typed.rows):
            for name, value in row.items():
                sheet[layout.entry(index, name)] = value or None
        buffer = io.BytesIO()
        book.save(buffer)
        ours, theirs = (openpyxl.load_workbook(io.BytesIO(one))[form.sheet] for one in (data, buffer.getvalue()))
        assert list(ours.values) == list(theirs.values)


def test_a_round_that_is_there_is_taken_without_what_commands_left(tmp_path, capsys):
    workspace = scale.workspace_of(tmp_path / "ws", 3)
    before = {path.name: path.stat().st_mtime_ns for path in workspace.inbox.iterdir()}
    assert run(["-w", str(workspace.root), "consolidate", "--received-at", "2018-09-10T09:00"]) in (0, 1)
    again = scale.workspace_of(tmp_path / "ws", 3)
    assert {path.name: path.stat().st_mtime_ns for path in again.inbox.iterdir()} == before
    assert [path.name for path in again.state.iterdir()] == ["key"]
    assert not list(again.summary.iterdir())
    assert scale.workspace_of(tmp_path / "ws", 2).inbox.exists()
    assert len(list(again.inbox.iterdir())) == 2


def test_a_cell_that_is_not_there_is_not_passed_over():
    with pytest.raises(ValueError, match="B7"):
        scale.with_texts('<c r="B6" s="1"/>', {"B6": "甲", "B7": "乙"})


def test_whole_packages_fit_together_and_have_no_fault(tmp_path, capsys):
    workspace = attachments.city_with_all(tmp_path / "all", 14)
    document = judged(capsys, workspace)
    kinds = [file["kind"] for file in document["files"]]
    assert [kinds.count(kind) for kind in ("summary", "application", "plan", "official-letter")] == [12, 14, 14, 12]
    assert document["counts"]["errors"] == document["counts"]["warnings"] == 0
    assert {finding["code"] for file in document["files"] for finding in file["findings"]} == {"XP519"}


def test_many_forms_of_one_unit_are_each_its_own(tmp_path, capsys):
    workspace = attachments.one_unit(tmp_path / "one", 40)
    document = judged(capsys, workspace)
    assert sorted(file["kind"] for file in document["files"]) == ["application"] * 40 + ["plan"] * 40
    assert {file["unit"] for file in document["files"]} == {"430405"}
    assert len({row["values"]["project"] for file in document["files"] for row in file["rows"]}) == 40
    assert document["counts"]["errors"] == 0
