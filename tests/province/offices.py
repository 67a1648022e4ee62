"""Three cities with rounds and units of their own, the province above them and the country above that."""

import datetime as dt
import io

import openpyxl
from review.county import KEY, LINE, PASSWORD, ROOT, fill, good_row, issued

from xlpilot.commands.consolidate import consolidate
from xlpilot.commands.validate import validate
from xlpilot.rounds.workspace import Secrets, Workspace, make_workspace

ROUNDS = ROOT / "samples" / "hunan-2018"
CHINA = dt.timezone(dt.timedelta(hours=8))
COUNTIES_SENT = dt.datetime(2018, 9, 10, 9, tzinfo=CHINA)
CITIES_SENT = dt.datetime(2018, 10, 10, 9, tzinfo=CHINA)
CHANGSHA, ZHUZHOU, HENGYANG = "430100", "430200", "430400"
FEW = {"rows = 30\nspare_rows = 30": "rows = 8\nspare_rows = 2"}
# Rows that each county sends; the last one of each city has a fault and stays behind.
SENT = {CHANGSHA: (3, 2, 4), ZHUZHOU: (1, 5), HENGYANG: (2, 2, 2)}


def office(folder, round_, feeds=None, **texts):
    """A workspace of a round: a folder's, or a copy with other texts in it."""
    text = (round_ / "round.toml").read_text(encoding="utf-8")
    for was, now in {**(FEW if "extends" not in text else {}), **texts}.items():
        assert was in text, was
        text = text.replace(was, now)
    if feeds is not None:
        text = f'feeds = "{feeds}"\n{text}'
    source = folder.parent / f"{folder.name} 的轮次"
    source.mkdir(parents=True)
    (source / "round.toml").write_text(text, encoding="utf-8")
    for name in ("hunan-2018",):  # what the others extend lies beside
        beside = folder.parent / name
        if not beside.exists():
            beside.mkdir()
            (beside / "round.toml").write_bytes((ROUNDS / name / "round.toml").read_bytes())
    make_workspace(folder, str(source), Secrets(KEY, PASSWORD))
    return Workspace(folder)


def county(workspace, unit, rows):
    """The form of a city's round, issued to a county and filled."""
    round_ = workspace.round
    return fill(issued(round_.definition, unit=unit.code), rows, LINE, round_)


def counties_report(workspace, counts, start=0):
    """Each of the first counties sends so many rows, in a file named after it; the last row of all has a fault."""
    number = start
    for at, (unit, count) in enumerate(zip(workspace.round.units, counts, strict=False)):
        rows = []
        for _ in range(count):
            number += 1
            rows.append(good_row(number, unit=f"{unit.name}第{number}中学"))
        if at == len(counts) - 1:
            rows[-1]["leader_phone"] = "123"
        (workspace.inbox / f"{unit.name}.xlsx").write_bytes(county(workspace, unit, rows))


def summed_up(workspace, when, **options):
    return consolidate(workspace, received_at=when, **options)


def reported(province, name, data, when=CITIES_SENT):
    """A city's summary is dropped into the province's 收件; what validate says of it."""
    path = province.inbox / name
    path.write_bytes(data)
    return next(file for file in validate(province, [path]).files)


def edited(data, edit):
    """The workbook after somebody changed it with a program that knows nothing of xlpilot."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def codes(review, *, infos=False):
    return sorted({f.code for f in review.findings if infos or f.severity.value != "info"})


def lines(path, sheet):
    """Rows below the header of a sheet whose rows are numbered, by header."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if isinstance(row[0], int)]
