"""The office's memory on the command line: receipts, paper, decisions, standing, chasing."""

import datetime as dt
import email
import email.header
import hashlib
import json
import os
import re
import zipfile
from email.message import EmailMessage

import openpyxl
import pytest
from review.county import good_row

from commands.county_post import county, drop

BAD = {"leader_phone": "1380013"}
EARLY, LATE = "2018-09-10T09:30", "2018-09-18T08:00"
BY = ("--reason", "确有原因", "--by", "王五")


@pytest.fixture
def workspace(issued):
    return issued


def send(workspace, xlpilot, code, rows, when=EARLY, name=None):
    path = drop(
        workspace, name or f"{code}-{len(list((workspace / '收件').iterdir()))}.xlsx", county(workspace, code, rows)
    )
    assert xlpilot("receive", path, "--received-at", when)[0] == 0
    return path


def units(as_json, *more):
    code, document = as_json("status", *more)
    assert code == 0
    return {unit["unit"]: unit for unit in document["units"]}


def mail(data, name, *headers):
    message = EmailMessage()
    for header, value in headers:
        message[header] = value
    message["Subject"] = "报送"
    message.set_content("请查收")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_status_shows_every_unit_in_one_of_six_states(workspace, xlpilot, as_json):
    send(workspace, xlpilot, "430405", [good_row(1)])
    send(workspace, xlpilot, "430406", [good_row(2, **BAD)])
    send(workspace, xlpilot, "430407", [good_row(3, **BAD)])
    send(workspace, xlpilot, "430407", [good_row(3)], LATE)
    send(workspace, xlpilot, "430408", [good_row(4)], LATE)
    path = drop(workspace, "430412.xlsx", county(workspace, "430412", [good_row(5)]))
    assert xlpilot("receive", path, "--received-at", "不明")[0] == 0
    found = units(as_json)
    assert {code: unit["state"] for code, unit in found.items() if code < "430421"} == {
        "430405": "通过", "430406": "退回", "430407": "补正", "430408": "逾期", "430412": "已报",
    }  # fmt: skip
    assert found["430421"]["state"] == "未报"
    assert [version["fate"] for version in found["430407"]["versions"]] == ["已替代", "采用"]
    (change,) = found["430407"]["versions"][1]["changes"]
    assert change.endswith(f"负责人手机号码 1380013→{good_row(3)['leader_phone']}")
    code, out, _ = xlpilot("status", "--verbose")
    assert code == 0
    for word in ("通过 1", "退回 1", "补正 1", "逾期 1", "已报 1", "未报 7", "登记人填写"):
        assert word in out
    assert good_row(3)["leader_phone"] not in out  # masked


def test_status_as_of_a_day_knows_only_what_was_there_then(workspace, xlpilot, as_json):
    send(workspace, xlpilot, "430405", [good_row(1, **BAD)], "2018-09-10T09:30")
    send(workspace, xlpilot, "430405", [good_row(1)], "2018-09-12T09:30")
    states = [units(as_json, "--as-of", day)["430405"]["state"] for day in ("2018-09-09", "2018-09-10", "2018-09-12")]
    assert states == ["未报", "退回", "补正"]
    assert units(as_json, "--as-of", "2018-09-12")["430405"]["days_left"] == 5


def test_status_writes_a_workbook_with_a_picture(workspace, xlpilot):
    send(workspace, xlpilot, "430405", [good_row(1)])
    xlpilot("receive", "--paper", "--unit", "430405", "--item", "公文", "--received-at", EARLY)
    assert xlpilot("status", "-o", "情况.xlsx", "--as-of", "2018-09-12T08:00")[0] == 0
    once = (workspace / "情况.xlsx").read_bytes()
    assert xlpilot("status", "-o", "情况.xlsx", "--as-of", "2018-09-12T08:00")[0] == 0
    assert (workspace / "情况.xlsx").read_bytes() == once
    book = openpyxl.load_workbook(workspace / "情况.xlsx")
    assert book.sheetnames == ["报送情况", "各次报送", "材料", "纸质材料", "决定"]
    assert [book["报送情况"].cell(4, column).value for column in (1, 3, 4)] == ["430405", "通过", 1]
    assert [cell.value for cell in book["纸质材料"][4]][1:4] == ["公文", 1, "否"]
    assert any(name.startswith("xl/charts/") for name in zipfile.ZipFile(workspace / "情况.xlsx").namelist())


