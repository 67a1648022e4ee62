"""Zips and mails opened up: names under every encoding, bounded depth, and a reason where one cannot be opened."""

import base64
import io
import zipfile
import zlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from tests.intake.workbooks import book_of, form
from xlpilot.intake import unpack as unpack_module
from xlpilot.intake.reader import read_book
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
    "rfc2047 split in a character": 'attachment; filename="{}"'.format(
        " ".join(
            f"=?gb18030?B?{base64.b64encode(part).decode()}?="
            for part in (NAME.encode("gbk")[:5], NAME.encode("gbk")[5:])
        )
    ),
    "rfc2047 q": 'attachment; filename="=?gbk?Q?{}?="'.format("".join(f"={byte:02X}" for byte in NAME.encode("gbk"))),
    "rfc2047 folded": 'attachment; filename="{}"'.format(
        "\r\n ".join(f"=?utf-8?B?{base64.b64encode(part.encode()).decode()}?=" for part in (NAME[:4], NAME[4:]))
    ),
    "percent without charset": f'attachment; filename="{quote(NAME)}"',
    "percent in gbk": f'attachment; filename="{quote(NAME.encode("gbk"))}"',
    "rfc2231 in quotes": f"attachment; filename=\"UTF-8''{quote(NAME)}\"",
    "rfc2231 with a language": f"attachment; filename*=utf-8'zh-CN'{quote(NAME)}",
    "wrong charset": f'attachment; filename="=?us-ascii?B?{base64.b64encode(NAME.encode("gbk")).decode()}?="',
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


def test_a_name_that_is_only_in_the_content_type_is_read_and_a_percent_sign_that_is_meant_stays():
    encoded = base64.b64encode(NAME.encode("gb18030"))
    raw = mail("attachment").replace(
        b"application/octet-stream", b"application/octet-stream; name==?gb18030?B?" + encoded + b"?="
    )
    assert [m.path for m in unpack("m.eml", raw)] == [f"m.eml!{NAME}"]
    assert [m.path for m in unpack("m.eml", mail('attachment; filename="100%25 a.xlsx"'))] == ["m.eml!100%25 a.xlsx"]


@pytest.mark.parametrize("name", ["../../x.xlsx", "C:\\\\x.xlsx", "a\x01b.xlsx"])
def test_a_name_in_a_mail_climbs_nowhere(name):
    (member,) = unpack("m.eml", mail(f'attachment; filename="{name}"'))
    assert not set(member.path.partition("!")[2]) & set("/\\\x01")


@pytest.mark.parametrize("name", ["tcmime.1234.bin", "AT00001.dat", "untitled", "noname"])
def test_a_lost_name_does_not_matter_the_content_says_what_it_is(name):
    (member,) = unpack(
        "m.eml", mail(f'attachment; filename="{name}"').replace(base64.b64encode(SHEET), base64.b64encode(form(2)))
    )
    assert member.path == f"m.eml!{name}"
    assert read_book(member.data) == book_of(form(2))
    inner = base64.b64encode(zip_of({NAME: form(2)}))
    (member,) = unpack("m.eml", mail(f'attachment; filename="{name}"').replace(base64.b64encode(SHEET), inner))
    assert member.path == f"m.eml!{name}!{NAME}"


def test_an_attachment_without_any_name_is_kept():
    (member,) = unpack("m.eml", mail("attachment"))
    assert (member.path.startswith("m.eml!附件"), member.data) == (True, SHEET)


def test_winmail_dat_is_named_and_told_what_to_do():
    tnef = base64.b64encode(b"\x78\x9f\x3e\x22\x01\x00" + b"x" * 50)
    (member,) = unpack("m.eml", mail('attachment; filename="winmail.dat"').replace(base64.b64encode(SHEET), tnef))
    refusal = read_book(member.data)
    assert "winmail.dat" in refusal.detail
    assert "重新发送" in refusal.advice


