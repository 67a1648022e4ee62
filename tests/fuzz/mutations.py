"""Seeded ways to spoil a workbook: bytes of the zip, elements of its XML, meaning of its cells."""

from __future__ import annotations

import copy
import random
import re
from dataclasses import dataclass, field

_TOKEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<[^>]*>|[^<]+", re.DOTALL)
_NAME = re.compile(rb"</?([^\s/>]+)")
_ATTRIBUTE = re.compile(rb'\s([A-Za-z:][\w:.-]*)="([^"]*)"')

NUMBERS = (
    b"0",
    b"1",
    b"-1",
    b"2",
    b"7",
    b"1048577",
    b"99999999999",
    b"1.5",
    b"",
    b" 1 ",
    b"x",
    b"1e999",
    b"NaN",
    b"\xef\xbc\x91",
)
TYPES = (b"n", b"s", b"str", b"b", b"e", b"d", b"inlineStr", b"", b"S", b"zz")
REFERENCES = (b"A1", b"B2", b"a1", b"$A$1", b"A01", b"XFD1", b"XFE1", b"A1048576", b"A0", b"1A", b"", b"A1:B2", b"R1C1")
TEXTS = (
    b"", b" ", b"0", b"1", b"-0", b"007", b"1.38E+10", b"1e5", b"13800138000", b"138001380001234567", b"#REF!", b"TRUE", b"true",
    b"2018-09-17", b"NaN", b"Infinity", b"1E400", b"0x10", b"1,5", b"&#21488;", b"&amp;", b"&#13;", b"&#0;", b"&bogus;", b"]]&gt;",
    b"<![CDATA[7]]>", b"<!-- 1 -->7", "甲".encode(), b"\xff", b"_x000D_", b"1_0", b"+5", b".5", b"5.", b"\t9\n", "１２".encode(),
)  # fmt: skip
STRAYS = (
    b"<x/>", b"<!-- x -->", b"<?x y?>", b"junk", b"<v>5</v>", b"<f>1+1</f>", b"<is><t>x</t></is>", b"<t>x</t>", b'<c r="B2"><v>5</v></c>',
    b"<c><v>5</v></c>", b'<row r="2"><c r="A2"><v>5</v></c></row>', b"<sheetData/>", b"<extLst/>", b'<rPh sb="0" eb="1"><t>x</t></rPh>',
    b"<si><t>x</t></si>", b"<r><t>x</t></r>", b"<![CDATA[]]>", b'<mc:AlternateContent xmlns:mc="urn:x"><c r="C9"><v>5</v></c></mc:AlternateContent>',
)  # fmt: skip


def bytes_of(data: bytes, random_: random.Random) -> bytes:
    """Flip bits, cut out, double, swap or overwrite bytes, or cut the end."""
    changed = bytearray(data)
    for _ in range(random_.choice((1, 1, 1, 2, 5, 40))):
        at = random_.randrange(max(len(changed), 1))
        length = random_.choice((1, 2, 4, 16, 300))
        kind = random_.randrange(7)
        if not changed:
            break
        if kind <= 1:
            changed[at] ^= 1 << random_.randrange(8)
        elif kind == 2:
            del changed[at : at + length]
        elif kind == 3:
            changed[at:at] = changed[at : at + length]
        elif kind == 4:
            changed[at : at + length] = bytes(min(length, len(changed) - at))
        elif kind == 5:
            changed[at : at + length] = random_.randbytes(min(length, len(changed) - at))
        elif random_.random() < 0.3:
            del changed[at:]
    return bytes(changed)


@dataclass(eq=False)
class Node:
    """An element as it is written: its opening tag, what is inside, its closing tag; a text has only `head`."""

    head: bytes
    inside: list[Node] = field(default_factory=list)
    tail: bytes = b""

    @property
    def name(self) -> bytes:
        match = _NAME.match(self.head)
        return match[1] if match and not self.head.startswith((b"<?", b"<!")) else b""

    def write(self) -> bytes:
        return b"".join([self.head, *(child.write() for child in self.inside), self.tail])

    def walk(self):
        for child in self.inside:
            yield self, child
            yield from child.walk()


def tree(content: bytes) -> Node:
    root = Node(b"")
    stack = [root]
    for token in _TOKEN.findall(content):
        node = Node(token)
        if token.startswith(b"</"):
            if len(stack) > 1:
                stack.pop().tail = token
            continue
        stack[-1].inside.append(node)
        if token.startswith(b"<") and not token.startswith((b"<?", b"<!")) and not token.endswith(b"/>"):
            stack.append(node)
    return root


