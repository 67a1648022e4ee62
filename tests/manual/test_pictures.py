"""The manual's pictures show what the program makes now; no LibreOffice is needed to know it."""

import json

import pytest

from . import reading

pictures = __import__("pictures")  # docs/pictures.py
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
    import openpyxl
    from openpyxl.styles import PatternFill

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
