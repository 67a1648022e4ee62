"""Zip files and mails opened up: every file inside becomes a member of its own, named outer!inner.

Bounded in depth, number and size; nothing is written to disk, so a name that climbs out of a folder has nowhere to go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xlpilot.intake.guard import Package
from xlpilot.intake.litter import is_litter
from xlpilot.intake.refusal import Reason, Refusal, Refused
from xlpilot.intake.sniff import Container, sniff
from xlpilot.values import dataclass

MAX_DEPTH = 2  # zips in each other
MAX_MAILS = 3  # mails in each other
MAX_MEMBERS = 500
MAX_BYTES = 200 << 20  # bytes of all members together, inflated

_AGAIN = "请重新压缩为 .zip 再报，或直接报送里面的 Excel 表"
_SPLIT = "请分成几个压缩包再报"


@dataclass(frozen=True, slots=True)
class Member:
    """One file: its path (inside a zip or a mail: outer!inner), its bytes, and why it cannot be opened, if so."""

    path: str
    data: bytes
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class _Inside:
    """How many zips and mails a file lies in."""

    zips: int = 0
    mails: int = 0


def unpack(path: str, data: bytes) -> list[Member]:
    """The file itself, or everything inside where it is a zip or a mail; never raises for what the bytes hold.

    A member that cannot be taken out is one with a refusal; it hides none of the others.
    """
    members: list[Member] = []
    total = 0
    for member in _members(path, data, _Inside()):
        total += len(member.data)
        if len(members) >= MAX_MEMBERS or total > MAX_BYTES:
            what = (
                f"里面超过 {MAX_MEMBERS} 个文件" if len(members) >= MAX_MEMBERS else f"解压后超过 {MAX_BYTES >> 20} MB"
            )
            members.append(Member(path, b"", Refusal(Reason.TOO_LARGE, f"{what}，其余没有读", _SPLIT)))
            break
        members.append(member)
    return members


def _members(path: str, data: bytes, inside: _Inside) -> Iterator[Member]:
    kind = sniff(data)
    if kind is Container.ZIP:
        yield from _of_zip(path, data, inside)
    elif kind is Container.MAIL:
        yield from _of_mail(path, data, inside)
    else:
        yield Member(path, data)


def _of_zip(path: str, data: bytes, inside: _Inside) -> Iterator[Member]:
    if inside.zips == MAX_DEPTH:
        yield Member(path, data, Refusal(Reason.ARCHIVE, f"压缩包套了 {MAX_DEPTH} 层以上", "请只压缩一层再报"))
        return
    try:
        package = Package(data)
    except Refused as refused:
        yield Member(path, data, _of_package(refused.refusal))
        return
    empty = True
    for name in package.names:
        shown = member_name(name, package.declared_utf8(name))
        if name.endswith("/") or is_litter(shown):
            continue
        empty = False
        try:
            content = package.read(name)
        except Refused as refused:
            yield Member(f"{path}!{shown}", b"", _of_package(refused.refusal))
            if refused.refusal.reason is Reason.TOO_LARGE:
                return
            continue
        yield from _members(f"{path}!{shown}", content, replace(inside, zips=inside.zips + 1))
    if empty:
        yield Member(path, data, Refusal(Reason.ARCHIVE, "压缩包里没有文件", "请把填好的表作为附件重新发送"))


def _of_package(refusal: Refusal) -> Refusal:
    """What is to be done about a zip is not what is to be done about a workbook."""
    if refusal.reason is Reason.DAMAGED:
        return replace(refusal, advice=_AGAIN)
    return replace(refusal, advice=_SPLIT) if refusal.reason is Reason.TOO_LARGE else refusal


def _of_mail(path: str, data: bytes, inside: _Inside) -> Iterator[Member]:
    if inside.mails == MAX_MAILS:
        yield Member(path, data, Refusal(Reason.MAIL, f"邮件套了 {MAX_MAILS} 层以上", "请把表作为附件直接发送"))
        return
    from xlpilot.intake.mail import attachments, outside_files  # what it imports takes as long as reading a file

    try:
        files = [(name, content) for name, content in attachments(data) if not is_litter(name)]
        elsewhere = outside_files(data, anywhere=not files)
    except Refused as refused:
        yield Member(path, data, replace(refused.refusal, advice="请重新发送邮件，或把附件另存后直接报送"))
        return
    for name, content in files:
        yield from _members(f"{path}!{name}", content, replace(inside, mails=inside.mails + 1))
    if elsewhere:
        what = "正文里只有外部链接" if not files else "还有文件只给了下载链接"
        told = f"邮件{what}（{'、'.join(elsewhere[:3])}），没有作为附件发来，链接没有打开"
        yield Member(path, data, Refusal(Reason.LINK, told, "请下载后把 Excel 表作为附件重新发送"))
    elif not files:
        yield Member(path, data, Refusal(Reason.MAIL, "邮件里没有附件", "请把填好的表作为附件重新发送"))


def member_name(name: str, utf8: bool) -> str:
    """The name that was meant: without the UTF-8 flag Windows writes GBK and others UTF-8, both read here as cp437."""
    if utf8 or name.isascii():
        return name
    raw = name.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return name
