from __future__ import annotations

import io
import time
import tracemalloc
import zipfile

import pytest

from tests.intake.workbooks import SHEET, book_of, edit, form, patch_directory, refusal_of, zip_of
from xlpilot.intake import guard
from xlpilot.intake.guard import Package
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Reason, Refused


def refused(data: bytes) -> Reason:
    with pytest.raises(Refused) as caught:
        read_all(data)
    return caught.value.refusal.reason


def read_all(data: bytes) -> None:
    package = Package(data)
    for name in package.names:
        package.read(name)


def test_a_sound_package_reads_as_zipfile_reads_it():
    data = form()
    package, other = Package(data), zipfile.ZipFile(io.BytesIO(data))
    assert list(package.names) == other.namelist()
    assert all(package.read(name.upper()) == other.read(name) for name in package.names)
    assert package.read("missing") == b""


def test_bytes_before_the_zip_are_allowed():
    assert book_of(form()).grids == book_of(form()).grids
    assert Package(b"MZ" + form()).read(SHEET) == Package(form()).read(SHEET)


def test_a_zip64_directory_is_read():
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
        target.open("a.xml", "w", force_zip64=True) as part,
    ):
        part.write(b"<x/>")
    assert Package(buffer.getvalue()).read("a.xml") == b"<x/>"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_damaged(share):
    data = form()
    refusal = refusal_of(data[: int(len(data) * share)])
    assert refusal.reason is Reason.DAMAGED
    assert "没有传完" in refusal.detail


def test_zeros_declared_small_are_not_inflated_beyond_what_is_declared():
    data = zip_of({"xl/workbook.xml": b"0" * 30_000_000, "[Content_Types].xml": b"<x/>"})
    tracemalloc.start()
    assert refused(patch_directory(data, "xl/workbook.xml", size=1000)) is Reason.DAMAGED
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_a_part_declared_huge_is_refused_before_it_is_inflated():
    started = time.process_time()
    data = edit(form(), SHEET, lambda _: b" " * (guard.RATIO_FROM + 1))
    assert refusal_of(data).reason is Reason.TOO_LARGE
    data = zip_of({"xl/a": b" " * 100, "[Content_Types].xml": b"<x/>"})
    assert refused(patch_directory(data, "xl/a", size=guard.MAX_PART + 1)) is Reason.TOO_LARGE
    assert time.process_time() - started < 3


def test_many_parts_that_together_are_too_large_are_refused(monkeypatch):
    monkeypatch.setattr(guard, "MAX_TOTAL", 1000)
    assert refused(zip_of({f"a{number}": b"x" * 300 for number in range(4)})) is Reason.TOO_LARGE
    monkeypatch.setattr(guard, "MAX_DECLARED", 1000)
    assert refused(zip_of({f"a{number}": b"x" * 300 for number in range(4)})) is Reason.TOO_LARGE


def test_too_many_entries_are_refused():
    assert refused(zip_of({f"a{number}": b"" for number in range(guard.MAX_ENTRIES + 1)})) is Reason.TOO_LARGE


def test_a_file_beyond_the_cap_is_refused(monkeypatch):
    monkeypatch.setattr("xlpilot.intake.reader.MAX_FILE", 1000)
    assert refusal_of(form()).reason is Reason.TOO_LARGE


def test_two_parts_of_one_name_are_refused():
    buffer = io.BytesIO(form())
    with zipfile.ZipFile(buffer, "a") as target:
        target.writestr(SHEET.upper(), "<x/>")
    refusal = refusal_of(buffer.getvalue())
    assert refusal.reason is Reason.DAMAGED
    assert "同名" in refusal.detail


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:/x", "..\\x"])
def test_a_name_that_leaves_the_package_is_refused(name):
    assert refused(zip_of({name: b"x"})) is Reason.DAMAGED


def test_an_encrypted_part_is_refused_as_encrypted():
    assert refused(patch_directory(zip_of({"a": b"x"}), "a", flags=1)) is Reason.ENCRYPTED
    data = zip_of({"xl/workbook.xml": b"x", "[Content_Types].xml": b"<x/>"})
    assert refusal_of(patch_directory(data, "xl/workbook.xml", flags=1)).reason is Reason.ENCRYPTED


def test_overlapping_parts_are_refused():
    data = zip_of({"a1": b"x" * 50, "a2": b"y" * 50}, zipfile.ZIP_STORED)
    assert refused(patch_directory(data, "a2", offset=0)) is Reason.DAMAGED
    assert refused(patch_directory(data, "a1", packed=120, size=120)) is Reason.DAMAGED


def test_a_flipped_bit_in_a_part_is_caught_by_its_crc():
    data = bytearray(zip_of({"a": b"x" * 50}, zipfile.ZIP_STORED))
    data[data.index(b"xxxx") + 3] ^= 1
    assert refused(bytes(data)) is Reason.DAMAGED


def test_unknown_compression_is_refused():
    assert refused(zip_of({"a": b"x" * 50}, zipfile.ZIP_BZIP2)) is Reason.DAMAGED


def test_pictures_are_not_inflated():
    data = edit(form(), "xl/theme/theme1.xml", lambda _: b"x" * 1000)
    broken = bytearray(data)
    at = data.index(b"xl/theme/theme1.xml") + len("xl/theme/theme1.xml")
    broken[at] ^= 0xFF
    assert read_book(bytes(broken)) == read_book(data)
