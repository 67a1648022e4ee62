"""The official letter under which a unit reports: known by its place, its name or its title; its number is noted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.document import Document, Paragraph
from xlpilot.intake.normalise import clean, plain
from xlpilot.review.names import UnitNames
from xlpilot.review.readings import LetterReading, Said
from xlpilot.rounds.model import Round
from xlpilot.rules import BY_CODE

# Of the state organs' kinds of document (2012), those that go up.
_UPWARDS = "请示|报告|函|意见|汇报|申请"
_FOLDER = re.compile("正式文件|红头文件|公文|请示|上报文件|申报文件")
_NAME = re.compile(rf"正式文件|红头|公文|请示|关于.*的?({_UPWARDS})|(申报|报送|推荐|上报|呈报).*(报告|的函|函$)")
_REPORT = re.compile("报告$")
_OTHER_REPORT = re.compile("可行性|研究|总结|分析|调研|评估|验收|检测|审计|体检|述职|方案|自查|结题|中期|测试")
_TITLE = re.compile(rf"(.{{0,40}}?)关于.{{2,80}}({_UPWARDS})")
_NUMBER = re.compile(
    r"([\u4e00-\u9fffA-Za-z]{0,14})\s*[〔\[(【〈]\s*((?:19|20)[0-9]{2})\s*[〕\])】〉]\s*第?\s*0*([0-9]{1,5})\s*号"
)
_DATE = re.compile(r"(20[0-9]{2}|二[〇○零0]..)\s*年.{1,3}月.{1,3}日")
_HEAD = re.compile(r"(.{2,40}?)文\s*件")
_TOP, _END = 20, 12  # paragraphs in which head and title stand, and the signature


def named_letter(path: str) -> bool:
    """Whether a file's place and name say that it is an official letter."""
    *folders, name = _pieces(path)
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    if _NAME.search(stem) or _NUMBER.search(_even(stem)) or any(_FOLDER.search(folder) for folder in folders):
        return True
    return _REPORT.search(stem) is not None and not _OTHER_REPORT.search(stem)


def is_letter(document: Document) -> bool:
    """Whether a document has the title of an official letter that goes up: 关于…的请示."""
    return _title(document) is not None


def read_letter(document: Document | None, path: str, round_: Round, names: UnitNames) -> LetterReading:
    """What a letter says; of one that cannot be read, with None as document, what its name says."""
    if document is None:
        number, year = _of_name(path, round_)
        return LetterReading(number, year, checked=False)
    number, year = _of_text(document, round_)
    if number is None:
        number, year = _of_name(path, round_)
    title = _title(document)
    issuer, code = _issuer(document, title, names)
    said = Said(plain(clean(title.text)), title.text, title.number) if title else None
    return LetterReading(number, year, said, issuer, code)


def judge_letter(reading: LetterReading, round_: Round, unit: str | None) -> Iterator[Finding]:
    """What is to be said of a letter that was sent by a unit."""
    if reading.number is None:
        # The number may well stand on the paper: nobody has read it.
        severity = None if reading.checked else Severity.INFO
        detail = "" if reading.checked else "：文件名里没有，内容没有核对"
        place = Place(paragraph=reading.title.paragraph if reading.title else None)
        yield BY_CODE["XP530"].at(place, severity=severity, detail=detail)
    elif reading.year != round_.year:
        place = Place(paragraph=reading.number.paragraph)
        yield BY_CODE["XP531"].at(place, reading.number.value, found=reading.year, year=round_.year)
    if reading.issuer and reading.issuer_unit and unit and reading.issuer_unit != unit:
        issuer, reported = (round_.unit_by_code[code].name for code in (reading.issuer_unit, unit))
        place = Place(paragraph=reading.issuer.paragraph)
        yield BY_CODE["XP532"].at(place, reading.issuer.value, issuer=issuer, unit=reported)


def numbers(text: str) -> list[tuple[str, int]]:
    """Every document number in a text, in the official form, each with its year.

    南教字[2018]第015号 -> 南教字〔2018〕15号
    """
    found = []
    for match in _NUMBER.finditer(_even(text)):
        # In a file's name the issuer may stand before it.
        office = re.split("局|关于|的", match[1])[-1]
        found.append((f"{office}〔{match[2]}〕{match[3]}号", int(match[2])))
    return found


def _pieces(path: str) -> list[str]:
    """Folders and name; of a path from elsewhere only the last folder, the rest is the office's own tree."""
    outer, *inner = path.replace("\\", "/").split("!")
    parts = outer.split("/")
    parts = parts[-2:] if outer.startswith("/") or ":" in parts[0] else parts
    return [*parts, *(part for member in inner for part in member.split("/"))]


def _even(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _of_name(path: str, round_: Round) -> tuple[Said | None, int | None]:
    name = _pieces(path)[-1]
    for number, year in numbers(name):
        if not _cited(number, round_):
            return Said(number, name, None), year
    return None, None


def _of_text(document: Document, round_: Round) -> tuple[Said | None, int | None]:
    """The number that stands alone in its paragraph, or before 签发人: one within a sentence is cited."""
    for line in document.lines[:_TOP]:
        alone = re.sub(r"\s*签\s*发\s*人.*", "", _even(line.text)).strip(" ()[]★")
        match = _NUMBER.match(_even(line.text).strip())
        if match and len(alone) <= match.end() + 2:
            number, year = numbers(line.text)[0]
            if not _cited(number, round_):
                return Said(number, line.text, line.number), year
    return None, None


def _cited(number: str, round_: Round) -> bool:
    """Whether it is the number of the round's own notice."""
    return any(number.endswith(own) for own, _ in numbers(round_.document_number))


def _title(document: Document) -> Paragraph | None:
    lines = document.lines[:_TOP]
    for at, line in enumerate(lines):
        if "关于" not in line.text or len(line.text) > 120:
            continue
        # A long title stands on two or three lines.
        for end in range(at + 1, min(at + 4, len(lines) + 1)):
            text = re.sub(r"\s", "", "".join(piece.text for piece in lines[at:end]))
            if _TITLE.fullmatch(text):
                return Paragraph(line.number, text)
    return None


def _issuer(document: Document, title: Paragraph | None, names: UnitNames) -> tuple[Said | None, str | None]:
    """Who issued it: by the red head, the title or the signature, the first that names a unit of the round."""
    found: list[Said] = []
    for line in document.lines[:_TOP]:
        head = _HEAD.fullmatch(re.sub(r"\s", "", line.text))
        if head:
            found.append(Said(head[1], line.text, line.number))
    if title and (before := _TITLE.fullmatch(title.text)) and before[1]:
        found.append(Said(before[1], title.text, title.number))
    end = document.lines[-_END:]
    for line, following in pairwise(end):
        if len(line.text) <= 40 and _DATE.fullmatch(re.sub(r"\s", "", following.text)):
            found.append(Said(re.sub(r"\s", "", line.text), line.text, line.number))
    for said in found:
        unit = names.exactly(said.value)
        if unit:
            return said, unit.code
    return (found[0], None) if found else (None, None)
