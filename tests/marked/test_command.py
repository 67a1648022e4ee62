"""validate --marked and 退回/: which files get a copy, under which name, and what happens to those of earlier rounds."""

import io
import json
import subprocess
import sys
import zipfile

import pytest
from review.county import KEY, PASSWORD, fill, good_row

from xlpilot.cli import run
from xlpilot.commands.distribute import distribute
from xlpilot.rounds.workspace import Secrets, make_workspace

from .conftest import FAULTY, listed, opened


@pytest.fixture
def workspace(tmp_path):
    made = make_workspace(tmp_path / "ws", given=Secrets(KEY, PASSWORD))
    distribute(made, ["430422", "430421"])
    return made


def county(workspace, name, rows, code="430422"):
    """Put a filled form into 收件/."""
    issued = next(workspace.issued.glob(f"{code}-*/附件1*.xlsx")).read_bytes()
    path = workspace.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(fill(issued, rows, round_=workspace.round))
    return path


def xlpilot(workspace, *arguments):
    return run(["-w", str(workspace.root), *map(str, arguments)])


def copies(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.xlsx"))


def receive(workspace, path, when="2018-09-10T09:30"):
    assert xlpilot(workspace, "receive", path, "--received-at", when) == 0


def test_validate_with_a_path_writes_marks_only_where_asked(workspace, tmp_path, capfd):
    path = county(workspace, "衡南县.xlsx", FAULTY)
    assert xlpilot(workspace, "validate", path) == 1
    assert copies(workspace.returned) == []
    assert xlpilot(workspace, "validate", path, "--marked", tmp_path / "m") == 1
    assert copies(tmp_path / "m") == ["430422-衡南县/衡南县-退回.xlsx"]
    assert copies(workspace.returned) == []
    assert path.exists()
    assert "新写 1 份" in capfd.readouterr().err


def test_json_stays_one_document(workspace, tmp_path, capfd):
    path = county(workspace, "衡南县.xlsx", FAULTY)
    capfd.readouterr()
    assert xlpilot(workspace, "validate", path, "--marked", tmp_path / "m", "--format", "json") == 1
    assert json.loads(capfd.readouterr().out)["counts"]["returned"] == 1


def test_validate_and_consolidate_mark_into_the_folder_of_the_unit(workspace):
    county(workspace, "衡南县.xlsx", FAULTY)
    county(workspace, "衡阳县.xlsx", [good_row(1)], "430421")
    assert xlpilot(workspace, "consolidate", "--received-at", "2018-09-10T09:30") == 1
    assert copies(workspace.returned) == ["430422-衡南县/衡南县-退回.xlsx"]
    before = (workspace.returned / "430422-衡南县" / "衡南县-退回.xlsx").stat().st_mtime_ns
    assert xlpilot(workspace, "validate") == 1
    assert (workspace.returned / "430422-衡南县" / "衡南县-退回.xlsx").stat().st_mtime_ns == before


def test_two_files_of_one_name_get_two_names(workspace, tmp_path):
    county(workspace, "a/附件1.xlsx", FAULTY)
    county(workspace, "b/附件1.xlsx", [good_row(5, leader="")])
    for _ in range(2):
        xlpilot(workspace, "validate", workspace.inbox, "--marked", tmp_path / "m")
        names = copies(tmp_path / "m")
        assert len(names) == 2
        assert "430422-衡南县/附件1-退回.xlsx" in names
        assert names[0].startswith("430422-衡南县/附件1-退回-")
    lists = [listed(opened((tmp_path / "m" / name).read_bytes())) for name in names]
    # Each also says that the other has nothing in common with it (XP705).
    assert sorted(len(rows) for rows in lists) == [2, 4]


def test_a_file_of_somebody_else_is_not_overwritten(workspace, tmp_path):
    path = county(workspace, "衡南县.xlsx", FAULTY)
    mine = tmp_path / "m" / "430422-衡南县" / "衡南县-退回.xlsx"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    assert xlpilot(workspace, "validate", path, "--marked", tmp_path / "m") == 1
    assert mine.read_bytes() == b"mine"
    assert len(copies(tmp_path / "m")) == 2


def test_only_the_newest_file_of_a_unit_counts_and_old_copies_are_put_away(workspace):
    receive(workspace, county(workspace, "第一次.xlsx", FAULTY))
    assert xlpilot(workspace, "validate") == 1
    assert copies(workspace.returned) == ["430422-衡南县/第一次-退回.xlsx"]
    first = (workspace.returned / "430422-衡南县" / "第一次-退回.xlsx").read_bytes()
    receive(workspace, county(workspace, "第二次.xlsx", [good_row(1, leader="")]), "2018-09-12T10:00")
    assert xlpilot(workspace, "validate") == 1
    second, old = (
        copies(workspace.returned)[::-1] if "旧" in copies(workspace.returned)[0] else copies(workspace.returned)
    )
    assert second == "430422-衡南县/第二次-退回.xlsx"
    assert old.startswith("430422-衡南县/旧/第一次-退回-20180910-0930-")
    assert (workspace.returned / old).read_bytes() == first
    receive(workspace, county(workspace, "第三次.xlsx", [good_row(1)]), "2018-09-13T10:00")
    xlpilot(workspace, "validate")
    assert len(copies(workspace.returned)) == 2
    assert all("/旧/" in name for name in copies(workspace.returned))


def test_what_is_not_ours_stays_in_the_folder(workspace):
    folder = workspace.returned / "430422-衡南县"
    folder.mkdir(parents=True)
    (folder / "电话记录.txt").write_text("x")
    (folder / "别的.xlsx").write_bytes(b"PK")
    receive(workspace, county(workspace, "好.xlsx", [good_row(1)]))
    xlpilot(workspace, "validate")
    assert sorted(path.name for path in folder.iterdir()) == ["别的.xlsx", "电话记录.txt"]


def test_a_copy_that_is_open_is_told_and_the_others_are_written(workspace, tmp_path, capfd):
    county(workspace, "衡南县.xlsx", FAULTY)
    county(workspace, "衡阳县.xlsx", [good_row(1, leader="")], "430421")
    folder = tmp_path / "m" / "430421-衡阳县"
    folder.mkdir(parents=True)
    (folder / "~$衡阳县-退回.xlsx").write_bytes(b"x")
    assert xlpilot(workspace, "validate", workspace.inbox, "--marked", tmp_path / "m") == 2
    assert "正在 Excel 或 WPS 中打开" in capfd.readouterr().err
    assert (tmp_path / "m" / "430422-衡南县" / "衡南县-退回.xlsx").exists()
    (folder / "~$衡阳县-退回.xlsx").unlink()
    assert xlpilot(workspace, "validate", workspace.inbox, "--marked", tmp_path / "m") == 1
    assert len(copies(tmp_path / "m")) == 2


def test_an_unknown_unit_has_a_folder_of_its_own(workspace, tmp_path):
    from review.county import plain_table

    path = tmp_path / "汇总表.xlsx"
    path.write_bytes(plain_table(FAULTY))
    assert xlpilot(workspace, "validate", path, "--marked", tmp_path / "m") == 1
    assert copies(tmp_path / "m") == ["未知单位/汇总表-退回.xlsx"]


def test_a_mended_copy_sent_back_is_accepted_and_its_name_grows_no_tail(workspace, tmp_path):
    receive(workspace, county(workspace, "衡南县.xlsx", FAULTY))
    xlpilot(workspace, "validate")
    book = opened((workspace.returned / "430422-衡南县" / "衡南县-退回.xlsx").read_bytes())
    book["附件1"]["F6"].value = "13800138000"
    again = workspace.inbox / "衡南县-退回.xlsx"
    book.save(again)
    receive(workspace, again, "2018-09-12T10:00")
    assert xlpilot(workspace, "validate") == 1
    assert [name for name in copies(workspace.returned) if "旧" not in name] == ["430422-衡南县/衡南县-退回.xlsx"]
    book = opened((workspace.returned / "430422-衡南县" / "衡南县-退回.xlsx").read_bytes())
    assert [row[1].split()[0] for row in listed(book)] == ["附件1!D7", "附件1!E8"]
    book["附件1"]["D7"].value = "区域智慧教育"
    book["附件1"]["E8"].value = "王小明"
    buffer = io.BytesIO()
    book.save(buffer)
    again = workspace.inbox / "衡南县-退回(1).xlsx"
    again.write_bytes(buffer.getvalue())
    receive(workspace, again, "2018-09-13T10:00")
    assert xlpilot(workspace, "validate", again) == 0
    xlpilot(workspace, "validate")
    assert [name for name in copies(workspace.returned) if "旧" not in name] == []


def test_nothing_to_mark_imports_no_openpyxl(workspace):
    path = county(workspace, "衡南县.xlsx", [good_row(1)])
    code = (
        "import sys; from xlpilot.cli import run;"
        f"code = run(['-w', {str(workspace.root)!r}, 'validate', {str(path)!r}, '--marked', {str(workspace.root / 'm')!r}]);"
        "print(code, 'openpyxl.reader.excel' in sys.modules, 'xlpilot.report.marked.copy' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "0 False False", answer.stdout


def test_a_member_of_a_received_zip_is_marked_even_when_the_zip_is_gone(workspace):
    path = county(workspace, "衡南县.xlsx", FAULTY)
    outer = workspace.inbox / "材料!终.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(path, "衡南县.xlsx")
    path.unlink()
    receive(workspace, outer)
    outer.unlink()
    assert xlpilot(workspace, "validate") == 1
    assert copies(workspace.returned) == ["430422-衡南县/衡南县-退回.xlsx"]


def test_a_member_of_a_zip_that_is_only_checked_is_marked(workspace, tmp_path):
    path = county(workspace, "衡南县.xlsx", FAULTY)
    outer = tmp_path / "材料.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(path, "内/衡南县.xlsx")
    assert xlpilot(workspace, "validate", outer, "--marked", tmp_path / "m") == 1
    assert copies(tmp_path / "m") == ["430422-衡南县/衡南县-退回.xlsx"]
