"""附件3 in the office's hands: issued beside the workbooks, received, judged, and sent back with comments."""

import hashlib
import io
import sqlite3

import docx

NAME = "附件3-试点工作方案.docx"


def text_of(path):
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(path.read_bytes())).paragraphs]


def test_every_unit_gets_the_outline_and_a_second_run_changes_nothing(issued, xlpilot):
    county = issued / "发放" / "430422-衡南县" / NAME
    direct = issued / "发放" / "HY-001-衡阳市第一中学" / NAME
    before = county.read_bytes()
    assert len(list((issued / "发放").glob(f"*/{NAME}"))) == 16
    assert "申报单位：" in text_of(county)
    assert "申报单位：衡阳市第一中学" in text_of(direct)
    with sqlite3.connect(issued / ".xlpilot" / "ledger.sqlite") as ledger:
        noted = ledger.execute(
            "SELECT serial, sha256 FROM event WHERE kind = 'issued' AND form = 'plan' AND unit = '430422'"
        ).fetchall()
    assert noted == [(1, hashlib.sha256(before).hexdigest())]
    code, out, _ = xlpilot("distribute")
    assert (code, county.read_bytes()) == (0, before)
    assert "写了 0 份" in out
    county.unlink()
    assert "写了 1 份" in xlpilot("distribute")[1]
    assert county.read_bytes() == before


def test_an_outline_issued_again_has_the_next_number(issued, xlpilot):
    code, out, _ = xlpilot("distribute", "--only", "HY-001", "--reissue")
    assert code == 0
    assert f"{NAME}  第2次" in out


def test_an_outline_that_is_open_in_word_is_not_overwritten(issued, xlpilot):
    folder = issued / "发放" / "HY-001-衡阳市第一中学"
    (folder / f"~${NAME[2:]}").write_bytes(b"")  # Word's own way of naming it
    code, _, err = xlpilot("distribute", "--only", "HY-001", "--reissue")
    assert code == 2
    assert "正在 Word" in err
