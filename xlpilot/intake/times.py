"""The times that a file itself tells: a mail's headers, a workbook's own property. None is ever taken on trust."""

from __future__ import annotations

import datetime as dt
import re

from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import Refused
from xlpilot.intake.sniff import Container, sniff

_SAVED = {Container.XLSX: "docProps/core.xml", Container.XLSM: "docProps/core.xml", Container.ODS: "meta.xml"}
_MOST = 1 << 20  # bytes of headers, or of a part, that are looked at
_MODIFIED = re.compile(rb"<(?:dcterms:modified|dc:date)[^>]*>([^<]{10,40})<")


def mail_received(data: bytes) -> dt.datetime | None:
    """When the office's own server took the mail: its topmost Received: header; None where there is none to read.

    The headers below it were written by others, and so was Date:.
    """
    headers = _headers(data)
    for name, value in headers:
        if name.lower() == "received":
            return _moment(value.rpartition(";")[2])
    return None


def mail_dated(data: bytes) -> dt.datetime | None:
    """When the sender says that the mail was written: its Date: header."""
    return next((_moment(value) for name, value in _headers(data) if name.lower() == "date"), None)


def _headers(data: bytes) -> list[tuple[str, str]]:
    if sniff(data) is not Container.MAIL:
        return []
    # Only now: importing it takes as long as reading a file.
    from email import message_from_bytes, policy

    head = re.split(rb"\r?\n\r?\n", data[:_MOST], maxsplit=1)[0] + b"\n\n"
    message = message_from_bytes(head, policy=policy.compat32)
    return [(name, str(value)) for name, value in message.items()]


def _moment(text: str) -> dt.datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(" ".join(text.split()))
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    # '-0000' is UTC of a place that is not told.
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def saved(data: bytes) -> dt.datetime | None:
    """When the workbook was last saved, as the program that saved it says; None where it does not say or not in UTC."""
    part = _SAVED.get(sniff(data))
    if part is None:
        return None
    try:
        package = Package(data)
        if part not in package.names:
            return None
        found = _MODIFIED.search(package.read(part, _MOST))
        moment = dt.datetime.fromisoformat(found[1].decode("ascii").strip()) if found else None
    except (Refused, ValueError, UnicodeDecodeError):
        return None
    return moment if moment and moment.tzinfo else None
