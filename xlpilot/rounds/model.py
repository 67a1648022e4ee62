"""A round as frozen values: every key of round.toml, once, with its type, its meaning and its default.

These classes are both the validator of round.toml and the source of docs/round-format.md, so that the
two cannot disagree. The words for fields are those of Frictionless Table Schema (name, title, description,
type, format, constraints); keys of our own are snake_case.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache, cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, StringConstraints, TypeAdapter, field_validator
from pydantic import Field as Key
from pydantic.dataclasses import dataclass

from xlpilot.rounds.areas import Area, areas
from xlpilot.rounds.carried import Carried, canonical
from xlpilot.rounds.fields import (
    ANY,
    FORMATS,
    Box,
    Constraints,
    Field,
    Name,
    OpinionField,
    Part,
    Relation,
    RoundPart,
    Text,
    UnitKind,
    When,
)

RuleCode = Annotated[str, StringConstraints(pattern=r"^XP[0-9]{3}$")]


class Contact(RoundPart):
    """Whom a county asks; printed on the sheet 填表说明."""

    office: Text = Key(description="承办科室，如“市教育局信息化办”")
    person: Text = Key(description="联系人姓名")
    phone: Text = Key(description="联系电话，照通知原样")


class Category(RoundPart):
    """One option of a closed list, such as a 申报类别."""

    number: int = Key(description="序号（通知里的①②③④），从 1 起，不重复", ge=1)
    name: Text = Key(description="规范名称；下拉列表与汇总都用它")
    aliases: tuple[Text, ...] = Key((), description="县区常用的其他写法，一律归到规范名称；不得与别的类别重复")
    under: tuple[Text, ...] = Key((), description="只有 choices_under 那一格填了其中之一时才能选它；不写则总能选")
    applicants: Literal["", "bureau"] = Key(
        "", description="由谁申报：bureau 教育行政部门，学校单独申报即提醒（学校按 school_suffixes 认）；不写则不限"
    )
    clause: str = Key("", description="出自通知的哪一条")


class Eligibility(RoundPart):
    """Who had better not apply: units with a former pilot that is not accepted yet, by the roster 往年试点.xlsx."""

    years: tuple[int, ...] = Key(description="哪些年度的试点要核对，如 [2014, 2015, 2016, 2017]", min_length=1)
    levels: tuple[Text, ...] = Key(description='试点级别，名单里只能写这几个，如 ["教育部", "省", "市"]', min_length=1)
    exempt: tuple[Text, ...] = Key((), description="除外的申报类别（规范名称），如网络联校")
    exempt_by: Literal["new", "old"] = Key(
        "new", description="“除外”看谁的类别：new 本次申报的类别，old 往年那个项目的类别"
    )
    clause: str = Key("", description="出自通知的哪一条")


class Quotas(RoundPart):
    """How much is too much: beyond it a unit is asked to look again. A key that is left out sets no limit."""

    per_county: int | None = Key(None, description="一个报送单位（县市区或局直属）最多报几个项目，超过即提醒", ge=1)
    per_unit: int | None = Key(None, description="一个申报单位最多报几个项目，超过即提醒", ge=1)
    per_leader: int | None = Key(None, description="一个人最多负责几个项目，超过即提醒", ge=1)


# A round has a handful of every other part and thousands of units: as models they would take several times the memory.
@dataclass(frozen=True, slots=True, config=ConfigDict(strict=True, extra="forbid"))
class Unit:
    """One unit that is asked to report: a county's bureau, or a unit directly under the city bureau."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z][0-9A-Za-z-]*$")] = Key(
        description="代码：县市区用六位行政区划代码（GB/T 2260），局直属单位用 HY- 开头的自编代码；不重复"
    )
    name: Text = Key(description="名称，如“衡南县”；也是文件夹名的一部分")
    kind: UnitKind = Key(description="county 县市区；direct 局直属单位")
    bureau: str = Key("", description="教育局全称，预填在盖章行；县市区必填")
    aliases: tuple[Text, ...] = Key((), description="该单位及其教育局的其他写法；不得与别的单位重复")
    reports_via: str = Key(
        "", description="经由哪个单位（代码）报送，如开发区经所在的区；它自己不填表，它的名称都认作那个单位的"
    )
    rows: int | None = Key(None, description="该单位的填报行数，不写则用表格的 rows", ge=1, le=2000)
    note: str = Key("", description="备注，不参与计算")

    @property
    def folder(self) -> str:
        """Name of the unit's folder under 发放/ and 退回/."""
        return f"{self.code}-{self.name}"

    @property
    def plain(self) -> dict[str, object]:
        """The unit as a definition holds it."""
        found: dict[str, object] = _unit().dump_python(self, mode="json", by_alias=True, exclude_defaults=True)
        return found


