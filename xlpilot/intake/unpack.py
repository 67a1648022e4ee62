"""Zip files and mails opened up: every file inside becomes a member of its own, named outer!inner.

Bounded in depth, number and size; nothing is written to disk, so a name that climbs out of a folder has nowhere to go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xlpilot.intake.guard import Package
from xlpilot.intake.litter import is_litter
from xlpilot.intake.mail import attachments
from xlpilot.intake.refusal import Reason, Refusal, Refused
from xlpilot.intake.sniff import Container, sniff

MAX_DEPTH = 2
MAX_MEMBERS = 500


@dataclass(frozen=True, slots=True)
class Member:
    """One file: its path (inside a zip or a mail: outer!inner), its bytes, and why it cannot be opened, if so."""

    path: str
    data: bytes
    refusal: Refusal | None = None


def unpack(path: str, data: bytes) -> list[Member]:
    """The file itself, or everything inside where it is a zip or a mail; never raises for what the bytes hold."""
    members: list[Member] = []
    for member in _members(path, data, 0):
        if len(members) >= MAX_MEMBERS:
            refusal = Refusal(Reason.TOO_LARGE, f"里面超过 {MAX_MEMBERS} 个文件，其余没有读", "请分成几个压缩包再报")
            members.append(Member(path, b"", refusal))
            break
        members.append(member)
    return members


def _members(path: str, data: bytes, depth: int) -> Iterator[Member]:
    kind = sniff(data)
    if kind not in (Container.ZIP, Container.MAIL):
        yield Member(path, data)
        return
    if depth == MAX_DEPTH:
        yield Member(path, data, Refusal(Reason.ARCHIVE, f"压缩包套了 {MAX_DEPTH} 层以上", "请只压缩一层再报"))
        return
    try:
        inside = list(_zip(data) if kind is Container.ZIP else attachments(data))
    except Refused as refused:
        yield Member(path, data, refused.refusal)
        return
    kept = [(name, content) for name, content in inside if not is_litter(name)]
    if not kept:
        what = "压缩包里没有文件" if kind is Container.ZIP else "邮件里没有附件（正文里的网盘链接不算）"
        yield Member(path, data, Refusal(Reason.ARCHIVE, what, "请把填好的表作为附件重新发送"))
    for name, content in kept:
        yield from _members(f"{path}!{name}", content, depth + 1)


def _zip(data: bytes) -> Iterator[tuple[str, bytes]]:
    package = Package(data)
    for name in package.names:
        if not name.endswith("/"):
            yield member_name(name, package.declared_utf8(name)), package.read(name)


def member_name(name: str, utf8: bool) -> str:
    """The name that was meant: without the UTF-8 flag Windows writes GBK and others UTF-8, both read here as cp437."""
    if utf8 or name.isascii():
        return name
    raw = name.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name
