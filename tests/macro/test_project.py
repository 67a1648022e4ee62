"""The writer of vbaProject.bin, read back by oletools, by olefile and by our own reader."""

import logging
import random

import olefile
import pytest
from oletools import olevba

from xlpilot.intake.cfb import CompoundFile
from xlpilot.intake.vba_source import evened, macro_sources
from xlpilot.macro.compound import compound_file
from xlpilot.macro.compression import CHUNK, compress
from xlpilot.macro.project import Kind, Module, vba_project

DOCUMENTS = [Module("ThisWorkbook", "", Kind.WORKBOOK), Module("Sheet1", "", Kind.SHEET)]
WORDS = [
    "校验",
    "问题清单",
    "Dim ",
    "\tSet x = ",
    '"衡南县教育局"',
    "' 说明\n",
    "\n",
    "End Sub\n",
    "１２３",
    "=1+1",
    "龘",
]


def _read_back(data: bytes, caplog) -> dict[str, bytes]:
    """Sources by module as oletools finds them, strictly; nothing may look odd to it or to olefile."""
    caplog.set_level(logging.INFO)
    ole = olefile.OleFileIO(data, raise_defects=olefile.DEFECT_UNSURE)
    assert not ole.parsing_issues
    project = olevba.VBA_Project(ole, "", "PROJECT", "VBA/dir", relaxed=False)
    project.parse_project_stream()
    list(project.parse_modules())
    assert not [record for record in caplog.records if record.levelno >= logging.INFO]
    assert {module.name for module in project.modules if project.module_ext[module.name.lower()] == "cls"} >= {
        document.name for document in DOCUMENTS
    }
    return {module.name: bytes(module.code_raw) for module in project.modules}


def _text(chance: random.Random, words: int) -> str:
    return "".join(chance.choice(WORDS) for _ in range(words))


@pytest.mark.parametrize("count", range(1, 51))
def test_the_sources_of_one_to_fifty_modules_come_back_byte_for_byte(count, caplog):
    chance = random.Random(count)
    modules = [*DOCUMENTS, *(Module(f"M{n}", _text(chance, chance.randrange(1200))) for n in range(count))]
    data = vba_project(modules)
    assert _read_back(data, caplog) == {module.name: module.source for module in modules}
    ours = macro_sources(data)
    assert ours == {module.name: evened(module.text) for module in modules if evened(module.text)}


@pytest.mark.parametrize("size", [3_000, 4_095, 4_096, 4_097, 65_536, 70_000, 300_000])
def test_a_module_of_any_size_comes_back(size, caplog):
    text = _text(random.Random(size), size)
    modules = [*DOCUMENTS, Module("Large", text), Module("校验", "' 中文模块名")]
    assert len(modules[2].source) > size
    assert _read_back(vba_project(modules), caplog) == {module.name: module.source for module in modules}


def test_the_same_text_gives_the_same_bytes_whatever_its_line_ends():
    unix, windows = "Sub A()\nEnd Sub\n", "Sub A()\r\nEnd Sub\r\n"
    assert vba_project([Module("A", unix)]) == vba_project([Module("A", windows)])


def test_a_character_that_chinese_windows_has_not_is_refused():
    with pytest.raises(UnicodeEncodeError):
        vba_project([Module("A", "' 😀")])


def test_two_modules_of_one_name_are_refused():
    with pytest.raises(ValueError, match="one name"):
        vba_project([Module("A", ""), Module("a", "")])


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 511, 512, 4095, 4096, 4097, 8192, 200_000])
def test_streams_of_every_size_are_read_by_olefile_and_by_our_reader(size):
    content = random.Random(size).randbytes(size)
    tree = {"One": content, "Two": b"x" * 70, "Store": {f"S{n}": bytes([n]) * (n * 300) for n in range(40)}}
    data = compound_file(tree)
    ole = olefile.OleFileIO(data, raise_defects=olefile.DEFECT_UNSURE)
    assert not ole.parsing_issues
    assert ole.openstream("One").read() == content
    ours = CompoundFile(data)
    assert ours.stream("One") == content
    assert ours.storage("Store") == tree["Store"]
    for name, expected in tree["Store"].items():
        assert ole.openstream(f"Store/{name}").read() == expected


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 7, 8, 9, 50])
def test_siblings_are_a_red_black_tree_in_the_order_of_the_format(count):
    data = compound_file({f"{'N' * (n % 5 + 1)}{n}": b"" for n in range(count)})
    ole = olefile.OleFileIO(data)
    entries = [entry for entry in ole.direntries if entry is not None]
    colours = {entry.sid: entry.color for entry in entries}

    def black_height(sid, red_above):
        if sid == olefile.NOSTREAM:
            return 1
        entry = ole.direntries[sid]
        red = colours[sid] == 0
        assert not (red and red_above)
        left, right = black_height(entry.sid_left, red), black_height(entry.sid_right, red)
        assert left == right
        return left + (not red)

    black_height(entries[0].sid_child, False)
    assert len(ole.listdir()) == count


def test_compression_that_cannot_shorten_a_full_chunk_keeps_it_raw():
    noise = random.Random(1).randbytes(CHUNK)
    packed = compress(noise + b"tail")
    assert packed[1:3] == b"\xff\x3f"
    assert bytes(olevba.decompress_stream(bytearray(packed))) == noise + b"tail"


@pytest.mark.parametrize("seed", range(200))
def test_a_damaged_project_is_never_more_than_unreadable(seed):
    chance = random.Random(seed)
    data = bytearray(vba_project([*DOCUMENTS, Module("M", _text(chance, 2000))]))
    for _ in range(chance.randrange(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    macro_sources(bytes(data[: chance.randrange(len(data))] if seed % 3 == 0 else data))


def test_streams_that_share_their_sectors_and_modules_without_end_are_not_followed():
    large = {f"S{n:04}": b"" for n in range(3_000)} | {"dir": compress(b"x" * 3_000_000)}
    data = bytearray(compound_file({"VBA": large | {"Big": b"x" * 2_000_000}}))
    entries = range(0, len(data) - 127, 128)
    (big,) = [at for at in entries if data[at : at + 8] == "Big\0".encode("utf-16-le")]
    for at in entries:
        if data[at : at + 2] == "S".encode("utf-16-le") and data[at + 66] == 2:
            data[at + 116 : at + 128] = data[big + 116 : big + 128]
    assert CompoundFile(bytes(data)).storage("VBA") == {}
    many = vba_project([Module(f"M{n}", "") for n in range(501)])
    assert macro_sources(many) is None
    assert macro_sources(vba_project([Module("M", "' x\n" * 2_000_000)])) is None
