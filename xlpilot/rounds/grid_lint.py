"""What contradicts itself in a form that is laid out as a grid."""

from __future__ import annotations

from collections.abc import Iterator

from xlpilot.rounds.areas import EMPTY, LABEL, torn
from xlpilot.rounds.model import Form

# Title, words, signature and day below each other; label, name and seal beside each other.
BOX_ROWS, BOX_COLUMNS = 4, 3


def grid_contradictions(path: str, form: Form) -> Iterator[str]:
    """Every contradiction in words, each beginning with the key's path."""
    if form.kind == "table":
        for key in ("areas", "columns", "heights", "boxes"):
            if getattr(form, key):
                yield f"{path}.{key}：只有 kind = “grid” 的表才有"
        return
    for key, there in (("line", form.line), ("uniqueKeys", form.unique_keys), ("group_by", form.group_by)):
        if there:
            yield f"{path}.{key}：kind = “grid” 的表没有它"
    if not form.areas:
        yield f"{path}.areas：kind = “grid” 的表必须写"
        return
    for number, line in enumerate(form.areas, 1):
        if len(line.split()) != len(form.columns):
            yield f"{path}.areas[{number}]：有 {len(line.split())} 格，columns 有 {len(form.columns)} 列"
    if len(form.heights) != len(form.areas):
        yield f"{path}.heights：有 {len(form.heights)} 个，areas 有 {len(form.areas)} 行"
    if any(not 0 < width <= 255 for width in form.columns):
        yield f"{path}.columns：列宽应大于 0，不超过 255"
    if any(not 0 < height <= 409 for height in form.heights):
        yield f"{path}.heights：行高应大于 0，不超过 409"
    for name in torn(form.areas):
        yield f"{path}.areas：“{name}”的格子不是一个矩形"
    yield from _names(path, form)


def _names(path: str, form: Form) -> Iterator[str]:
    fields, boxes = {field.name for field in form.fields}, {box.name for box in form.boxes}
    known = fields | boxes | {name + LABEL for name in fields} | {EMPTY}
    for name in form.grid:
        if name not in known:
            yield f"{path}.areas：“{name}”既不是字段，也不是意见框"
    for name in (field.name for field in form.fields):
        for wanted in (name + LABEL, name):
            if wanted not in form.grid:
                yield f"{path}.areas：字段 {name!r} 没有“{wanted}”这一格"
        if name in form.grid and name + LABEL in form.grid and not _beside(form, name):
            yield f"{path}.areas：“{name}”应紧接在“{name}{LABEL}”的右边或下边"
    for box in form.boxes:
        area = form.grid.get(box.name)
        if area is None:
            yield f"{path}.areas：意见框 {box.name!r} 没有位置"
        elif area.height < BOX_ROWS or area.width < BOX_COLUMNS:
            yield f"{path}.areas：意见框 {box.name!r} 至少要 {BOX_ROWS} 行 {BOX_COLUMNS} 列"
    titles = [box.title for box in form.boxes]
    for number, title in enumerate(titles, 1):
        if title in titles[: number - 1]:
            yield f"{path}.boxes[{number}].title：“{title}”与别的意见框重复"


def _beside(form: Form, name: str) -> bool:
    label, value = form.grid[name + LABEL], form.grid[name]
    right = value.left == label.right + 1 and value.top == label.top
    return right or (value.top == label.bottom + 1 and value.left == label.left)
