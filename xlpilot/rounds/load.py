"""round.toml -> Round, with one clear line for whatever is wrong in it."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from xlpilot.errors import RoundError
from xlpilot.files import reason
from xlpilot.rounds.extend import extended
from xlpilot.rounds.field_lint import doubles as _doubles
from xlpilot.rounds.field_lint import field_contradictions
from xlpilot.rounds.grid_lint import grid_contradictions
from xlpilot.rounds.model import PLAN, Category, Form, Round, UnitKind
from xlpilot.rounds.shipped import shipped_folder
from xlpilot.rounds.stack_lint import stack_contradictions
from xlpilot.rounds.where import where

ROUND_FILE = "round.toml"
# Where a workspace keeps the rounds that its own extends, so that it stays what it is when xlpilot is upgraded.
KEPT = Path(".xlpilot") / "rounds"
FORMAT = 1
# Sheets that xlpilot adds to a form, a marked copy or the summary.
_RESERVED = frozenset(
    ("_xlpilot", "填表说明", "问题清单", "统计", "图", "核验", "未纳入", "材料", "报送情况", "决定", "溯源")
)

_WORDS = {
    "missing": "缺少这个键",
    "extra_forbidden": "不认识这个键（拼写是否有误？）",
    "unexpected_keyword_argument": "不认识这个键（拼写是否有误？）",
    "string_type": "应为文本（加引号）",
    "int_type": "应为整数",
    "float_type": "应为数字",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为列表 [ ]",
    "model_type": "应为一节 [表]",
    "dataclass_type": "应为一节 [表]",
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
    # Of a large round no more than the text is kept while it is checked.
    text = json.dumps(extended(_read(path), path, older_round, _read), ensure_ascii=False, default=_plain)
    return _checked(text, lambda key: where([path, *older_rounds(path)], key, json.loads(text)))


def older_rounds(folder: Path) -> list[Path]:
    """The files of the rounds that a folder's round extends, the nearest first.

    Raises:
        RoundError: as `load_round`.
    """
    path = folder / ROUND_FILE if folder.is_dir() else folder
    found: list[Path] = []

    def note(name: str, here: Path) -> Path:
        found.append(older_round(name, here))
        return found[-1]

    extended(_read(path), path, note, _read)
    return found


def older_round(name: str, newer: Path) -> Path:
    """The file of the round of this name: kept in the workspace, beside the newer one's folder, or shipped.

    Raises:
        RoundError: it is in none of these places.
    """
    places = [newer.parent / KEPT / name, newer.parent.parent / name, shipped_folder("workbook_templates") / name]
    if Path(name).name == name:
        for place in places:
            if (place / ROUND_FILE).is_file() and (place / ROUND_FILE).resolve() != newer.resolve():
                return place / ROUND_FILE
    hint = f"写它的文件夹名；找过：{'、'.join(str(place) for place in places)}"
    raise RoundError(f"{newer}：extends：找不到轮次“{name}”", hint)


def _where(message: str) -> str:
    """The line that tomllib's message names, or nothing."""
    found = re.search(r"at line (\d+), column (\d+)", message)
    return (
        f"第{found[1]}行第{found[2]}个字附近，" if found else "到文件末尾为止，" if "end of document" in message else ""
    )


def _read(path: Path) -> dict[str, Any]:
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
        raise RoundError(
            f"{path}：{_where(str(error))}不是正确的 TOML（{error}）", "多半是少了引号、方括号，或同一个键写了两次"
        ) from None
    version = data.get("format")
    if type(version) is int and version > FORMAT:
        raise RoundError(f"{path}：format：这是更新版本的 xlpilot 的轮次定义，没有改动它", "请升级 xlpilot")
    if isinstance(data.get("deadline"), str):  # JSON, through which it is checked, has no other dates
        raise RoundError(f"{path}：deadline：{_WORDS['datetime_type']}", "去掉两边的引号即可")
    return data


@lru_cache(maxsize=64)
def round_from_definition(definition: str) -> Round:
    """The round whose canonical definition an issued form carries.

    Raises:
        RoundError: the text is no definition, or one that this version cannot use.
    """
    return _checked(definition, lambda _: "表内的本轮定义")


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    raise TypeError(type(value))


