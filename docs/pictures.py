"""Make the pictures of the manual anew: `python docs/pictures.py`. Needs LibreOffice and pdftoppm.

A demo workspace is made, its real workbooks are opened in a real LibreOffice, and what it shows becomes docs/图/*.png.
Beside them 内容.json holds a digest of what each picture shows, which needs no LibreOffice: a test makes the workspace
anew and compares, so that a picture cannot go stale unnoticed. A picture whose source is not there is left out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import MergedCell

from xlpilot.commands.demo import demo
from xlpilot.commands.status import status
from xlpilot.moments import CHINA
from xlpilot.rollup.progress import progress_workbook
from xlpilot.rounds.workspace import Workspace

HERE = Path(__file__).resolve().parent
FOLDER = HERE / "图"
DIGESTS = FOLDER / "内容.json"
LARGEST = 60_000  # bytes of one picture

# A county's form as it is being filled: (cell, what is typed). Three rows are as they should be, the others are not.
_LINE = (("E4", "陈静"), ("G4", "0734-8200007"), ("I4", "2018-9-10"))
_GOOD = (
    ("B6", "衡南县第一中学"), ("C6", "城乡同步课堂应用"), ("D6", "网络联校创新应用"), ("E6", "周敏"),
    ("F6", "19900000701"), ("G6", "罗建文"), ("H6", "19900000702"),
    ("B7", "衡南县教育局"), ("C7", "衡南县智慧教育平台"), ("D7", "区域智慧教育"), ("E7", "黄志远"),
    ("F7", "19900000711"), ("G7", "谢雅琴"), ("H7", "19900000712"),
)  # fmt: skip
_BAD = (
    ("B8", "衡南县第二中学"), ("C8", "校园网络安全防护"), ("D8", "网路安全"), ("E8", "彭国平"),
    ("F8", "1990000072"), ("G8", "曾思敏"), ("H8", "19900000722"),
    ("B9", "衡南县实验小学"), ("C9", "智能录播教室"), ("D9", "人工数字智能教室"), ("E9", "肖海波、蒋玉兰"),
    ("F9", "19900000731"), ("H9", "19900000732"),
)  # fmt: skip
_SCHOOL = (
    ("B3", "衡南县第一中学"), ("B4", "网络联校创新应用"), ("B5", "城乡同步课堂应用"),
    ("B6", "周敏"), ("E6", "1990000070"), ("B7", "罗建文"), ("E7", "19900000702"),
    ("A9", "一、建成覆盖四个教学点的同步课堂，每周开课不少于十节。二、组建网络教研组，每月集体备课一次。详见另附页。"),
    ("A11", "同意申报。"), ("B12", "周敏"), ("A13", "2018-9-5"),
)  # fmt: skip
_FORMER = (
    ("A2", "2016"), ("B2", "省"), ("C2", "衡山县岳云中学"), ("D2", "数字校园建设"), ("F2", "未验收"),
    ("A3", "2015"), ("B3", "市"), ("C3", "珠晖区东风小学"), ("D3", "同步课堂"), ("E3", "网络联校"), ("F3", "已验收"),
)  # fmt: skip

# Texts, places of the data, colours and patterns; how else a chart is written depends on the library's version.
_CHART = re.compile('<(?:c:f|c:v|a:t)>[^<]*|(?:srgbClr val|prst)="[^"]*')


@dataclass(frozen=True)
class Picture:
    """What one picture shows: these cells of a sheet of a file of the demo, after something was typed into it."""

    name: str
    file: str  # glob below the workspace; the first one counts
    sheet: str = ""
    cells: str = ""
    typed: Sequence[tuple[str, str]] = ()
    charts: bool = False


_FORM, _MARKED, _SUMMARY = "发放/430422-*/附件1-*.xlsx", "退回/430408-*/*.xlsx", "汇总/附件1-*.xlsx"
PICTURES = (
    Picture("发放-附件1.png", _FORM, "附件1", "A1:J12"),
    Picture("发放-填表说明.png", _FORM, "填表说明", "A1:C33"),
    Picture("填表-有待改的.png", _FORM, "附件1", "A1:J11", (*_LINE, *_GOOD, *_BAD)),
    Picture("填表-可以报送.png", _FORM, "附件1", "A1:J9", (*_LINE, *_GOOD)),
    Picture("退回-问题清单.png", _MARKED, "问题清单", "A1:E12"),
    Picture("退回-附件1.png", _MARKED, "附件1", "A1:J13"),
    Picture("汇总-附件1.png", _SUMMARY, "附件1", "A1:J15"),
    Picture("汇总-统计.png", _SUMMARY, "统计", "A1:F17"),
    Picture("汇总-图.png", _SUMMARY, "图", "A1:J56", charts=True),
    Picture("汇总-核验.png", _SUMMARY, "核验", "A1:F21"),
    Picture("汇总-问题清单.png", _SUMMARY, "问题清单", "A1:H10"),
    Picture("汇总-未纳入.png", _SUMMARY, "未纳入", "A1:L9"),
    Picture("汇总-材料.png", _SUMMARY, "材料", "A1:I10"),
    Picture("汇总-报送情况.png", _SUMMARY, "报送情况", "A1:J15"),
    Picture("汇总-溯源.png", _SUMMARY, "溯源", "A1:H9"),
    Picture("报送情况.png", "汇总/情况.xlsx", "报送情况", "A1:H30", charts=True),
    Picture("往年试点.png", "往年试点.xlsx", "往年试点", "A1:F6", _FORMER),
    Picture("学校-附件2.png", "发放/430422-*/附件2-*.xlsx", "附件2", "A1:G17", _SCHOOL),
    Picture("学校-附件3.png", "发放/HY-001-*/附件3-*.docx"),
)


def desk(folder: Path) -> Workspace:
    """The demo workspace, with the status workbook of a day before the deadline."""
    workspace = demo(folder).workspace
    found = status(workspace, dt.datetime(2018, 9, 16, 18, 0, tzinfo=CHINA))
    (workspace.summary / "情况.xlsx").write_bytes(progress_workbook(found.standing, found.as_of))
    return workspace


def source(workspace: Workspace, picture: Picture) -> Path | None:
    """The file; None where the demo has none, or none with such a sheet."""
    path = next(iter(sorted(workspace.root.glob(picture.file))), None)
    if path is None or not picture.sheet:
        return path
    with zipfile.ZipFile(path) as package:
        sheets = package.read("xl/workbook.xml").decode()
    return path if f'name="{picture.sheet}"' in sheets else None


def digest(path: Path, picture: Picture) -> str:
    """SHA-256 over texts and fills of the shown cells, over what is typed, and over the charts."""
    shown = _document(path) if path.suffix == ".docx" else _sheet(path, picture)
    return hashlib.sha256(json.dumps([shown, list(picture.typed)], ensure_ascii=False).encode()).hexdigest()


def digests(workspace: Workspace) -> dict[str, str]:
    """Of every picture that can be made now."""
    found = ((picture, source(workspace, picture)) for picture in PICTURES)
    return {picture.name: digest(path, picture) for picture, path in found if path}


def _document(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        return re.findall("<w:t(?: [^>]*)?>([^<]*)</w:t>", package.read("word/document.xml").decode())


def _sheet(path: Path, picture: Picture) -> list[list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    shown = []
    for cell in (
        cell for row in book[picture.sheet][picture.cells] for cell in row if not isinstance(cell, MergedCell)
    ):
        # The form's own number is drawn anew each time a form is issued.
        text = re.sub("(表格编号：[-0-9]+-)[0-9A-Z]+", r"\1", "" if cell.value is None else str(cell.value))
        fill = str(cell.fill.fgColor.rgb) if cell.fill.fill_type else ""
        if text or fill:
            shown.append([cell.coordinate, text, fill])
    if picture.typed:
        # What 自检 says stands on the hidden sheet; its first column is the form's identity.
        hidden = [sheet for sheet in book if sheet.sheet_state == "veryHidden"]
        rows = (row for sheet in hidden for row in sheet.iter_rows(2, min_col=2))
        shown += [[cell.coordinate, str(cell.value)] for row in rows for cell in row if cell.value]
    if picture.charts:
        with zipfile.ZipFile(path) as package:
            names = sorted(name for name in package.namelist() if name.startswith("xl/charts/chart"))
            shown += [[name, *_CHART.findall(package.read(name).decode())] for name in names]
    return shown


def main(only: Sequence[str] = ()) -> int:
    """Make all pictures that can be made, and 内容.json; or only those whose names hold one of these words."""
    sys.path[:0] = [str(HERE.parent / "tests"), str(HERE)]
    from office import Office  # lies beside the tests

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, Office.start() as office:
        workspace = desk(Path(temporary) / "演示")
        made = digests(workspace)
        for picture in PICTURES:
            path = source(workspace, picture)
            if path is None:
                print(f"{picture.name}: left out, the demo has no {picture.file} {picture.sheet}")
                (FOLDER / picture.name).unlink(missing_ok=True)
                continue
            if only and not any(word in picture.name for word in only):
                continue
            data = drawn(office, path, picture, Path(temporary))
            (FOLDER / picture.name).write_bytes(data)
            print(f"{picture.name}: {len(data) / 1000:.0f} kB{'' if len(data) <= LARGEST else ', too large'}")
    for path in FOLDER.glob("*.png"):
        if path.name not in made:
            path.unlink()
    if only:
        return 0
    DIGESTS.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def drawn(office, path: Path, picture: Picture, folder: Path) -> bytes:  # noqa: ANN001 - tests are not typed
    """The PNG of one picture."""
    import small_png

    pdf = folder / "picture.pdf"
    if path.suffix == ".docx":
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        pdf = folder / f"{path.stem}.pdf"
    else:
        with office.open(path) as book:
            for cell, text in picture.typed:
                book.type(picture.sheet, cell, text)
            book.photograph(picture.sheet, picture.cells, pdf)
    return small_png.picture(pdf, LARGEST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