def test_files_waiting_in_the_inbox_are_counted(workspace, xlpilot):
    drop(workspace, "x.xlsx", county(workspace, "430405", [good_row(1)]))
    assert "还有 1 个文件没有登记" in xlpilot("status")[1]


def test_paper_stands_beside_the_electronic_form_and_says_which_was_in_time(workspace, xlpilot, as_json):
    paper = ("receive", "--paper", "--unit", "430405", "--item", "附件1", "--copies", "2", "--by", "李四")
    assert xlpilot(*paper, "--sealed", "--received-at", LATE)[0] == 0
    send(workspace, xlpilot, "430405", [good_row(1)])
    unit = units(as_json)["430405"]
    (noted,) = unit["papers"]
    assert (noted["item"], noted["copies"], noted["sealed"], noted["in_time"]) == ("附件1", 2, True, False)
    assert unit["state"] == "通过"
    assert "附件1 2 份，已盖章，逾期" in xlpilot("status", "-v")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--item", "附件1"),
        ("--unit", "430405"),
        ("--unit", "430499", "--item", "x"),
        ("--unit", "430405", "--item", " "),
    ],
)
def test_paper_without_unit_or_item_is_the_operators_to_mend(workspace, xlpilot, arguments):
    code, _, err = xlpilot("receive", "--paper", *arguments)
    assert code == 2
    assert err.startswith("错误：")


def test_a_mail_is_received_when_the_offices_server_says(workspace, xlpilot, as_json):
    data = county(workspace, "430405", [good_row(1)])
    received = [
        ("Received", "from mx by mail.hengyang.gov.cn; Mon, 17 Sep 2018 23:59:59 +0800"),
        ("Received", "from county by mx; Mon, 17 Sep 2018 10:00:00 +0800"),
        ("Date", "Mon, 17 Sep 2018 09:00:00 +0800"),
    ]
    drop(workspace, "a.eml", mail(data, "附件1.xlsx", *received))
    assert xlpilot("receive")[0] == 0
    (version,) = units(as_json)["430405"]["versions"]
    assert (version["received_at"], version["source"]) == ("2018-09-17T23:59:59+08:00", "mail")
    assert version["path"] == "收件/a.eml!附件1.xlsx"
    assert version["fate"] == "采用"


@pytest.mark.parametrize("header", [None, "nothing; of the kind", "by x; Mon, 99 Foo 2018"])
def test_a_mail_without_a_readable_header_is_received_now(workspace, xlpilot, as_json, header):
    headers = [("To", "office@example.cn"), *([("Received", header)] if header else [])]
    drop(workspace, "a.eml", mail(county(workspace, "430405", [good_row(1)]), "附件1.xlsx", *headers))
    xlpilot("receive")
    (version,) = units(as_json)["430405"]["versions"]
    assert version["source"] == "clock"
    assert version["received_at"][:4] == str(dt.date.today().year)


def test_xp710_a_told_time_before_the_mail_servers_is_told(workspace, xlpilot, as_json):
    headers = [("Received", "by x; Tue, 18 Sep 2018 08:00:00 +0800")]
    path = drop(workspace, "a.eml", mail(county(workspace, "430405", [good_row(1)]), "附件1.xlsx", *headers))
    xlpilot("receive", path, "--received-at", "2018-09-17T20:00", "--by", "李四")
    _, document = as_json("validate")
    (finding,) = [f for f in document["files"][0]["findings"] if f["code"] == "XP710" and f["severity"] == "warning"]
    assert "邮件服务器" in finding["message"]
    assert units(as_json)["430405"]["state"] == "通过"  # a person told it


