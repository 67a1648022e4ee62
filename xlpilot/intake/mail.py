"""Mails (.eml) and the files attached to them, under every broken way of writing a file name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from urllib.parse import unquote_to_bytes

from xlpilot.intake.refusal import damaged, too_large

_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[bBqQ]\?[^?]*\?=")
_QUOTED_NAME = re.compile(r"(?:file)?name\s*=\s*(?:\"([^\"]+)\"|([^\";]+))", re.IGNORECASE)
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){2,}")
_EXTENDED = re.compile(r"(?i)(?:utf-?8|gbk|gb2312|gb18030)'[\w-]*'(.+)")
_HOST = re.compile(r"https?://([A-Za-z0-9.-]{3,80}\.[A-Za-z]{2,})(/[\w./?=&%-]{0,200})?")
_BIG_ATTACHMENT = re.compile(r"ftn|large-?attach|bigfile|bigattach|netfolder|filecenter|downloadhd", re.IGNORECASE)
# Where people lay files that they then only write the address of.
_STORES = re.compile(
    r"(?:^|\.)(?:docs\.qq\.com|weiyun\.com|kdocs\.cn|wps\.cn|shimo\.im|pan\.baidu\.com|yun\.baidu\.com|alipan\.com"
    r"|aliyundrive\.com|feishu\.cn|alidocs\.dingtalk\.com|yuque\.com|quark\.cn|123pan\.com|lanzou\w*\.com|ctfile\.com"
    r"|cowtransfer\.com|wetransfer\.com|1drv\.ms|sharepoint\.com|onedrive\.live\.com|dropbox\.com|drive\.google\.com"
    r"|docs\.google\.com|jinshuju\.net|wjx\.cn|wenjuan\.com)$",
    re.IGNORECASE,
)
_HEADER = re.compile(rb"^[\w-]{1,60}:", re.MULTILINE)
_MAX_PARTS, _MAX_HEADERS = 10_000, 100_000
_LOGO = 100 << 10  # bytes; a picture in the text that is no larger belongs to it


def attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every attached file, those of attached mails included.

    Small pictures that the text itself shows, such as the logo in a signature, are no attachments.

    Raises:
        Refused: the mail cannot be taken apart.
    """
    try:
        message = _parsed(data)
        parts = list(_files(message))
    except (ValueError, LookupError, AssertionError, TypeError, MessageError, RecursionError) as error:
        raise damaged("邮件的结构不完整") from error
    seen: dict[str, int] = {}
    for name, content in parts:
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{seen[name]}-{name}"), content


def outside_files(data: bytes, anywhere: bool) -> list[str]:
    """Hosts that the text links to for a file: stores and online documents; nothing is fetched.

    Args:
        anywhere: else only links to what mail services call a large attachment.

    Raises:
        Refused: the mail cannot be taken apart.
    """
    hosts: dict[str, None] = {}
    try:
        for text in _texts(_parsed(data)):
            for host, path in _HOST.findall(text):
                big = ("mail" in host or "qq.com" in host) and _BIG_ATTACHMENT.search(path)
                if big or (anywhere and _STORES.search(host)):
                    hosts[host.lower()] = None
    except (ValueError, LookupError, AssertionError, TypeError, MessageError, RecursionError) as error:
        raise damaged("邮件的结构不完整") from error
    return list(hosts)


def _parsed(data: bytes) -> Message:
    # The parser makes an object of every part and of every header, a thousand times as large as a short one.
    if data.count(b"\n--") > _MAX_PARTS or len(_HEADER.findall(data)) > _MAX_HEADERS:
        raise too_large("邮件的部分太多")
    # compat32 keeps the raw header, from which a badly written name can still be read.
    return message_from_bytes(data, policy=policy.compat32)


def _texts(message: Message) -> Iterator[str]:
    """What is written in the mail, as plain text or HTML; attached files are not looked into."""
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.is_multipart() and file_name(part) is None:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield _text(content[: 1 << 20], str(part.get_content_charset() or "utf-8"))


def _files(message: Message) -> Iterator[tuple[str, bytes]]:
    shown = "".join(_texts(message))
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        name = file_name(part)
        if name is None and (part.get_content_maintype() == "text" or kind == "application/pkcs7-signature"):
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        cid = str(part.get("Content-ID", "")).strip(" <>")
        if cid and part.get_content_maintype() == "image" and f"cid:{cid}" in shown and len(content) <= _LOGO:
            continue
        yield name or f"附件{number}", content


def file_name(part: Message) -> str | None:
    """The name of an attached file, '/' and '\\' in it replaced; None where it has none.

    Read: RFC 2231 in any charset and with continuations, RFC 2047 words quoted, unquoted or split, percent signs
    without a charset, raw GBK or UTF-8 bytes in the header. Names such as tcmime.123.bin are kept: the content says
    what it is.
    """
    name = _decoded(part.get_filename())
    if name is None or "\ufffd" in name:
        name = _from_raw(part) or name
    return re.sub(r"[/\\\x00-\x1f\x7f]", "_", name).strip() or None if name else None


def _decoded(name: str | None) -> str | None:
    if not name:
        return None
    if _ENCODED_WORD.search(name):
        try:
            # Words split in the middle of a character decode only when joined as bytes.
            pieces = decode_header(re.sub(r"\?=\s+=\?", "?==?", name).replace("?==?", "?= =?"))
        except (ValueError, MessageError):
            return name
        return _unpercented(_join(pieces))
    return _unpercented(_repaired(name))


def _unpercented(name: str) -> str:
    """Percent signs decoded where they spell a text that is not ASCII; one that is meant stays."""
    extended = _EXTENDED.fullmatch(name)
    name = extended[1] if extended else name
    if not _PERCENT.search(name):
        return name
    raw = unquote_to_bytes(name)
    decoded = _text(raw, "utf-8")
    return name if raw.isascii() or "\ufffd" in decoded else decoded


def _join(pieces: list[tuple[bytes | str, str | None]]) -> str:
    out, pending, charset = "", b"", ""
    for text, encoding in pieces:
        raw = text if isinstance(text, bytes) else text.encode("ascii", "surrogateescape")
        if pending and encoding != charset:
            out, pending = out + _text(pending, charset), b""
        pending, charset = pending + raw, encoding or ""
    return out + _text(pending, charset)


def _text(raw: bytes, charset: str) -> str:
    # GB2312 as declared is mostly GBK as written; GB18030 holds both.
    wide = "gb18030" if charset.lower() in ("gb2312", "gbk", "gb18030") else charset
    for encoding in (wide, "utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def _repaired(name: str) -> str:
    """Raw 8-bit bytes come as surrogates; they were UTF-8 or GBK."""
    raw = name.encode("utf-8", "surrogateescape")
    return _text(raw, "utf-8")


def _from_raw(part: Message) -> str | None:
    # raw_items still has the bytes, as surrogates, that get() has turned into question marks.
    raw = {header.lower(): str(value) for header, value in part.raw_items()}
    for header in ("content-disposition", "content-type"):
        found = _QUOTED_NAME.search(raw.get(header, ""))
        if found:
            return _decoded((found[1] or found[2]).strip())
    return None
