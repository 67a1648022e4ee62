"""From what was typed to what is meant: form is made uniform, content never guessed.

Each function takes what a cell holds and returns the value in its one written form, or, where no rule of form
leads there, the cleaned text as it is, so that a rule of the catalogue reports it. Nothing here raises.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from xlpilot.intake.grid import Value
from xlpilot.rounds.model import Category, Round
from xlpilot.rules.base import Asked, Fault
from xlpilot.rules.excel import NOTHING
from xlpilot.rules.xp203_phone_malformed import LANDLINE, MOBILE
from xlpilot.rules.xp205_name_odd import HAN

# Format characters (zero width, bidirectional, byte order mark), variation selectors.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
_CONTROL = re.compile(r"_x000[dD]_|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_DOTS = re.compile(rf"(?<=[{HAN}])\s*[·•∙‧・･．.]\s*(?=[{HAN}])")
_EDGE = "。；、;,，"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))
_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"))  # as text, after a copy
_NOTHING = frozenset(word.lower() for word in NOTHING)

_CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)} | {chr(0x2474 + n): n + 1 for n in range(20)}
_CIRCLED |= {chr(0x2488 + n): n + 1 for n in range(20)} | {chr(0x2776 + n): n + 1 for n in range(10)}
_CIRCLED |= {chr(0x3220 + n): n + 1 for n in range(10)} | {chr(0x3280 + n): n + 1 for n in range(10)}
_HAN_NUMBERS = {character: n for n, character in enumerate("一二三四五六七八九十", 1)}
_NUMBERED = re.compile(r"\(?([0-9]{1,2}|[一二三四五六七八九十])\)?[.、．:：)]?")


def typed_text(value: Value) -> str:
    """What was typed, as text: a whole number without '.0', a date as YYYY-MM-DD, '' for a blank cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def visible(text: str) -> str:
    """The text as a person sees it: without invisible and control characters and without white space at the ends."""
    return _CONTROL.sub("", _INVISIBLE.sub("", text)).strip()


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """The text without invisible and control characters, white space folded, lines of Han joined."""
    if text.isalnum():
        return text
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    return _BETWEEN_HAN.sub("", " ".join(text.split())) if _all_han(text) else " ".join(_joined_lines(text).split())


def _joined_lines(text: str) -> str:
    return re.sub(rf"(?<=[{HAN}])[ \t]*[\r\n]+[ \t]*(?=[{HAN}])", "", text)


def _all_han(text: str) -> bool:
    return not re.sub(rf"[{HAN}\s]", "", text)


def key(text: str) -> str:
    """For comparing only: compatibility forms unified, no white space, no case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", clean(text)).translate(_DASHES)).lower()


def plain(text: str) -> str:
    """Free text as it goes into the summary: cleaned, without punctuation at its end."""
    cleaned = clean(text)
    if cleaned.startswith("'") and cleaned.count("'") == 1:  # typed to force text, and kept by some programs
        cleaned = cleaned[1:]
    return cleaned.rstrip(_EDGE).strip() or cleaned


def person(text: str) -> str:
    """A person's name: white space within Han dropped, dots between Han written '·'."""
    return _DOTS.sub("·", plain(text))


def category(text: str, options: tuple[Category, ...]) -> str:
    """The option's canonical name where number, name or alias lead to exactly one; else the cleaned text.

    A number and a name that disagree, or two options in one cell, lead nowhere.
    """
    cleaned = clean(text)
    number, rest = _numbered(cleaned)
    named = _option_named(rest, options) if rest else None
    if number is None:
        return named.name if named else cleaned
    counted = next((option for option in options if option.number == number), None)
    if counted is None or (rest and named is not counted):
        return cleaned
    return counted.name


def _numbered(text: str) -> tuple[int | None, str]:
    # Before compatibility forms are unified: that would turn ① into 1 and lose that it was a number in a list.
    if text[:1] in _CIRCLED:
        return _CIRCLED[text[0]], text[1:].lstrip(" .、．")
    folded = unicodedata.normalize("NFKC", text)
    found = _NUMBERED.match(folded)
    if not found or (found.end() == len(found[1]) and found.end() < len(folded)):
        return None, text
    number = _HAN_NUMBERS.get(found[1]) or int(found[1])
    return number, folded[found.end() :].strip()


def _option_named(text: str, options: tuple[Category, ...]) -> Category | None:
    wanted = key(text.rstrip(_EDGE))
    return next(
        (option for option in options if wanted in {key(word) for word in (option.name, *option.aliases)}), None
    )


