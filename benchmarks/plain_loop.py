"""The plain way: pandas.read_excel with openpyxl and a pandera schema per file, as an able analyst would write it.

    python benchmarks/plain_loop.py FOLDER [--output SUMMARY.xlsx] [--findings FINDINGS.json]

It knows nothing of xlpilot. Its checks are those of the round that can fail in these files, under the same codes; what
xlpilot checks besides (whose form it is, whether it was changed) it leaves out, and it trusts every file that it opens.
"""

import argparse
import json
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

SHEET, LINE_ROW, FIRST_ROW = "附件1", 4, 6  # 1-based, as Excel shows them
COLUMNS = dict(
    zip(
        "ABCDEFGHI",
        ["no", "unit", "project", "category", "leader", "leader_phone", "contact", "contact_phone", "remark"],
        strict=True,
    )
)
LETTER = {name: letter for letter, name in COLUMNS.items()}
ENTRIES = [name for name in LETTER if name != "no"]
REQUIRED = [name for name in ENTRIES if name != "remark"]
LINE = {"E": "reporter", "G": "reporter_phone", "I": "reported_on"}
PEOPLE = [("leader", "leader_phone"), ("contact", "contact_phone")]
CATEGORIES = ["网络联校创新应用", "区域智慧教育", "教育网络安全", "人工数字智能教室"]
OF_A_BUREAU = "区域智慧教育"
SCHOOLS = ("中学", "小学", "学校", "幼儿园", "完小", "中心校", "教学点", "职业中专", "中等专业学校", "职中", "技校")
NAME = r"[\u3400-\u9fff]{2,4}|(?=.{4,25}$)[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+"
TITLES = ("校长", "园长", "局长", "主任", "书记", "老师", "教师", "院长", "科长", "股长", "主席")
MOBILE, LANDLINE = r"1[3-9]\d{9}", r"0[1-9]\d{1,2}-[2-9]\d{6,7}"
ERRORS = {"XP201", "XP202", "XP203", "XP204", "XP209", "XP403"}
PER_LEADER, SHARED = 2, 3


def whole(pattern, code):
    return pa.Check(lambda texts: texts.str.fullmatch(pattern), error=code)


def length(least, most):
    return pa.Check.str_length(least, most, error="XP202")


PERSON = [
    length(None, 25),
    pa.Check(lambda texts: texts.str.fullmatch(NAME) & ~texts.str.endswith(TITLES), error="XP205"),
]
PHONE = [
    length(None, 40),
    whole(f"{MOBILE}|{LANDLINE}", "XP203"),
    pa.Check(lambda texts: ~texts.str.fullmatch(LANDLINE), error="XP212"),
]
ROWS = pa.DataFrameSchema(
    {
        "unit": pa.Column(str, length(None, 60)),
        "project": pa.Column(str, length(2, 60)),
        "category": pa.Column(str, pa.Check.isin(CATEGORIES, error="XP204")),
        "leader": pa.Column(str, PERSON),
        "leader_phone": pa.Column(str, PHONE),
        "contact": pa.Column(str, PERSON),
        "contact_phone": pa.Column(str, PHONE),
        "remark": pa.Column(str, length(None, 200), nullable=True),
    },
    checks=[
        pa.Check(lambda rows: rows[REQUIRED].isna().sum(axis=1) * 2 < len(REQUIRED), error="XP301"),
        pa.Check(lambda rows: ~rows.duplicated(ENTRIES), error="XP403"),
        pa.Check(
            lambda rows: ~rows["project"].where(~rows.duplicated(ENTRIES)).dropna().duplicated(keep=False).reindex(
                rows.index, fill_value=False
            ),
            error="XP404",
        ),
        pa.Check(
            lambda rows: ~((rows["category"] == OF_A_BUREAU) & rows["unit"].str.endswith(SCHOOLS, na=False)),
            error="XP312",
        ),
    ],
)  # fmt: skip
LINES = pa.DataFrameSchema(
    {
        "reporter": pa.Column(str, PERSON),
        "reporter_phone": pa.Column(str, [length(None, 40), whole(f"{MOBILE}|{LANDLINE}", "XP203")]),
        "reported_on": pa.Column(str, whole(r"\d{4}-\d{1,2}-\d{1,2}", "XP209")),
    }
)
# Where a fault of a whole row is told.
PLACE = {"XP301": "unit", "XP403": "unit", "XP404": "project", "XP312": "category"}


