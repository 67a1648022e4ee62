"""verify FILE.zip: whether an archive made by `archive` still is what was packed; needs no workspace."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from xlpilot.commands.archive import LEDGER, MANIFEST, ORIGINALS
from xlpilot.commands.verify import Verified
from xlpilot.errors import PathError
from xlpilot.files import path_text, reason
from xlpilot.ledger.audit import Fault, Part
from xlpilot.ledger.tables import link

_LINE = re.compile("([0-9a-f]{64})  (.+)")
# What zipfile raises for bytes that are no zip any more.
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError)


def verify_packed(path: Path) -> Verified:
    """Every file of the zip against its manifest, and the chain of the ledger inside.

    Raises:
        PathError: no such file, or it cannot be read.
    """
    shown = path_text(path)
    try:
        with path.open("rb") as stream:
            stream.read(1)
    except OSError as error:
        raise PathError(f"{shown}：读不了（{reason(error)}）", "请检查路径是否写对") from None
    faults: list[Fault] = []
    originals = events = receipts = 0
    summaries: tuple[str, ...] = ()
    try:
        with zipfile.ZipFile(path) as packed:
            names = [info.filename for info in packed.infolist()]
            wanted = dict(_manifest(packed, faults))
            faults += [
                Fault(Part.PACKED, name, "存档里多出来的文件") for name in names if name not in (*wanted, MANIFEST)
            ]
            faults += [Fault(Part.PACKED, name, "存档里有两个") for name in sorted(set(names)) if names.count(name) > 1]
            for name, sha256 in wanted.items():
                if name not in names:
                    faults.append(Fault(Part.PACKED, name, "存档里不见了"))
                elif (found := _hash(packed, name)) != sha256:
                    faults.append(Fault(Part.PACKED, name, "被改动过" if found else "读不出来"))
                elif name.startswith(f"{ORIGINALS}/") and name != f"{ORIGINALS}/{sha256}":
                    faults.append(Fault(Part.PACKED, name, "文件名与内容不符"))
            if LEDGER in wanted and LEDGER in names and _hash(packed, LEDGER) == wanted[LEDGER]:
                events, receipts = _ledger(packed.read(LEDGER), {*names}, faults)
            originals = sum(name.startswith(f"{ORIGINALS}/") for name in names)
            summaries = tuple(name for name in names if name.startswith("汇总/"))
    except _BROKEN as error:
        faults.append(Fault(Part.PACKED, shown, f"不是完整的 zip（{type(error).__name__}）"))
    return Verified(originals, receipts, events, summaries, tuple(faults), ())


def _manifest(packed: zipfile.ZipFile, faults: list[Fault]) -> Iterator[tuple[str, str]]:
    """Name and hash of every file that was packed."""
    try:
        lines = packed.read(MANIFEST).decode("utf-8").splitlines()
    except KeyError:
        faults.append(Fault(Part.PACKED, MANIFEST, "存档里不见了"))
        return
    except _BROKEN:
        faults.append(Fault(Part.PACKED, MANIFEST, "读不出来"))
        return
    for line in lines:
        if match := _LINE.fullmatch(line):
            yield match[2], match[1]
        else:
            faults.append(Fault(Part.PACKED, MANIFEST, f"这一行看不懂：{line[:80]}"))


def _hash(packed: zipfile.ZipFile, name: str) -> str:
    """SHA-256 of a file of the zip; '' where it cannot be read."""
    try:
        whole = hashlib.sha256()
        with packed.open(name) as stream:
            while part := stream.read(1 << 20):
                whole.update(part)
        return whole.hexdigest()
    except _BROKEN:
        return ""


def _ledger(data: bytes, names: set[str], faults: list[Fault]) -> tuple[int, int]:
    """How many events and receipts; a broken chain and receipts whose original was not packed are faults."""
    document = json.loads(data)
    columns, value, receipts = document["columns"], "", 0
    for event in document["events"]:
        row = [event[name] for name in columns]
        value = link(value, row[:-1])
        if row[-1] is not None and row[-1] != value:
            faults.append(Fault(Part.LEDGER, LEDGER, f"第 {event['id']} 条被改动过，或它前面的一条不见了"))
            break
        if event["kind"] == "received":
            receipts += 1
            name = f"{ORIGINALS}/{event['sha256']}"
            if name not in names:
                faults.append(Fault(Part.PACKED, name, f"存档里不见了（{event['path']}）"))
    return len(document["events"]), receipts