def phone(text: str, area_code: str = "") -> str:
    """A telephone number in its one written form; several are joined by '、', mobiles first; else the cleaned text.

    Mobile: eleven digits. Landline: 0734-8123456, an extension as -801. A number that lost digits stays as it is.
    """
    cleaned = clean(unicodedata.normalize("NFKC", clean(text))).translate(_DASHES).strip("'\" " + _EDGE)
    one = _one_phone(cleaned, area_code)
    if one:
        return one
    # White space may stand within a number or between two: first without it as a separator.
    for separators in (r"\s*(?:[/、,;|或])\s*", r"[/、,;|或\s]+"):
        parts = [part for part in re.split(separators, cleaned) if part]
        numbers = [_one_phone(part, area_code) for part in parts]
        if len(parts) > 1 and all(numbers):
            return "、".join(sorted(dict.fromkeys(n for n in numbers if n), key=lambda n: MOBILE.fullmatch(n) is None))
    return cleaned


def _one_phone(text: str, area_code: str) -> str | None:
    mobile = re.sub(r"^\(?(\+|00)?86\)?[- ]?|[\s.-]", "", re.sub(r"(?<=[0-9]{11})\.0$", "", text))
    mobile = mobile.removeprefix("0") if re.fullmatch(r"01[3-9][0-9]{9}", mobile) else mobile
    if MOBILE.fullmatch(mobile):
        return mobile
    found = re.fullmatch(
        r"(?:\(?(0[1-9][0-9]{1,2})\)?[\s-]*)?([2-9][0-9]{6,7})(?:[\s]*(?:-|转|#)[\s]*([0-9]{1,6}))?",
        text.replace(".", "-"),
    )
    if not found:
        return None
    area, number, extension = found[1] or area_code, found[2], found[3]
    if not area:
        return None
    written = f"{area}-{number}" + (f"-{extension}" if extension else "")
    return written if LANDLINE.fullmatch(written) else None


def date(value: Value, year: int) -> dt.date | str:
    """The day that was meant; text that names no day stays text.

    A bare number is a date only from 40000 to 50000 (2009 to 2036). `year` serves where only month and day stand.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float | int) and not isinstance(value, bool):
        if 40000 <= value <= 50000:
            return dt.date(1899, 12, 30) + dt.timedelta(days=int(value))
        value = typed_text(value)
    cleaned = clean(typed_text(value))
    folded = unicodedata.normalize("NFKC", cleaned).rstrip(_EDGE).translate(_DASHES)
    folded = re.sub(r"\s+[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$", "", folded)
    folded = re.sub(r"\s", "", folded)
    return _written_date(_arabic(folded), year) or cleaned


def _arabic(text: str) -> str:
    if not re.match("[〇零一二三四五六七八九]{2,4}年", text):
        return text
    year, _, rest = text.partition("年")
    digits = {character: str(n) for n, character in enumerate("〇一二三四五六七八九")} | {"零": "0"}
    rest = re.sub("[一二三四五六七八九十]{1,3}", lambda found: str(_han_number(found[0])), rest)
    return "".join(digits[character] for character in year) + "年" + rest


def _han_number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _HAN_NUMBERS.get(text, 0)
    return _HAN_NUMBERS.get(tens, 1) * 10 + _HAN_NUMBERS.get(ones, 0)


def _written_date(text: str, year: int) -> dt.date | None:
    found = re.fullmatch(r"([0-9]{4}|[0-9]{2})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})[日号]?", text)
    found = found or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    if found:
        parts = [int(part) for part in found.groups()]
    else:
        short = re.fullmatch(r"([0-9]{1,2})月([0-9]{1,2})[日号]?", text)
        if not short:
            return None
        parts = [year, int(short[1]), int(short[2])]
    parts[0] += 2000 if parts[0] < 100 else 0
    try:
        return dt.date(*parts)
    except ValueError:
        return None


def normalise(asked: Asked, value: Value, round_: Round) -> object:
    """The value of a field's cell in its one written form; None where blank.

    Returns:
        Fault.ERROR for the text of an Excel error, str for other text, int for a whole number, datetime.date for a
        date; text where it could not be read as such.
    """
    if value is None or value == "":
        return None
    typed = typed_text(value)
    cleaned = clean(typed)
    word = unicodedata.normalize("NFKC", plain(cleaned)).lower()
    if not word or word in _NOTHING:
        return None
    if cleaned in _ERRORS:
        return Fault.ERROR
    field = asked.field
    if field.type == "date" and not cleaned.strip("年月日 "):
        return None  # what a form prints to be filled
    if field.type == "date":
        return date(value, round_.year)
    if field.type == "integer":
        return int(cleaned) if re.fullmatch(r"-?[0-9]{1,15}", cleaned) else cleaned
    if asked.options:
        return category(cleaned, asked.options)
    if field.format in ("cn-mobile", "cn-phone"):
        return phone(typed, round_.area_code)
    return person(cleaned) if field.format == "person-name" else plain(cleaned)
