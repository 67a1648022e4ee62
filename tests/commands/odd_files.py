"""Files that are not what an office asked for, made of their bytes alone."""

import io
import struct
import zipfile

import openpyxl


def zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def docx():
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>申报单位</w:t></w:r></w:p></w:body></w:document>'
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": text.encode()})


def other_form():
    book = openpyxl.Workbook()
    book.active.append(["姓名", "工资", "部门"])
    book.active.append(["张三", 1, "财务"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def compound(names):
    """A compound file (OLE2, version 3) whose directory names these streams, one sector of data each."""
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    count = len(names)
    directory_sectors = (count + 1 + 3) // 4
    size = 4096  # not below the mini stream's cutoff
    per = size // 512
    fat = [fat_sector]
    fat += [number + 2 if number + 1 < directory_sectors else end for number in range(directory_sectors)]
    start = len(fat)
    for _ in range(count):
        fat += [len(fat) + n + 1 for n in range(per - 1)] + [end]
    fat += [free] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header += struct.pack("<108I", *([free] * 108))

    def entry(name, kind, child, sector, length, right=free):
        raw = name.encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sIQQIQ", raw, len(raw) + 2, kind, 1, free, right, child, b"", 0, 0, 0, sector, length
        )

    entries = [entry("Root Entry", 5, 1, end, 0)]
    for number, name in enumerate(names):
        right = number + 2 if number + 1 < count else free
        entries.append(entry(name, 2, free, start + number * per, size, right))
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\0")
    return header + struct.pack("<128I", *fat) + directory + b"\1" * (size * count)
