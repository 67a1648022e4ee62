"""The city's workbook: county text is never live, the same inputs give the same bytes, sums agree."""

import datetime as dt
import io
import os
import pickle
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from review.county import KEY, ROOT, good_row, returned, returns, shipped

from xlpilot.ledger.standing import stand
from xlpilot.moments import CHINA
from xlpilot.review.judge import judge
from xlpilot.rollup.city_workbook import city_workbook
from xlpilot.rollup.merge import merge

IN_TIME = dt.datetime(2018, 9, 10, 9, 30, tzinfo=CHINA)
LIVE = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "http://example.com/", "mailto:a@b.c", "{=1+1}", "#N/A", "=HYPERLINK(\"http://x\")",
        "internal:Sheet2!A1", "external:c:/x.xlsx", "0123", "1e5", "TRUE", "<b>x</b>", "'' OR 1=1", "😀𠮷", "\\\\server\\x"]  # fmt: skip


def workbook(files):
    return city_workbook(merge(stand(shipped(), "summary", judge(shipped(), files, KEY))))


@pytest.fixture(scope="module")
def live():
    """Every dangerous text in every text column of included and excluded rows and in the line."""
    rows = [good_row(n, unit=text, project=text, remark=text) for n, text in enumerate(LIVE[:12])]
    more = [good_row(n, unit=text, project=text, remark=text) for n, text in enumerate(LIVE[12:])]
    bad = [good_row(n, category=text, leader=text, leader_phone=text) for n, text in enumerate(LIVE[:12])]
    files = [
        returned(returns(rows), "收件/=1+1.xlsx", IN_TIME),
        returned(returns(more, unit="430423"), "收件/http://x/@SUM.xlsx", IN_TIME),
        returned(returns(bad, unit="430421"), "收件/{=1}.xlsx", IN_TIME),
    ]
    return workbook(files)


def test_county_text_stays_text_in_every_sheet(live):
    book = openpyxl.load_workbook(io.BytesIO(live))
    formulas = []
    seen = set()
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.hyperlink:
                    assert (cell.hyperlink.target, cell.hyperlink.id) == (None, None)
                    assert re.fullmatch(r"'(附件1|未纳入|溯源)'!A\d+", cell.hyperlink.location)
                if cell.data_type == "f":
                    formulas.append((sheet.title, cell.value))
                elif isinstance(cell.value, str):
                    assert cell.data_type == "s", (sheet.title, cell.coordinate)
                    seen.add((sheet.title, cell.value))
                elif cell.value is not None:
                    assert isinstance(cell.value, int) or (sheet.title == "图" and cell.is_date), (
                        sheet.title,
                        cell.coordinate,
                    )
    assert {sheet for sheet, _ in formulas} == {"统计"}
    area = r"'附件1'!\$[A-Z]\$\d+:\$[A-Z]\$\d+"
    shapes = [r"=SUM\([A-Z]+\d+:[A-Z]+\d+\)", rf"=SUMPRODUCT\(\({area}=\$A\d+\)\*\({area}=[A-Z]\$3\)\)",
              rf"=\"附件1 有 \"&COUNT\({area}\)&.*"]  # fmt: skip
    assert all(any(re.fullmatch(shape, formula) for shape in shapes) for _, formula in formulas)
    for text in LIVE:
        assert ("未纳入" if text == "#N/A" else "附件1", text) in seen, text
    assert ("未纳入", "=1+1") in seen
    assert ("问题清单", "=1+1") in seen


def test_there_is_nothing_live_in_the_package(live):
    with zipfile.ZipFile(io.BytesIO(live)) as archive:
        names = archive.namelist()
        assert not any(re.search("externalLink|vbaProject|embeddings|connections", name) for name in names)
        for name in names:
            text = archive.read(name).decode("utf-8")
            for link in re.findall("<hyperlink [^>]*>", text):
                assert " location=" in link
                assert "r:id" not in link
            if name.startswith("xl/worksheets/_rels"):
                assert "TargetMode" not in text


SCRIPT = """
import pickle, sys
sys.path.insert(0, sys.argv[1])
from test_city_workbook import workbook
sys.stdout.buffer.write(workbook(pickle.load(sys.stdin.buffer)))
"""


def some():
    return [
        returned(returns([good_row(1), good_row(2, leader_phone="1")]), "收件/衡南县.xlsx", IN_TIME),
        returned(
            returns([good_row(3)], unit="430421"),
            "收件/衡阳县.xlsx",
            dt.datetime(2018, 9, 17, 15, 59, 59, tzinfo=dt.UTC),
        ),
        returned(b"\x89PNG\r\n\x1a\n", "收件/扫描.png", IN_TIME),
    ]