def test_a_decision_to_accept_what_is_late_puts_its_rows_into_the_summary_and_on_record(workspace, xlpilot, as_json):
    path = send(workspace, xlpilot, "430405", [good_row(1)], LATE)
    assert as_json("consolidate")[1]["units"]["late"] == ["430405"]
    code, out, _ = xlpilot("decide", "accept-late", hashlib.sha256(path.read_bytes()).hexdigest()[:12], *BY)
    assert code == 0
    assert "准予补收" in out
    _, document = as_json("consolidate")
    assert (document["units"]["late"], document["rows_included"]) == ([], 1)
    book = openpyxl.load_workbook(workspace / document["output"])
    row = [cell.value for cell in book["决定"][4]]
    assert row[1] == "准予补收"
    assert row[4:6] == ["确有原因", "王五"]


def test_an_extension_a_waiver_and_a_withdrawal_work_and_can_be_revoked(workspace, xlpilot, as_json):
    send(workspace, xlpilot, "430405", [good_row(1)], LATE)
    xlpilot("decide", "extend", "珠晖区", "--until", "2018-09-20T18:00", *BY)
    send(workspace, xlpilot, "430406", [good_row(2, **BAD)])
    xlpilot("decide", "waive", "430406:XP203", *BY)
    send(workspace, xlpilot, "430407", [good_row(3)])
    xlpilot("decide", "withdraw", "430407", *BY)
    found = units(as_json)
    assert [found[code]["state"] for code in ("430405", "430406", "430407")] == ["通过", "通过", "已报"]
    assert found["430407"]["versions"][0]["fate"] == "已撤回"
    assert as_json("consolidate")[1]["rows_included"] == 2
    numbers = [decision["number"] for code in ("430405", "430406", "430407") for decision in found[code]["decisions"]]
    for number in numbers:
        assert xlpilot("decide", "revoke", number, *BY)[0] == 0
    found = units(as_json)
    assert [found[code]["state"] for code in ("430405", "430406", "430407")] == ["逾期", "退回", "通过"]
    assert xlpilot("decide", "revoke", numbers[0], *BY)[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("waive", "430405"), ("waive", "430405:XP999"), ("waive", "430405:XP206"), ("waive", "430405:XP203:9"),
        ("withdraw", "nobody"), ("withdraw", "abcdef0123"), ("extend", "430405"), ("extend", "x", "--until", LATE),
        ("accept-late", "430405", "--until", LATE), ("revoke", "1x"), ("revoke", "1"), ("withdraw", ""),
    ],
)  # fmt: skip
def test_a_decision_about_nothing_is_refused_and_not_noted(workspace, xlpilot, arguments):
    from xlpilot.ledger.store import open_ledger

    code, _, err = xlpilot("decide", *arguments, *BY)
    assert code == 2
    assert err.startswith("错误：")
    with open_ledger(workspace / ".xlpilot" / "ledger.sqlite") as ledger:
        assert ledger.decisions() == []


@pytest.mark.parametrize("missing", [("--reason", " ", "--by", "x"), ("--reason", "x", "--by", ""), ("--reason", "x")])
def test_a_decision_needs_a_reason_and_a_name(workspace, xlpilot, missing):
    assert xlpilot("decide", "withdraw", "430405", *missing)[0] == 2


def test_remind_writes_what_each_unit_must_do_with_its_gravest_points(workspace, xlpilot):
    send(workspace, xlpilot, "430405", [good_row(1)])
    send(workspace, xlpilot, "430406", [good_row(2, **BAD), good_row(3, category="丙"), good_row(4, **BAD)])
    code, out, _ = xlpilot("remind", "--as-of", "2018-09-14T08:00")
    assert code == 0
    assert "珠晖区" not in out
    part = re.search("──── 【退回修改】.*?(?=────)", out, re.DOTALL)[0]
    assert "雁峰区教育局：" in part
    assert "另有 1 处同样的问题" in part
    assert "丙" in part
    assert "还剩3天" in part
    assert "刘阳" in part
    assert out.count("【催报】") == 10 + 4  # the direct units too
    assert xlpilot("remind", "--only", "430406")[1].count("────") == 1
    assert xlpilot("remind", "--only", "430499")[0] == 2


