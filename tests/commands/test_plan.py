"""附件3 in the office's hands: issued beside the workbooks, received, judged, and sent back with comments."""

import hashlib
import io
import sqlite3
from email import message_from_bytes

import docx
import pytest
from review.test_letter import letter
from review.test_plan import ROUND, written

from xlpilot.form.outline import outline

from . import odd_files

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


def test_while_an_outline_is_open_in_word_nothing_at_all_is_issued_anew(issued, xlpilot):
    folder = issued / "发放" / "430422-衡南县"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    (folder / f"~${NAME[2:]}").write_bytes(b"")  # Word's own way of naming it
    code, _, err = xlpilot("distribute", "--only", "430422", "--reissue")
    assert code == 2
    assert {path: path.read_bytes() for path in before} == before
    assert "正在 Word" in err


def sent(root, path, data):
    target = root / "收件" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def files(document):
    return {file["path"].rpartition("/")[2]: file for file in document["files"]}


def test_a_plan_is_judged_as_one_and_goes_back_with_comments(workspace, xlpilot, as_json):
    sent(workspace, "430422-衡南县/一中方案.docx", written())
    sent(workspace, "430422-衡南县/二中方案.docx", plan_of("衡南县第二中学", "数字教室"))
    sent(workspace, "430422-衡南县/没写完.docx", outline(ROUND))
    code, document = as_json("validate")
    good, bad = files(document)["一中方案.docx"], files(document)["没写完.docx"]
    assert code == 1
    assert (good["kind"], good["unit"], good["verdict"], good["rows"]) == ("plan", "430422", "accepted", [])
    assert good["document"]["project"]["value"] == "同步课堂应用"
    assert good["document"]["unit"]["paragraph"] == 3
    assert (bad["kind"], bad["verdict"]) == ("plan", "returned")
    assert {finding["paragraph"] for finding in bad["findings"] if finding["code"] == "XP504"} == {2}
    back = workspace / "退回" / "430422-衡南县"
    assert [path.name for path in back.iterdir()] == ["没写完-退回.docx"]
    code, _, err = xlpilot("validate")
    assert "没有变化 1 份" in err
    (workspace / "收件" / "430422-衡南县" / "没写完.docx").unlink()
    assert "移入“旧” 1 份" in xlpilot("validate")[2]
    assert [path.name for path in back.glob("旧/*.docx")]


def plan_of(unit, project):
    def edit(document):
        for paragraph in document.paragraphs:
            for run in paragraph.runs:
                run.text = run.text.replace("衡南县第一中学", unit).replace("同步课堂", project)

    return written(edit)


def test_what_the_operator_says_a_file_is_is_kept_and_said_again_where_it_changes(workspace, xlpilot, as_json):
    sent(workspace, "430422-衡南县/0001.pdf", b"%PDF-1.4\n1 0 obj\n")
    assert files(as_json("validate")[1])["0001.pdf"]["kind"] == "unknown"
    path = "收件/430422-衡南县/0001.pdf"
    assert "新登记 1 份" in xlpilot("receive", path)[1]
    assert "新登记 1 份" in xlpilot("receive", path, "--as", "official-letter")[1]
    assert "新登记 0 份" in xlpilot("receive", path, "--as", "official-letter")[1]
    assert "新登记 0 份" in xlpilot("receive", path)[1]
    (file,) = as_json("validate")[1]["files"]
    assert (file["kind"], file["unit"], file["verdict"]) == ("official-letter", "430422", "accepted")
    assert "新登记 1 份" in xlpilot("receive", path, "--as", "plan")[1]
    (file,) = as_json("validate")[1]["files"]
    assert (file["kind"], file["document"]["checked"]) == ("plan", False)
    assert xlpilot("verify")[0] == 0
    assert xlpilot("receive", path, "--as", "letter")[0] == 2


def test_a_summary_sent_as_a_word_table_stays_no_workbook_and_is_told_what_to_do(workspace, as_json):
    document = docx.Document()
    document.add_paragraph("2018年衡阳市教育信息化试点项目申报汇总表")
    table = document.add_table(2, 4)
    for cell, text in zip(table.rows[0].cells, ("申报单位", "申报项目名称", "申报类别", "负责人"), strict=True):
        cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    sent(workspace, "430422-衡南县/汇总.docx", buffer.getvalue())
    (file,) = as_json("validate")[1]["files"]
    (finding,) = file["findings"]
    assert (file["kind"], file["unit"], finding["code"]) == ("unknown", "430422", "XP103")
    assert "申报汇总表" in finding["message"]
    assert ".xlsx" in finding["fix"]


