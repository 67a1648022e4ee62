"""archive: the whole round in one zip that can be checked without us."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Self

from xlpilot.errors import WorkspaceError
from xlpilot.files import is_temporary, refuse_if_open, whole_file
from xlpilot.ledger.archive import digest, fetch
from xlpilot.ledger.events import Written
from xlpilot.ledger.lock import alone
from xlpilot.ledger.store import Ledger, open_ledger
from xlpilot.moments import spoken
from xlpilot.rounds.load import ROUND_FILE
from xlpilot.rounds.model import Round
from xlpilot.rounds.workspace import SUMMARY, Workspace
from xlpilot.values import dataclass

MANIFEST = "SHA256SUMS"
ORIGINALS = "originals"
LEDGER = "ledger.json"
# The first day of a zip's calendar: the same state gives the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Archived:
    """The zip, how many originals and summaries are in it, and how many receipts came after the summary."""

    path: Path
    originals: int
    summaries: int
    later: int


@alone
def archive(workspace: Workspace, output: Path | None = None) -> Archived:
    """Pack originals, summary, ledger and round.toml with a manifest of hashes; never the key.

    Args:
        output: None is 汇总/<round>-存档.zip.

    Raises:
        WorkspaceError: an original or the summary is not as it was written, or a consolidate was interrupted.
        OutputBusyError, PathError: the zip cannot be written; an old one is intact.
    """
    from xlpilot.report.ledger_book import ledger_book, ledger_json, originals_text

    round_ = workspace.round
    target = output or workspace.summary / f"{round_.name}-存档.zip"
    refuse_if_open(target)
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        if faults := ledger.faults():
            raise WorkspaceError("；".join(faults), "请先用 xlpilot verify 查明，从备份恢复")
        receipts, events = ledger.receipts(), ledger.events()
        summaries = list(_summaries(ledger))
        last = ledger.last_noted()
    later = 0
    if summaries:
        at = max(event["id"] for event in events if event["kind"] == "written")
        later = sum(1 for event in events if event["kind"] == "received" and event["id"] > at)
    folder = workspace.state / "archive"
    names = sorted({path.name for path in folder.iterdir() if not is_temporary(path.name)} if folder.is_dir() else ())
    names = sorted({*names, *(receipt.sha256 for receipt in receipts)})
    as_of = spoken(last) if last else "（还没有记录）"
    with whole_file(target) as stream, _Pack(stream) as pack:
        pack.text("说明.txt", _explained(round_, as_of, [name for name, _ in summaries], later))
        pack.text("原件目录.txt", originals_text(round_, receipts))
        for name, written in summaries:
            pack.add(name, _unchanged(workspace, written))
        pack.add("ledger.xlsx", ledger_book(round_, receipts, events))
        pack.add(LEDGER, ledger_json(round_, events))
        pack.add(ROUND_FILE, (workspace.root / ROUND_FILE).read_bytes())
        for name in names:
            pack.add(f"{ORIGINALS}/{name}", fetch(folder, name))
    return Archived(target, len(names), len(summaries), later)


class _Pack:
    """A zip under way, and the manifest of what is in it."""

    def __init__(self, stream: BinaryIO) -> None:
        # Stored, not deflated: workbooks are packed already, and another zlib would give other bytes.
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)
        self._sums: list[str] = []

    def add(self, name: str, data: bytes) -> None:
        self._write(name, data)
        self._sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")

    def text(self, name: str, text: str) -> None:
        # With a mark and CRLF, so that every Windows editor shows it right.
        self.add(name, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8", "replace"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # Closed after a fault too, or the zip would try it itself when it is too late.
        with self._zip:
            if kind is None:
                self._write(MANIFEST, "".join(self._sums).encode("utf-8"))

    def _write(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, _DATE)
        # Else the system on which it was made shows in the bytes; unzip takes a Chinese name for UTF-8 only from Unix.
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        self._zip.writestr(info, data)


def _summaries(ledger: Ledger) -> Iterator[tuple[str, Written]]:
    """Every summary in 汇总/, else the one written last, each with its name in the zip."""
    paths = [path for path in ledger.written_paths() if path.startswith(f"{SUMMARY}/")]
    if not paths:
        last = ledger.last_written()
        paths = [last.path] if last else ledger.written_paths()[-1:]
    for path in paths:
        if ledger.unfinished(path):
            raise WorkspaceError(f"{path}：上次汇总时中断", "请先运行 xlpilot consolidate")
        written = ledger.last_written(path)
        assert written is not None
        yield path if path.startswith(f"{SUMMARY}/") else f"{SUMMARY}/{path.rpartition('/')[2]}", written


def _unchanged(workspace: Workspace, written: Written) -> bytes:
    try:
        data = (workspace.root / written.path).read_bytes()
    except OSError:
        raise WorkspaceError(f"{written.path}：写出的汇总表不见了", "请先运行 xlpilot consolidate") from None
    if digest(data) != written.sha256:
        raise WorkspaceError(
            f"{written.path}：写出以后被改动过", "请把改过的另存到别处，运行 xlpilot consolidate 后再存档"
        )
    return data


def _explained(round_: Round, as_of: str, summaries: Sequence[str], later: int) -> str:
    lines = [
        f"{round_.title}：存档",
        "",
        f"截至 {as_of}（台账最后一条记录的时间）。",
        "",
        "originals/       报回的原件，一字不改；文件名就是它的 SHA-256",
        "原件目录.txt     每个原件的收到时间、单位和原来的文件名",
        "ledger.xlsx      台账（给人看）",
        "ledger.json      台账（给程序看，每一条都带校验链）",
        "round.toml       本轮的定义（通知的内容）",
        "SHA256SUMS       以上每个文件的 SHA-256",
        *(f"{name}    汇总表" for name in summaries),
        "",
        "怎样核对（不需要 xlpilot）：解压后在这个文件夹里运行",
        "    sha256sum -c SHA256SUMS",
        "Windows 上逐个核对：",
        "    certutil -hashfile 文件名 SHA256",
        "有 xlpilot 时也可以直接：xlpilot verify 本文件.zip",
    ]
    if not summaries:
        lines += ["", "存档时还没有汇总表。"]
    if later:
        lines += ["", f"汇总以后又登记了 {later} 份，汇总表里没有它们。"]
    return "\n".join(lines) + "\n"
