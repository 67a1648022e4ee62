"""The ledger for people and programs elsewhere: as a workbook, as JSON, and the list of originals as text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from xlpilot.ledger.events import Receipt, TimeSource, settled
from xlpilot.ledger.tables import COLUMNS, SCHEMA
from xlpilot.moments import CHINA, spoken
from xlpilot.rollup.book import Book
from xlpilot.rollup.listing import listing
from xlpilot.rounds.model import Round

_KINDS = {
    "issued": "发放", "received": "登记", "paper": "纸质件", "decided": "决定",
    "writing": "开始汇总", "written": "汇总",
}  # fmt: skip
_TITLES = {
    "id": ("编号", 8.0), "noted_at": ("记录时间", 26.0), "kind": ("事项", 10.0), "unit": ("单位代码", 10.0),
    "form": ("表格", 12.0), "serial": ("第几次", 8.0), "sha256": ("文件 SHA-256", 40.0), "path": ("文件", 40.0),
    "received_at": ("收到时间", 26.0), "source": ("时间来源", 14.0), "by": ("登记人", 10.0), "note": ("备注", 30.0),
    "detail": ("其他", 40.0), "chain": ("校验链", 40.0),
}  # fmt: skip


def ledger_json(round_: Round, events: Sequence[Mapping[str, Any]]) -> bytes:
    """Every event as it is kept, with the chain over them, so that it can be checked elsewhere."""
    document = {"round": round_.name, "schema": SCHEMA, "columns": [*COLUMNS, "chain"], "events": list(events)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def ledger_book(round_: Round, receipts: Sequence[Receipt], events: Sequence[Mapping[str, Any]]) -> bytes:
    """A workbook of two sheets: the originals, and every event. All text is written as text, whatever it holds."""
    created = round_.deadline.astimezone(CHINA).replace(tzinfo=None)
    book = Book(f"{round_.title}：台账", round_.issuer, created)
    headers = [
        ("序号", 8.0, "number"), ("收到时间", 26.0, "centre"), ("时间来源", 14.0, "centre"), ("单位", 12.0, "centre"),
        ("文件", 44.0, "text"), ("登记人", 10.0, "centre"), ("备注", 30.0, "text"), ("文件 SHA-256", 40.0, "text"),
    ]  # fmt: skip
    rows = [
        (
            number, _when(receipt.received_at), TimeSource(receipt.source).word, _unit(round_, receipt), receipt.path,
            receipt.by, receipt.note, receipt.sha256,
        )
        for number, receipt in enumerate(settled(receipts), 1)
    ]  # fmt: skip
    note = "原件存放在 originals 文件夹里，文件名就是它的 SHA-256。"
    listing(book, book.sheet("原件"), "原件", headers, rows, note)
    columns = [(*_TITLES[name], "text") for name in (*COLUMNS, "chain")]
    every = [[_cell(name, event[name]) for name in (*COLUMNS, "chain")] for event in events]
    listing(book, book.sheet("台账"), "台账", columns, every, "逐条照录，只增不改。")
    return book.bytes()


def originals_text(round_: Round, receipts: Sequence[Receipt]) -> str:
    """The list of originals, one line each: hash, time, where the time comes from, unit, path; parted by tabs."""
    lines = ["SHA-256\t收到时间\t时间来源\t单位\t文件"]
    for receipt in settled(receipts):
        source = TimeSource(receipt.source).word
        lines.append(
            "\t".join((receipt.sha256, _when(receipt.received_at), source, _unit(round_, receipt), receipt.path))
        )
    return "\n".join(lines) + "\n"


def _when(moment: dt.datetime | None) -> str:
    return spoken(moment) if moment else "不明"


def _unit(round_: Round, receipt: Receipt) -> str:
    unit = round_.unit_by_code.get(receipt.unit or "")
    return unit.name if unit else ""


def _cell(name: str, value: object) -> str | int:
    if isinstance(value, int):
        return value
    return _KINDS.get(str(value), str(value)) if name == "kind" else str(value or "")
