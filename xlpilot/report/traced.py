"""Where a cell of the summary came from, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from xlpilot.findings import Finding
from xlpilot.intake.lower import Origin
from xlpilot.ledger.events import Decision, Written
from xlpilot.masking import masked
from xlpilot.moments import spoken
from xlpilot.rollup.rows import Included

_MOST_ROWS = 30
_HASH = "SHA-256 "


class Traced(Protocol):
    """What is known about the cell; see commands/trace.py."""

    # ruff: noqa: D102
    @property
    def written(self) -> Written: ...
    @property
    def intact(self) -> bool: ...
    @property
    def cell(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def origin(self) -> Origin | None: ...
    @property
    def counted(self) -> tuple[int, ...]: ...
    @property
    def there(self) -> str | None: ...
    @property
    def typed(self) -> str | None: ...
    @property
    def row(self) -> Included | None: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def decisions(self) -> tuple[Decision, ...]: ...
    @property
    def lower(self) -> tuple[tuple[Origin, str | None], ...]: ...


def traced_lines(traced: Traced) -> Iterator[str]:
    """A few lines, telephone numbers masked."""
    # Digits of a hash may look like a number.
    return (line if _HASH in line else masked(line) for line in _lines(traced))


def _lines(traced: Traced) -> Iterator[str]:
    yield f"{traced.cell}  {traced.title}：“{traced.value}”"
    yield f"汇总表：{traced.written.path}，{spoken(traced.written.noted_at)} 写出"
    if not traced.intact:
        yield "注意：磁盘上的这份汇总表已不是写出时的样子，以下说的是写出的那一份。"
    origin = traced.origin
    if origin is None:
        rows = "、".join(str(row) for row in traced.counted[:_MOST_ROWS])
        more = f" 等 {len(traced.counted)} 行" if len(traced.counted) > _MOST_ROWS else " 行"
        yield f"数的是附件1的：第 {rows}{more}" if rows else "附件1 里没有这样的行"
        return
    at = f"!{traced.there}" if traced.there else f" 第{origin.row}行（这个值不在自己的格里）"
    yield f"单位：{origin.unit}"
    yield f"来自：{origin.path}，{origin.sheet}{at if traced.typed is not None else f' 第{origin.row}行'}"
    yield f"收到：{origin.received or '时间不明'}"
    yield f"原件：{_HASH}{origin.sha256}"
    if traced.typed is not None:
        yield f"填的是：“{traced.typed}”" + ("" if traced.typed != traced.value else "，照填，没有改动")
        if traced.typed != traced.value:
            yield f"汇总为：“{traced.value}”"
    elif traced.row is None and not traced.findings:
        yield "注意：原件现在读不出这一行。"
    else:
        yield "这一列由系统填写：序号按汇总的次序，县市区按文件的身份。"
    for below, there in traced.lower:
        at = f"!{there}" if there else f" 第{below.row}行"
        yield f"再往下：{below.unit}，{below.path}，{below.sheet}{at}，{below.received or '时间不明'}收到"
        yield f"  那一级的原件：{_HASH}{below.sha256}"
    for finding in traced.findings:
        yield f"  {finding.severity.word} {finding.code} {finding.message}"
    for one in traced.decisions:
        yield f"决定：第{one.id}号{one.kind.word} {one.rule} {one.cell}".rstrip() + f"，{one.reason}（{one.by}）"
    if not traced.decisions:
        yield "决定：没有"
    if traced.row is None:
        yield "注意：汇总以后情形有变，现在再汇总，这一行就不在里面了。"