def test_mail_drafts_carry_the_marked_copy_under_a_name_that_every_program_reads(workspace, xlpilot):
    send(workspace, xlpilot, "430406", [good_row(2, **BAD)])
    assert xlpilot("remind", "--eml", "草稿", "--as-of", "2018-09-14")[0] == 0
    path = workspace / "草稿" / "430406-雁峰区-退回.eml"
    once = path.read_bytes()
    assert once.isascii()
    message = email.message_from_bytes(once)
    assert message["X-Unsent"] == "1"
    assert str(email.header.make_header(email.header.decode_header(message["Subject"]))).startswith("【退回修改】")
    text, attached = message.get_payload()
    assert "雁峰区教育局：" in text.get_payload(decode=True).decode()
    (marked,) = (workspace / "退回" / "430406-雁峰区").glob("*.xlsx")
    assert attached.get_payload(decode=True) == marked.read_bytes()
    assert attached.get_filename() == marked.name  # RFC 2231
    old = attached.get_param("name")  # RFC 2047, for programs that do not know it
    assert str(email.header.make_header(email.header.decode_header(old))) == marked.name
    assert len(list((workspace / "草稿").iterdir())) == 16
    xlpilot("remind", "--eml", "草稿", "--as-of", "2018-09-14")
    assert path.read_bytes() == once


def test_our_own_mail_draft_comes_back_as_a_return(workspace, xlpilot, as_json):
    send(workspace, xlpilot, "430406", [good_row(2, **BAD)])
    xlpilot("remind", "--eml", "草稿")
    code, document = as_json("validate", "草稿/430406-雁峰区-退回.eml")
    assert code == 1
    (file,) = document["files"]
    assert (file["unit"], file["kind"]) == ("430406", "summary")
    assert "!" in file["path"]


def test_a_withdrawn_or_replaced_return_does_not_make_the_exit_code(workspace, xlpilot):
    send(workspace, xlpilot, "430405", [good_row(1, **BAD)])
    send(workspace, xlpilot, "430405", [good_row(1)], "2018-09-11T09:30")
    assert xlpilot("validate")[0] == 0


def test_json_of_status_is_one_document(workspace, xlpilot):
    code, out, err = xlpilot("status", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["counts"] == {"未报": 12, "已报": 0, "退回": 0, "补正": 0, "逾期": 0, "通过": 0}


def test_the_number_of_processes_changes_nothing(workspace, as_json):
    for code in ("430405", "430406"):
        drop(workspace, f"{code}.xlsx", county(workspace, code, [good_row(1), good_row(2, **BAD)]))
    drop(workspace, "odd.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)  # read in a process of its own
    documents = [as_json("validate", "收件", "--jobs", str(jobs)) for jobs in (1, 3)]
    assert documents[0] == documents[1]
    assert documents[0][1]["counts"]["files"] == 3


def test_validate_of_a_folder_goes_by_receipt_and_not_by_name(workspace, xlpilot, as_json):
    send(workspace, xlpilot, "430405", [good_row(1), good_row(2)], "2018-09-10T09:30", "b-先报.xlsx")
    send(workspace, xlpilot, "430405", [good_row(1), good_row(3)], "2018-09-11T09:30", "a-后报.xlsx")
    _, document = as_json("validate", "收件")
    said = {file["path"]: [finding["code"] for finding in file["findings"]] for file in document["files"]}
    assert "XP702" in said["收件/b-先报.xlsx"]
    assert "XP702" not in said["收件/a-后报.xlsx"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_status_never_opens_a_pipe_in_the_inbox(workspace, xlpilot):
    os.mkfifo(workspace / "收件" / "管道.xlsx")
    code, out, _ = xlpilot("status")
    assert code == 0
    assert "还有 1 个文件没有登记" in out


def test_an_owner_file_in_the_folder_is_not_attached(workspace, xlpilot):
    send(workspace, xlpilot, "430406", [good_row(2, **BAD)])
    xlpilot("validate")
    (workspace / "退回" / "430406-雁峰区" / "~$别的.xlsx").write_bytes(b"x" * 165)
    assert xlpilot("remind", "--eml", "草稿", "--only", "430406")[0] == 0
    message = email.message_from_bytes((workspace / "草稿" / "430406-雁峰区-退回.eml").read_bytes())
    assert len(message.get_payload()) == 2
