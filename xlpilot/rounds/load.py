"""round.toml -> Round, with one clear line for whatever is wrong in it."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from xlpilot.errors import RoundError
from xlpilot.files import reason
from xlpilot.rounds.grid_lint import grid_contradictions
from xlpilot.rounds.model import Category, Field, Form, Round, UnitKind

ROUND_FILE = "round.toml"
FORMAT = 1
# Sheets that xlpilot adds to a form, a marked copy or the summary.
_RESERVED = frozenset(("_xlpilot", "填表说明", "问题清单", "统计", "未纳入", "报送情况", "溯源"))

_WORDS = {
    "missing": "缺少这个键",
    "extra_forbidden": "不认识这个键（拼写是否有误？）",
    "string_type": "应为文本（加引号）",
    "int_type": "应为整数",
    "float_type": "应为数字",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为列表 [ ]",
    "model_type": "应为一节 [表]",
    "model_attributes_type": "应为一节 [表]",
    "dict_type": "应为一节 [表]",
    "datetime_type": "应为日期时间，如 2018-09-17T23:59:59+08:00（不加引号）",
    "datetime_parsing": "应为日期时间，如 2018-09-17T23:59:59+08:00（不加引号）",
    "datetime_from_date_parsing": "应为日期时间，如 2018-09-17T23:59:59+08:00（不加引号）",
    "timezone_aware": "没有写时区，应如 2018-09-17T23:59:59+08:00",
    "string_too_short": "不能为空",
    "too_short": "至少要有一项",
    "enum": "只能是 {expected} 之一",
    "literal_error": "只能是 {expected} 之一",
    "string_pattern_mismatch": "写法不对，应符合 {pattern}",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "应大于 {gt}",
    "less_than_equal": "不能大于 {le}",
}


def load_round(folder: Path) -> Round:
    """The round defined in a folder (its round.toml) or in that file itself.

    Raises:
        RoundError: no such file, not TOML, unknown key, wrong type, double code, deadline without zone and so on;
            the message holds the file and the key path.
    """
    path = folder / ROUND_FILE if folder.is_dir() else folder
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise RoundError(f"找不到 {path}", "请检查路径；本轮定义的文件名应为 round.toml") from None
    except UnicodeDecodeError:
        raise RoundError(f"{path}：不是 UTF-8 编码", "请用记事本另存，编码选 UTF-8") from None
    except OSError as error:
        raise RoundError(f"{path}：读不了（{reason(error)}）") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RoundError(f"{path}：不是正确的 TOML（{error}）", "多半是少了引号、方括号，或同一个键写了两次") from None
    version = data.get("format")
    if type(version) is int and version > FORMAT:
        raise RoundError(f"{path}：format：这是更新版本的 xlpilot 的轮次定义，没有改动它", "请升级 xlpilot")
    if isinstance(data.get("deadline"), str):  # JSON, through which it is checked, has no other dates
        raise RoundError(f"{path}：deadline：{_WORDS['datetime_type']}", "去掉两边的引号即可")
    return _checked(json.dumps(data, ensure_ascii=False, default=_plain), str(path))


@lru_cache(maxsize=64)
def round_from_definition(definition: str) -> Round:
    """The round whose canonical definition an issued form carries.

    Raises:
        RoundError: the text is no definition, or one that this version cannot use.
    """
    return _checked(definition, "表内的本轮定义")


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    raise TypeError(type(value))


def _checked(text: str, source: str) -> Round:
    try:
        round_ = Round.model_validate_json(text)
    except ValidationError as error:
        faults = [_one_line(detail) for detail in error.errors(include_url=False)]
        more = f"；另有 {len(faults) - 1} 处：" + "；".join(faults[1:6]) if len(faults) > 1 else ""
        raise RoundError(f"{source}：{faults[0]}{more}", "每个键的写法见 docs/round-format.md") from None
    for fault in _contradictions(round_):
        raise RoundError(f"{source}：{fault}", "每个键的写法见 docs/round-format.md")
    return round_


def _one_line(detail: ErrorDetails) -> str:
    template = _WORDS.get(detail["type"], detail["msg"])
    words = template.format_map({key: str(value) for key, value in (detail.get("ctx") or {}).items()})
    shown = detail["input"]
    got = "" if detail["type"] == "missing" or isinstance(shown, dict | list) else f"，写的是 {shown!r}"
    return f"{_key_path(detail['loc'])}：{words}{got}"


def _key_path(location: Iterable[Any]) -> str:
    path = ""
    for part in location:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "（整个文件）"


def _contradictions(round_: Round) -> Iterator[str]:
    yield from _doubles("units", "code", [unit.code for unit in round_.units])
    yield from _doubles("units", "name", [unit.name for unit in round_.units])
    yield from _claimed_twice("units", [(unit.name, {unit.name, unit.bureau, *unit.aliases}) for unit in round_.units])
    yield from _doubles("categories", "number", [category.number for category in round_.categories])
    yield from _doubles("categories", "name", [category.name for category in round_.categories])
    yield from _claimed_twice("categories", [(c.name, {c.name, *c.aliases}) for c in round_.categories])
    for number, unit in enumerate(round_.units, 1):
        if unit.kind is UnitKind.COUNTY and not unit.bureau:
            yield f"units[{number}].bureau：县市区必须写教育局全称"
        if re.search(r'[\\/:*?"<>|\x00-\x1f]|[. ]$', unit.name):
            yield f"units[{number}].name：{unit.name!r} 不能作文件夹名"
    yield from _doubles("forms", "sheet", [form.sheet for form in round_.forms.values()])
    for key, form in round_.forms.items():
        if form.sheet in _RESERVED:
            yield f"forms.{key}.sheet：“{form.sheet}”是 xlpilot 自己的工作表，请换一个名字"
    yield from _doubles("forms", "file", [form.file for form in round_.forms.values()])
    for key, form in round_.forms.items():
        yield from _form_contradictions(f"forms.{key}", form, round_.categories)


def _form_contradictions(path: str, form: Form, categories: tuple[Category, ...]) -> Iterator[str]:
    fields = (*form.line, *form.fields)
    yield from _doubles(f"{path}.fields", "name", [field.name for field in (*fields, *form.opinions)])
    yield from grid_contradictions(path, form)
    if form.kind == "table":  # on a grid, two persons may each have their 手机号码
        yield from _doubles(f"{path}.fields", "title", [field.title for field in form.fields])
        yield from _claimed_twice(f"{path}.fields", [(f.name, {f.title, *f.aliases}) for f in form.fields])
    names = {field.name for field in form.fields}
    for keys in form.unique_keys:
        for name in keys:
            if name not in names:
                yield f"{path}.uniqueKeys：没有名为 {name!r} 的列"
    if form.group_by is not None and form.group_by not in names:
        yield f"{path}.group_by：没有名为 {form.group_by!r} 的列"
    elif form.group_by is not None and not (by := form.by_name[form.group_by]).choices and not by.constraints.enum:
        yield f"{path}.group_by：{form.group_by!r} 这一列没有选项列表"
    if not form.entries:
        yield f"{path}.fields：没有一列是由填报人填的"
    for field in fields:
        yield from _field_contradictions(f"{path}.{field.name}", field, categories)


def _field_contradictions(path: str, field: Field, categories: tuple[Category, ...]) -> Iterator[str]:
    limits = field.constraints
    if field.choices and not categories:
        yield f"{path}.choices：没有 [[categories]]"
    if field.choices and limits.enum:
        yield f"{path}：choices 与 constraints.enum 只能写一个"
    yield from _doubles(f"{path}.constraints.enum", "值", list(limits.enum))
    if limits.min_length is not None and limits.max_length is not None and limits.min_length > limits.max_length:
        yield f"{path}.constraints：minLength 大于 maxLength"
    if field.format != "default" and field.type != "string":
        yield f"{path}.format：只有 string 才有样式"


def _doubles(path: str, key: str, values: list[Any]) -> Iterator[str]:
    seen: dict[Any, int] = {}
    for number, value in enumerate(values, 1):
        if value in seen:
            yield f"{path}[{number}].{key}：{value!r} 与第 {seen[value]} 项重复"
        seen.setdefault(value, number)


def _claimed_twice(path: str, claims: list[tuple[str, set[str]]]) -> Iterator[str]:
    owner: dict[str, str] = {}
    for name, words in claims:
        for word in sorted(words - {""}):
            if owner.setdefault(word, name) != name:
                yield f"{path}：“{word}”既属于 {owner[word]!r}，又属于 {name!r}"