@cache
def _unit() -> TypeAdapter[Unit]:
    return TypeAdapter(Unit)


class Form(RoundPart):
    """One form that is issued and comes back."""

    attachment: Text = Key(description="附件号，印在左上角，如“附件1”")
    title: Text = Key(description="表题")
    subtitle: str = Key("", description="表题下的小字")
    below: Name | Literal[""] = Key(
        "", description="排在哪张表（forms 里的名字）下面：同一工作簿、同一张工作表，一起发放；不写 sheet、file"
    )
    sheet: Annotated[str, StringConstraints(pattern=r"^[^\[\]:*?/\\']{1,31}$")] = Key(
        "", description="工作表名；必写，写了 below 的随那张表"
    )
    file: Annotated[str, StringConstraints(pattern=r'^[^\\/:*?"<>|]+\.xlsx$')] = Key(
        "", description="发放的文件名，.xlsx；必写，写了 below 的随那张表"
    )
    kind: Literal["table", "grid"] = Key("table", description="table 一行一条的表格；grid 一份一条、左标签右内容的表")
    audience: tuple[UnitKind, ...] = Key(description="发给哪些单位：county、direct", min_length=1)
    areas: tuple[Text, ...] = Key(
        (),
        description="grid 的格局，写法同 CSS 的 grid-template-areas：一行一个文本，名字即字段或意见框，"
        '名字后加冒号是它的标签，"." 是空格；同名的格子合并，必须是矩形',
    )
    columns: tuple[float, ...] = Key((), description="grid 各列的列宽（字符数）")
    heights: tuple[float, ...] = Key((), description="grid 各行的行高（磅）")
    copies: int = Key(0, description="每个项目要交的纸质份数，如一式两份写 2；0 为不要求", ge=0, le=99)
    boxes: tuple[Box, ...] = Key((), description="grid 的意见框，按填写的先后")
    rows: int = Key(30, description="可见的填报行数", ge=1, le=2000)
    spare_rows: int = Key(30, description="备用行数：预先做好但隐藏，不够时取消隐藏", ge=0, le=2000)
    line: tuple[Field, ...] = Key((), description="表格上方一行的填写项（盖章行），按从左到右的次序")
    fields: tuple[Field, ...] = Key(description="表格的列，按从左到右的次序；grid 的填写项，按阅读的次序", min_length=1)
    unique_keys: tuple[tuple[Name, ...], ...] = Key(
        (), alias="uniqueKeys", description="一个单位之内不应重复的列（或列的组合），重复即提醒"
    )
    group_by: Name | None = Key(None, description="汇总时按哪一列分类计数")
    notes: tuple[Text, ...] = Key((), description="填表说明里另加的条目")
    clause: str = Key("", description="出自通知的哪一条")

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Columns by field name; of a grid, the fields of all boxes too."""
        return {field.name: field for field in (*self.fields, *self.opinions)}

    @property
    def entries(self) -> tuple[Field, ...]:
        """Columns that the clerk fills; of a grid, the fields of the boxes that are not locked too."""
        own = tuple(field for field in self.fields if not field.fill)
        return (*own, *(field for box in self.boxes if not box.locked for field in box.fields)) if self.boxes else own

    @cached_property
    def opinions(self) -> tuple[OpinionField, ...]:
        """The fields of all boxes, locked ones too."""
        return tuple(field for box in self.boxes for field in box.fields)

    @cached_property
    def grid(self) -> dict[str, Area]:
        """Where each field, label (name with a colon) and box of a grid stands, counted from its first row."""
        return areas(self.areas)

    def inapplicable(self, kind: UnitKind) -> frozenset[str]:
        """Names of fields that units of this kind are not asked for."""
        return frozenset(field.name for box in self.boxes if kind not in box.audience for field in box.fields)


PLAN = "plan"  # the plan's key beside those of the forms
LETTER = "official-letter"  # that of the county's own letter


class PlanSection(RoundPart):
    """One part of the plan's outline, 一 to 六 by its place in the list."""

    title: Text = Key(description="标题，不带序号，如“概述”")
    items: tuple[Text, ...] = Key((), description="这一部分要写的各条，按次序；冒号或括号后面是提示")


