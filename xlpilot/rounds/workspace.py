"""The folder the city office works in."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from functools import cached_property
from pathlib import Path

from xlpilot.errors import PathError, WorkspaceError
from xlpilot.files import path_text, reason, write_whole
from xlpilot.rounds.load import KEPT, ROUND_FILE, load_round, older_rounds
from xlpilot.rounds.model import Round
from xlpilot.rounds.shipped import shipped_folder
from xlpilot.values import dataclass

STATE = ".xlpilot"
ISSUED, INBOX, RETURNED, SUMMARY = "发放", "收件", "退回", "汇总"
ROSTER = "往年试点.xlsx"

# No 0/O, 1/l/I: the password is read out over the telephone.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the city office knows: the key that signs identities, the password that unlocks the sheets."""

    key: bytes
    password: str


@dataclass(frozen=True)
class Workspace:
    """A folder with round.toml and .xlpilot; nothing is read until it is asked for."""

    root: Path

    @property
    def state(self) -> Path:
        """The folder for ledger, archive, key and logs."""
        return self.root / STATE

    @property
    def inbox(self) -> Path:
        """Where returned files are dropped."""
        return self.root / INBOX

    @property
    def issued(self) -> Path:
        """Where distribute writes."""
        return self.root / ISSUED

    @property
    def returned(self) -> Path:
        """Where marked copies go."""
        return self.root / RETURNED

    @property
    def summary(self) -> Path:
        """Where consolidate writes."""
        return self.root / SUMMARY

    @property
    def roster(self) -> Path:
        """The roster of former pilots, which need not be there."""
        return self.root / ROSTER

    @cached_property
    def round(self) -> Round:
        """The office's own definition of the round, the only one that decides."""
        return load_round(self.root / ROUND_FILE)

    @cached_property
    def secrets(self) -> Secrets:
        """Key and password of this workspace.

        Raises:
            WorkspaceError: the key file is missing or damaged.
        """
        path = self.state / "key"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return Secrets(bytes.fromhex(data["key"]), str(data["password"]))
        except (OSError, ValueError, KeyError, TypeError):
            raise WorkspaceError(f"{path}：密钥文件缺失或损坏", "请从备份恢复；没有它就认不出已发放的表格") from None

    def shown(self, path: Path) -> str:
        """A path as it is told to people: relative to the workspace where it lies in it, with forward slashes."""
        try:
            return path_text(path.resolve().relative_to(self.root.resolve()))
        except ValueError:
            return path_text(path)


def find_workspace(start: Path | None = None) -> Workspace:
    """The workspace in this folder or the nearest one above it.

    Raises:
        WorkspaceError: there is none.
    """
    here = (start or Path.cwd()).absolute()
    if not here.is_dir():
        raise WorkspaceError(f"找不到文件夹 {here}", "请检查 -w 或 XLPILOT_WORKSPACE 是否写对")
    for folder in (here, *here.parents):
        if (folder / STATE).is_dir():
            return Workspace(folder)
    raise WorkspaceError(
        f"{here} 不是 xlpilot 的工作文件夹", "请先进入工作文件夹，或用 xlpilot -w 文件夹 …；新建用 xlpilot init 文件夹"
    )


def make_workspace(root: Path, round_source: str = "hengyang-2018", given: Secrets | None = None) -> Workspace:
    """A new workspace for a round, given by its name (one shipped with xlpilot) or by its folder.

    A roster to fill in that lies beside the round.toml comes along, unless the office has one there already.

    Raises:
        WorkspaceError: there already is a workspace; nothing is changed.
        RoundError: the round cannot be used.
        PathError: the folder cannot be made.
    """
    if (root / STATE).exists() or (root / ROUND_FILE).exists():
        raise WorkspaceError(f"{root} 已经是一个工作文件夹，没有改动它", "请换一个新的文件夹")
    source = round_folder(round_source)
    load_round(source)
    try:
        for name in (ISSUED, INBOX, RETURNED, SUMMARY):
            (root / name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / ROUND_FILE, root / ROUND_FILE)
        if (source / ROSTER).is_file() and not (root / ROSTER).exists():
            shutil.copyfile(source / ROSTER, root / ROSTER)
        for folder in ("archive", "logs"):
            (root / STATE / folder).mkdir(parents=True, exist_ok=True)
        for older in older_rounds(source):
            kept = root / KEPT / older.parent.name
            kept.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(older, kept / ROUND_FILE)
    except OSError as error:
        raise PathError(f"{root}：建不了工作文件夹（{reason(error)}）") from None
    made = given or Secrets(secrets.token_bytes(32), "".join(secrets.choice(_ALPHABET) for _ in range(12)))
    key = root / STATE / "key"
    write_whole(key, json.dumps({"key": made.key.hex(), "password": made.password}, indent=1).encode())
    if os.name == "posix":
        key.chmod(0o600)
    return Workspace(root)


def round_folder(source: str) -> Path:
    """The folder of a round: a path with a round.toml, or the name of one shipped with xlpilot.

    Raises:
        PathError: neither.
    """
    path = Path(source)
    if (path / ROUND_FILE).is_file():
        return path
    if path.name == ROUND_FILE and path.is_file():
        return path.parent
    shipped = shipped_folder("workbook_templates")
    if path.name == source and (shipped / source / ROUND_FILE).is_file():
        return shipped / source
    names = "、".join(sorted(entry.parent.name for entry in shipped.glob(f"*/{ROUND_FILE}")))
    raise PathError(f"找不到轮次“{source}”", f"可用自带的 {names}，或给出含有 round.toml 的文件夹")
