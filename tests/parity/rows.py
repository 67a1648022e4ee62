"""What county staff type, drawn by hypothesis: right, wrong, messy, pasted, and nothing at all."""

from dataclasses import dataclass

from hypothesis import strategies as st

from xlpilot.rules import excel

# Cells that no block can hold; put one by one.
FORMULAS = ("=1/0", "=NA()", '=""', '="衡南县第一中学"', "=13800138000", '=" "', '="无"', "=1=1")


@dataclass(frozen=True)
class Formula:
    text: str


UNITS = (
    "衡南县第一中学",
    "衡南县三塘镇联合中心学校",
    "Hengnan No.1 School",
    "衡南县AI 实验学校",
    "3",
    "校",
    "一中（东校区）",
    "衡山县第一中学",
    "衡阳市衡阳县一中",
    "市一中",
    "耒阳教育局",
)
PROJECTS = (
    "网络联校环境下的同步课堂应用",
    "智慧教育",
    "AI Lab",
    "A",
    "甲",
    "项目2.0",
    "甲。",
    "。甲",
    "。。",
    "。 。",
    "甲 。",
    "甲、乙",
    "𠮷𠮷",
    "长" * 59,
    "长" * 60,
    "长" * 61,
)
NAMES = (
    "王小明",
    "李红",
    "古丽米热·艾比布力",
    "古丽米热.艾比布力",
    "王",
    "王 明",
    "王小明13800138000",
    "张三、李四",
    "欧阳娜娜",
    "无名",
    "名" * 25,
    "名" * 26,
    "名" * 6 + "\n" + "名" * 19,
    "A·B",
    "没有",
    "待定",
    "张*",
    "张某",
    "李某明",
    "张XX",
    "张○",
    "Alex Smith",
    "Xu Xin",
    "欧阳某某某",
    "张三校长",
    "李校长",
    "张三 李四",
    "张三\n李四",
    "副局长 张三",
)
PHONES = (
    "13800138000",
    "13900139000",
    "138 0013 8000",
    "138-0013-8000",
    "1380013800",
    "138001380001",
    "12800138000",
    "+8613800138000",
    "013800138000",
    "0734-8123456",
    "0734-81234567",
    "010-81234567",
    "07348123456",
    "8123456",
    "0734-8123456-801",
    "0034-8123456",
    "0734-1123456",
    "00-8123456",
    "0734-8123456-1234567",
    "13800138000、13900139000",
    "13800138000/13900139000",
    "13800138000、13800138000",
    "0734-8123456、13800138000",
    "13800138000、0734-8123456",
    "13800138000、13900139000、13700137000",
    "13800138000、13900139000、13700137000、13600136000",
    "13800138000、",
    "、13800138000",
    "13800138000、、13900139000",
    "1.38E+10",
    "１３８００１３８０００",
    "1380013800O",
    "A3800138000",
    "13800138000，",
    "*",
    "?",
    "1380013800?",
    "00000000000",
    "000-0000000",
    "、",
    "13800138000、x",
)
CATEGORIES = (
    "网络联校创新应用",
    "区域智慧教育",
    "教育网络安全",
    "人工数字智能教室",
    "智慧教育",
    "1",
    "①",
    "④教育网络安全",
    "网络联校",
    "其他",
    "网络联校创新应用、区域智慧教育",
    "网 络联校创新应用",
    "*",
    "网络*",
)
REMARKS = ("", "", "同意", "无", "注" * 199, "注" * 200, "注" * 201, "—", "第一批", "1")
DATES = (43353.0, 43353.5, 40000.0, 39999.0, 50000.0, 50001.0, 0.5, -1.0, "2018-09-10", "2018-9-10", "2018年9月10日", "2018.9.10", "2018-02-30", "1999-01-01", "2036-11-21", "2036-11-22", "2009-07-06", "2009-07-05", "9月10日", "九月", "20180910", "2018-13-01", "２０１８-09-10", "0000-00-00", "2019-09-18", "2019-09-19", 43726.0, 43727.0, "2018-09", "2018年9月", 2018.1, 2018.9, "2018-09-01至2018-09-30", "2018年1月或10月", "2018-13")  # fmt: skip