def elements_of(content: bytes, random_: random.Random) -> bytes:
    """Drop, double, move, rename or alter a few elements, attributes and texts of a part."""
    root = tree(content)
    for _ in range(random_.choice((1, 1, 1, 2, 4))):
        pairs = [(parent, child) for parent, child in root.walk() if child.name]
        if not pairs:
            break
        # Rows and cells are most of a sheet; each kind of element gets its turn.
        name = random_.choice(sorted({child.name for _, child in pairs}))
        parent, child = random_.choice([pair for pair in pairs if pair[1].name == name])
        _CHANGES[random_.randrange(len(_CHANGES))](root, parent, child, random_)
    return root.write()


def _drop(_root: Node, parent: Node, child: Node, _: random.Random) -> None:
    parent.inside.remove(child)


def _double(_root: Node, parent: Node, child: Node, random_: random.Random) -> None:
    parent.inside.insert(random_.randrange(len(parent.inside) + 1), copy.deepcopy(child))


def _swap(_root: Node, parent: Node, child: Node, random_: random.Random) -> None:
    at, other = parent.inside.index(child), random_.randrange(len(parent.inside))
    parent.inside[at], parent.inside[other] = parent.inside[other], child


def _move(root: Node, parent: Node, child: Node, random_: random.Random) -> None:
    parent.inside.remove(child)
    homes = [node for _, node in root.walk() if node.name and not node.head.endswith(b"/>")]
    home = random_.choice(homes) if homes else parent
    home.inside.insert(random_.randrange(len(home.inside) + 1), child)


def _unwrap(_root: Node, parent: Node, child: Node, _: random.Random) -> None:
    at = parent.inside.index(child)
    parent.inside[at : at + 1] = child.inside


def _rename(_root: Node, _parent: Node, child: Node, random_: random.Random) -> None:
    new = random_.choice(
        (b"c", b"row", b"v", b"f", b"is", b"t", b"si", b"r", b"zz", b"x:" + child.name, child.name.upper())
    )
    child.head = child.head.replace(child.name, new, 1)
    child.tail = child.tail.replace(child.name, new, 1)


def _attribute(_root: Node, _parent: Node, child: Node, random_: random.Random) -> None:
    found = list(_ATTRIBUTE.finditer(child.head))
    if not found:
        return
    match = random_.choice(found)
    pool = {b"t": TYPES, b"r": (*REFERENCES, *NUMBERS)}.get(match[1], (*NUMBERS, *TYPES))
    kind = random_.randrange(5)
    if kind == 0:
        new = b""
    elif kind == 1:
        new = b' %s="%s"' % (match[1].upper() if random_.random() < 0.5 else b"q" + match[1], match[2])
    elif kind == 2:
        new = match[0] * 2
    else:
        new = b' %s="%s"' % (match[1], random_.choice(pool))
    child.head = child.head[: match.start()] + new + child.head[match.end() :]


def _add_attribute(_root: Node, _parent: Node, child: Node, random_: random.Random) -> None:
    name, pool = random_.choice(
        (
            (b"t", TYPES),
            (b"r", REFERENCES),
            (b"s", NUMBERS),
            (b"hidden", NUMBERS),
            (b"cm", NUMBERS),
            (b"x", TEXTS[:4]),
            (b"xmlns", (b"urn:x",)),
        )
    )
    end = len(child.head) - (2 if child.head.endswith(b"/>") else 1)
    child.head = child.head[:end] + b' %s="%s"' % (name, random_.choice(pool)) + child.head[end:]


def _text(_root: Node, _parent: Node, child: Node, random_: random.Random) -> None:
    texts = [node for node in child.inside if not node.name]
    if texts:
        random_.choice(texts).head = random_.choice(TEXTS)
    elif child.tail:
        child.inside.append(Node(random_.choice(TEXTS)))


def _stray(_root: Node, parent: Node, _child: Node, random_: random.Random) -> None:
    parent.inside.insert(random_.randrange(len(parent.inside) + 1), Node(random_.choice(STRAYS)))


