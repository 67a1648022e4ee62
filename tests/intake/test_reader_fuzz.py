"""Seeded mangling: nothing escapes `read_book`, nothing hangs, and what still reads reads the same or says where not."""

from __future__ import annotations

import os
import random
import re
import time

import pytest

from tests.intake.test_reader_ods import ods_of, row, text
from tests.intake.workbooks import SHEET, edit, form, openpyxl_book, sheet_of, xls_book
from xlpilot.intake.cfb import CompoundFile, single_stream
from xlpilot.intake.grid import Book
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Refusal

ROUNDS = int(os.environ.get("XLPILOT_SWEEP", "300"))
SECONDS = 5  # of CPU for one small file; a hang is far more
STRINGS, WORKBOOK = "xl/sharedStrings.xml", "xl/workbook.xml"


def read(data: bytes) -> Book | Refusal:
    started = time.process_time()
    result = read_book(data)
    assert time.process_time() - started < SECONDS
    assert isinstance(result, Book | Refusal)
    for grid in result.grids if isinstance(result, Book) else ():
        if grid.text_formats is not None:
            assert grid.text_formats.is_text(3, 2) in (True, False)
    return result


def silent_differences(before: Book, after: Book) -> list[object]:
    """Places whose value changed though no note says so; a sheet that is gone is one as well."""
    found: list[object] = []
    others = {grid.name: grid for grid in reversed(after.grids)}
    for grid in before.grids:
        other = others.get(grid.name)
        if other is None:
            found.append(grid.name)
            continue
        height = max(len(grid.values), len(other.values))
        width = max(len(line) for line in [*grid.values, *other.values, []])
        for line in range(1, height + 1):
            for column in range(1, width + 1):
                if grid.at(line, column) != other.at(line, column) and (line, column) not in other.notes:
                    found.append((grid.name, line, column, grid.at(line, column), other.at(line, column)))
    return found


def flip(data: bytes, random_: random.Random, count: int) -> bytes:
    changed = bytearray(data)
    for _ in range(count):
        changed[random_.randrange(len(changed))] ^= 1 << random_.randrange(8)
    return bytes(changed)


def mangle(content: bytes, random_: random.Random) -> bytes:
    """Spoil the structure of a part at one place, never the text or the attribute values that it carries."""
    tags = list(re.finditer(rb"<[^?!][^>]*>", content))
    tag = random_.choice(tags)
    begin, end = tag.span()
    kind = random_.randrange(9)
    if kind == 0:
        if tag[0].startswith(b"<sheet "):
            return content  # a workbook without that sheet, and sound
        return content[:begin] + content[end:]
    if kind == 1:
        return content[: begin + 1] + tag[0][1:].replace(re.search(rb"\w+", tag[0])[0], b"zz", 1) + content[end:]
    if kind == 2:
        name = re.search(rb"\w+", tag[0])[0]
        return content.replace(b"<" + name, b"<zz").replace(b"</" + name, b"</zz")
    if kind == 3:
        elements = list(re.finditer(rb"<(c|row)\b[^>]*?(?:/>|>.*?</\1>)", content)) or [tag]
        element = random_.choice(elements)
        return content[: element.start()] + element[0] + content[element.start() :]
    if kind == 4:
        elements = list(re.finditer(rb"<(c|row)\b[^>]*?(?:/>|>.*?</\1>)", content))
        if len(elements) < 2:
            return content
        at = random_.randrange(len(elements) - 1)
        one, other = elements[at], elements[at + 1]
        return content[: one.start()] + other[0] + content[one.end() : other.start()] + one[0] + content[other.end() :]
    if kind == 5:
        return content[: random_.randrange(len(content))]
    if kind == 6:
        piece = random_.choice([b"<!-- x -->", b"<?x y?>", b"<x/>", b"<![CDATA[]]>", b"junk", b"\xff", b"&amp;", b"\n"])
        places = [
            match.end() for match in tags if match[0].startswith((b"<row", b"</c>", b"</row>", b"<sheetData", b"</si>"))
        ]
        at = random_.choice(places or [end])
        return content[:at] + piece + content[at:]
    if kind == 7:
        attributes = [match.start() for match in re.finditer(rb"(?<= )(?:r|t|state)=", content)]
        at = random_.choice(attributes) if attributes else 0
        return content[:at] + b"q" * bool(attributes) + content[at:]
    quotes = [match.start() for match in re.finditer(rb'"', content)]
    at = random_.choice(quotes)
    return content[:at] + content[at + 1 :]


@pytest.mark.sweep
@pytest.mark.parametrize("part", [SHEET, STRINGS, WORKBOOK])
def test_a_mangled_part_reads_the_same_or_says_where_not(part):
    random_ = random.Random(f"mangle {part}")
    data = form(6)
    before = read(data)
    assert isinstance(before, Book)
    still = 0
    for number in range(ROUNDS):
        mangled = edit(data, part, lambda content: mangle(content, random_))
        after = read(mangled)
        if isinstance(after, Book):
            still += 1
            assert not silent_differences(before, after), number
    assert still > ROUNDS // 30  # else the mangling is too coarse to prove anything


@pytest.mark.sweep
def test_flipped_bits_of_a_package_read_the_same_or_are_refused():
    random_ = random.Random("bits")
    for data in (form(6), openpyxl_book(lambda sheet: [sheet.append([1, "甲", "=A1"]) for _ in range(9)])):
        before = read(data)
        for _ in range(ROUNDS):
            after = read(flip(data, random_, random_.choice((1, 1, 1, 5))))
            assert isinstance(after, Refusal) or not silent_differences(before, after)


@pytest.mark.sweep
def test_any_bytes_in_a_part_are_survived():
    random_ = random.Random("bytes")
    data = form(6)
    for part in (
        SHEET,
        STRINGS,
        WORKBOOK,
        "xl/styles.xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "docProps/custom.xml",
    ):
        for _ in range(ROUNDS // 5):
            read(edit(data, part, lambda content: flip(content, random_, random_.choice((1, 3, 30)))))


@pytest.mark.sweep
def test_any_bytes_in_an_ods_are_survived():
    random_ = random.Random("ods")
    data = ods_of("".join(row(text(f"<text:p>甲{number}</text:p>")) for number in range(9)))
    for _ in range(ROUNDS):
        read(edit(data, "content.xml", lambda content: flip(content, random_, random_.choice((1, 3, 30)))))
        read(edit(data, "content.xml", lambda content: mangle(content, random_)))


@pytest.mark.sweep
def test_any_bytes_in_an_xls_are_survived():
    def fill(book):
        sheet = book.add_sheet("S")
        for number in range(30):
            sheet.write(number, 0, f"长文本{number}" * 30)
            sheet.write(number, 1, number)
        sheet.write_merge(40, 41, 0, 2, "x")

    random_ = random.Random("xls")
    data = xls_book(fill)
    stream = CompoundFile(data).stream("Workbook")
    for _ in range(ROUNDS):
        read(flip(data, random_, random_.choice((1, 5, 50))))
        read(single_stream("Workbook", flip(stream, random_, random_.choice((1, 5, 50)))))


def test_the_oracle_sees_a_silent_difference():
    one, other = (
        read(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>')),
        read(sheet_of('<row r="1"><c r="A1"><v>2</v></c></row>')),
    )
    assert silent_differences(one, other)
