"""One field of a form, and an opinion box, which is three of them: every key, once, with its type and its meaning."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Key

Text = Annotated[str, StringConstraints(min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class RoundPart(BaseModel):
    """A part of a round: frozen, and no key that it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class UnitKind(StrEnum):
    """Who a unit is to the city bureau."""

    COUNTY = "county"
    DIRECT = "direct"


class Constraints(RoundPart):
    """What a value must satisfy, in the words of Frictionless Table Schema."""

    required: bool = Key(False, description="必填")
    min_length: int | None = Key(None, alias="minLength", description="最少字数", ge=0)
    max_length: int | None = Key(None, alias="maxLength", description="最多字数", ge=1)
    enum: tuple[Text, ...] = Key((), description="只能取其中之一（不带序号和别名的短列表；带别名的用 choices）")
    minimum: float | None = Key(None, description="数字最小是多少（含）")
    maximum: float | None = Key(None, description="数字最大是多少（含）")
    min_items: int | None = Key(None, alias="minItems", description="多选至少选几项", ge=1)
    max_items: int | None = Key(None, alias="maxItems", description="多选至多选几项", ge=1)


class Relation(RoundPart):
    """What a number or a date must be, set against other fields of the same row."""

    equals_sum_of: tuple[Name, ...] = Key((), description="应等于这些字段之和；其中空着的算 0")
    at_most: tuple[Name, ...] = Key((), description="不应大于这些字段之和；只写一个字段时也可以是日期")
    at_least: tuple[Name, ...] = Key((), description="不应小于这些字段之和；只写一个字段时也可以是日期")

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that it is set against."""
        return (*self.equals_sum_of, *self.at_most, *self.at_least)


ANY = "*"
# name of another field of the row -> values, one of which it must have; several fields: all of them.
When = dict[Name, tuple[Text, ...]]
FORMATS = Literal["default", "cn-mobile", "cn-phone", "person-name", "unit-name"]


# So many characters are more than a name, a title or a remark in a table.
_LONG = 100


class Field(RoundPart):
    """One column of a table, or one labelled cell of the line above it."""

    name: Name = Key(description="英文名，JSON 里的键；定下后不改")
    title: Text = Key(description="表头文字，找列时按它认（也认 aliases）")
    type: Literal["string", "integer", "number", "date", "list"] = Key(
        "string",
        description="string 文本，integer 整数，number 数字（可带小数，如金额），date 日期，"
        "list 多选（从选项里选几项，用顿号隔开）",
    )
    format: FORMATS = Key(
        "default",
        description="文本的样式：cn-mobile 手机号码，cn-phone 手机或座机，person-name 姓名，unit-name 单位名称；"
        "其余 default",
    )
    description: str = Key("", description="填写提示：选中单元格时显示，也印在填表说明里")
    example: str = Key("", description="填写示例")
    constraints: Constraints = Key(Constraints(), description="约束")
    unit: str = Key("", description="数字的单位，如 万元；填报时写在数字后面也认，别的单位不换算")
    decimals: int = Key(2, description="number 至多几位小数", ge=0, le=6)
    choices: Name | Literal[""] = Key(
        "", description="从哪个列表选：categories 即本文件的 [[categories]]，其余是 [[lists.名称]]"
    )
    choices_under: Name | Literal[""] = Key(
        "", description="选项随同一行的哪个字段而变：只能选那些 under 里写着该字段所填内容的选项"
    )
    required_when: When = Key(
        {}, description='同一行的这些字段填了所列内容时必填，如 { kind = ["硬件"] }；["*"] 指填了任何内容'
    )
    blank_when: When = Key({}, description="同一行的这些字段填了所列内容时应空着，写法同上")
    relation: Relation = Key(Relation(), description="与同一行其他数字（或日期）的关系，如合计")
    aliases: tuple[Text, ...] = Key((), description="表头的其他写法")
    fill: Literal["", "ordinal", "bureau"] = Key(
        "", description="由系统预填并锁定：ordinal 顺序号，bureau 单位的教育局全称；不写则由填报人填"
    )
    fits: tuple[int, int] | None = Key(
        None, description="打印得下的行数与每行字数，如 [13, 44]；超出时提醒，以免打印不全。不写则不管"
    )
    width: float = Key(12, description="列宽（字符数）", gt=0, le=255)
    clause: str = Key("", description="出自通知的哪一条")

    @property
    def is_number(self) -> bool:
        """Whether its values can be counted with."""
        return self.type in ("integer", "number") and not self.fill

    @property
    def decimals_shown(self) -> int:
        """How many decimals its numbers are shown with."""
        return self.decimals if self.type == "number" else 0

    @property
    def looks_at(self) -> frozenset[str]:
        """Names of other fields of its row on which it depends what may stand here."""
        under = (self.choices_under,) if self.choices_under else ()
        return frozenset((*self.required_when, *self.blank_when, *self.relation.names, *under))

    @property
    def long(self) -> bool:
        """Whether it holds text of several lines, which is kept as it was written."""
        return self.plain_text and (self.constraints.max_length or 0) >= _LONG

    @property
    def plain_text(self) -> bool:
        """Whether it holds words of the clerk's own: no number, date, phone, person or choice of its own list."""
        closed = bool(self.choices or self.constraints.enum)
        return self.type == "string" and self.format in ("default", "unit-name") and not closed


