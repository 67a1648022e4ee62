"""The manual's pictures show what the program makes now; no LibreOffice is needed to know it."""

import json
import shutil
import struct
import zlib

import numpy as np
import openpyxl
import pytest
from office import office  # noqa: F401 - the fixture
from openpyxl.styles import PatternFill

from . import reading

pictures, small_png = __import__("pictures"), __import__("small_png")  # of docs/
AGAIN = "run `python docs/pictures.py` and commit docs/图"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return pictures.desk(tmp_path_factory.mktemp("manual") / "演示")


def test_what_the_pictures_show_is_what_the_program_makes_now(workspace):
    noted = json.loads(pictures.DIGESTS.read_text(encoding="utf-8"))
    now = pictures.digests(workspace)
    stale = [name for name in now if noted.get(name) != now[name]] + [name for name in noted if name not in now]
    assert not stale, f"{AGAIN}: {stale}"


def test_every_picture_is_there_is_small_and_is_shown_in_the_manual(workspace):
    made = set(pictures.digests(workspace))
    assert {path.name for path in pictures.FOLDER.glob("*.png")} == made, AGAIN
    for name in made:
        data = (pictures.FOLDER / name).read_bytes()
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(data) <= pictures.LARGEST, name
    shown = reading.pictures()
    assert len(shown) == len(set(shown))
    assert made <= set(shown) <= {picture.name for picture in pictures.PICTURES}


def test_a_change_of_a_text_or_of_a_fill_is_noticed(workspace, tmp_path):
    picture = next(picture for picture in pictures.PICTURES if picture.sheet == "统计")
    path = pictures.source(workspace, picture)
    seen = {pictures.digest(path, picture)}
    for change in ("text", "fill", "outside"):
        book = openpyxl.load_workbook(path)
        if change == "text":
            book["统计"]["A4"] = "珠晖"
        elif change == "fill":
            book["统计"]["A4"].fill = PatternFill("solid", fgColor="FF0000")
        else:
            book["统计"]["Z99"] = "outside the picture"
        book.save(tmp_path / "changed.xlsx")
        seen.add(pictures.digest(tmp_path / "changed.xlsx", picture))
    assert len(seen) == 3


def pixels(data):
    """The colours of a PNG of colour type 3."""
    chunks, at = {}, 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        chunks[kind] = chunks.get(kind, b"") + data[at + 8 : at + 8 + length]
        assert (
            zlib.crc32(data[at + 4 : at + 8 + length])
            == struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0]
        )
        at += 12 + length
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert kind == 3
    assert not lines[:, 0].any()
    indexes = lines[:, 1:] if depth == 8 else np.stack((lines[:, 1:] >> 4, lines[:, 1:] & 15), -1).reshape(height, -1)
    return np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)[indexes[:, :width]]


@pytest.mark.parametrize(("colours", "width"), [(3, 7), (16, 8), (24, 9)])
def test_a_small_png_holds_the_colours_it_was_given(colours, width):
    given = np.array([[8 * n, 248 - 8 * n, 80 * (n % 3)] for n in range(colours)], np.uint8)
    image = given[np.arange(5 * width).reshape(5, width) % colours]
    assert (pixels(small_png.png(image, colours)) == image).all()


def test_a_rare_colour_is_not_lost_among_many_greys():
    image = np.repeat(np.arange(64, 192, dtype=np.uint8)[None, :, None], 3, axis=2).repeat(20, axis=0)
    image[0, 0] = (200, 0, 0)
    assert (pixels(small_png.png(image, 16))[0, 0] == (200, 0, 0)).all()


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no pdftoppm")
def test_a_picture_shows_the_fill_of_a_cell_that_was_typed_wrong(workspace, office, tmp_path):  # noqa: F811
    picture = next(picture for picture in pictures.PICTURES if picture.name == "填表-有待改的.png")
    shown = pixels(pictures.drawn(office, pictures.source(workspace, picture), picture, tmp_path))
    height, width, _ = shown.shape
    assert width > 2 * height > 200
    red = np.abs(shown.astype(int) - (0xFF, 0xC7, 0xCE)).sum(axis=2) < 16
    assert red.any()
    assert not red[:, : width // 4].any()
