"""Excel's door: the button 校验 where xlwings is installed. The only room that imports xlwings, and nothing of its pro.

The macro in the workbook calls `main()` through the add-in's RunPython; see macros/README.md.
"""

from __future__ import annotations

from typing import Any

from xlpilot.commands.check import round_of
from xlpilot.commands.validate import Judgement
from xlpilot.errors import XlpilotError
from xlpilot.files import path_text

TITLE = "校验"
_NO_LIST = "（这份表没有“问题清单”，只说结论；要逐格列出，请用 xlpilot check 文件名）"


def check(book: Any) -> Judgement:
    """Judge an open `xlwings.Book` as `xlpilot check` judges a file, and show the outcome in the workbook.

    The list 问题清单 is filled anew, the cells that it names change colour by the form's own conditional format,
    and the sentence above the list is the gate. Nothing that is locked is written to. A workbook without that list
    is judged all the same.
    """
    from xlpilot.report.answer import answer_of

    judgement = judged(book)
    answer = answer_of(judgement.round, judgement.files)
    if has_list(book):
        show(book, answer.gate, answer.lines)
    return judgement


def judged(book: Any) -> Judgement:
    """The judgement alone; writes nothing."""
    from pathlib import PurePath

    from xlpilot.intake.from_excel import read_open_book
    from xlpilot.review.judge import Returned, judge

    content = read_open_book(book)
    round_ = round_of(content)
    returned = Returned(path_text(PurePath(book.fullname)), "", content)
    return Judgement(round_, tuple(judge(round_, [returned], None)))


def has_list(book: Any) -> bool:
    """Whether the workbook has the list that the button fills."""
    from xlpilot.macro.found_sheet import FOUND_NAME, GATE_NAME

    return {FOUND_NAME, GATE_NAME} <= {name.name for name in book.names}


def show(book: Any, gate: str, lines: tuple[tuple[str, ...], ...]) -> None:
    """Write the sentence and the lines, over whatever an earlier press has left."""
    from xlpilot.macro.found_sheet import FOUND_NAME, GATE_NAME

    found = book.names[FOUND_NAME].refers_to_range
    rows, columns = found.shape
    kept = [list(line[:columns]) for line in lines[:rows]]
    if len(lines) > rows:
        gate += f"（只列出前 {rows} 处）"
    found.value = kept + [[None] * columns for _ in range(rows - len(kept))]
    book.names[GATE_NAME].refers_to_range.value = gate


def main() -> None:
    """What the macro calls: check the calling workbook and say the outcome, or what went wrong, in a box."""
    import xlwings

    book = xlwings.Book.caller()
    try:
        from xlpilot.report.answer import answer_of

        judgement = check(book)
        text = answer_of(judgement.round, judgement.files).gate
        if not has_list(book):
            text += _NO_LIST
    except XlpilotError as error:
        text = f"校验没有完成：{error}"
    except Exception as error:
        # Excel would show a traceback, or nothing at all: a clerk needs one sentence.
        text = f"校验没有完成（{type(error).__name__}：{error}）。表里的“自检”列照常可用；请把这句话告诉市局联系人。"
    book.app.alert(text, TITLE)
