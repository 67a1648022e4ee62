"""What is said to a clerk who sent something else than a workbook that can be read."""

from __future__ import annotations

from xlpilot.intake.refusal import RESAVE, Reason, Refusal
from xlpilot.intake.sniff import Container

_FORM = "请在下发的 Excel 表中填报，保存为 .xlsx 再报"
_REFUSALS = {
    Container.EMPTY: Refusal(Reason.EMPTY, "这是空文件，没有任何内容", "请重新发送原文件"),
    Container.ENCRYPTED: Refusal(Reason.ENCRYPTED, "这是加了打开密码的工作簿", "请去掉密码后另存为 .xlsx 再报"),
    Container.WORD: Refusal(Reason.WORD, "这是 Word 文档，不是工作簿", _FORM),
    Container.SLIDES: Refusal(Reason.UNKNOWN, "这是演示文稿，不是工作簿", _FORM),
    Container.PDF: Refusal(Reason.PDF, "这是 PDF 文件，可作盖章件留存，但读不出表中的内容", _FORM),
    Container.IMAGE: Refusal(Reason.PICTURE, "这是图片，可作盖章件留存，但读不出表中的内容", _FORM),
    Container.ZIP: Refusal(Reason.ARCHIVE, "这是压缩包，不是工作簿", "请解压后把里面的 Excel 表单独报送"),
    Container.ARCHIVE: Refusal(
        Reason.ARCHIVE, "这是 RAR、7Z 或 GZ 压缩包", "请解压后直接报送 Excel 表，或改用 .zip 压缩"
    ),
    Container.MAIL: Refusal(Reason.MAIL, "这是一封邮件，不是工作簿", "请把邮件里的 Excel 附件另存后报送"),
    Container.HTML: Refusal(Reason.DISGUISED, "这是网页（HTML）格式的表格，只是扩展名像工作簿，多由系统导出", RESAVE),
    Container.SPREADSHEETML: Refusal(Reason.DISGUISED, "这是“XML 电子表格 2003”格式，不是 .xlsx 或 .xls", RESAVE),
    Container.MHT: Refusal(Reason.DISGUISED, "这是“单个文件网页”（MHT）格式的表格，不是工作簿", RESAVE),
    Container.FLAT_ODS: Refusal(
        Reason.DISGUISED, "这是单文件 XML 格式的 ODF 表格（.fods），不是 .ods 或 .xlsx", RESAVE
    ),
    Container.CSV: Refusal(Reason.DISGUISED, "这是用逗号分隔的文本（CSV），号码开头的 0 和长数字可能已经丢失", RESAVE),
    Container.TSV: Refusal(
        Reason.DISGUISED, "这是用制表符分隔的文本（TSV），号码开头的 0 和长数字可能已经丢失", RESAVE
    ),
    Container.TEXT: Refusal(Reason.DISGUISED, "这是纯文本文件，不是工作簿", _FORM),
    Container.SHORTCUT: Refusal(Reason.UNKNOWN, "这是快捷方式，里面没有文件内容", "请发送快捷方式所指的那个文件"),
}
_UNKNOWN = Refusal(Reason.UNKNOWN, "认不出这是什么文件", RESAVE)


def refusal_for(container: Container) -> Refusal:
    """The refusal of a file that is no workbook, or one of a kind that is not read."""
    return _REFUSALS.get(container, _UNKNOWN)
