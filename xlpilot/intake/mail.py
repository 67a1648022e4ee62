"""Mails (.eml) and the files attached to them, under every broken way of writing a file name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message

from xlpilot.intake.refusal import damaged

_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[bBqQ]\?[^?]*\?=")
_QUOTED_NAME = re.compile(r"(?:file)?name\s*=\s*\"?([^\";]+)\"?", re.IGNORECASE)


def attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every attached file, attached mails and their attachments included as they are.

    Raises:
        Refused: the mail cannot be taken apart.
    """
    try:
        # compat32 keeps the raw header, from which a badly written name can still be read.
        message = message_from_bytes(data, policy=policy.compat32)
        parts = list(_files(message))
    except (ValueError, LookupError, AssertionError, TypeError) as error:
        raise damaged("邮件的结构不完整") from error
    seen: dict[str, int] = {}
    for name, content in parts:
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{seen[name]}-{name}"), content


def _files(message: Message) -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        name = file_name(part)
        if name is None and (part.get_content_maintype() == "text" or kind == "application/pkcs7-signature"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield name or f"附件{number}", content


def file_name(part: Message) -> str | None:
    """The name of an attached file, '/' and '\\' in it replaced; None where it has none.

    Read: RFC 2231 in any charset and with continuations, RFC 2047 words quoted, unquoted or split, raw GBK or UTF-8
    bytes in the header. Names such as tcmime.123.bin are kept: the content says what it is.
    """
    name = _decoded(part.get_filename())
    if name is None or "\ufffd" in name:
        name = _from_raw(part) or name
    return name.replace("/", "_").replace("\\", "_").strip() if name else None


def _decoded(name: str | None) -> str | None:
    if not name:
        return None
    if _ENCODED_WORD.search(name):
        try:
            # Words split in the middle of a character decode only when joined as bytes.
            pieces = decode_header(re.sub(r"\?=\s+=\?", "?==?", name).replace("?==?", "?= =?"))
        except ValueError:
            return name
        return _join(pieces)
    return _repaired(name)


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
            return _decoded(found[1].strip())
    return None
