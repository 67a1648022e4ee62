"""What a workbook holds beside the values of its cells: told, never opened, run or followed."""

from __future__ import annotations

from collections.abc import Iterator

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.grid import Book, Grid, Trait, address
from xlpilot.intake.not_a_workbook import misnamed
from xlpilot.rules import BY_CODE

_MARKED = "问题清单"  # a marked copy's own sheet: its notes are ours
_NAMED = 5  # modules at most
_TOLD = {
    Trait.MACROS: (Severity.WARNING, "宏", "没有运行", "请用市局发的表填报，或另存为 .xlsx"),
    Trait.EMBEDDED: (Severity.WARNING, "嵌入的对象或控件", "没有打开", "请把内容填到单元格里，删去对象"),
    Trait.EXTERNAL: (
        Severity.WARNING,
        "到别的工作簿的链接",
        "没有打开，采用的是上次算出的结果",
        "请核对后直接填写内容",
    ),
    Trait.CELL_IMAGES: (Severity.WARNING, "放在单元格里的图片", "读不出来", "请把内容写成文字"),
    Trait.COMMENTS: (Severity.INFO, "批注", "没有读", "有话要说的请写在备注里"),
    Trait.IMAGES: (Severity.INFO, "图片（可能是印章）", "不作为盖章的证明", "无需处理；盖章以纸质材料为准"),
}


def beside(book: Book, path: str) -> Iterator[Finding]:
    """XP119 for a name that does not fit the content, XP121 for every comment that was read, XP140 for macros that are
    not ours, and XP120 once for every other kind of thing beside the cells."""
    what = misnamed(path, book.container)
    if what:
        yield BY_CODE["XP119"].at(Place(), what=what)
    marked = any(grid.name == _MARKED for grid in book.grids)
    told = False
    for grid in book.grids if not marked else ():
        yield from _comments(grid)
        told |= bool(grid.comments)
    unread = any(grid.comments_unread for grid in book.grids)
    if book.modules:
        from xlpilot.macro.button_modules import issued_digests

        foreign = sorted(name for name, text in book.modules.items() if issued_digests().get(name) != text)
        if foreign:
            yield BY_CODE["XP140"].at(Place(), modules="、".join(name[:31] for name in foreign[:_NAMED]))
    for trait, (severity, word, taken, advice) in _TOLD.items():
        if trait is Trait.COMMENTS and (marked or (told and not unread)):
            continue
        if trait is Trait.MACROS and book.modules is not None:
            continue  # known module by module
        if trait in book.traits:
            words = {"what": word, "taken": taken, "advice": advice}
            yield BY_CODE["XP120"].at(Place(), severity=severity, words=words)


def _comments(grid: Grid) -> Iterator[Finding]:
    for (row, column), text in grid.comments.items():
        place = Place(grid.name, address(row, column), row)
        yield BY_CODE["XP121"].at(place, text, what=f"批注写着“{text}”")
    if grid.more_comments:
        yield BY_CODE["XP121"].at(Place(grid.name), what=f"另有 {grid.more_comments} 处批注没有一一列出")
