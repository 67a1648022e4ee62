"""What a summary from below says of its rows: where each came from, level by level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlpilot.intake.grid import address, column_letter
from xlpilot.values import dataclass, field

# What the sheet 溯源 says of each level.
ORIGIN_TITLES = ("文件", "工作表", "行", "收到时间", "文件 SHA-256")
REPORTER = "报送单位"
_LEVELS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row came from, as a sheet 溯源 says: the unit, its file as that office named it, sheet, 1-based row."""

    unit: str
    path: str
    sheet: str
    row: int
    received: str
    sha256: str

    @property
    def fields(self) -> tuple[str, str, str, int, str, str]:
        """All of it, in order."""
        return (self.unit, self.path, self.sheet, self.row, self.received, self.sha256)

    @property
    def texts(self) -> tuple[str, ...]:
        """All of it, as texts."""
        return (self.unit, self.path, self.sheet, str(self.row), self.received, self.sha256)

    @property
    def words(self) -> str:
        """In a line."""
        return f"{self.unit} [{self.path}]{self.sheet}!第{self.row}行"


@dataclass(frozen=True, slots=True)
class Lower:
    """What a summary says of itself.

    Attributes:
        code: 核对码.
        included, excluded: rows that it states, and those that it left out.
        altered: what differs from what was written, beside single rows; '' where nothing does.
        origins: Excel row -> where that row came from, the nearest level first.
        cells: as in `form.summary_mark.MarkedTable`.
    """

    round: str
    issuer: str
    code: str
    included: int
    excluded: int
    altered: str = ""
    origins: Mapping[int, tuple[Origin, ...]] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def traced(self, row: int, column: int | None) -> Iterator[tuple[Origin, str | None]]:
        """Each level's origin of a cell of the summary, by its 1-based row and column, and the address there, None
        where it is not known; without a column, of the row.
        """
        letters = column_letter(column) if column else None
        for origin in self.origins.get(row, ()):
            here = self.cells.get(source_key(origin.sha256, origin.sheet), {})
            letters = here.get(letters) if letters else None
            whole = letters is not None and letters[-1:].isdigit()
            yield origin, letters if whole or letters is None else f"{letters}{origin.row}"


def level_titles(depth: int) -> list[str]:
    """Headers of the columns that tell of the levels below, down to `depth`."""
    return [
        f"下{_LEVELS[level] if level < len(_LEVELS) else level + 1}级{title}"
        for level in range(depth)
        for title in (REPORTER, *ORIGIN_TITLES)
    ]


def source_key(sha256: str, sheet: str) -> str:
    """The key of a source in `cells`."""
    return f"{sha256}|{sheet}"


def pointer(columns: Mapping[str, int], cells: Mapping[str, tuple[int, int]], name: str) -> str | None:
    """Where a field of a table stands: its column's letters, or its address in a form without rows."""
    if name in cells:
        return address(*cells[name])
    return column_letter(columns[name]) if name in columns else None


def flat(origins: Sequence[Origin]) -> Iterator[str]:
    """The texts of all levels."""
    for origin in origins:
        yield from origin.texts