def test_the_bytes_do_not_depend_on_zone_locale_folder_or_hash_seed(tmp_path):
    environment = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    tests = Path(__file__).resolve().parents[1]
    files = some()
    path = os.pathsep.join(map(str, (tests, tests / "rollup", ROOT)))
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tests / "rollup")], capture_output=True, cwd=tmp_path,
        env=os.environ | environment | {"PYTHONPATH": path}, input=pickle.dumps(files),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == workbook(files)


def table(sheet, first_header):
    """Rows below the header as dicts."""
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    at = next(n for n, line in enumerate(lines) if line[0] == first_header)
    return [
        dict(zip(lines[at], line, strict=True)) for line in lines[at + 1 :] if any(value is not None for value in line)
    ]


def test_every_sheet_says_what_it_should():
    files = [
        returned(returns([good_row(1), good_row(2, category="丙")]), "收件/衡南县.xlsx", IN_TIME),
        returned(
            returns([good_row(3, unit="第三中学"), good_row(4, unit="第四中学")], unit="430405"),
            "收件/珠晖区.xlsx",
            IN_TIME,
        ),
        returned(
            returns([good_row(5, unit="第五中学")], unit="430424"),
            "收件/衡东县.xlsx",
            dt.datetime(2018, 9, 18, tzinfo=CHINA),
        ),
        returned(b"\x89PNG\r\n\x1a\n", "收件/扫描.png", IN_TIME),
    ]
    book = openpyxl.load_workbook(io.BytesIO(workbook(files)), data_only=True)
    names = ["附件1", "统计", "图", "核验", "问题清单", "未纳入", "材料", "报送情况", "决定", "溯源"]
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == names
    assert book.sheetnames == [*names, "_xlpilot_summary"]
    assert book["_xlpilot_summary"].sheet_state == "veryHidden"
    main = [line for line in table(book["附件1"], "序号") if isinstance(line["序号"], int)]
    assert [(line["序号"], line["报送单位"], line["申报项目名称"]) for line in main] == [
        (1, "珠晖区", "同步课堂应用之3"), (2, "珠晖区", "同步课堂应用之4"), (3, "衡南县", "同步课堂应用之1"),
    ]  # fmt: skip
    assert main[2]["负责人手机号码"] == "13800000001"
    counts = table(book["统计"], "报送单位")
    assert [line["报送单位"] for line in counts[:16]] == [u.name for u in shipped().units]
    assert counts[16]["报送单位"] == "合计"
    for title in list(counts[0])[1:]:
        assert sum(line[title] for line in counts[:16]) == counts[16][title]
    assert all(sum(list(line.values())[1:-1]) == line["合计"] for line in counts[:17])
    assert counts[16]["合计"] == 3
    assert "读到 5 行 ＝ 纳入 3 行 ＋ 未纳入 2 行" in counts[17]["报送单位"]
    problems = table(book["问题清单"], "单位")
    assert [(line["单位"], line["代码"], line["位置"]) for line in problems] == [
        ("衡南县", "XP204", "[收件/衡南县.xlsx]附件1!D7"), ("衡东县", "XP701", "收件/衡东县.xlsx"), ("（不明）", "XP103", "收件/扫描.png"),
    ]  # fmt: skip
    out = table(book["未纳入"], "报送单位")
    assert [(line["报送单位"], line["代码"], line["来源"]) for line in out] == [
        ("衡南县", "XP204", "[收件/衡南县.xlsx]附件1!第7行"), ("衡东县", "XP701", "[收件/衡东县.xlsx]附件1!第6行"),
    ]  # fmt: skip
    states = {line["报送单位"]: line["情况"] for line in table(book["报送情况"], "代码")}
    assert (states["珠晖区"], states["衡南县"], states["衡东县"], states["祁东县"]) == ("通过", "退回", "逾期", "未报")
    origin = table(book["溯源"], "序号")
    assert [(line["序号"], line["文件"], line["行"]) for line in origin] == [
        (1, "收件/珠晖区.xlsx", 6), (2, "收件/珠晖区.xlsx", 7), (3, "收件/衡南县.xlsx", 6),
    ]  # fmt: skip
    assert origin[0]["收到时间"] == "2018年9月10日 09:30:00"


def test_it_prints_on_a4_landscape_with_titles():
    book = openpyxl.load_workbook(io.BytesIO(workbook(some())))
    for sheet in (one for one in book if one.sheet_state == "visible"):
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (
            "9",
            "landscape",
        ) or sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows
