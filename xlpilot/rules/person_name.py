"""What a person's name looks like, and what stands before and behind names: titles, never taken for part of a name.

There is no list of surnames: real people have any. The compound ones are listed for one question only: whether what
a title leaves is a whole name or a surname alone (欧阳校长).
"""

from __future__ import annotations

import re

from xlpilot.rules.han import all_han

COMPOUND_SURNAMES = frozenset((
    "欧阳", "欧陽", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐",
    "长孙", "宇文", "司徒", "司空", "轩辕", "端木", "百里", "南宫", "独孤", "呼延", "闻人", "澹台",
    "公羊", "赫连", "申屠", "太叔", "钟离", "鲜于", "闾丘", "亓官", "仲孙", "公冶", "宗政", "濮阳",
    "淳于", "单于", "拓跋", "东郭", "南门", "羊舌", "微生", "梁丘", "左丘", "西门", "段干", "第五",
))  # fmt: skip

_OFFICES = (
    "校长|园长|院长|局长|所长|站长|馆长|科长|股长|处长|部长|厅长|司长|组长|班长|镇长|乡长|县长|区长|市长|会长|理事长|董事长|队长"
    "|班主任|主任|书记|主席|主管|经理|总监|干事|专干|专员|会计|出纳|秘书|助理|督学|巡视员|调研员|教研员|电教员|信息员|管理员|辅导员|联络员"
    "|老师|教师|教授|讲师|工程师|同志|先生|女士"
)
# Before the office; of two characters mostly, so that none is the end of a given name.
_OF_WHAT = (
    "常务副|副|党支部|党总支|党委|党组|支部|总支|工会|团委|教务处?|教导处?|政教处?|德育处?|总务处?|电教|教研|教科|信息中心|办公室|办"
    "|年级|级部|学部|学区|中心校|中心|财务|人事|保卫|安全|后勤|政工|党建|少先队|大队|妇联|高级|一级|二级|三级|特级"
)
OFFICE = rf"(?:(?:{_OF_WHAT}){{0,3}}(?:{_OFFICES}))"
# Several offices of one person: 党支部书记兼校长.
TITLE = rf"{OFFICE}(?:[兼、，,/及和]?{OFFICE}){{0,3}}"
_LAST = frozenset(office[-1] for office in _OFFICES.split("|"))
_FIRST = frozenset(word[0] for word in f"{_OFFICES}|{_OF_WHAT}".split("|"))
# Plain texts, compiled when first used: their character classes take a millisecond each, and few cells need them.
# In brackets there stands also what no list of titles has, and what is no part of a name either.
_BRACKETED = rf"(?P<name>.*?)\s*[（(\[【](?:{TITLE}|男|女|兼|代|签字|签名|盖章|手签)[）)\]】]"
_BEHIND = rf"(?P<name>.*?)(?P<gap>[\s,，:：/、·\-—]*)(?P<title>{TITLE})"
_BEFORE = rf"(?P<title>{TITLE})(?P<gap>[\s,，:：/、·\-—]*)(?P<name>.*)"
# The last of a given name, or of which an office is: 李原主任, 张科主任. Nobody can tell.
_EITHER = frozenset("总正原代系科处室部班级组校院所站前现兼任")
# Offices beginning with what is a surname too: 司长河.
_SURNAMES_TOO = frozenset("司干班区会经部")
_LABEL = re.compile(r"(?:姓名|负责人|联系人|填报人)[:：]\s*")
_ENDS_WITH_TITLE = rf".*{TITLE}"
_BEGINS_WITH_TITLE = rf"{TITLE}.*"


def like_a_name(text: str) -> bool:
    """Whether the text is of 2 to 4 Han characters, or of Han with middle dots between them, 25 characters at most."""
    if all_han(text):
        return 2 <= len(text) <= 4
    pieces = text.split("·")
    return 4 <= len(text) <= 25 and len(pieces) > 1 and all(pieces) and all(map(all_han, pieces))


def whole(text: str) -> bool:
    """Whether what a title leaves is surely a whole name: no surname alone, no two names run together."""
    if text in COMPOUND_SURNAMES:
        return False
    if len(text) == 4 and all_han(text):
        return text[:2] in COMPOUND_SURNAMES
    return like_a_name(text)


def with_title(text: str) -> bool:
    """Whether a title stands at an end of the text."""
    if text[-1:] not in _LAST and text[:1] not in _FIRST:
        return False
    return re.fullmatch(_ENDS_WITH_TITLE, text) is not None or re.fullmatch(_BEGINS_WITH_TITLE, text) is not None


def without_title(text: str) -> str:
    """The name without titles around it; the text as it is where that would leave less than a whole name.

    张三校长, 张三（副局长）, 副局长 张三 -> 张三; 李校长, 欧阳校长 and 王总务主任 stay.
    """
    while True:
        shorter = _once(text)
        if shorter == text:
            return text
        text = shorter


def _once(text: str) -> str:
    if labelled := _LABEL.match(text):
        rest = text[labelled.end() :]
        return rest if whole(without_title(rest)) else text
    for pattern in (_BRACKETED, _BEHIND, _BEFORE):
        found = re.fullmatch(pattern, text)
        if not found or not whole(without_title(name := found["name"].strip())):
            continue
        joined = pattern is not _BRACKETED and not found["gap"]
        if joined and (found["title"][0] in _SURNAMES_TOO if pattern is _BEFORE else name[-1] in _EITHER):
            continue
        return name
    return text
