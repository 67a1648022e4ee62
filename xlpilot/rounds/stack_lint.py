"""What contradicts itself in tables that stand below each other on one sheet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from xlpilot.rounds.model import Form, Round

# So many header words of its own tell a table from those it shares a sheet with.
LEAST_OWN_TITLES = 3
# The table's rows get a sheet of the summary, and two more whose names hold its own.
_SHEET = re.compile(r"[^\[\]:*?/\\']{1,24}")


def stack_contradictions(round_: Round, reserved: Collection[str]) -> Iterator[str]:
    """Every contradiction in words, each beginning with the key's path; `reserved`: names of xlpilot's own sheets."""
    above: dict[str, str] = {}
    for key, form in round_.forms.items():
        if not form.below:
            continue
        path, there = f"forms.{key}", round_.forms.get(form.below)
        if there is None:
            yield f"{path}.below：没有名为 {form.below!r} 的表"
            continue
        if form.kind != "table" or there.kind != "table":
            yield f"{path}.below：只有 kind = “table” 的表才能上下排在一张工作表里"
        if key in _upwards(round_, form):
            yield f"{path}.below：绕回了自己"
            continue
        if (other := above.setdefault(form.below, key)) != key:
            yield f"{path}.below：{form.below!r} 的下面已经有 {other!r}；第三张表写 below = “{other}”"
        if form.audience != there.audience:
            yield f"{path}.audience：应与上面的 {form.below!r} 相同"
        if (form.sheet, form.file) != (there.sheet, there.file):
            yield f"{path}：写了 below，就不写 sheet 和 file"
        yield from _indistinct(path, form, [round_.forms[name] for name in _upwards(round_, form)])
    yield from _names(round_, reserved)


def _upwards(round_: Round, form: Form) -> list[str]:
    """The keys of the tables above a form, the nearest first; its own where they lead back to it."""
    keys: list[str] = []
    while form.below in round_.forms and form.below not in keys:
        keys.append(form.below)
        form = round_.forms[form.below]
    return keys


def _indistinct(path: str, form: Form, others: list[Form]) -> Iterator[str]:
    for other in others:
        for one, rival in ((form, other), (other, form)):
            words = {word for field in rival.fields for word in (field.title, *field.aliases)}
            own = [field for field in one.fields if words.isdisjoint((field.title, *field.aliases))]
            if len(own) < LEAST_OWN_TITLES:
                yield (
                    f"{path}.fields：“{one.title}”至少要有 {LEAST_OWN_TITLES} 个表头是“{rival.title}”没有的，"
                    "否则报回时分不清是哪张表"
                )
                return
        lists = {field.name: field.constraints.enum for field in (*other.line, *other.fields)}
        for field in (*form.line, *form.fields):
            if field.constraints.enum and lists.get(field.name) not in (None, (), field.constraints.enum):
                yield f"{path}.{field.name}.constraints.enum：与上面同名的字段不同，请换一个名字，或写成 [[lists.名称]]"


def _names(round_: Round, reserved: Collection[str]) -> Iterator[str]:
    taken = {*reserved, *(form.sheet for form in round_.issued_forms.values())}
    for key, form in round_.forms.items():
        if not form.below:
            continue
        if not _SHEET.fullmatch(form.attachment) or form.attachment in taken:
            yield f"forms.{key}.attachment：“{form.attachment}”要作汇总工作簿里的工作表名：不超过 24 个字，不与别的重名"
        taken.add(form.attachment)