class Part(StrEnum):
    """What of an opinion a field holds: its words, who signed it, on which day."""

    WORDS = "words"
    SIGNER = "signer"
    DAY = "day"


class OpinionField(Field):
    """A field that a box makes; round.toml does not write it. `box` is the box's name and title."""

    part: Part
    box: Name
    box_title: Text


class Box(RoundPart):
    """A box for an opinion: its words, who signed it, the seal, the day. Seals are on paper and never checked."""

    name: Name = Key(
        description="英文名，也是 areas 里的名字；JSON 里的键是它、它加 _by（负责人）、它加 _on（日期）；定下后不改"
    )
    title: Text = Key(description="框里左上角的文字，如“单位意见”；按它认")
    by: Literal["unit", "county", "city"] = Key(
        description="谁填：unit 申报单位，county 县市区教育局，city 市教育局（锁定，报来时应是空的）"
    )
    audience: tuple[UnitKind, ...] = Key(
        tuple(UnitKind), description="哪些单位的表要填这一框：county、direct；对别的单位不适用", min_length=1
    )
    signer: Text = Key("负责人", description="签名处的文字")
    seal: Text = Key("盖章", description="盖章处的文字；盖章以纸质为准，不核对")
    description: str = Key("", description="填写提示")
    aliases: tuple[Text, ...] = Key((), description="框名的其他写法")
    max_length: int = Key(100, alias="maxLength", description="意见最多字数", ge=1)
    fits: tuple[int, int] | None = Key(None, description="意见打印得下的行数与每行字数")
    clause: str = Key("", description="出自通知的哪一条")

    @property
    def locked(self) -> bool:
        """Whether it is the office's own, to be left blank by whoever fills in the form."""
        return self.by == "city"

    @cached_property
    def fields(self) -> tuple[OpinionField, OpinionField, OpinionField]:
        """Words, signer and day, named `name`, `name_by` and `name_on`."""

        def field(end: str, title: str, part: Part, **more: object) -> OpinionField:
            given = {"name": self.name + end, "title": title, "part": part, "box": self.name, "box_title": self.title}
            return OpinionField.model_validate(given | {"clause": self.clause} | more)

        limits = Constraints.model_validate({"maxLength": self.max_length})
        return (
            field("", self.title, Part.WORDS, description=self.description, constraints=limits, fits=self.fits),
            field("_by", f"{self.title}的{self.signer}", Part.SIGNER, format="person-name"),
            field("_on", f"{self.title}的日期", Part.DAY, type="date"),
        )
