"""What stands above the list of a marked copy: whose file it is, when it came, how much is wrong, what to do next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlpilot.findings import Severity
from xlpilot.moments import CHINA, spoken
from xlpilot.report.marked.listing import Head
from xlpilot.report.marked.marks import Mark
from xlpilot.review.judge import FileReview
from xlpilot.rounds.model import Round


def heading(review: FileReview, round_: Round, found: Sequence[Mark], remarks: tuple[str, ...] = ()) -> Head:
    """The head of the copy of a file with these marks; `remarks` are about the copy itself."""
    unit = round_.unit_by_code.get(review.unit or "")
    received = spoken(review.received_at.astimezone(CHINA)) if review.received_at else "未登记"
    errors = sum(mark.severity is Severity.ERROR for mark in found)
    who = f"{unit.name}（{unit.code}）" if unit else "未能确定"
    name = re.split(r"[/!]", review.file)[-1]
    name += f" 的工作表“{review.part}”" if review.part is not None else ""
    about = (
        f"单位：{who}    文件：{name}",
        f"收到时间：{received}    截止时间：{spoken(round_.deadline)}",
        f"必须修改的错误 {errors} 处，请核对的提醒 {len(found) - errors} 处。"
        "错误的格子是浅红底、虚线框，提醒是浅黄底、点线框；鼠标停在格子上可看批注。",
    )
    ask = f"{round_.contact.office} {round_.contact.person} {round_.contact.phone}"
    if any(finding.code == "XP701" for finding in review.findings):
        return Head(about, f"本件收到时已过截止时间，是否受理请先联系：{ask}。", remarks)
    step = "下一步：点“位置”跳到格子，改好后直接把本文件发回即可；底色、批注和本清单不必删除。"
    if review.table and review.table.lower:
        step = "下一步：不要在本文件里改；请改好这一行的来源（见“溯源”），重新汇总，报新写出的汇总表。"
    return Head(about, f"{step}不明白的请问：{ask}。", remarks)