class Plan(RoundPart):
    """The outline of the plan that each applicant writes, issued as a .docx."""

    attachment: Text = Key(description="附件号，如“附件3”")
    title: Text = Key(description="标题，如“2018年XXXX试点工作方案”")
    file: Annotated[str, StringConstraints(pattern=r'^[^\\/:*?"<>|]+\.docx$')] = Key(description="发放的文件名，.docx")
    audience: tuple[UnitKind, ...] = Key(description="发给哪些单位：county、direct", min_length=1)
    placeholder: str = Key("", description="标题和正文里留给填写的字样，如 XXXX；报回时还在就是没有改")
    sections: tuple[PlanSection, ...] = Key(description="提纲的各部分", min_length=1)
    clause: str = Key("", description="出自通知的哪一条")


class Round(RoundPart):
    """One year's notice. Frozen; `version` tells two definitions apart."""

    format: Literal[1] = Key(1, description="本文件格式的版本，目前是 1")
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")] = Key(
        description="本轮的英文名，与文件夹同名，如 hengyang-2018"
    )
    title: Text = Key(description="本轮名称，如“2018年衡阳市教育信息化试点项目申报”")
    document_number: str = Key("", description="文号，如“衡教通〔2018〕237号”")
    issuer: Text = Key(description="发文机关")
    feeds: str = Key(
        "", description="本轮的汇总表再报给上一级的哪一轮（那一轮的 name），如 hunan-2018；不写则不再上报",
        pattern=r"^([a-z0-9][a-z0-9-]*)?$",
    )  # fmt: skip
    takes_summaries: bool = Key(False, description="收不收下级写出的汇总表：省的一轮写 true；不写则只收本轮发放的表")
    year: int = Key(description="年度；日期只写了月日时用它", ge=2000, le=2100)
    deadline: AwareDatetime = Key(
        description="申报截止时刻，必须带时区，如 2018-09-17T23:59:59+08:00；到这一秒为止算按时"
    )
    deadline_clause: str = Key("", description="出自通知的哪一条")
    published_on: str = Key("", description="发文日期 YYYY-MM-DD；通知未写明则留空", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
    region_prefixes: tuple[Text, ...] = Key(
        (), description='单位名称前常带、可以省略的上级区划，从大到小，如 ["湖南省", "衡阳市"]；认单位时整段去掉'
    )
    area_code: str = Key(
        "", description="本市电话区号，如 0734；座机只写了本地号码时补上它，不写则不补", pattern=r"^(0[0-9]{2,3})?$"
    )
    submit_to: str = Key("", description="怎样报送，一句话，印在填表说明里")
    contact: Contact = Key(description="联系方式")
    categories: tuple[Category, ...] = Key((), description="申报类别（封闭列表）")
    lists: dict[Name, tuple[Category, ...]] = Key({}, description="其他封闭列表，供字段的 choices 引用")
    school_suffixes: tuple[Text, ...] = Key(
        (), description='名称以这些字结尾的申报单位是单个学校，如 ["中学", "小学", "幼儿园"]'
    )
    eligibility: Eligibility | None = Key(None, description="往年试点未验收的单位原则上不申报；不写则不核对")
    quotas: Quotas = Key(Quotas(), description="申报数量的上限")
    units: tuple[Unit, ...] = Key(description="应报单位，按汇总的次序", min_length=1)
    severity: dict[RuleCode, Literal["off", "warning", "error"]] = Key(
        {},
        description='规则的程度，如 XP205 = "error"：off 关闭，warning 提醒，error 错误；不写的按规则自己的程度。'
        "文件、身份、报送的规则和少数缺了就没法汇总的规则不能改。发放之前就写好：关闭的规则在发放的表里也不查；"
        "发放之后再改，只改市局的审核，已发出的表里的自检照旧",
    )
    forms: dict[Name, Form] = Key(description="表格；summary 即汇总表", min_length=1)
    plan: Plan | None = Key(None, description="工作方案的编写提纲；不写则没有")

    @field_validator("forms")
    @classmethod
    def _tables_first(cls, forms: dict[str, Form]) -> dict[str, Form]:
        """The summary is the first form, also where the keys come sorted, as in a definition; a table below another
        has that one's sheet and file."""
        named = {key: _placed(form, forms) for key, form in forms.items()}
        return dict(sorted(named.items(), key=lambda item: (item[1].kind != "table", item[1].below != "")))

    @cached_property
    def definition(self) -> str:
        """Canonical JSON of this round: same round, same text. An issued form carries it.

        ASCII only: programs cut a text of two scripts into runs and lose spaces at the cuts.
        """
        return self._written()

    def _written(self, without: frozenset[str] = frozenset()) -> str:
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"units", *without})
        some = (self.units[at : at + _AT_ONCE] for at in range(0, len(self.units), _AT_ONCE))
        units = ",".join(canonical([unit.plain for unit in units])[1:-1] for units in some)
        return canonical(data | {"units": [_UNITS]}).replace(f'"{_UNITS}"', units)

    @cached_property
    def question(self) -> str:
        """What is asked, and neither how grave the office takes what is wrong nor whom it tells."""
        return asked_in(self.definition)

    @cached_property
    def carried(self) -> Carried:
        """The definition as issued forms carry it."""
        return Carried(self)

    @cached_property
    def version(self) -> str:
        """Eight hex digits that tell apart two definitions that ask different things."""
        # That is `question`, which is long where there are thousands of units, and not kept for this.
        return hashlib.sha256(self._written(_OFFICE).encode()).hexdigest()[:8]

    @cached_property
    def unit_by_code(self) -> dict[str, Unit]:
        """Units by code."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def issued_forms(self) -> dict[str, Form]:
        """The forms that are workbooks of their own: all but those that stand below another."""
        return {key: form for key, form in self.forms.items() if not form.below}

    def stack(self, key: str) -> tuple[str, ...]:
        """The keys of a form and of those that stand below it on its sheet, from top to bottom."""
        keys = [key]
        while follower := next((k for k, form in self.forms.items() if form.below == keys[-1] and k not in keys), None):
            keys.append(follower)
        return tuple(keys)

    def tables_on_sheet(self, key: str) -> tuple[str, ...]:
        """The keys of all forms that share a sheet with this one, itself included, from top to bottom."""
        seen: list[str] = []
        while self.forms[key].below in self.forms and key not in seen:
            seen.append(key)
            key = self.forms[key].below
        return self.stack(key)

    def stacked(self, form: Form) -> tuple[Form, ...]:
        """A form of this round and those that stand below it on its sheet, from top to bottom."""
        key = next(key for key, one in self.forms.items() if one == form)
        return (form, *(self.forms[name] for name in self.stack(key)[1:]))

    def reporters(self, form: Form | Plan) -> tuple[Unit, ...]:
        """The units to which this form, or the plan's outline, is issued, in official order."""
        return tuple(unit for unit in self.units if unit.kind in form.audience and not unit.reports_via)

    def options(self, field: Field) -> tuple[Category, ...]:
        """The closed list of a field, empty where any value may be typed."""
        if field.choices:
            return self.categories if field.choices == "categories" else self.lists.get(field.choices, ())
        return tuple(Category(number=n, name=name) for n, name in enumerate(field.constraints.enum, 1))