def _checked(text: str, source: Callable[[str], str]) -> Round:
    """The round of a JSON text; `source` tells of a key path in which file and line it stands."""
    try:
        round_ = Round.model_validate_json(text)
    except ValidationError as error:
        faults = [_one_line(detail) for detail in error.errors(include_url=False)]
        more = f"；另有 {len(faults) - 1} 处：" + "；".join(faults[1:6]) if len(faults) > 1 else ""
        raise _fault(f"{faults[0]}{more}", source) from None
    for fault in _contradictions(round_):
        raise _fault(fault, source)
    return round_


def _fault(fault: str, source: Callable[[str], str]) -> RoundError:
    return RoundError(f"{source(fault.partition('：')[0])}：{fault}", "每个键的写法见 docs/round-format.md")


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
    yield from _list_contradictions("categories", round_.categories)
    for name, options in round_.lists.items():
        yield from _list_contradictions(f"lists.{name}", options)
    yield from _eligibility_contradictions(round_)
    if round_.feeds == round_.name:
        yield 'feeds：本轮的汇总表不能报给本轮自己；接着上一级的轮次写的，请写 feeds = ""'
    for number, unit in enumerate(round_.units, 1):
        if unit.kind is UnitKind.COUNTY and not unit.bureau:
            yield f"units[{number}].bureau：县市区必须写教育局全称"
        if re.search(r'[\\/:*?"<>|\x00-\x1f]|[. ]$', unit.name):
            yield f"units[{number}].name：{unit.name!r} 不能作文件夹名"
    for key, form in round_.issued_forms.items():
        for name in ("sheet", "file"):
            if not getattr(form, name):
                yield f"forms.{key}.{name}：{_WORDS['missing']}"
    yield from _doubles("forms", "sheet", [form.sheet for form in round_.issued_forms.values()])
    for key, form in round_.forms.items():
        if form.sheet in _RESERVED:
            yield f"forms.{key}.sheet：“{form.sheet}”是 xlpilot 自己的工作表，请换一个名字"
    yield from _doubles("forms", "file", [form.file for form in round_.issued_forms.values()])
    yield from stack_contradictions(round_, _RESERVED)
    for key, form in round_.forms.items():
        yield from _form_contradictions(f"forms.{key}", form, round_)
    if round_.plan:
        yield from _doubles("plan.sections", "title", [section.title for section in round_.plan.sections])
        if PLAN in round_.forms:
            yield f"forms.{PLAN}：这个名字留给工作方案（[plan]），请换一个"


def _list_contradictions(path: str, options: tuple[Category, ...]) -> Iterator[str]:
    yield from _doubles(path, "number", [option.number for option in options])
    yield from _doubles(path, "name", [option.name for option in options])
    yield from _claimed_twice(path, [(option.name, {option.name, *option.aliases}) for option in options])
    for number, option in enumerate(options, 1):
        if "、" in option.name:
            yield f"{path}[{number}].name：选项里不能有顿号，多选时用它隔开"


def _eligibility_contradictions(round_: Round) -> Iterator[str]:
    names = {category.name for category in round_.categories}
    for number, name in enumerate(round_.eligibility.exempt if round_.eligibility else (), 1):
        if name not in names:
            yield f"eligibility.exempt[{number}]：没有名为“{name}”的申报类别"
    for number, year in enumerate(round_.eligibility.years if round_.eligibility else (), 1):
        if not 2000 <= year <= round_.year:
            yield f"eligibility.years[{number}]：{year} 不是往年的年度"
    for number, category in enumerate(round_.categories, 1):
        if category.applicants and not round_.school_suffixes:
            yield f"categories[{number}].applicants：没有写 school_suffixes，认不出哪些是学校"


def _form_contradictions(path: str, form: Form, round_: Round) -> Iterator[str]:
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
    for own in (form.line, form.fields):
        others = {field.name: field for field in own if not field.fill}
        for field in own:
            if field.relation.names and (own is form.line or form.kind == "grid"):
                yield f"{path}.{field.name}.relation：只有表格的列之间才有合计之类的关系"
            yield from field_contradictions(f"{path}.{field.name}", field, others, round_)


def _claimed_twice(path: str, claims: list[tuple[str, set[str]]]) -> Iterator[str]:
    owner: dict[str, str] = {}
    for name, words in claims:
        for word in sorted(words - {""}):
            if owner.setdefault(word, name) != name:
                yield f"{path}：“{word}”既属于 {owner[word]!r}，又属于 {name!r}"
