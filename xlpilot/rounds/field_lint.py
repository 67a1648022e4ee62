"""What contradicts itself in one field of a round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xlpilot.rounds.model import ANY, Field, Round, When


def field_contradictions(path: str, field: Field, others: Mapping[str, Field], round_: Round) -> Iterator[str]:
    """One line for each contradiction; `others` are the fields of the same row that a clerk fills, by name."""
    limits = field.constraints
    if field.choices and not round_.options(field):
        yield f"{path}.choices：没有 [[{'categories' if field.choices == 'categories' else 'lists.' + field.choices}]]"
    if field.choices and limits.enum:
        yield f"{path}：choices 与 constraints.enum 只能写一个"
    yield from doubles(f"{path}.constraints.enum", "值", list(limits.enum))
    for low, high, one, other in (
        ("minLength", "maxLength", limits.min_length, limits.max_length),
        ("minimum", "maximum", limits.minimum, limits.maximum),
        ("minItems", "maxItems", limits.min_items, limits.max_items),
    ):
        if one is not None and other is not None and one > other:
            yield f"{path}.constraints：{low} 大于 {high}"
    if field.format != "default" and field.type != "string":
        yield f"{path}.format：只有 string 才有样式"
    yield from _type_contradictions(path, field, round_)
    yield from _row_contradictions(path, field, others, round_)


def _type_contradictions(path: str, field: Field, round_: Round) -> Iterator[str]:
    limits, closed = field.constraints, bool(round_.options(field))
    if field.type == "list" and not closed:
        yield f"{path}.type：多选（list）要有 choices 或 constraints.enum"
    if field.type not in ("string", "list") and closed:
        yield f"{path}.type：有选项的字段只能是 string 或 list"
    if not field.is_number and (limits.minimum is not None or limits.maximum is not None):
        yield f"{path}.constraints：只有 integer、number 才有 minimum、maximum"
    if not field.is_number and field.unit:
        yield f"{path}.unit：只有 integer、number 才有单位"
    if field.type != "list" and (limits.min_items is not None or limits.max_items is not None):
        yield f"{path}.constraints：只有 list 才有 minItems、maxItems"


def _row_contradictions(path: str, field: Field, others: Mapping[str, Field], round_: Round) -> Iterator[str]:
    for name in sorted(field.looks_at):
        if name not in others or name == field.name:
            yield f"{path}：没有可以参照的字段 {name!r}（须是同一行里由填报人填的另一个字段）"
            return
    if field.fill and field.looks_at:
        yield f"{path}：系统预填的字段不能参照别的字段"
    for word, when in (("required_when", field.required_when), ("blank_when", field.blank_when)):
        yield from _when_contradictions(f"{path}.{word}", when, others, round_)
    if field.required_when and field.constraints.required:
        yield f"{path}：required 与 required_when 只能写一个"
    if field.choices_under:
        if not round_.options(field):
            yield f"{path}.choices_under：这个字段没有选项列表"
        elif not any(option.under for option in round_.options(field)):
            yield f"{path}.choices_under：列表里没有一项写了 under"
    yield from _relation_contradictions(path, field, others)


def _when_contradictions(path: str, when: When, others: Mapping[str, Field], round_: Round) -> Iterator[str]:
    for name, values in when.items():
        options = {option.name for option in round_.options(others[name])}
        for value in values:
            if options and value != ANY and value not in options:
                yield f"{path}.{name}：{value!r} 不是那个字段的选项"
        if not values:
            yield f"{path}.{name}：至少要写一个值"


def _relation_contradictions(path: str, field: Field, others: Mapping[str, Field]) -> Iterator[str]:
    for word, names in field.relation:
        kinds = {others[name].type for name in names}
        numbers = kinds <= {"integer", "number"} and field.is_number
        dates = len(names) == 1 and kinds == {"date"} and field.type == "date" and word != "equals_sum_of"
        if names and not numbers and not dates:
            yield f"{path}.relation.{word}：只能在数字之间，或在两个日期之间"


def doubles(path: str, key: str, values: list[Any]) -> Iterator[str]:
    """One line for each value that stands there again."""
    seen: dict[Any, int] = {}
    for number, value in enumerate(values, 1):
        if value in seen:
            yield f"{path}[{number}].{key}：{value!r} 与第 {seen[value]} 项重复"
        seen.setdefault(value, number)
