"""Pieces of Excel formulas that several rules share; only functions of Excel 2010, WPS and LibreOffice."""

from __future__ import annotations

# Words that stand for "nothing here"; in a required field they are as good as blank.
NOTHING = (
    "无",
    "暂无",
    "没有",
    "/",
    "\\",
    "-",
    "--",
    "—",
    "——",
    "N/A",
    "n/a",
    "略",
    "待定",
    "暂缺",
    "见附件",
    "同上附件",
)

# Blanks that TRIM leaves: ideographic space, no-break space, zero-width space, byte order mark.
_BLANKS = ("\u3000", "\u00a0", "\u200b", "\ufeff")
_DIGITS = "0123456789"


def text(value: str) -> str:
    """A string literal for a formula."""
    return '"' + value.replace('"', '""') + '"'


def trimmed(cell: str) -> str:
    """The cell's text without the white space that normalisation strips."""
    inner = f"CLEAN({cell})"
    for blank in _BLANKS:
        inner = f"SUBSTITUTE({inner},{text(blank)},{text(' ')})"
    return f"TRIM({inner})"


def filled(cell: str) -> str:
    """TRUE where the cell holds more than white space or a word that means 'nothing'."""
    words = ",".join(text(word) for word in NOTHING)
    return f"SUMPRODUCT(--({trimmed(cell)}={{{text('')},{words}}}))=0"


def digits(cell: str, start: int, count: int) -> str:
    """TRUE where `count` characters from the 1-based `start` are all digits 0 to 9."""
    places = ",".join(str(place) for place in range(start, start + count))
    padded = f"{cell}&REPT({text('x')},{start + count})"
    return f"SUMPRODUCT(--ISNUMBER(FIND(MID({padded},{{{places}}},1),{text(_DIGITS)})))={count}"


def mobile(cell: str) -> str:
    """TRUE for eleven digits that begin 13 to 19."""
    second = f"ISNUMBER(FIND(MID({cell}&{text('xx')},2,1),{text('3456789')}))"
    return f"AND(LEN({cell})=11,LEFT({cell},1)={text('1')},{second},{digits(cell, 1, 11)})"


def landline(cell: str) -> str:
    """TRUE for an area code of 3 or 4 digits beginning 0, a hyphen, and 7 or 8 digits beginning 2 to 9."""
    shapes = []
    for area in (3, 4):
        for number in (7, 8):
            first = f"ISNUMBER(FIND(MID({cell}&REPT({text('x')},9),{area + 2},1),{text('23456789')}))"
            shapes.append(
                f"AND(LEN({cell})={area + 1 + number},MID({cell},{area + 1},1)={text('-')},{first},"
                f"{digits(cell, 1, area)},{digits(cell, area + 2, number)})"
            )
    code = f"AND(LEFT({cell},1)={text('0')},MID({cell},2,1)<>{text('0')})"
    return f"AND({code},OR({','.join(shapes)}))"