BLANK = (
    "",
    "\u2800",
    "\u3164",
    "\u115f\u1160 \uffa0",
    "\u3000 \u3000",
    " ",
    "   ",
    "\u3000",
    "\u00a0",
    "\u200b",
    "\n",
    "\t",
    "\ufeff",
    "\u2003\u200d",
    "\u202a",
    "\ufe0f",
    "\u00ad ",
)
NOTHING = (
    *excel.NOTHING,
    *excel.DITTO,
    "Ｎ／Ａ",
    "－",
    "／",
    "暂 无",
    "无\u200b",
    " 无 ",
    "无。",
    "暂\n无",
    "N / A",
    "- -",
    "n/A",
    "无无",
    "\u3000待定",
    "没有；",
    "'无",
    "n／ａ",
    "#REF!",
    "#N/A",
    " #DIV/0!",
    "#N\u200b/A",
    "#N/A。",
    "＃N/A",
    "＃Ｎ／Ａ；",
    "'#REF！",
    "＃N\u2800/A",
    "#1",
    "'",
    "''",
    "'、",
    "暂 无。",
    "—\u00a0—",
    "⽆",
)
NUMBERS = (0.0, 1.0, 3.0, 13800138000.0, 1380013800.0, 1.5, 0.1, -2.0, 1e15, 1e20, 1.23456789012345e-7, 43353.0)

# What copying and typing add around or within a text.
MESS = (
    "{}", "{}", "{}", " {}", "{} ", "{}\u3000", "\u3000{}", "{}\u00a0", "{}\u200b", "\ufeff{}", "{}\n", "\n{}", "{}\t", "{}。", "{}；", "{}、",
    "{}，", "{}。。", "\u202d{}\u202c", "{}\u00ad", "{}\ufe0f", "{}\u2009", "'{}", "{}\u2800", "\u3164{}", "{}\u17b4",
)  # fmt: skip
LETTERS = "无没有暂待定见附件同上/\\-—略缺Nna甲乙王1 0A。、，·\u3000\u200b\u00a0\n　"


def cell(valid, *, dates=False):
    """A value for a cell: mostly from `valid`, as it is or messed up."""
    messy = st.tuples(st.sampled_from(MESS), st.sampled_from([str(value) for value in valid])).map(
        lambda p: p[0].format(p[1])
    )
    inserted = st.tuples(
        st.sampled_from([str(v) for v in valid]), st.integers(0, 12), st.sampled_from(" \u3000\u200b\n\u00a0-·")
    ).map(lambda p: p[0][: p[1]] + p[2] + p[0][p[1] :])
    good = st.sampled_from(valid[:2])
    return st.one_of(
        good, good, good, st.sampled_from(valid), st.sampled_from(valid), messy, inserted, st.sampled_from(NOTHING),
        st.sampled_from(BLANK), st.text(LETTERS, max_size=5), st.sampled_from(NUMBERS), st.sampled_from(FORMULAS).map(Formula),
    )  # fmt: skip


NONE = st.none()
GOOD = st.tuples(
    *(st.sampled_from(pool[:2]) for pool in (UNITS, PROJECTS, CATEGORIES, NAMES, PHONES, NAMES, PHONES, REMARKS))
)
WILD = st.tuples(*map(cell, (UNITS, PROJECTS, CATEGORIES, NAMES, PHONES, NAMES, PHONES, REMARKS)))
EMPTY = st.tuples(
    *[st.one_of(NONE, NONE, NONE, NONE, NONE, st.sampled_from(BLANK))] * 7, st.one_of(NONE, st.sampled_from(REMARKS))
)


@st.composite
def one_wild(draw):
    """A good row with one or two wild cells: where most disagreements would hide behind other faults."""
    row = list(draw(GOOD))
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, 7))
        row[at] = draw(cell((UNITS, PROJECTS, CATEGORIES, NAMES, PHONES, NAMES, PHONES, REMARKS)[at]))
    return tuple(row)


@st.composite
def sheets(draw, size):
    """Rows of a sheet and what is typed on its line; some rows repeat an earlier one, exactly or nearly."""
    rows = draw(
        st.lists(st.one_of(GOOD, one_wild(), one_wild(), one_wild(), WILD, EMPTY), min_size=size - 4, max_size=size - 4)
    )
    for _ in range(draw(st.integers(0, 4))):
        row = list(draw(st.sampled_from(rows)))
        if draw(st.booleans()):
            at = draw(st.integers(0, 7))
            if isinstance(row[at], str):
                row[at] = draw(st.sampled_from(MESS)).format(row[at])
        rows.insert(draw(st.integers(0, len(rows))), tuple(row))
    line = draw(st.tuples(cell(NAMES), cell(PHONES), st.one_of(st.sampled_from(DATES), cell(DATES))))
    return rows[:size], line


def one_at_a_time():
    """Good rows, each with one cell of another value: every value that is drawn from, in every column."""
    pools = (UNITS, PROJECTS, CATEGORIES, NAMES, PHONES, NAMES, PHONES, REMARKS)
    number = 0
    for at, pool in enumerate(pools):
        messy = [mess.format(pool[0]) for mess in MESS]
        for value in dict.fromkeys((*pool, *messy, *NOTHING, *BLANK, *NUMBERS, *map(Formula, FORMULAS))):
            number += 1
            row = [f"单位{number}", f"项目{number}", CATEGORIES[0], NAMES[0], PHONES[0], NAMES[1], PHONES[1], ""]
            row[at] = value
            yield tuple(row)
