"""Telephone numbers: one written form, mobiles first; a number that lost digits stays as it is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from xlpilot.intake.normalise.text import DASHES, EDGE, LONGEST, clean, lines
from xlpilot.rules.xp203_phone_malformed import LANDLINE, MOBILE, SERVICE

# What people write before and behind a number, to say what it is.
_LABEL = re.compile(
    r"^(?:(?:联系|办公室?|移动|家庭|单位|学校)?(?:手机|电话|座机|固话|宅电)(?:号码?)?|办公室?|tel|phone|mobile|mob|[☎☏📞📱✆])[.:]?\s*",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\((?:微信(?:同号|号)?|同微信|手机号?|电话|座机|固话|办公?|宅|家|本人|移动|电信|联通|短号)\)$")
_SEPARATORS = "/、,;|或和及与&+\n"
_MOBILE_DRESS = re.compile(r"^\(?(?:\+|00)?\(?86\)?[- ]?|[\s._-]")
_LANDLINE = re.compile(
    r"(?:\(?(0[1-9][0-9]{1,2})\)?[\s-]*)?([2-9][0-9]{6,7})"
    r"(?:\s*\(?(?:-|转|#|x|ext\.?|分机号?:?)\s*([0-9]{1,6})\)?)?",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"^\(?(?:(?:\+|00)86\)?[\s-]*\(?0?|86\)?[\s-]+\(?0)([1-9][0-9]{1,2})\)?[\s-]+(?=[2-9])")
_SERVICE = re.compile(r"(400)[\s-]?([0-9]{3})[\s-]?([0-9]{4})|(400)[\s-]?([0-9]{4})[\s-]?([0-9]{3})|(95[0-9]{3,4})")


@lru_cache(maxsize=8192)
def phone(text: str, area_code: str = "", local_digits: int | None = None) -> str:
    """A telephone number in its one written form; several are joined by '、', mobiles first; else the cleaned text.

    Mobile: eleven digits. Landline: 0734-8123456, an extension as -801. Service numbers: 400-123-4567, 95533.

    Args:
        area_code: what is put before a local number, '' for nothing.
        local_digits: how many digits local numbers have there; None where not known (7 or 8).
    """
    if len(text) == 11 and MOBILE.fullmatch(text):
        return text
    if len(text) > LONGEST:
        return clean(text)
    # A line break stands between two numbers; lines were joined only where both are Han.
    broken = unicodedata.normalize("NFKC", re.sub(r"[\r\n]+", "\n", lines(text)).strip()).translate(DASHES)
    cleaned = clean(unicodedata.normalize("NFKC", clean(text))).translate(DASHES).strip("'\" " + EDGE)
    one = _one_phone(cleaned, area_code, local_digits)
    if one:
        return one
    # White space may stand within a number or between two: first without it as a separator.
    for whole, separators in (
        (broken, rf"\s*[{_SEPARATORS}]\s*"), (cleaned, rf"\s*[{_SEPARATORS}]\s*"), (cleaned, rf"[{_SEPARATORS}\s]+"),
        (cleaned, r"[\s()]+"), (cleaned, r"(?<=[0-9]{11})-+(?=1[3-9][0-9]{9}(?![0-9]))"),
    ):  # fmt: skip
        parts = [part for part in re.split(separators, whole.strip("'\" " + EDGE)) if part]
        numbers = [_one_phone(part, area_code, local_digits) for part in parts]
        if len(parts) > 1 and all(numbers):
            return "、".join(sorted(dict.fromkeys(n for n in numbers if n), key=lambda n: MOBILE.fullmatch(n) is None))
    return "、".join(dict.fromkeys(_spaced_mobiles(cleaned))) or clean(text)


def _spaced_mobiles(text: str) -> list[str]:
    """The mobiles of 138 0013 8000 139 0013 9000, where the spaces end them after eleven digits; none where not."""
    if not re.fullmatch(r"[0-9]+(?:[ -][0-9]+)+", text):
        return []
    numbers = [""]
    for part in re.split("[ -]", text):
        if len(numbers[-1]) == 11:
            numbers.append("")
        numbers[-1] += part
    return numbers if all(MOBILE.fullmatch(number) for number in numbers) else []


def _one_phone(text: str, area_code: str, local_digits: int | None) -> str | None:
    text = _LABEL.sub("", text.strip("'\" " + EDGE))
    while _NOTE.search(text):
        text = _NOTE.sub("", text).rstrip()
    mobile = _MOBILE_DRESS.sub("", re.sub(r"(?<=[0-9]{11})\.0$", "", text))
    mobile = mobile.removeprefix("0") if re.fullmatch(r"01[3-9][0-9]{9}", mobile) else mobile
    if MOBILE.fullmatch(mobile):
        return mobile
    if service := _SERVICE.fullmatch(text):
        digits = "".join(group for group in service.groups() if group)
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if digits.startswith("400") else digits
    return _landline(text, area_code, local_digits)


def _landline(text: str, area_code: str, local_digits: int | None) -> str | None:
    text = re.sub(r"(?<=[0-9])[._](?=[0-9])", "-", _ABROAD.sub(r"0\1-", text))
    # 0734 812 3456: where the area is our own, it is sure where the number begins.
    spaced = re.fullmatch(r"[0-9\s()-]+", text) and re.sub(r"[^0-9]", "", text)
    if area_code and spaced and re.fullmatch(rf"{area_code}[2-9][0-9]{{6}}", spaced):
        text = spaced
    found = _LANDLINE.fullmatch(text)
    if not found:
        return None
    area, number, extension = found[1], found[2], found[3]
    if not area:
        if not area_code or (local_digits and len(number) != local_digits):
            return None
        area = area_code
    written = f"{area}-{number}" + (f"-{extension}" if extension else "")
    return written if LANDLINE.fullmatch(written) and SERVICE.fullmatch(written) is None else None