def forwarded(as_message):
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = "a@example.invalid", "b@example.invalid", "转发"
    outer.set_content("见附件")
    inner = mail(HEADERS["rfc2231 gbk"])
    if as_message:
        outer.add_attachment(message_from_bytes(inner, policy=policy.default), filename="原邮件.eml")
    else:
        outer.add_attachment(inner, maintype="application", subtype="octet-stream", filename="原邮件.eml")
    return outer.as_bytes()


@pytest.mark.parametrize("as_message", [True, False])
def test_a_forwarded_mail_s_attachments_are_found(as_message):
    (member,) = unpack("m.eml", forwarded(as_message))
    assert member.data == SHEET
    assert member.path.endswith(NAME)


def letter(text, html=False, attached=False):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.invalid", "b@example.invalid", "汇总表"
    message.set_content(text, subtype="html" if html else "plain")
    if attached:
        message.add_attachment(SHEET, maintype="application", subtype="octet-stream", filename=NAME)
    return message.as_bytes()


@pytest.mark.parametrize("html", [True, False])
@pytest.mark.parametrize(
    "link",
    [
        "https://docs.qq.com/sheet/DUk",
        "https://pan.baidu.com/s/1abc",
        "https://mail.qq.com/cgi-bin/ftnExs_download?k=1",
    ],
)
def test_a_mail_with_a_link_in_place_of_a_file_is_told_and_the_link_is_not_followed(link, html):
    text = f'<a href="{link}">汇总表</a>' if html else f"汇总表见 {link} ，请查收"
    (member,) = unpack("m.eml", letter(text, html))
    assert member.refusal.reason is Reason.LINK
    assert link.split("/")[2] in member.refusal.detail
    assert "附件" in member.refusal.advice


def test_a_large_attachment_that_is_only_linked_is_told_beside_a_real_one_and_a_homepage_is_not():
    both = unpack("m.eml", letter("超大附件 https://mail.qq.com/cgi-bin/ftnExs_download?k=1", attached=True))
    assert [member.refusal and member.refusal.reason for member in both] == [None, Reason.LINK]
    for text in ("单位主页 https://docs.qq.com/x", "https://www.example.invalid/"):
        assert [member.data for member in unpack("m.eml", letter(text, attached=True))] == [SHEET]
    (none,) = unpack("m.eml", letter("主页 https://www.example.invalid/ 见附件"))
    assert none.refusal.reason is Reason.MAIL


def test_the_logo_of_a_signature_is_no_attachment_and_a_photograph_is_one():
    logo = b"\x89PNG\r\n\x1a\n" + b"x" * 500
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.invalid", "b@example.invalid", "汇总表"
    message.set_content("见附件")
    message.add_alternative('<p>见附件<img src="cid:logo@x"></p>', subtype="html")
    message.get_payload()[1].add_related(logo, "image", "png", cid="<logo@x>", filename="image001.png")
    message.add_attachment(logo, maintype="image", subtype="png", filename="盖章.png")
    assert [member.path for member in unpack("m.eml", message.as_bytes())] == ["m.eml!盖章.png"]


def test_a_mail_of_endless_parts_is_refused_before_it_is_taken_apart():
    for data in (
        mail("attachment") + b"--BB\r\n" * 20_000,
        b"From: a\r\nTo: b\r\n" + b"X-A: 1\r\n" * 200_000 + b"\r\n",
    ):
        (member,) = unpack("m.eml", data)
        assert member.refusal.reason is Reason.TOO_LARGE


def test_mails_in_each_other_end():
    data = letter("见附件", attached=True)
    for _ in range(6):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@example.invalid", "b@example.invalid", "转发"
        message.set_content("见附件")
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename="a.eml")
        data = message.as_bytes()
    (member,) = unpack("m.eml", data)
    assert member.refusal.reason is Reason.MAIL