def _respace(root: Node, _parent: Node, _child: Node, random_: random.Random) -> None:
    """The whole part under a prefix, in another encoding, in the Strict namespace, or pretty-printed."""
    content = root.write()
    kind = random_.randrange(4)
    if kind == 0:
        content = re.sub(rb"<(/?)(?=[a-zA-Z])(?![a-zA-Z0-9]+:)", rb"<\1x:", content).replace(b' xmlns="', b' xmlns:x="')
    elif kind == 1:
        content = content.replace(
            b"schemas.openxmlformats.org/spreadsheetml/2006", b"purl.oclc.org/ooxml/spreadsheetml", 1
        )
    elif kind == 2:
        content = re.sub(rb"><(?=row|c |/row|si|sheet)", b">\n  <", content)
    else:
        content = content.replace(b"'", b"&apos;")
    root.inside = tree(content).inside


_CHANGES = (
    _drop, _double, _swap, _move, _unwrap, _rename, _attribute, _attribute, _attribute, _add_attribute, _text, _text, _stray, _respace,
)  # fmt: skip


def cells(random_: random.Random) -> tuple[str, str]:
    """Rows of a sheet as XML whose cells have any type with any value, and the shared strings that they may show."""
    strings = ["甲", "", " 乙 ", "1.38E+10", "丙&amp;丁", "x" * random_.choice((1, 300))]
    shared = "".join(f"<si><t{random_.choice(('', _KEEP))}>{one}</t></si>" for one in strings)
    rows, number = [], 0
    for _ in range(random_.randrange(1, 6)):
        number += random_.choice((1, 1, 1, 3, 40))
        pieces, column = [], 0
        for _ in range(random_.randrange(1, 7)):
            column += random_.choice((1, 1, 1, 2, 20))
            pieces.append(_cell(number, column, random_))
        if random_.random() < 0.1:
            random_.shuffle(pieces)
        if random_.random() < 0.1:
            pieces.append(random_.choice(pieces))
        hidden = random_.choice(("", "", "", ' hidden="1"', ' spans="1:3" ht="20"'))
        rows.append(f'<row r="{number}"{hidden}>{"".join(pieces)}</row>')
    if random_.random() < 0.1:
        random_.shuffle(rows)
    if random_.random() < 0.05:
        rows.append(random_.choice(rows))
    return "".join(rows), shared


STYLES = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
    b'<xf numFmtId="58"/><xf numFmtId="46"/></cellXfs></styleSheet>'
)  # the four that cells are given: a number, two dates, a duration
_KEEP = ' xml:space="preserve"'


def _cell(row: int, column: int, random_: random.Random) -> str:
    letters, rest = "", column
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    kind = random_.choice(("n", "n", "n", "s", "s", "str", "b", "e", "d", "inlineStr", "zz", ""))
    usual = {
        "n": ("1", "13800138000", "43360", "-0.5", "-43360", "2958465", "3000000", "1e308", "1.38E+10", "1e-7", "0"), "": ("1",), "s": ("0", "1", "2", "3", "4", "5"),
        "str": ("甲", "&lt;a&gt;", "1"), "b": ("0", "1"), "e": ("#REF!", "#N/A", "#SPILL!"), "d": ("2018-09-17", "2018-09-17T08:30:00"),
    }.get(kind, ("1",))  # fmt: skip
    odd = [text.decode() for text in TEXTS if text not in (b"\xff", b"&#0;", b"&bogus;")]
    value = random_.choice(odd) if random_.random() < 0.3 else random_.choice(usual)
    attributes = [
        f' r="{letters}{row}"',
        f' s="{random_.randrange(4)}"' if random_.random() < 0.4 else "",
        f' t="{kind}"' if kind else "",
    ]
    if random_.random() < 0.1:
        random_.shuffle(attributes)
    formula = random_.choice(("", "", "", "<f>1+1</f>", '<f t="shared" si="0"/>', '<f t="array" ref="A1">B1</f>'))
    if random_.random() < 0.05:
        formula = '<f>_xlfn.DISPIMG("ID_1",1)</f>'
    whole = random_.choice((f"<v>{value}</v>", f"<v>{value}</v>", f"<v>{value}</v>", "<v/>", "<v></v>", ""))
    if kind == "inlineStr":
        whole = random_.choice(
            (
                f"<is><t>{value}</t></is>",
                f"<is><r><t{_KEEP}>{value}</t></r><r><t>乙</t></r><rPh sb='0' eb='1'><t>x</t></rPh></is>",
            )
        )
    if random_.random() < 0.03:
        whole += random_.choice(("<v>2</v>", "<is><t>z</t></is>", "<f>2</f>"))
    return f"<c{''.join(attributes)}>{formula}{whole}</c>"
