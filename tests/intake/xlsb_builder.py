"""A small writer of .xlsb after [MS-XLSB], independent of the reader: records in the order in which Excel writes them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.intake.workbooks import zip_of

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DATE_STYLE, TEXT_STYLE, CUSTOM_DATE_STYLE = 1, 2, 3


def record(kind: int, payload: bytes = b"") -> bytes:
    """[MS-XLSB] 2.1.4: the kind in one or two bytes, the length in one to four, seven bits each."""
    head = [kind] if kind < 128 else [kind % 128 + 128, kind // 128]
    length = len(payload)
    while True:
        length, low = divmod(length, 128)
        head.append(low + 128 if length else low)
        if not length:
            return bytes(head) + payload


def wide(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def row(number: int, hidden: bool = False) -> bytes:
    """BrtRowHdr of a 1-based row."""
    return record(0, struct.pack("<IIHBBBI", number - 1, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def cell(kind: int, column: int, value: bytes = b"", style: int = 0) -> bytes:
    """A cell record; the column is 1-based."""
    return record(kind, struct.pack("<II", column - 1, style) + value)


def blank(column: int, style: int = 0) -> bytes:
    return cell(1, column, style=style)


def integer(column: int, value: int, style: int = 0, hundredths: bool = False) -> bytes:
    """BrtCellRk that holds an integer."""
    return cell(2, column, struct.pack("<i", value << 2 | 2 | hundredths), style)


def rk_real(column: int, value: float, hundredths: bool = False) -> bytes:
    """BrtCellRk that holds the upper 30 bits of a double."""
    (upper,) = struct.unpack("<i", struct.pack("<d", value)[4:])
    return cell(2, column, struct.pack("<i", upper & ~3 | hundredths))


def error(column: int, code: int) -> bytes:
    return cell(3, column, bytes((code,)))


def boolean(column: int, value: bool) -> bytes:
    return cell(4, column, bytes((value,)))


def real(column: int, value: float, style: int = 0) -> bytes:
    return cell(5, column, struct.pack("<d", value), style)


def text(column: int, value: str) -> bytes:
    return cell(6, column, wide(value))


def shared(column: int, index: int, style: int = 0) -> bytes:
    return cell(7, column, struct.pack("<I", index), style)


def formula(column: int, value: float | str | bool | bytes) -> bytes:
    """A formula (1+1) with its cached value; one byte stands for an error."""
    parsed = struct.pack("<H", 0) + struct.pack("<I", 7) + b"\x1e\1\0\x1e\1\0\3" + struct.pack("<I", 0)
    if isinstance(value, bool):
        return cell(10, column, bytes((value,)) + parsed)
    if isinstance(value, bytes):
        return cell(11, column, value + parsed)
    if isinstance(value, str):
        return cell(8, column, wide(value) + parsed)
    return cell(9, column, struct.pack("<d", value) + parsed)


def rich(column: int, value: str) -> bytes:
    """BrtCellRString: flags, the text, one run."""
    return cell(62, column, b"\1" + wide(value) + struct.pack("<IHH", 1, 0, 0))


def short(kind: int, value: bytes, style: int = 0) -> bytes:
    """A cell without a column (kinds 12 to 18): it stands behind the one before."""
    return record(kind, struct.pack("<I", style) + value)


@dataclass
class Sheet:
    """One sheet; `rows` are the records between BrtBeginSheetData and BrtEndSheetData."""

    name: str
    rows: bytes = b""
    state: int = 0  # 1 hidden, 2 veryHidden
    merges: Sequence[tuple[int, int, int, int]] = ()  # 1-based first row, first column, last row, last column
    box: tuple[int, int, int, int] = (0, 99, 0, 19)  # 0-based rows and columns, as BrtWsDim declares them

    def part(self) -> bytes:
        later = record(35, struct.pack("<I", 0)) + record(7, b"not a cell") + record(36)
        merged = b"".join(record(176, struct.pack("<4I", r - 1, s - 1, c - 1, d - 1)) for r, c, s, d in self.merges)
        merges = record(177, struct.pack("<I", len(self.merges))) + merged + record(178) if self.merges else b""
        return b"".join(
            [
                record(129),
                record(147, bytes(15) + wide("")),
                record(148, struct.pack("<4I", *self.box)),
                record(133),
                record(137, bytes(30)),
                record(138),
                record(134),
                record(37, struct.pack("<HI", 1, 0)),
                record(1024, bytes(2)),
                record(38),
                record(485, bytes(12)),
                record(145),
                self.rows,
                record(146),
                merges,
                record(476, bytes(48)),
                later,
                record(130),
            ]
        )


@dataclass
class Builder:
    """A workbook; `names` are defined names that hold a text."""

    sheets: list[Sheet]
    strings: Sequence[str] = ()
    names: dict[str, str] = field(default_factory=dict)
    date1904: bool = False
    properties: dict[str, str] = field(default_factory=dict)

    def parts(self) -> dict[str, bytes]:
        links = [("worksheet", f"worksheets/sheet{number}.bin") for number in range(1, len(self.sheets) + 1)]
        links += [("sharedStrings", "sharedStrings.bin"), ("styles", "styles.bin")]
        parts = {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": rels([("officeDocument", "xl/workbook.bin"), ("custom-properties", "docProps/custom.xml")]),
            "docProps/custom.xml": self._custom(),
            "xl/workbook.bin": self._workbook(),
            "xl/_rels/workbook.bin.rels": rels(links),
            "xl/sharedStrings.bin": self._strings(),
            "xl/styles.bin": self._styles(),
        }
        return parts | {f"xl/worksheets/sheet{n}.bin": sheet.part() for n, sheet in enumerate(self.sheets, 1)}

    def build(self, **replaced: bytes) -> bytes:
        """The file; a keyword such as `sheet1` gives that part in full."""
        parts = self.parts()
        for name, content in replaced.items():
            parts[next(part for part in parts if part.endswith(f"/{name}.bin"))] = content
        return zip_of(parts)

    def _workbook(self) -> bytes:
        sheets = [
            record(156, struct.pack("<II", sheet.state, number) + wide(f"rId{number}") + wide(sheet.name))
            for number, sheet in enumerate(self.sheets, 1)
        ]
        names = []
        for name, value in self.names.items():
            raw = value.encode("utf-16-le")
            parsed = b"\x17" + struct.pack("<H", len(raw) // 2) + raw
            body = struct.pack("<IBI", 0, 0, 0xFFFFFFFF) + wide(name)
            body += struct.pack("<I", len(parsed)) + parsed + struct.pack("<I", 0) + struct.pack("<I", 0xFFFFFFFF)
            names.append(record(39, body))
        return b"".join(
            [
                record(131),
                record(128, bytes(16) + wide("xl") * 4),
                record(153, struct.pack("<II", 0x10020 | self.date1904, 0) + wide("ThisWorkbook")),
                record(135),
                record(158, bytes(29)),
                record(136),
                record(143),
                *sheets,
                record(144),
                *names,
                record(157, bytes(26)),
                record(132),
            ]
        )

    def _strings(self) -> bytes:
        items = [record(19, b"\0" + wide(string)) for string in self.strings]
        head = record(159, struct.pack("<II", len(items) * 2, len(items)))
        return head + b"".join(items) + record(160)

    def _styles(self) -> bytes:
        def xf(number_format: int, parent: int = 0) -> bytes:
            return record(47, struct.pack("<HH", parent, number_format) + bytes(12))

        custom = record(44, struct.pack("<H", 176) + wide("yyyy\\-mm\\-dd"))
        return b"".join(
            [
                record(278),
                record(615, struct.pack("<I", 1)) + custom + record(616),
                record(626, struct.pack("<I", 1)) + xf(14, 0xFFFF) + record(627),
                record(617, struct.pack("<I", 4)) + xf(0) + xf(14) + xf(49) + xf(176) + record(618),
                record(279),
            ]
        )

    def _custom(self) -> bytes:
        types = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
        inner = "".join(
            f'<property name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'
            for name, value in self.properties.items()
        )
        space = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
        return f'<Properties xmlns="{space}" xmlns:vt="{types}">{inner}</Properties>'.encode()


def rels(links: Sequence[tuple[str, str]]) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{space}">{inner}</Relationships>'.encode()