def raw_zip(names):
    """A zip with these bytes as names, without the flag that says UTF-8, as Windows and 7z write it."""
    parts = [(bytes([65 + number]) * len(name), name) for number, name in enumerate(names)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for stand_in, _ in parts:
            package.writestr(stand_in.decode(), SHEET)
    data = buffer.getvalue()
    for stand_in, name in parts:
        data = data.replace(stand_in, name)
    return data


def test_names_in_gbk_and_utf_8_without_a_flag_are_told_apart_member_by_member():
    names = [
        "衡南县汇总表.xlsx".encode("gbk"),
        "衡东县汇总表.xlsx".encode(),
        "祁东县\\誠.xlsx".encode("gbk"),
        b"plain.xlsx",
    ]
    assert b"\\" in "誠".encode("gbk")
    assert [member.path for member in unpack("a.zip", raw_zip(names))] == [
        "a.zip!衡南县汇总表.xlsx", "a.zip!衡东县汇总表.xlsx", "a.zip!祁东县/誠.xlsx", "a.zip!plain.xlsx",
    ]  # fmt: skip


def test_a_name_in_the_field_that_some_programs_add_is_taken():
    raw, meant = b"\xba\xe2\x3f.xlsx", "衡\U00020bb7.xlsx".encode()
    info = zipfile.ZipInfo("abc.xlsx")
    field = b"\1" + zlib.crc32(raw).to_bytes(4, "little") + meant
    info.extra = b"\x75\x70" + len(field).to_bytes(2, "little") + field
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(info, SHEET)
    data = buffer.getvalue().replace(b"abc.xlsx", raw)
    assert [member.path for member in unpack("a.zip", data)] == ["a.zip!" + meant.decode()]
    other = data.replace(zlib.crc32(raw).to_bytes(4, "little"), b"\0\0\0\0")
    assert [member.path for member in unpack("a.zip", other)] == ["a.zip!衡?.xlsx"]


def test_one_damaged_member_hides_none_of_the_others():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("好.xlsx", b"good content")
        package.writestr("坏.xlsx", b"bad! content")
    members = unpack("a.zip", buffer.getvalue().replace(b"bad!", b"BAD!"))
    assert [(member.path, member.refusal and member.refusal.reason) for member in members] == [
        ("a.zip!好.xlsx", None), ("a.zip!坏.xlsx", Reason.DAMAGED),
    ]  # fmt: skip
    assert "zip" in members[1].refusal.advice


def test_what_is_to_be_done_about_a_zip_is_said_of_the_zip():
    for data in (zip_of({NAME: SHEET})[:-30], zip_of({"../../x.xlsx": SHEET})):
        (member,) = unpack("a.zip", data)
        assert ".zip" in member.refusal.advice
        assert "另存为 .xlsx" not in member.refusal.advice


def test_zips_that_hold_far_more_than_they_seem_end_early(monkeypatch):
    monkeypatch.setattr(unpack_module, "MAX_BYTES", 3_000_000)
    inner = zip_of({f"{number}.bin": b"\0" * 1_000_000 for number in range(3)})
    members = unpack("a.zip", zip_of({f"{number}.zip": inner for number in range(50)}))
    assert sum(len(member.data) for member in members) <= 3_000_000
    assert members[-1].refusal.reason is Reason.TOO_LARGE
    monkeypatch.setattr(unpack_module, "MAX_MEMBERS", 10)
    members = unpack("a.zip", zip_of({f"{number}": b"x" for number in range(50)}))
    assert (len(members), members[-1].refusal.reason) == (11, Reason.TOO_LARGE)


def test_a_rar_inside_a_mail_is_told_to_come_as_zip():
    rar = base64.b64encode(b"Rar!\x1a\x07\x01\0" + b"x" * 50)
    (member,) = unpack("m.eml", mail('attachment; filename="a.rar"').replace(base64.b64encode(SHEET), rar))
    refusal = read_book(member.data)
    assert (refusal.reason, ".zip" in refusal.advice) == (Reason.ARCHIVE, True)
