"""Find a table by its header's words: clerks insert rows, move columns and rename sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlpilot.intake.expected import form_words, header_key, header_words
from xlpilot.intake.grid import Grid, Value
from xlpilot.intake.normalise import typed_text
from xlpilot.rounds.model import Field, Form
from xlpilot.values import dataclass, field

HEADER_SEARCH_ROWS = 30
HEADER_SEARCH_COLUMNS = 1000
HEADER_HEIGHT = 3
LEAST_MATCHES = 3
# Sheets that xlpilot itself adds to a workbook.
OWN_IDENTITY = "_xlpilot"
OWN_SHEETS = frozenset({OWN_IDENTITY, "问题清单", "填表说明"})


@dataclass(frozen=True, slots=True)
class Located:
    """A header found: the sheet, its 1-based first and last header rows, field name -> 1-based column.

    Attributes:
        twice: field name -> further columns under the same header, from left to right.
    """

    grid: Grid
    first_row: int
    last_row: int
    columns: dict[str, int]
    twice: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def locate(grids: Sequence[Grid], form: Form) -> list[Located]:
    """The best header of every sheet that has one, those that match most fields only; the form's own sheet first."""
    found = headers(grids, form)
    most = max((len(header.columns) for header in found), default=0)
    return [header for header in found if len(header.columns) == most]


def headers(grids: Sequence[Grid], form: Form, rows: int = HEADER_SEARCH_ROWS) -> list[Located]:
    """The best header of every sheet that has one: those that match most fields first, the form's own sheet first.

    Args:
        rows: in so many rows from the sheet's top it is looked for.
    """
    found = [header for grid in grids if grid.name not in OWN_SHEETS for header in _best_header(grid, form, rows)]
    return sorted(found, key=lambda header: (-len(header.columns), header.grid.name != form.sheet))


def _best_header(grid: Grid, form: Form, rows: int) -> Iterator[Located]:
    words = form_words(form)
    titles = {field.name: header_key(field.title) for field in form.fields}
    texts: list[list[str]] = []
    # Endless merges below the header are nothing to look at for each of its possible places.
    wide = [area for area in grid.merges if area[0] <= rows and area[3] > area[1]]
    best: Located | None = None
    for height in range(1, HEADER_HEIGHT + 1):
        for first in range(min(len(grid.values), rows) - height + 1):
            last = first + height
            while len(texts) < last:
                row = grid.values[len(texts)][:HEADER_SEARCH_COLUMNS]
                texts.append([header_key(typed_text(value)) if value else "" for value in row])
            if height == 1:
                (only,) = texts[first:last]
                if best is None and sum(text in words for text in only) < LEAST_MATCHES:
                    continue
                stacks = [[text] if text else [] for text in only]
                columns, twice = _match(stacks, words, titles)
            else:
                if not _several(texts[first:last]):
                    continue
                columns, twice = _match(_stacks(wide, texts, first, last), words, titles)
            if len(columns) >= LEAST_MATCHES and (best is None or len(columns) > len(best.columns)):
                best = Located(grid, first + 1, last, columns, twice)
                if len(columns) == len(form.fields):
                    break
        # A taller header must say more than a lower one; the lower one that says everything is the header.
        if best and len(best.columns) == len(form.fields):
            break
    if best:
        yield best


def _several(rows: Sequence[Sequence[str]]) -> bool:
    return sum(1 for row in rows for text in row if text) >= LEAST_MATCHES


def _stacks(
    merges: Sequence[tuple[int, int, int, int]], texts: Sequence[Sequence[str]], first: int, last: int
) -> list[list[str]]:
    """The texts above each other in each column; a text merged across columns stands above each of them, marked."""
    rows = [list(row) for row in texts[first:last]]
    for top, left, _, right in merges:
        if first < top <= last and left <= len(rows[top - first - 1]):
            row = rows[top - first - 1]
            row += [""] * (min(right, HEADER_SEARCH_COLUMNS) - len(row))
            for column in range(left, min(right, len(row))):
                row[column] = row[column] or (_ACROSS + row[left - 1] if row[left - 1] else "")
    width = max((len(row) for row in rows), default=0)
    return [[row[column] for row in rows if column < len(row) and row[column]] for column in range(width)]


# Begins a header text that stands here only because its cell is merged across columns: it may be the beginning of a
# title, and is none by itself.
_ACROSS = "\0"


def _match(
    stacks: Sequence[Sequence[str]], words: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[dict[str, int], Mapping[str, tuple[int, ...]]]:
    found: dict[str, tuple[int, str]] = {}
    twice: dict[str, list[int]] = {}
    for column, stack in enumerate(stacks, 1):
        text = next((text for text in _candidates(stack) if text in words), None)
        if text is None:
            continue
        name = words[text]
        if name not in found:
            found[name] = column, text
            continue
        # The form's own title comes before another word for it, which then heads a column of the county's own.
        own, other = text == titles[name], found[name][1] == titles[name]
        if own and not other:
            found[name], twice[name] = (column, text), []
        elif own or not other:
            twice.setdefault(name, []).append(column)
    return {name: column for name, (column, _) in found.items()}, {
        name: tuple(more) for name, more in twice.items() if more
    }


def _candidates(stack: Sequence[str]) -> Iterator[str]:
    """What a column's header may read as: texts that stand above each other, joined, the longest first."""
    if len(stack) == 1:
        yield stack[0]
        return
    for length in range(len(stack), 0, -1):
        for start in range(len(stack) - length + 1):
            parts = stack[start : start + length]
            if length > 1 or not parts[0].startswith(_ACROSS):
                yield "".join(parts).replace(_ACROSS, "")


def labelled(grid: Grid, fields: Sequence[Field], last_row: int) -> Iterator[tuple[Field, Value, int, int]]:
    """The labelled cells above the table (rows 1 to last_row): field, raw value, 1-based row and column of the value.

    The value stands in the label's own cell behind the colon, or in the next filled cell to the right that is no label.
    """
    words = {word: field for field in reversed(fields) for word in header_words(field)}
    seen: set[str] = set()
    for row_number, row in enumerate(grid.values[:last_row], 1):
        labels = {column: read_label(typed_text(value), words) for column, value in enumerate(row, 1) if value}
        for column, label in labels.items():
            if label is None or label[0].name in seen:
                continue
            field, rest = label
            seen.add(field.name)
            if rest:
                yield field, rest, row_number, column
                continue
            stop = next((c for c in sorted(labels) if c > column and labels[c] is not None), len(row) + 1)
            at = next((c for c in range(column + 1, stop) if row[c - 1] not in (None, "")), None)
            at = at or _value_column(grid, row_number, column)
            yield field, row[at - 1] if at <= len(row) else None, row_number, at


def _value_column(grid: Grid, row: int, label_column: int) -> int:
    """The column right of a label, behind the label's own merged cells."""
    for first_row, first, last_row, last in grid.merges:
        if first_row <= row <= last_row and first <= label_column <= last:
            return last + 1
    return label_column + 1


def read_label(text: str, words: Mapping[str, Field]) -> tuple[Field, str] | None:
    """The field whose label a text is, by the keys of `words`, and what stands behind the colon; None: it is none."""
    head, colon, rest = text.replace("：", ":").partition(":")
    field = words.get(header_key(head))
    if field is not None and (colon or not rest):
        return field, text[len(head) + 1 :].strip() if colon else ""
    return None
