"""The plain way: pandas.read_excel with openpyxl and a pandera schema per file, for comparison.

    python benchmarks/plain_loop.py FOLDER

The checks are those of the round that need no knowledge of xlpilot: required, length, phone, list, name.
"""

import sys
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

CATEGORIES = ["网络联校创新应用", "区域智慧教育", "教育网络安全", "人工数字智能教室"]
PHONE = r"^1[3-9]\d{9}$"
COLUMNS = ["no", "unit", "project", "category", "leader", "leader_phone", "contact", "contact_phone", "remark"]


def schema():
    def text(*checks, required=True):
        return pa.Column(str, list(checks), nullable=not required)

    return pa.DataFrameSchema(
        {
            "unit": text(pa.Check.str_length(1, 60)),
            "project": text(pa.Check.str_length(2, 60)),
            "category": text(pa.Check.isin(CATEGORIES)),
            "leader": text(pa.Check.str_matches(r"^[\u4e00-\u9fff·]{2,25}$")),
            "leader_phone": text(pa.Check.str_matches(PHONE)),
            "contact": text(pa.Check.str_matches(r"^[\u4e00-\u9fff·]{2,25}$")),
            "contact_phone": text(pa.Check.str_matches(PHONE)),
        }
    )


def main(folder):
    rows = faults = 0
    for path in sorted(Path(folder).glob("*.xlsx")):
        frame = pd.read_excel(path, sheet_name="附件1", header=4, dtype=str, engine="openpyxl", keep_default_na=False)
        frame = frame.iloc[:, : len(COLUMNS)].set_axis(COLUMNS, axis=1)
        frame = frame[frame["unit"].str.len() > 0]
        rows += len(frame)
        try:
            schema().validate(frame, lazy=True)
        except pa.errors.SchemaErrors as errors:
            faults += len(errors.failure_cases)
    print(f"{rows} rows, {faults} faults")


if __name__ == "__main__":
    main(sys.argv[1])