def _placed(form: Form, forms: dict[str, Form]) -> Form:
    seen: list[str] = []
    head = form
    while head.below in forms and head.below not in seen:
        seen.append(head.below)
        head = forms[head.below]
    if head is form or head.below:
        return form
    return form.model_copy(update={"sheet": form.sheet or head.sheet, "file": form.file or head.file})


_AT_ONCE = 500  # units of a definition that are written down together
_UNITS = "__XLPILOT_ALL_UNITS__"
# What a definition says to the office alone, and not to those who are asked.
_OFFICE = frozenset(("severity", "feeds", "takes_summaries"))


@lru_cache(8)  # the workbooks of a round carry the same, which is long
def asked_in(definition: str) -> str:
    """A definition without what it says to the office alone.

    Raises:
        ValueError: it is no JSON object.
    """
    data = json.loads(definition)
    if not isinstance(data, dict):
        raise ValueError("not an object")
    if _OFFICE.isdisjoint(data):
        return definition
    return json.dumps({k: v for k, v in data.items() if k not in _OFFICE}, sort_keys=True, separators=(",", ":"))


__all__ = [
    "ANY",
    "FORMATS",
    "LETTER",
    "PLAN",
    "Box",
    "Category",
    "Constraints",
    "Contact",
    "Eligibility",
    "Field",
    "Form",
    "OpinionField",
    "Part",
    "Plan",
    "PlanSection",
    "Quotas",
    "Relation",
    "Round",
    "Unit",
    "UnitKind",
    "When",
    "asked_in",
]
