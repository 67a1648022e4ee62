"""What a file is, told by its bytes and never by its name: county offices send anything under any extension."""

from __future__ import annotations

import re
from enum import StrEnum

from xlpilot.intake.cfb import MAGIC as OLE
from xlpilot.intake.cfb import CompoundFile
from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import Reason, Refused


class Container(StrEnum):
    """Kinds of files that reach an office; the first five are workbooks that can be read."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    ENCRYPTED = "encrypted"  # a document with a password to open, whichever program made it
    WORD = "word"  # docx, doc, wps, odt, rtf
    SLIDES = "slides"
    PDF = "pdf"
    IMAGE = "image"
    ZIP = "zip"
    ARCHIVE = "archive"  # rar, 7z, gzip: not unpacked here
    MAIL = "mail"  # eml, msg
    HTML = "html"
    SPREADSHEETML = "spreadsheetml"  # XML Spreadsheet 2003
    MHT = "mht"
    FLAT_ODS = "flat_ods"
    CSV = "csv"
    TSV = "tsv"
    TEXT = "text"
    SHORTCUT = "shortcut"  # .lnk, .url
    EMPTY = "empty"
    UNKNOWN = "unknown"


WORKBOOKS = frozenset({Container.XLSX, Container.XLSM, Container.XLSB, Container.XLS, Container.ODS})

_MAGIC = (
    (b"Rar!\x1a\x07", Container.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Container.ARCHIVE),
    (b"\x1f\x8b\x08", Container.ARCHIVE),
    (b"\xff\xd8\xff", Container.IMAGE),
    (b"\x89PNG\r\n\x1a\n", Container.IMAGE),
    (b"GIF8", Container.IMAGE),
    (b"II*\0", Container.IMAGE),
    (b"MM\0*", Container.IMAGE),
    (b"{\\rtf", Container.WORD),
    (b"L\0\0\0\x01\x14\x02\0", Container.SHORTCUT),
)
_MAIL_HEADER = re.compile(
    rb"^(?:received|return-path|from|to|subject|date|message-id|x-[\w-]+|mime-version|content-type)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_DELIVERED = re.compile(rb"^(?:received|to|message-id)[ \t]*:", re.IGNORECASE | re.MULTILINE)  # a saved page was not
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<table[\s>]|<body[\s>]|<head[\s>]|<meta\s", re.IGNORECASE)
_SAMPLE = 64 << 10  # bytes at the beginning that are enough to name a text format


def sniff(data: bytes) -> Container:
    """Name the kind of a whole file from its content. Never raises, takes well under a millisecond."""
    head = data[:_SAMPLE]
    if not head.strip(b"\0 \t\r\n") and len(data) <= _SAMPLE:
        return Container.EMPTY
    if head.startswith(b"PK"):
        return _zip_kind(data)
    if head.startswith(OLE):
        return _ole_kind(CompoundFile(data))
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return Container.PDF
    if (head.startswith(b"BM") and data[6:10] == b"\0\0\0\0") or (head.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return Container.IMAGE
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return Container.IMAGE
    return _text_kind(head, whole=len(head) == len(data))


def decode_text(data: bytes) -> str | None:
    """Text of UTF-16 or UTF-8 with BOM, UTF-8, or GB18030, tried strictly in this order; None where it is none."""
    for bom, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    if b"\0" in data:
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _zip_kind(data: bytes) -> Container:
    try:
        package = Package(data)
        names = {name.lower() for name in package.names}
        kind = _package_kind(package, names)
    except Refused as refused:
        # Its directory is of no use; the first local headers still tell what it was, so that the refusal names it.
        if refused.refusal.reason is Reason.ENCRYPTED:
            return Container.ENCRYPTED
        head = data[:_SAMPLE] + data[-_SAMPLE:]
        if b"xl/" in head or b"[Content_Types].xml" in head:
            return Container.WORD if b"word/" in head else Container.XLSX
        return Container.ODS if b"opendocument.spreadsheet" in head else Container.ZIP
    return kind


def _package_kind(package: Package, names: set[str]) -> Container:
    if "xl/workbook.bin" in names:
        return Container.XLSB
    if "[content_types].xml" in names:
        if any(name.startswith("xl/") for name in names):
            return Container.XLSM if "xl/vbaproject.bin" in names else Container.XLSX
        if any(name.startswith("word/") for name in names):
            return Container.WORD
        return Container.SLIDES if any(name.startswith("ppt/") for name in names) else Container.ZIP
    mimetype = package.read("mimetype") if "mimetype" in names else b""
    if not mimetype.startswith(b"application/vnd.oasis.opendocument."):
        return Container.ZIP
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        return Container.ENCRYPTED
    kind = mimetype.split(b".")[-1].strip()
    if kind.startswith(b"spreadsheet"):
        return Container.ODS
    return Container.WORD if kind.startswith(b"text") else Container.SLIDES


def _ole_kind(file: CompoundFile) -> Container:
    names = file.names
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        return Container.ENCRYPTED
    if names & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        return Container.XLS
    if "WordDocument" in names:
        return Container.WORD
    if "PowerPoint Document" in names:
        return Container.SLIDES
    return Container.MAIL if "__properties_version1.0" in names else Container.UNKNOWN


def _text_kind(head: bytes, whole: bool) -> Container:
    text = decode_text(head)
    if text is None and not whole and b"\0" not in head:
        text = decode_text(head[: head.rfind(b"\n") + 1])  # the sample may have cut a character in two
    if text is None:
        return Container.UNKNOWN
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("[InternetShortcut]"):
        return Container.SHORTCUT
    if start.startswith("<"):
        return _markup_kind(start)
    if len(_MAIL_HEADER.findall(head[:8192])) >= 2:
        return Container.MAIL if _DELIVERED.search(head[:8192]) else Container.MHT
    if sum(character < " " and character not in "\t\r\n\f\x0b" for character in start) > len(start) // 100:
        return Container.UNKNOWN
    lines = [line for line in start.splitlines()[:20] if line.strip()]
    for separator, kind in (("\t", Container.TSV), (",", Container.CSV), (";", Container.CSV)):
        if sum(separator in line for line in lines) * 2 > len(lines):
            return kind
    return Container.TEXT


def _markup_kind(start: str) -> Container:
    head = start[:4096]
    if "urn:schemas-microsoft-com:office:spreadsheet" in head or "Excel.Sheet" in head:
        # Excel's "save as web page" declares this namespace too, but its root is html.
        return Container.HTML if _HTML.search(head) else Container.SPREADSHEETML
    if "opendocument" in head and "office:spreadsheet" in start:
        return Container.FLAT_ODS
    if "Word.Document" in head or "office/word/2003/wordml" in head:
        return Container.WORD
    return Container.HTML if _HTML.search(start) else Container.TEXT
