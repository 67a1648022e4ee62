"""Whole packages: for every row of a county's 附件1 its 附件2 and 附件3, all filled, and the county's official letter.

    python benchmarks/attachments.py FOLDER [N]          makes a workspace whose 收件/ holds N forms and N plans (100)
    python benchmarks/attachments.py FOLDER N --one      the same of one county, without 附件1

The forms are stamped and filled in the XML, as in `scale.py`; the plans are the outline filled with python-docx.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import docx
from rows import Desk, Row
from scale import SECRETS, filled, issued, with_gate, with_sheet, with_texts

from xlpilot.form.grid_layout import GridLayout
from xlpilot.form.layout import TableLayout
from xlpilot.form.outline import outline
from xlpilot.rounds.model import Round, Unit
from xlpilot.rounds.workspace import Workspace, make_workspace
from xlpilot.rules.sheet_words import GATE_READY

APPLICATION = "application"
OPINIONS = {
    "plan": "一、建设同步课堂环境。二、培训教师。三、总结推广。",
    "unit_opinion": "同意申报。", "unit_opinion_on": "2018-09-03",
    "county_opinion": "同意推荐。", "county_opinion_by": "周志强", "county_opinion_on": "2018-09-05",
}  # fmt: skip
SAID = {
    "（起止时间）": "2018年9月至2020年8月，分三个阶段。",
    "预算及资金来源": "预算20万元，其中县财政10万元，学校自筹10万元。",
}
BODY = "结合本地本校实际，分年度推进建设与应用，由校长负责，信息中心实施，每学期检查一次，边建边用，以用促建。" * 3


def forms_of(round_: Round, unit: Unit, rows: Sequence[Row]) -> Iterator[bytes]:
    """The filled 附件2 of one unit, one for each row."""
    form = round_.forms[APPLICATION]
    layout = GridLayout(form, unit.kind)
    ((_, data),) = issued(round_, form, [unit])
    for row in rows:
        typed = {**row, **OPINIONS, "unit_opinion_by": row["leader"]}
        cells = {layout.value_cell(name): text for name, text in typed.items() if name != "remark"}
        yield with_sheet(data, lambda content, cells=cells: with_gate(with_texts(content, cells), GATE_READY))


def plans_of(round_: Round, rows: Sequence[Row]) -> Iterator[bytes]:
    """The filled 附件3, one for each row."""
    blank = outline(round_)
    for row in rows:
        document = docx.Document(io.BytesIO(blank))
        above = ""
        for paragraph in document.paragraphs:
            text = paragraph.text
            if "XXXX" in text:
                paragraph.runs[0].text = text.replace("XXXX", row["project"])
            elif text == "申报单位：":
                paragraph.add_run(row["unit"])
            elif text == "项目名称：":
                paragraph.add_run(row["project"])
            elif text == "（在此填写）":
                paragraph.runs[0].text = next((said for what, said in SAID.items() if what in above), BODY)
            above = text
        yield _saved(document)


def letter_of(unit: Unit, number: int) -> bytes:
    """A county's official letter."""
    document = docx.Document()
    for text in (
        f"{unit.bureau}文件", f"教字〔2018〕{number}号", f"{unit.bureau}关于申报2018年教育信息化试点项目的请示",
        "衡阳市教育局：", "现将申报材料报上，请审批。", str(unit.bureau), "2018年9月10日",
    ):  # fmt: skip
        document.add_paragraph(text)
    return _saved(document)


def _saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def city_with_all(folder: Path, projects: int = 100, seed: int = 2018) -> Workspace:
    """A new workspace of the city's own round, so many projects spread over its counties, each with form and plan."""
    shutil.rmtree(folder, ignore_errors=True)
    workspace = make_workspace(folder, given=SECRETS)
    round_ = workspace.round
    form = round_.forms["summary"]
    layout, desk = TableLayout.of(form), Desk(round_.categories, seed, careless=0)
    units = round_.reporters(form)
    for number, (unit, data) in enumerate(issued(round_, form, units)):
        count = projects // len(units) + (number < projects % len(units))
        if not count:
            continue
        typed = desk.fill(unit.name, number, count)
        own = workspace.inbox / unit.name
        _attached(own, round_, unit, typed.rows)
        (own / form.file).write_bytes(with_sheet(data, lambda content, typed=typed: filled(content, layout, typed)))
        (own / "请示.docx").write_bytes(letter_of(unit, number + 1))
    return workspace


def one_unit(folder: Path, projects: int) -> Workspace:
    """A new workspace of the city's own round with so many forms and plans of its first county, and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    workspace = make_workspace(folder, given=SECRETS)
    round_ = workspace.round
    unit = round_.reporters(round_.forms["summary"])[0]
    typed = Desk(round_.categories, careless=0).fill(unit.name, 0, projects)
    _attached(workspace.inbox / unit.name, round_, unit, typed.rows)
    return workspace


def _attached(own: Path, round_: Round, unit: Unit, rows: Sequence[Row]) -> None:
    """附件2 and 附件3 of every row, below the unit's folder."""
    for name, end, made in (
        ("附件2", "申请表.xlsx", forms_of(round_, unit, rows)), ("附件3", "工作方案.docx", plans_of(round_, rows)),
    ):  # fmt: skip
        (own / name).mkdir(parents=True)
        for at, data in enumerate(made, 1):
            (own / name / f"{at}-{end}").write_bytes(data)


if __name__ == "__main__":
    make = one_unit if "--one" in sys.argv else city_with_all
    made = make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100)
    print(f"{sum(path.is_file() for path in made.inbox.rglob('*'))} files in {made.inbox}")
