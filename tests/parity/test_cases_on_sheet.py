"""The case files of the rules on their third face: typed into an issued sheet, read from its own verdicts.

`office_pass` are values at which the sheet may grumble; at `office_fail` it may be silent only of what is no error.
"""

import datetime as dt
import tomllib

import pytest
from form.conftest import KEY, PASSWORD
from rules.test_cases import CASES, beside, own, small_round

from xlpilot.findings import Severity
from xlpilot.form.backstage import Backstage
from xlpilot.form.issue import issue
from xlpilot.form.layout import TableLayout
from xlpilot.intake.grid import column_letter
from xlpilot.rules import BY_CODE

from .rows import Formula
from .typist import block, values

pytestmark = pytest.mark.libreoffice
EPOCH = dt.datetime(1899, 12, 30)


def typed(value, field):
    """The value as it stands in a sheet; None for an empty cell, NotImplemented where no typing leads there."""
    value = own(value)
    if isinstance(value, dict):
        return Formula("=NA()") if "error" in value else None if "blank" in value else NotImplemented
    if isinstance(value, dt.date):
        moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        return (moment - EPOCH) / dt.timedelta(days=1) if field.get("type") == "date" else NotImplemented
    return value if isinstance(value, str) else float(value)


def cases():
    """Code and number of a case, its field, and every value with the face that must judge it so."""
    for path in sorted(CASES.glob("xp*.toml")):
        if not BY_CODE[path.stem.upper()].formula:
            continue
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, case in enumerate(data.get("case", [data]), 1):
            found = [(kind, value) for kind in ("pass", "fail", "office_fail") for value in case.get(kind, ())]
            yield pytest.param(path.stem.upper(), case, found, id=f"{path.stem}-{number}")


@pytest.mark.parametrize(("code", "case", "found"), list(cases()))
def test_the_sheet_tells_the_cases_apart(code, case, found, typist, tmp_path):
    field, others = case["field"], case.get("beside", ())
    round_ = small_round(field, others, case.get("lists"))
    form = round_.forms["trial"]
    layout, path = TableLayout.of(form), tmp_path / "trial.xlsx"
    (unit, *_) = round_.reporters(form)
    path.write_bytes(next(issue(round_, form, [unit], round_.definition, KEY, PASSWORD, {}))[1])
    cells = [(kind, value, typed(value, field)) for kind, value in found]
    cells = [cell for cell in cells if cell[2] is not NotImplemented]
    column = column_letter(Backstage(layout).verdict_column(form.by_name[field["name"]]))
    with typist.open(path) as book:
        rows = [
            [None if isinstance(cell, Formula) else cell, f"第{n}例"]
            + [typed(beside(value).get(other["name"], {"blank": True}), other) for other in others]
            for n, (_, value, cell) in enumerate(cells)
        ]
        block(book, form.sheet, f"B6:{column_letter(3 + len(others))}{5 + len(rows)}", rows)
        for n, (_, _, cell) in enumerate(cells, 6):
            if isinstance(cell, Formula):
                book.put(form.sheet, f"B{n}", cell.text)
        verdicts = [row[0] for row in values(book, form.sheet, f"{column}6:{column}{5 + len(rows)}")]
    wrong = []
    for (kind, value, _), verdict in zip(cells, verdicts, strict=True):
        broken = abs(verdict) % 1000 == int(code[2:])
        silent = verdict <= 0 and BY_CODE[code].severity is Severity.ERROR
        if broken != (kind == "fail") if kind != "office_fail" else silent:
            wrong.append((kind, value, verdict))
    assert not wrong
