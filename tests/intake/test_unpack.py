"""Zips and mails opened up: names under every encoding, bounded depth, and a reason where one cannot be opened."""

import base64
import io
import zipfile
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from xlpilot.intake.refusal import Reason
from xlpilot.intake.unpack import unpack

NAME = "衡南县汇总表.xlsx"
SHEET = b"not a workbook, but the bytes are what counts"


def zip_of(members, utf8=True):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    data = buffer.getvalue()
    if not utf8:
        # As Windows writes it: GBK bytes, no flag.
        for name in members:
            wide, gbk = name.encode(), name.encode("gbk")
            padded = gbk + b"_" * (len(wide) - len(gbk))
            data = data.replace(wide, padded)
        flagged = bytearray(data)
        for magic, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            start = flagged.find(magic)
            while start >= 0:
                flagged[start + at + 1] &= ~0x08
                start = flagged.find(magic, start + 4)
        data = bytes(flagged)
    return data


def test_a_plain_file_is_itself():
    (member,) = unpack("a.xlsx", SHEET)
    assert (member.path, member.data, member.refusal) == ("a.xlsx", SHEET, None)


def test_members_of_a_zip_are_named_outer_and_inner_and_litter_is_passed_over():
    data = zip_of({f"资料/{NAME}": SHEET, "__MACOSX/._x": b"x", "资料/~$x.xlsx": b"x", "Thumbs.db": b"x"})
    assert [(m.path, m.data) for m in unpack("报送.zip", data)] == [(f"报送.zip!资料/{NAME}", SHEET)]


def test_names_that_windows_wrote_in_gbk_are_read():
    (member,) = unpack("a.zip", zip_of({"衡南县.xlsx": SHEET}, utf8=False))
    assert member.path.startswith("a.zip!衡南县.xlsx")


def test_zip_in_zip_is_opened_twice_and_no_deeper():
    one = zip_of({NAME: SHEET})
    two = zip_of({"内.zip": one})
    three = zip_of({"中.zip": two})
    assert [m.path for m in unpack("外.zip", two)] == [f"外.zip!内.zip!{NAME}"]
    (deep,) = unpack("外.zip", three)
    assert deep.refusal is not None
    assert deep.refusal.reason is Reason.ARCHIVE


def test_an_empty_zip_and_one_with_climbing_names_say_why():
    assert unpack("a.zip", zip_of({}))[0].refusal is not None
    (climbing,) = unpack("a.zip", zip_of({"../../x.xlsx": SHEET}))
    assert climbing.refusal is not None


HEADERS = {
    "rfc2231 utf-8": f"attachment; filename*=UTF-8''{quote(NAME)}",
    "rfc2231 gbk": f"attachment; filename*=GBK''{quote(NAME.encode('gbk'))}",
    "rfc2231 continued": "attachment; filename*0*=UTF-8''" + quote(NAME[:3]) + "; filename*1*=" + quote(NAME[3:]),
    "rfc2047 quoted": f'attachment; filename="=?gb18030?B?{base64.b64encode(NAME.encode("gb18030")).decode()}?="',
    "rfc2047 unquoted": f"attachment; filename==?gb18030?B?{base64.b64encode(NAME.encode('gb18030')).decode()}?=",
    "rfc2047 gb2312 in name": f'attachment; filename="=?GB2312?B?{base64.b64encode(NAME.encode("gbk")).decode()}?="',
    "raw gbk": f'attachment; filename="{NAME}"'.encode("gbk"),
    "raw utf-8": f'attachment; filename="{NAME}"'.encode(),
}


def mail(disposition):
    raw = disposition if isinstance(disposition, bytes) else disposition.encode("ascii")
    return (
        b"Received: from a by b; Mon, 10 Sep 2018 09:30:00 +0800\r\nFrom: a@example.invalid\r\n"
        b"Subject: test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=BB\r\n\r\n"
        b"--BB\r\nContent-Type: text/plain\r\n\r\nhello\r\n--BB\r\nContent-Type: application/octet-stream\r\n"
        b"Content-Transfer-Encoding: base64\r\nContent-Disposition: " + raw + b"\r\n\r\n"
        + base64.b64encode(SHEET) + b"\r\n--BB--\r\n"
    )  # fmt: skip


@pytest.mark.parametrize("kind", HEADERS)
def test_a_mail_s_attachment_has_the_name_that_was_meant(kind):
    (member,) = unpack("m.eml", mail(HEADERS[kind]))
    assert (member.path, member.data) == (f"m.eml!{NAME}", SHEET)


def test_a_mail_written_by_python_and_one_without_attachment():
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.invalid", "b@example.invalid", "汇总表"
    message.set_content("见附件")
    assert unpack("m.eml", message.as_bytes())[0].refusal is not None
    message.add_attachment(SHEET, maintype="application", subtype="octet-stream", filename=NAME)
    message.add_attachment(SHEET, maintype="application", subtype="octet-stream", filename=NAME)
    assert [m.path for m in unpack("m.eml", message.as_bytes())] == [f"m.eml!{NAME}", f"m.eml!2-{NAME}"]
