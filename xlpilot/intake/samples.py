"""Samples that look as if they had been forgotten: told, and kept as rows."""

from __future__ import annotations

import re

from xlpilot.findings import Place
from xlpilot.intake.captions import PLACEHOLDER, PLACEHOLDER_SIGNS, Word, called_sample
from xlpilot.intake.cells import Cells
from xlpilot.intake.grid import address
from xlpilot.intake.normalise import clean, key, typed_text
from xlpilot.rules import BY_CODE

_NOBODY = frozenset(("张三", "李四", "王五", "赵六", "某某"))
_SAMPLE_PHONE = re.compile(r"1380013800[0-9]|1390013900[0-9]")
_NOBODYS_PHONE = re.compile(r"1[3-9][0-9](0{8}|1{8}|6{8}|8{8}|12345678)")


def tell_samples(cells: Cells) -> None:
    """XP309 once a row: placeholders, a sample's name with a sample's number, or a row that is called a sample."""
    told: dict[int, tuple[str, str, str]] = {}
    for name, texts in cells.typed.items():
        joined = "\n".join(texts)
        if not any(sign in joined for sign in PLACEHOLDER_SIGNS) or not PLACEHOLDER.search(joined):
            continue
        for at, text in enumerate(texts):
            if PLACEHOLDER.search(key(text)):
                told.setdefault(cells.rows[at], (name, text, "用符号代替了内容"))
    examples = {cells.expected.form.by_name[person].example for person, _ in cells.expected.pairs}
    for person, phone in cells.expected.pairs:
        if _NOBODY.isdisjoint(cells.values[person]) and examples.isdisjoint(cells.values[person]):
            continue
        for at, who in enumerate(cells.values[person]):
            if who not in _NOBODY and who not in examples:
                continue
            number = str(cells.values[phone][at] or "")
            if _SAMPLE_PHONE.fullmatch(number) or (who in _NOBODY and _NOBODYS_PHONE.fullmatch(number)):
                told.setdefault(cells.rows[at], (person, f"{who} {number}", "常用来举例的姓名和号码"))
    ordinal = cells.columns.get(cells.expected.ordinal or "", 0)
    for row, line in zip(cells.rows, cells.lines(), strict=True) if ordinal else ():
        value = line[ordinal - 1] if ordinal <= len(line) else None
        if isinstance(value, str) and called_sample([Word(clean(value), key(value), ordinal or 0, None)]):
            told[row] = ("", typed_text(value), "写明是示例")
    for row, (name, text, why) in sorted(told.items()):
        place = cells.place(name, row) if name else Place(cells.grid.name, address(row, ordinal or 1), row)
        cells.findings.append(BY_CODE["XP309"].at(place, text, row=row, why=why))
