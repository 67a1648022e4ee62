"""What a copy made with openpyxl leaves behind, told by the names of the parts and a few of their words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlpilot.intake.guard import Package

ORIGINAL = "；原件没有改动，由市局留存"
_PARTS = (
    (r"xl/cellimages\.xml|xl/richdata/", "单元格里的图片"),
    (r"xl/charts/", "图表（副本里可能走样）"),
    (r"xl/diagrams/", "SmartArt 图形"),
    (r"xl/vbaproject\.bin|xl/macrosheets/", "宏（副本是不带宏的 .xlsx）"),
    (r"xl/(activex|ctrlprops)/", "控件"),
    (r"xl/embeddings/", "嵌入的其他文件"),
    (r"xl/threadedcomments/", "批注的对话形式（文字已保留为普通批注）"),
    (r"xl/(slicers|timelines)/", "切片器"),
    (r"_xmlsignatures/", "电子签名（副本改动过，签名不再有效）"),
    (r"customxml/item", "文档附带的自定义数据"),
)
_IN_DRAWINGS = ((b"<xdr:pic>", "图片"), (b"<xdr:sp ", "文本框、图形"), (b"<xdr:cxnSp", "线条"))
_IN_SHEETS = (
    (b"x14:dataValidation ", "引用其他工作表的下拉列表"),
    (b"x14:cfRule", "较新的条件格式（如数据条）"),
    (b"x14:sparklineGroup ", "迷你图"),
    (b"<legacyDrawingHF", "页眉页脚里的图片"),
)
_TEXT = re.compile(rb"<si>.*?</si>", re.DOTALL)
_RUN = re.compile(rb"<r>.*?</r>", re.DOTALL)
_LOOK = re.compile(rb"<(?:b|i|u|strike|color)\b[^>]*>")


def losses(package: Package, sheets: Sequence[str]) -> list[str]:
    """Names of what openpyxl drops from this workbook; `sheets` are the names of the parts of its worksheets."""
    names = package.names
    found = [word for pattern, word in _PARTS if any(re.match(pattern, name.lower()) for name in names)]
    for name in names:
        if re.fullmatch(r"xl/drawings/[^/]+\.xml", name.lower()):
            content = package.read(name)
            found += [word for mark, word in _IN_DRAWINGS if mark in content or mark.replace(b"xdr:", b"") in content]
    for name in sheets:
        content = package.read(name)
        found += [word for mark, word in _IN_SHEETS if mark in content]
    if _several_looks(package.read("xl/sharedStrings.xml")):
        found.append("一格之内部分文字的字体、颜色")
    return list(dict.fromkeys(found))


def _several_looks(strings: bytes) -> bool:
    """Whether a text has runs that look different; LibreOffice splits texts into runs that do not."""
    texts = (_RUN.findall(match[0]) for match in _TEXT.finditer(strings) if b"<r>" in match[0])
    return any(len({frozenset(_LOOK.findall(run)) for run in runs}) > 1 for runs in texts)
