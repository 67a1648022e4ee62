"""Why a file cannot be taken: values with words a clerk understands, and the one exception that carries them."""

from __future__ import annotations

from enum import StrEnum

from xlpilot.values import dataclass


class Reason(StrEnum):
    """One kind of file that cannot be taken as a workbook."""

    EMPTY = "empty"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    WORD = "word"
    PICTURE = "picture"
    PDF = "pdf"
    ARCHIVE = "archive"
    MAIL = "mail"
    LINK = "link"  # a shortcut, or a mail with nothing but the address of a file
    DISGUISED = "disguised"  # another format that only poses as a workbook: html, csv, SpreadsheetML 2003, mht
    TOO_LARGE = "too_large"  # too large to be a form, or built to exhaust the reader
    UNREADABLE = "unreadable"  # a workbook, but the reader cannot vouch for its values
    UNKNOWN = "unknown"


RESAVE = "请用 WPS 或 Excel 打开，确认内容完整后另存为 .xlsx 再报"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file cannot be read: the kind, what it is, and what its sender should do (both in Chinese)."""

    reason: Reason
    detail: str
    advice: str


class Refused(Exception):  # noqa: N818 - a refusal is a result that travels up the room, not an error of the program
    """Carries a Refusal from deep inside the room to `read_book`; never leaves the room."""

    def __init__(self, reason: Reason, detail: str, advice: str = RESAVE) -> None:
        super().__init__(detail)
        self.refusal = Refusal(reason, detail, advice)


def damaged(what: str) -> Refused:
    """A file whose bytes contradict themselves; `what` says in Chinese which part."""
    return Refused(Reason.DAMAGED, f"文件已损坏：{what}", f"{RESAVE}；打不开的，请重新发送原文件")


def too_large(what: str) -> Refused:
    """A file that would take more memory than any form may; `what` says in Chinese what is too large."""
    return Refused(Reason.TOO_LARGE, f"文件过大或内容异常：{what}", "请只保留填报内容，复制到下发的原表中另存后再报")