def failures(schema, frame):
    """(code, column or None, label) of every failure, each once."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.replace({"check": {"not_nullable": "XP201"}})
        whole_rows = cases["check"].isin(PLACE)
        cases["column"] = cases["check"].map(PLACE).where(whole_rows, cases["column"])
        return cases[["check", "column", "index"]].drop_duplicates().itertuples(index=False, name=None)
    return ()


def read(path):
    """The line above the table, and the rows of the table that say anything, by their Excel row."""
    sheet = pd.read_excel(
        path, sheet_name=SHEET, header=None, usecols="A:I", dtype=str, engine="openpyxl", keep_default_na=False,
        na_values=[""],
    )  # fmt: skip
    sheet.columns = list(COLUMNS)
    sheet.index += 1
    line = sheet.loc[LINE_ROW].rename(LINE)
    rows = sheet.loc[FIRST_ROW:].rename(columns=COLUMNS)[ENTRIES]
    return line, rows.dropna(how="all").apply(lambda column: column.str.strip())


def across(rows):
    """(code, column, label in `rows`) of what files say beside each other."""

    def different(by, what):
        return rows.groupby(by)[what].transform("nunique")

    for code, column, broken in (
        ("XP313", "unit", different(["bureau", "unit"], "project") > 1),
        ("XP314", "leader", different(["leader", "leader_phone"], "project") > PER_LEADER),
        ("XP601", "project", different("project", "bureau") > 1),
        ("XP602", "unit", different("unit", "bureau") > 1),
    ):
        yield from ((code, column, label) for label in rows.index[broken])
    people = pd.concat(
        [
            rows[["bureau", "unit", person, phone]]
            .set_axis(["bureau", "unit", "who", "number"], axis=1)
            .assign(at=phone)
            for person, phone in PEOPLE
        ]
    ).dropna()
    seen = people.drop_duplicates(["bureau", "number", "who"])
    again = seen[seen.groupby(["bureau", "number"]).cumcount() == 1]
    yield from (("XP430", column, label) for label, column in again["at"].items())
    groups = people.groupby("number")
    shared = (groups["unit"].transform("nunique") > SHARED) & (groups["who"].transform("nunique") > 1)
    shared &= groups["bureau"].transform("nunique") > 1
    yield from (("XP604", column, label) for label, column in people["at"][shared].items())


def judge(folder):
    """All rows by (file, Excel row), and the findings: file, cell, code."""
    lines, tables, findings = {}, {}, []
    for path in sorted(Path(folder).glob("*.xlsx")):
        line, rows = read(path)
        lines[path.name] = line
        tables[path.name] = rows.assign(bureau=line["C"])
        for code, column, row in failures(ROWS, rows):
            findings.append((path.name, f"{LETTER[column]}{row}", code))
        # The first of equal rows is told as well, though it is kept.
        again = rows[rows.duplicated(ENTRIES, keep=False)]
        for row in again.index[~again.duplicated(ENTRIES)]:
            findings.append((path.name, f"{LETTER['unit']}{row}", "XP403 first"))
    cells = {name: f"{letter}{LINE_ROW}" for letter, name in LINE.items()}
    for code, column, file in failures(LINES, pd.DataFrame(lines).T[list(cells)]):
        findings.append((file, cells[column], code))
    everything = pd.concat(tables)
    for code, column, (file, row) in across(everything):
        findings.append((file, f"{LETTER[column]}{row}", code))
    return everything, pd.DataFrame(findings, columns=["file", "cell", "code"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--findings", type=Path)
    given = parser.parse_args()
    rows, findings = judge(given.folder)
    wrong = findings[findings["code"].isin(ERRORS)]
    excluded = pd.MultiIndex.from_arrays([wrong["file"], wrong["cell"].str[1:].astype(int)])
    passing = rows[~rows.index.isin(excluded)]
    findings["code"] = findings["code"].str.removesuffix(" first")
    if given.output:
        with pd.ExcelWriter(given.output) as writer:
            passing.reset_index(names=["file", "row"]).to_excel(writer, sheet_name="汇总", index=False)
            findings.to_excel(writer, sheet_name="问题", index=False)
    if given.findings:
        found = {"rows": len(rows), "passing": len(passing), "findings": findings.values.tolist()}
        given.findings.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    print(f"{len(rows)} rows, {len(passing)} of them pass, {len(findings)} findings")


if __name__ == "__main__":
    main()
