"""What is odd about the time of a receipt: a finding, never a reason to take another time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from xlpilot.findings import Finding, Place, Severity
from xlpilot.ledger.events import Receipt, TimeSource
from xlpilot.moments import spoken
from xlpilot.review.judge import Arrival
from xlpilot.rules import BY_CODE

# Clocks differ by so much without anything being wrong.
_CLOCKS = dt.timedelta(minutes=10)
_SAID = {
    "received": ("邮件服务器记下的收到时间", Severity.WARNING),
    "mailed": ("邮件上写的发信时间", Severity.WARNING),
    "saved": ("文件自己记下的保存时间", Severity.INFO),
    "noted_before": ("此前一次登记的时刻", Severity.WARNING),
}


def odd_times(receipt: Receipt) -> Iterator[Finding]:
    """XP710 for every time that lies after the time of receipt, though it must lie before it."""
    if receipt.received_at is None:
        return
    for name, (what, severity) in _SAID.items():
        text = receipt.facts.get(name)
        if not isinstance(text, str) or (name == "noted_before" and receipt.source != TimeSource.CLOCK):
            continue
        other = dt.datetime.fromisoformat(text)
        if other > receipt.received_at + _CLOCKS:
            words = {"what": what, "other": spoken(other), "received": spoken(receipt.received_at)}
            yield BY_CODE["XP710"].at(Place(), severity=severity, words=words)


def arrival(receipt: Receipt) -> Arrival:
    """How the receipt's file came in; receipts of the first schema know no run but their own."""
    return Arrival(receipt.id, int(receipt.facts.get("batch", receipt.id)), receipt.source, receipt.noted_at)