def test_old_documents_and_pdfs_named_as_plans_are_kept_and_said_to_be_not_checked(workspace, as_json):
    sent(workspace, "430422-衡南县/试点工作方案.pdf", b"%PDF-1.4\n1 0 obj\n")
    sent(workspace, "430422-衡南县/附件3 方案.doc", odd_files.compound(["WordDocument"]))
    code, document = as_json("validate")
    assert code == 0
    for file in document["files"]:
        (finding,) = file["findings"]
        assert (file["kind"], file["verdict"], finding["code"], finding["severity"]) == (
            "plan",
            "accepted",
            "XP533",
            "info",
        )


def test_plans_in_a_zip_are_found_and_counted_in_no_row_of_the_summary(workspace, xlpilot, as_json):
    packed = odd_files.zipped({"方案/一中.docx": written(), "方案/坏.docx": written()[:3000]})
    sent(workspace, "430422-衡南县.zip", packed)
    _, document = as_json("consolidate")
    assert (document["rows_in"], document["rows_included"]) == (0, 0)
    kinds = {file["path"].rpartition("!")[2]: file["kind"] for file in as_json("validate")[1]["files"]}
    assert kinds == {"方案/一中.docx": "plan", "方案/坏.docx": "unknown"}
    assert "单位不明" not in xlpilot("consolidate")[1]


def test_a_direct_units_plan_is_its_own(workspace, xlpilot, as_json):
    sent(workspace, "方案.docx", plan_of("衡阳市第一中学", "智慧校园"))
    (file,) = as_json("validate")[1]["files"]
    assert (file["unit"], file["kind"], file["verdict"]) == ("HY-001", "plan", "accepted")
    assert "单位不明" not in xlpilot("consolidate")[1]


def test_a_school_checks_its_plan_without_a_workspace(tmp_path, as_json):
    (tmp_path / "方案.docx").write_bytes(outline(ROUND))
    code, document = as_json("check", tmp_path / "方案.docx")
    assert (code, document["files"][0]["kind"], document["files"][0]["verdict"]) == (1, "plan", "returned")
    (tmp_path / "方案.docx").write_bytes(plan_of("某县第一中学", "智慧校园"))
    code, document = as_json("check", tmp_path / "方案.docx")
    assert (code, document["files"][0]["verdict"]) == (0, "accepted")


@pytest.mark.parametrize(("folder", "unit"), [("430422-衡南县", "衡南县第一中学"), ("HY-001", "衡阳市第一中学")])
def test_a_plan_that_came_late_is_a_warning_for_a_person_to_settle(workspace, xlpilot, as_json, folder, unit):
    sent(workspace, f"{folder}/方案.docx", plan_of(unit, "数字教室"))
    xlpilot("receive", "--received-at", "2018-09-18T09:00")
    (file,) = as_json("validate")[1]["files"]
    assert [(finding["code"], finding["severity"]) for finding in file["findings"]] == [("XP701", "warning")]
    assert file["verdict"] == "accepted"
    xlpilot("decide", "extend", "all", "--until", "2018-09-20T00:00", "--reason", "统一延期", "--by", "刘阳")
    (file,) = as_json("validate")[1]["files"]
    assert file["findings"] == []


def test_a_plan_that_had_to_be_mended_may_come_after_the_deadline(workspace, xlpilot, as_json):
    sent(workspace, "430422-衡南县/方案.docx", outline(ROUND))
    xlpilot("receive", "--received-at", "2018-09-10T09:00")
    sent(workspace, "430422-衡南县/方案改.docx", written())
    sent(workspace, "430422-衡南县/请示.docx", letter())
    xlpilot("receive", "--received-at", "2018-09-20T09:00")
    found = files(as_json("validate")[1])
    assert found["方案改.docx"]["findings"] == []
    assert [finding["code"] for finding in found["请示.docx"]["findings"]] == ["XP701"]


def test_a_reminder_names_the_plan_that_must_be_mended_and_its_copy_goes_with_it(workspace, xlpilot):
    sent(workspace, "430422-衡南县/方案.docx", outline(ROUND))
    sent(workspace, "430422-衡南县/请示.docx", letter())
    xlpilot("receive", "--received-at", "2018-09-10T09:00")
    code, out, _ = xlpilot("remind", "--only", "430422", "--eml", "信", "--as-of", "2018-09-11")
    assert code == 0
    assert "材料已收到 2 份，还没有收到《2018年衡阳市教育信息化试点项目申报汇总表》" in out
    assert "方案.docx：6 处必须修改" in out
    (path,) = (workspace / "信").iterdir()
    mail = message_from_bytes(path.read_bytes())
    (attached,) = [part for part in mail.walk() if part.get_filename()]
    assert attached.get_content_type() == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert attached.get_payload(decode=True) == (workspace / "退回" / "430422-衡南县" / "方案-退回.docx").read_bytes()
