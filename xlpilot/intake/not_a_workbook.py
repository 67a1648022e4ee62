"""What is said to a clerk who sent something else than a workbook that can be read."""

from __future__ import annotations

import re
from dataclasses import replace

from xlpilot.intake.refusal import RESAVE, Reason, Refusal, Refused
from xlpilot.intake.sniff import Container, text_encoding

_FORM = "请在下发的 Excel 表中填报，保存为 .xlsx 再报"
_REFUSALS = {
    Container.EMPTY: Refusal(Reason.EMPTY, "这是空文件，没有任何内容", "请重新发送原文件"),
    Container.ENCRYPTED: Refusal(Reason.ENCRYPTED, "这是加了打开密码的工作簿", "请去掉密码后另存为 .xlsx 再报"),
    Container.WORD: Refusal(Reason.WORD, "这是 Word 文档，不是工作簿", _FORM),
    Container.LOCKED: Refusal(
        Reason.ENCRYPTED, "这个文件被本单位的加密软件加密过，在别处打不开", "请先在加密软件里解密（或申请外发）后再报"
    ),
    Container.OLD_XLS: Refusal(Reason.DISGUISED, "这是 Excel 5.0 以前的老格式，多由系统导出", RESAVE),
    Container.SLIDES: Refusal(Reason.UNKNOWN, "这是演示文稿，不是工作簿", _FORM),
    Container.PDF: Refusal(Reason.PDF, "这是 PDF 文件，可作盖章件留存，但读不出表中的内容", _FORM),
    Container.OFD: Refusal(Reason.PDF, "这是 OFD 版式文件，可作盖章件留存，但读不出表中的内容", _FORM),
    Container.IMAGE: Refusal(Reason.PICTURE, "这是图片，可作盖章件留存，但读不出表中的内容", _FORM),
    Container.ZIP: Refusal(Reason.ARCHIVE, "这是压缩包，不是工作簿", "请解压后把里面的 Excel 表单独报送"),
    Container.ARCHIVE: Refusal(
        Reason.ARCHIVE, "这是 RAR、7Z 或 GZ 压缩包", "请解压后直接报送 Excel 表，或改用 .zip 压缩"
    ),
    Container.MAIL: Refusal(Reason.MAIL, "这是一封邮件，不是工作簿", "请把邮件里的 Excel 附件另存后报送"),
    Container.OUTLOOK: Refusal(
        Reason.MAIL, "这是 Outlook 邮件（.msg），里面的附件取不出来", "请把邮件里的 Excel 附件另存后报送"
    ),
    Container.TNEF: Refusal(
        Reason.MAIL,
        "这是 winmail.dat：Outlook 按“RTF 格式”发信时把附件包在了里面，取不出来",
        "请把邮件格式改为“纯文本”或“HTML”后重新发送附件，或压缩成 .zip 再发",
    ),
    Container.HTML: Refusal(Reason.DISGUISED, "这是网页（HTML）格式的表格，只是扩展名像工作簿，多由系统导出", RESAVE),
    Container.SPREADSHEETML: Refusal(Reason.DISGUISED, "这是“XML 电子表格 2003”格式，不是 .xlsx 或 .xls", RESAVE),
    Container.MHT: Refusal(Reason.DISGUISED, "这是“单个文件网页”（MHT）格式的表格，不是工作簿", RESAVE),
    Container.FLAT_ODS: Refusal(
        Reason.DISGUISED, "这是单文件 XML 格式的 ODF 表格（.fods），不是 .ods 或 .xlsx", RESAVE
    ),
    Container.UOF: Refusal(Reason.DISGUISED, "这是“标文通”（UOF）格式的表格，不是 .xlsx 或 .xls", RESAVE),
    Container.SYLK: Refusal(Reason.DISGUISED, "这是“符号链接”（SYLK，.slk）格式的表格，不是 .xlsx 或 .xls", RESAVE),
    Container.CSV: Refusal(
        Reason.DISGUISED, "这是用逗号分隔的文本（CSV），号码开头的 0 可能已经丢失，长数字可能成了 1.38E+10", RESAVE
    ),
    Container.TSV: Refusal(
        Reason.DISGUISED, "这是用制表符分隔的文本（TSV），号码开头的 0 可能已经丢失，长数字可能成了 1.38E+10", RESAVE
    ),
    Container.TEXT: Refusal(Reason.DISGUISED, "这是纯文本文件，不是工作簿", _FORM),
    Container.SHORTCUT: Refusal(
        Reason.LINK,
        "这是快捷方式或网址链接（.lnk、.url），里面没有文件内容",
        "请下载或找到它所指的 Excel 表，把文件本身发来",
    ),
}
_TEXTS = frozenset({Container.CSV, Container.TSV, Container.TEXT})
_SUFFIXES = {
    Container.XLSX: ("xlsx", "et", "xltx", "ett"),
    Container.XLSM: ("xlsm", "et", "xltm", "xlam"),
    Container.XLSB: ("xlsb",),
    Container.XLS: ("xls", "et", "xlt", "ett"),
    Container.ODS: ("ods", "ots"),
}
_UNKNOWN = Refusal(Reason.UNKNOWN, "认不出这是什么文件", RESAVE)


_ENCODINGS = {"utf-16": "UTF-16", "utf-8-sig": "UTF-8（带 BOM）", "utf-8": "UTF-8", "gb18030": "GBK（GB18030）"}


def refusal_for(container: Container, data: bytes = b"") -> Refusal:
    """The refusal of a file that is no workbook, or one of a kind that is not read; of a text, with its encoding."""
    refusal = _REFUSALS.get(container, _UNKNOWN)
    encoding = _ENCODINGS.get(text_encoding(data) or "") if data and container in _TEXTS else None
    return replace(refusal, detail=f"{refusal.detail}；编码为 {encoding}") if encoding else refusal


def refused_as(container: Container, data: bytes) -> Refused:
    """The same, to be raised."""
    refusal = refusal_for(container, data)
    return Refused(refusal.reason, refusal.detail, refusal.advice)


def misnamed(path: str, container: str) -> str | None:
    """What is odd about the name of a workbook that was read: 'a.xls' that is an .xlsx inside; None where nothing is.

    `path` may be a member's (outer!inner). Nothing follows from it: the content decides.
    """
    suffix = re.split(r"[/\\!]", path)[-1].rpartition(".")[2].lower()
    kind = Container(container)
    if suffix in _SUFFIXES.get(kind, ()):
        return None
    shown = f"扩展名是 .{suffix}" if re.fullmatch("[a-z0-9]{1,8}", suffix) and "." in path else "没有扩展名"
    return f"{shown}，内容其实是 .{kind.value} 工作簿，已按内容读取"
