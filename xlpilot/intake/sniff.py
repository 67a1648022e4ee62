"""What a file is, told by its bytes and never by its name: county offices send anything under any extension."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

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
    LOCKED = "locked"  # by the encryption that an office runs on its own machines, which nobody else can open
    OLD_XLS = "old_xls"  # the bare records of Excel 2 to 5, as some systems export them
    WORD = "word"  # docx, doc, wps, odt, rtf
    SLIDES = "slides"
    PDF = "pdf"
    OFD = "ofd"  # GB/T 33190, the national counterpart of PDF
    IMAGE = "image"
    ZIP = "zip"
    ARCHIVE = "archive"  # rar, 7z, gzip: not unpacked here
    MAIL = "mail"  # eml
    OUTLOOK = "outlook"  # msg
    TNEF = "tnef"  # winmail.dat, in which Outlook wraps attachments
    HTML = "html"
    SPREADSHEETML = "spreadsheetml"  # XML Spreadsheet 2003
    MHT = "mht"
    FLAT_ODS = "flat_ods"
    UOF = "uof"  # GB/T 20916, as XML
    SYLK = "sylk"
    CSV = "csv"
    TSV = "tsv"
    TEXT = "text"
    SHORTCUT = "shortcut"  # .lnk, .url, .webloc
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
    (b"\x78\x9f\x3e\x22", Container.TNEF),
    (b"%TSD-Header", Container.LOCKED),
    (b"\x62\x14\x23\x65", Container.LOCKED),
    (b"ID;P", Container.SYLK),
)
_OLD_XLS = re.compile(rb"\x09(?:\0\x04|\x02\x06|\x04\x06|\x08[\x06-\x10])\0")  # a BOF record with its length
_OFFICE_LOCK = b"E-SafeNet"
_MAIN_PARTS = (  # words of a content type, for packages whose folders have other names
    (b"spreadsheetml.", Container.XLSX),
    (b"ms-excel.", Container.XLSX),
    (b"wordprocessingml.", Container.WORD),
    (b"presentationml.", Container.SLIDES),
)
_MAIL_HEADER = re.compile(
    rb"^(?:received|return-path|from|to|subject|date|message-id|x-[\w-]+|mime-version|content-type)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_DELIVERED = re.compile(rb"^(?:received|to|message-id)[ \t]*:", re.IGNORECASE | re.MULTILINE)  # a saved page was not
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<table[\s>]|<body[\s>]|<head[\s>]|<meta\s", re.IGNORECASE)
_SMALL_PART = 1 << 20  # bytes of a part that tells the kind of a package
_SAMPLE = 64 << 10  # bytes at the beginning that are enough to name a text format


@lru_cache(1)  # whoever opens a file asks again what it is
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
    if _OFFICE_LOCK in head[:512]:
        return Container.LOCKED
    if _OLD_XLS.match(head):
        return Container.OLD_XLS
    if (head.startswith(b"BM") and data[6:10] == b"\0\0\0\0") or (head.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return Container.IMAGE
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return Container.IMAGE
    return _text_kind(head, whole=len(head) == len(data))


def encoding_of(data: bytes) -> str | None:
    """UTF-16 or UTF-8 by its BOM, UTF-8, or GB18030, tried strictly in this order; None where it is no text."""
    for bom, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(bom):
            return encoding
    if b"\0" in data:
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def decode_text(data: bytes) -> str | None:
    """Text in the encoding that `encoding_of` names; None where it is none."""
    encoding = encoding_of(data)
    return None if encoding is None else data.decode(encoding, "replace")


def text_encoding(data: bytes) -> str | None:
    """The encoding of a text file, told from its beginning as the kind of the file is."""
    head = data[:_SAMPLE]
    found = encoding_of(head)
    if found is None and len(head) < len(data) and b"\0" not in head:
        found = encoding_of(head[: head.rfind(b"\n") + 1])  # the sample may have cut a character in two
    return found


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
        if any(name.startswith("ppt/") for name in names):
            return Container.SLIDES
        types = package.read("[Content_Types].xml", _SMALL_PART)
        return next((kind for word, kind in _MAIN_PARTS if word in types), Container.UNKNOWN)
    if "ofd.xml" in names:
        return Container.OFD
    mimetype = package.read("mimetype", _SMALL_PART) if "mimetype" in names else b""
    if not mimetype.startswith(b"application/vnd.oasis.opendocument."):
        return Container.ZIP
    if b"encryption-data" in package.read("META-INF/manifest.xml", _SMALL_PART):
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
    return Container.OUTLOOK if "__properties_version1.0" in names else Container.UNKNOWN


def _text_kind(head: bytes, whole: bool) -> Container:
    text = decode_text(head)
    if text is None and not whole and b"\0" not in head:
        text = decode_text(head[: head.rfind(b"\n") + 1])
    if text is None:
        return Container.UNKNOWN
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("[InternetShortcut]", "[Desktop Entry]")):
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
    if "urn:schemas-uof-org" in head or "<uof:" in head or "<UOF" in head:
        return Container.UOF
    if "<plist" in head and "<key>URL</key>" in head:
        return Container.SHORTCUT
    if "Word.Document" in head or "office/word/2003/wordml" in head:
        return Container.WORD
    return Container.HTML if _HTML.search(start) else Container.TEXT
