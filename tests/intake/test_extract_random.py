"""Structural honesty: of a sheet drawn at random, every row is read or told, and no value is lost or moved."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.clerks_sheet import CATEGORIES, HEADER, NAMES, project, table_of, told, written

EXAMPLES = int(os.environ.get("XLPILOT_SWEEP") or 150)
TITLES = (
    "2018年申报汇总表",
    "（县市区教育局）",
    "县市区教育局名称（盖章）：衡南县教育局",
    "附件1",
    "填报日期：2018年9月10日",
)
OTHER_ROWS = (
    ["合计"], [None, "合计", "3项"], ["小计：2"], ["共5项"], [None, "注：以上项目已公示"], ["填表说明：一个项目一行"], ["负责人签字："],
    [None, "审核人：", None, "填表人："], ["其他说明文字"], [*[None] * 14, "表外的批语"],
)  # fmt: skip
HEADINGS = (*(f"{mark}{name}" for mark, name in zip("①②③④", CATEGORIES, strict=True)), "衡南县第九中学", "重点推荐")
OWN = ("学段", "职务", "电子邮箱", "")


@st.composite
def sheets(draw):
    """(rows of the sheet, 1-based row -> the project that stands there as field -> value, merges)."""
    order = list(draw(st.permutations(range(len(NAMES)))))
    width = len(order)
    own = draw(st.lists(st.tuples(st.integers(0, width), st.sampled_from(OWN)), max_size=3))
    layout = [("field", at) for at in order]
    for at, title in sorted(own, reverse=True):
        layout.insert(at, ("own", title))
    rows = [[draw(st.sampled_from(TITLES))] for _ in range(draw(st.integers(0, 4)))]
    rows += [[] for _ in range(draw(st.integers(0, 2)))]
    rows.append([HEADER[what] if kind == "field" else what or None for kind, what in layout])
    projects, merges = {}, []
    number = 0
    kinds = draw(st.lists(st.sampled_from("pppppgohms"), min_size=1, max_size=14))
    for kind in kinds:
        if kind == "p":
            number += 1
            blank = draw(st.sets(st.sampled_from(["category", "unit", "remark", "contact"]), max_size=2))
            values = dict(zip(NAMES, project(number, remark=f"备注{number}"), strict=True))
            values |= dict.fromkeys(blank)
            rows.append([values[NAMES[what]] if kind_ == "field" else f"自加{number}" for kind_, what in layout])
            projects[len(rows)] = values
        elif kind == "g":
            rows += [[] for _ in range(draw(st.integers(1, 3)))]
        elif kind == "o":
            rows.append(list(draw(st.sampled_from(OTHER_ROWS))))
        elif kind == "s":
            rows.append([9 if kind_ == "field" and NAMES[what] == "no" else None for kind_, what in layout])
        else:
            at = draw(st.integers(0, len(layout) - 1)) if kind == "h" else 0
            rows.append([None] * at + [draw(st.sampled_from(HEADINGS))])
            if kind == "m":
                merges.append((len(rows), len(layout)))
    return rows, projects, merges


def heading_above(rows, number, name):
    """What the nearest heading of this kind gives, on the way up from a row."""
    for row in reversed(rows[: number - 1]):
        texts = [value for value in row if value not in (None, "")]
        if len(texts) == 1 and name == "category" and str(texts[0])[1:] in CATEGORIES:
            return texts[0][1:]
        if len(texts) == 1 and name == "unit" and texts[0] == "衡南县第九中学":
            return texts[0]
    return None


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="XLPILOT_SWEEP" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(drawn=sheets())
def test_every_row_is_read_or_told_and_no_value_is_lost(drawn):
    rows, projects, merges = drawn

    def merge(book):
        for row, width in merges:
            book["附件1"].merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)

    found = table_of(written(rows, header=None, edit=merge))
    header = found.header_row
    printed = {column for name, column in found.columns.items() if name == "no"}
    told_rows = {finding.place.row for finding in found.findings}
    for number, row in enumerate(rows[header:], header + 1):
        says = any(
            value not in (None, "")
            for column, value in enumerate(row, 1)
            if column not in printed or isinstance(value, str)
        )
        assert not says or number in found.rows or number in told_rows, (number, row, found.rows, told(found))
        assert not says or number in found.rows or number in found.passed_over
    # Every project is in, at its row, with each of its values under its own field.
    assert set(projects) <= set(found.rows)
    for row, values in projects.items():
        at = found.rows.index(row)
        for name, value in values.items():
            if name == "no":
                continue
            if value is not None:
                assert found.values[name][at] == value
                assert (row, name) not in found.inferred
            elif found.values[name][at] is not None:
                assert (row, name) in found.inferred
                assert ("XP305", found.place(name, row).cell) in told(found)
                assert found.values[name][at] == heading_above(rows, row, name)
    # What no column asks for is told with its column.
    own = {column for column, title in enumerate(rows[header - 1], 1) if title not in HEADER}
    if projects:
        beside = {finding.place.cell[0] for finding in found.findings if finding.code == "XP421"}
        assert {chr(64 + column) for column in own if column <= len(rows[header - 1])} <= beside
