"""What a summary says of itself to the office above: whose it is, of which round, how many rows, and what they were.

It stands on a very hidden sheet of the summary workbook. Nobody above has the key of the office below, so it is not
signed: it tells what was changed by accident or carelessness. Whoever changes it along with the rows gets another
`code`, and that one is told by telephone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from xlpilot.form.stamp import join_definition, read_aloud, split_definition

SHEET = "_xlpilot_summary"
_PREFIX = "XLPILOTSUM1"
MOST_ROWS = 1_048_576
_ROW_CHARACTERS = 8
_CODE_CHARACTERS = 10
_Short = Annotated[str, StringConstraints(max_length=200)]


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class MarkedTable(_Said):
    """One form's rows: the sheets on which they, those left out and their origins stand; how many; what each was.

    `width`: columns of the rows' sheet. `digests`: eight hex digits a row, in the order of the rows' numbers.
    `cells`: 'SHA-256|sheet' of a source -> column of this summary -> the source's column, or address in a form that
    has no rows; those of the sources' own sources too, as the summaries between told them.
    """

    sheet: _Short
    left_out: _Short
    provenance: _Short
    width: int = Field(ge=1, le=1000)
    included: int = Field(ge=0, le=MOST_ROWS)
    excluded: int = Field(ge=0, le=MOST_ROWS)
    digests: str
    cells: Mapping[str, Mapping[str, str]]

    @property
    def numbered(self) -> int:
        """How many rows have a digest."""
        return len(self.digests) // _ROW_CHARACTERS

    def digest(self, number: int) -> str:
        """That of the row with this number, from 1; '' where there is none."""
        return self.digests[(number - 1) * _ROW_CHARACTERS : number * _ROW_CHARACTERS] if number > 0 else ""


class Mark(_Said):
    """The whole of it. `waiting`: units from which nothing had come; `control`: as on the sheet 核验."""

    format: Literal[1] = 1
    round: _Short
    title: _Short
    version: _Short
    issuer: _Short
    year: int
    feeds: _Short
    public: bool
    sheets: Sequence[str]
    tables: Sequence[MarkedTable] = Field(min_length=1)
    control: Mapping[str, tuple[int, int, int]]
    waiting: Sequence[_Short]

    @property
    def text(self) -> str:
        """Canonical JSON, ASCII only."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))

    def cells(self) -> list[str]:
        """Column A of the hidden sheet, from row 1."""
        text = self.text
        chunks = split_definition(text)
        return [f"{_PREFIX}|{_sha256(text)}", str(len(chunks)), *chunks]

    @property
    def code(self) -> str:
        """核对码: ten characters that two offices can compare by telephone, such as 7K3FQ-2M9XA."""
        return code_of(_sha256(self.text))


def code_of(sha256: str) -> str:
    """The characters that stand for a digest."""
    code = read_aloud(int(sha256[:16], 16), _CODE_CHARACTERS)
    return f"{code[:5]}-{code[5:]}"


def read_mark(cells: Sequence[object]) -> tuple[Mark, bool] | None:
    """The mark from the values of column A, and whether it is as it was written; None where it cannot be read."""
    head = str(cells[0]).split("|") if cells else []
    text = join_definition(cells)
    if text is None or len(head) != 2 or head[0] != _PREFIX:
        return None
    try:
        return Mark.model_validate_json(text), head[1] == _sha256(text)
    except (ValidationError, RecursionError):
        return None


def row_digest(texts: Iterable[str]) -> str:
    """Eight hex digits of a row's texts and origins; white space, which programs change, does not count."""
    return digest_of(without_space(texts))


def without_space(texts: Iterable[str]) -> str:
    """Texts parted by NUL, without white space. Of texts that are joined by NUL it is what it is of them one by one."""
    return "".join("\0".join(texts).split())


def digest_of(flat: str) -> str:
    """The digest of texts that are without white space already."""
    return hashlib.sha256(flat.encode("utf-8", "replace")).hexdigest()[:_ROW_CHARACTERS]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
