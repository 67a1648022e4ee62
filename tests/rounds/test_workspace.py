import os
import stat

import pytest

from xlpilot.cli import run
from xlpilot.errors import PathError, WorkspaceError
from xlpilot.rounds.workspace import find_workspace, make_workspace, round_folder


@pytest.fixture
def workspace(tmp_path):
    return make_workspace(tmp_path / "市 局")


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_workspace_has_its_folders_round_and_key(workspace):
    root = workspace.root
    assert {path.name for path in root.iterdir()} == {
        "round.toml",
        "往年试点.xlsx",
        "发放",
        "收件",
        "退回",
        "汇总",
        ".xlpilot",
    }
    assert workspace.round.name == "hengyang-2018"
    assert len(workspace.secrets.key) == 32
    assert len(workspace.secrets.password) == 12
    if os.name == "posix":
        assert stat.S_IMODE((root / ".xlpilot" / "key").stat().st_mode) == 0o600


def test_two_workspaces_have_different_secrets(tmp_path):
    first, second = (make_workspace(tmp_path / name).secrets for name in "ab")
    assert first.key != second.key
    assert first.password != second.password


def test_a_second_init_is_refused_and_changes_nothing(workspace, capsys):
    before = contents(workspace.root)
    with pytest.raises(WorkspaceError, match="已经是一个工作文件夹"):
        make_workspace(workspace.root)
    assert run(["init", str(workspace.root)]) == 2
    assert "已经是" in capsys.readouterr().err
    assert contents(workspace.root) == before


def test_init_into_a_folder_with_other_files_leaves_them(tmp_path):
    (tmp_path / "老文件.txt").write_text("x", encoding="utf-8")
    make_workspace(tmp_path)
    assert (tmp_path / "老文件.txt").read_text(encoding="utf-8") == "x"


def test_a_broken_round_makes_no_workspace(tmp_path):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "round.toml").write_text("name = 1", encoding="utf-8")
    assert run(["init", str(tmp_path / "w"), "--round", str(tmp_path / "r")]) == 2
    assert not (tmp_path / "w").exists()


def test_an_unknown_round_is_told_with_those_there_are(tmp_path):
    with pytest.raises(PathError) as raised:
        make_workspace(tmp_path / "w", "hengyang-1918")
    assert "hengyang-2018" in raised.value.hint


def test_it_is_found_from_any_folder_below(workspace, monkeypatch):
    deep = workspace.root / "收件" / "九月" / "第二批"
    deep.mkdir(parents=True)
    assert find_workspace(deep).root == workspace.root
    monkeypatch.chdir(deep)
    assert find_workspace().root == workspace.root


def test_it_is_found_by_option_and_by_environment(workspace, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["receive"]) == 2
    assert "不是 xlpilot 的工作文件夹" in capsys.readouterr().err
    assert run(["-w", str(workspace.root), "receive"]) == 0
    monkeypatch.setenv("XLPILOT_WORKSPACE", str(workspace.root))
    assert run(["receive"]) == 0


def test_the_option_wins_over_the_environment(workspace, tmp_path, monkeypatch):
    monkeypatch.setenv("XLPILOT_WORKSPACE", str(tmp_path / "nirgends"))
    assert run(["receive"]) == 2
    assert run(["-w", str(workspace.root), "receive"]) == 0


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"key": "zz", "password": "x"}', b"\xff\xfe", b"[]"])
def test_a_lost_or_damaged_key_is_told(workspace, content):
    path = workspace.root / ".xlpilot" / "key"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(WorkspaceError, match="密钥文件缺失或损坏"):
        _ = workspace.secrets


def test_paths_are_shown_relative_to_the_workspace(workspace, tmp_path):
    assert workspace.shown(workspace.inbox / "衡南 县" / "a.xlsx") == "收件/衡南 县/a.xlsx"
    assert workspace.shown(tmp_path / "外面.xlsx") == (tmp_path / "外面.xlsx").as_posix()


def test_a_round_is_given_by_name_folder_or_file(workspace):
    assert round_folder("hengyang-2018").name == "hengyang-2018"
    assert round_folder(str(workspace.root)) == workspace.root
    assert round_folder(str(workspace.root / "round.toml")) == workspace.root
