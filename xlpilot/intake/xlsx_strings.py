"""The shared strings of an .xlsx: counted and measured before the reader copies each into every cell that shows it."""

from __future__ import annotations

import re

from xlpilot.intake.refusal import damaged
from xlpilot.intake.xlsx_outline import escape
from xlpilot.intake.xml_part import BAD_REFERENCE, CONTROLS, SHEET_SPACES, main, parse, plain_utf8
from xlpilot.values import dataclass

STRING_CHILDREN = {
    "si": frozenset({"t", "r", "rPh", "phoneticPr", "extLst"}),
    "is": frozenset({"t", "r", "rPh", "phoneticPr", "extLst"}),
    "r": frozenset({"rPr", "t"}),
    "rPr": frozenset(
        {
            "rFont",
            "charset",
            "family",
            "b",
            "i",
            "strike",
            "outline",
            "shadow",
            "condense",
            "extend",
            "color",
            "sz",
            "u",
        }
        | {"vertAlign", "scheme", "extLst"}
    ),
    "rPh": frozenset({"t"}),
    "t": frozenset[str](),
}  # what may stand in a text, shared or in its cell


def _items(text: bytes, attributes: bytes, blank: bytes) -> re.Pattern[bytes]:
    text = rb'<t(?: xml:space="preserve")?+' + text
    run = rb"<r>(?:<rPr>(?:<[A-Za-z]++" + attributes + rb"/>)*+</rPr>)?+" + text + rb"</r>"
    phonetic = rb"(?:<rPh" + attributes + rb">" + text + rb"</rPh>)*+(?:<phoneticPr" + attributes + rb"/>)?+"
    item = rb"<si>(?:" + text + rb"|(?:" + run + rb")++)" + blank + phonetic + rb"</si>"
    return re.compile(rb"(?:" + item + (rb"|<si/>" if blank else rb"") + rb"|\s++)*+")


_ATTRIBUTE = rb'(?: (?!xmlns)[A-Za-z:]++="[^"<>&]*+")'
_PLAIN_ITEMS = _items(rb"(?:/>|>[^<]*+</t>)", _ATTRIBUTE + rb"*+", rb"?+")
# Most parts are plainer still: no text is blank, and no attribute can be there twice.
_PLAINER_ITEMS = _items(rb">[^<]++</t>", _ATTRIBUTE + rb"?+", rb"")
_ROOT = re.compile(rb'(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*<sst((?: [A-Za-z:]+="[^"<>&]*")*)>')
_EMPTY = re.compile(rb"\s*\Z")
_TWICE = re.compile(rb' ([A-Za-z:]++)="[^"<>]*+"[^<>]{0,400}? \1="')
_SPACES = frozenset(b' xmlns="' + space.encode() + b'"' for space in SHEET_SPACES)


@dataclass(frozen=True, slots=True)
class SharedStrings:
    """Shared strings as they will be given to the reader.

    Attributes:
        content: the part, plain UTF-8.
        sizes: size of each string; exact characters where `exact`, else bytes of its XML, which is never less.
        blank: indexes of strings that come out blank; known only where `exact`.
    """

    content: bytes
    sizes: tuple[int, ...]
    exact: bool
    blank: frozenset[int] = frozenset()


def scan_strings(content: bytes, careful: bool) -> SharedStrings:
    """Measure the shared strings; rewritten without anything unusual where they hold any, or where asked to be careful.

    Raises:
        Refused: not well-formed.
    """
    if not content:
        return SharedStrings(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>', (), True)
    fast = None if careful else _fast(content)
    return fast or _rewritten(content)


def _fast(content: bytes) -> SharedStrings | None:
    root, end = _ROOT.match(content), content.rfind(b"</sst>")
    if root is None or end < 0 or not any(space in root[1] for space in _SPACES):
        return None
    items = _PLAINER_ITEMS.match(content, root.end(), end)
    plainer = items is not None and items.end() == end
    if not plainer:
        items = _PLAIN_ITEMS.match(content, root.end(), end)
    if items is None or items.end() != end or not _EMPTY.match(content, end + 6):
        return None
    if not plain_utf8(root[0]):  # the items are, or they would not have matched
        return None
    if (b"&" in content and BAD_REFERENCE.search(content)) or len(content.translate(None, CONTROLS)) != len(content):
        return None
    if _TWICE.search(root[0]) or (not plainer and _twice_or_blank(content)):
        return None
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError as error:
            raise damaged("sharedStrings.xml 含有无法识别的字符") from error
    sizes = tuple(map(len, content[root.end() : end].split(b"</si>")[:-1]))
    return SharedStrings(content, sizes, exact=False)


def _twice_or_blank(content: bytes) -> bool:
    """Whether an attribute is there twice, or a text is blank: then the blank ones have to be known."""
    if b"<si/>" in content or b"<t></t>" in content or b"<t/>" in content:
        return True
    return (b"<rP" in content or b"<phoneticPr" in content) and _TWICE.search(content) is not None


def _rewritten(content: bytes) -> SharedStrings:
    items: list[str] = []
    sizes: list[int] = []
    blank: set[int] = set()
    pieces: list[str] = []  # of the t element being read
    runs: list[str] = []  # of the item being read
    path: list[str] = []
    keep = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal keep
        local = main(name)
        if path and local not in STRING_CHILDREN.get(path[-1], (local,)):
            raise damaged("sharedStrings.xml 的结构不对")
        if len(path) == 1 and local not in ("si", "extLst"):
            raise damaged("sharedStrings.xml 的结构不对")
        if local == "si":
            runs.clear()
        elif local == "t":
            keep = attributes.get("http://www.w3.org/XML/1998/namespace space") == "preserve"
            pieces.clear()
        path.append(local)

    def text(piece: str) -> None:
        if path and path[-1] == "t" and "rPh" not in path:
            pieces.append(piece)

    def end(_: str) -> None:
        local = path.pop()
        if local == "t" and "rPh" not in path:
            whole = "".join(pieces)
            runs.append(whole if keep else whole.strip(" \t\r\n"))
        elif local == "si":
            item = "".join(runs)
            if not item:
                blank.add(len(items))
            sizes.append(len(item))
            items.append(f'<si><t xml:space="preserve">{escape(item)}</t></si>')

    parse(content, "sharedStrings.xml", start, end, text)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    body = f'<sst xmlns="{space}">{"".join(items)}</sst>'.encode()
    return SharedStrings(body, tuple(sizes), exact=True, blank=frozenset(blank))
