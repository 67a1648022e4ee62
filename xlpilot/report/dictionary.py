"""The data dictionary of a round (docs/dictionary.md) and the reference of round.toml (docs/round-format.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from xlpilot.rounds import model
from xlpilot.rounds.model import Field, Round
from xlpilot.rules import asked, cell_rules

_PARTS: tuple[tuple[str, str, Any], ...] = (
    ("（最上层）", "一轮的基本情况", model.Round),
    ("[contact]", "联系方式", model.Contact),
    ("[[categories]] 与 [[lists.名称]]", "申报类别、其他封闭列表，一项一节", model.Category),
    ("[eligibility]", "申报资格：往年试点尚未验收的单位", model.Eligibility),
    ("[quotas]", "申报数量的上限", model.Quotas),
    ("[[units]]", "应报单位，一个单位一节，次序即汇总次序", model.Unit),
    ("[forms.名称]", "一张表；汇总表的名称是 summary", model.Form),
    ("[[forms.名称.line]] 与 [[forms.名称.fields]]", "表格上方的填写项，与表格的列", model.Field),
    ("[[forms.名称.boxes]]", "grid 的意见框，一框一节", model.Box),
    ("[plan]", "工作方案的编写提纲", model.Plan),
    ("[[plan.sections]]", "提纲的各部分，一部分一节", model.PlanSection),
    ("constraints = { … }", "一个字段的约束", model.Constraints),
    ("relation = { … }", "与同一行其他数字或日期的关系", model.Relation),
)


def dictionary_markdown(round_: Round) -> str:
    """docs/dictionary.md: every field with type, constraints, rules and clause."""
    return "\n".join(_dictionary(round_)) + "\n"


def _dictionary(round_: Round) -> Iterator[str]:
    yield f"# 数据字典：{round_.title}"
    yield ""
    yield "本页由程序生成（`python -m xlpilot.report.docs`），请勿手改。"
    for key, form in round_.forms.items():
        yield ""
        yield f"## {form.attachment} {form.title}（`{key}`）"
        parts = (("表格上方", form.line), ("列", form.fields))
        for heading, fields in parts if form.kind == "table" else (("填写项", form.fields), ("意见框", form.opinions)):
            yield ""
            yield f"### {heading}"
            yield ""
            yield "| 字段 | 表头 | 类型 | 约束 | 规则 | 填写提示 | 出处 |"
            yield "|---|---|---|---|---|---|---|"
            for field in fields:
                yield _field_row(round_, field)
    yield ""
    yield "## 申报类别"
    yield ""
    for category in round_.categories:
        yield f"{category.number}. {category.name}（也认：{'、'.join(category.aliases) or '无'}）"


def _field_row(round_: Round, field: Field) -> str:
    limits = field.constraints
    words = ["必填"] if limits.required else []
    words += [f"至少{limits.min_length}字"] if limits.min_length else []
    words += [f"至多{limits.max_length}字"] if limits.max_length else []
    words += [f"不小于{limits.minimum:.15g}"] if limits.minimum is not None else []
    words += [f"不大于{limits.maximum:.15g}"] if limits.maximum is not None else []
    options = round_.options(field)
    words += ["选项：" + "、".join(option.name for option in options)] if options else []
    words += ["系统预填"] if field.fill else []
    codes = "" if field.fill else "、".join(rule.code for rule in cell_rules(asked(round_, field)))
    kind = field.type if field.format == "default" else f"{field.type}，{field.format}"
    cells = (f"`{field.name}`", field.title, kind, "；".join(words), codes, field.description, field.clause)
    return "| " + " | ".join(cells) + " |"


def round_format_markdown() -> str:
    """docs/round-format.md: every key of round.toml."""
    return "\n".join(_round_format()) + "\n"


def _round_format() -> Iterator[str]:
    yield "# round.toml 的写法"
    yield ""
    yield "本页由程序生成（`python -m xlpilot.report.docs`），请勿手改。"
    yield ""
    yield "一轮申报就是一个文件夹，里面的 `round.toml` 把通知写成数据。写新一年的："
    yield "复制 `workbook_templates/hengyang-2018`，改名，改里面的内容，"
    yield "用 `xlpilot round check 文件夹` 检查，再 `xlpilot init 工作文件夹 --round 文件夹`。不用写程序。"
    yield ""
    yield "文件是 [TOML](https://toml.io/cn/)，UTF-8 编码。不认识的键、写错的类型、重复的代码、没写时区的截止时间"
    yield "都会报错，并指出文件和键。"
    yield "字段的用词与 Frictionless Table Schema 相同"
    yield "（name、title、description、type、format、constraints、uniqueKeys）。"
    yield ""
    yield '## 接着上一轮写：`extends = "hengyang-2018"`'
    yield ""
    yield "最上面写 `extends`，其后只写与那一轮不同的地方；那一轮的文件夹放在旁边，或是自带的。"
    yield ""
    yield "- `[节]` 里写了的键改，没写的照旧；普通的列表整个换掉。"
    yield '- `[[节]]` 按 `code`（没有就按 `name`）认：已有的逐键改，没有的加在最后；`after = "某个"` 放到它后面，'
    yield '  `after = ""` 放到最前，`remove = true` 去掉。'
    yield "- `xlpilot init` 会把所接的轮次一并存进工作文件夹，以后升级 xlpilot 也不会变。"
    yield "- 例子见 `workbook_templates/hengyang-2019`（新一年，三十来行）；完全不同的表见 `hengyang-funds-2019`。"
    yield ""
    yield "## 一行里几格之间的关系"
    yield ""
    yield '- 合计与大小：`relation = { equals_sum_of = ["state", "own"] }`，`{ at_most = ["total"] }`；日期也能比。'
    yield '- 视情形必填、应空：`required_when = { kind = ["硬件"] }`，`blank_when = { kind = ["服务"] }`。'
    yield '- 选项随另一格而变：`choices = "goods"`，`choices_under = "kind"`，列表里每项写 `under = ["硬件"]`。'
    yield ""
    yield "这些与别的规则一样，既在表内实时提示，也由审核再查一遍。"
    yield ""
    yield "## 一张工作表上几张表"
    yield ""
    yield '第二张表另写一节 `[forms.devices]`，写 `below = "funds"`，不写 `sheet`、`file`；'
    yield '第三张写 `below = "devices"`。'
    yield ""
    yield "- 几张表上下排在同一张工作表上，一起发放、一起报回、一起采用；各有自己的标题、填写项、列、行数和备用行，"
    yield "  右上角的总提示只有一个，管所有的表。打印时每张表另起一页。"
    yield "- 报回时按各自的表头认：上下换了次序、中间插了行、另存到了别的工作表都认得；少了一张是错误（XP440）。"
    yield "  所以两张表各要有三个以上自己才有的表头。"
    yield "- 一张空着、别的填了，不算错；全空着才是错误（XP402）。"
    yield "- 汇总工作簿里，每张表有自己的一张工作表，以 `attachment` 为名，未纳入、溯源也各有一张；"
    yield "  读到、纳入、未纳入的行数合起来算，分类统计只算最上面的表。各单位之间、与往年的核对也只看最上面的表。"
    yield ""
    yield "## 从市到省：下级的汇总表就是报来的表"
    yield ""
    yield '- 市的一轮写 `feeds = "hunan-2018"`（报给哪一轮），省的一轮写 `takes_summaries = true`；应报单位写各市州，'
    yield "  `bureau` 写市的一轮的 `issuer`。两个键都不进表格，发放以后再写也不影响已发出的表。"
    yield '- 要把“报送单位”留作一列，就加一列 `county`，写 `aliases = ["报送单位"]`；不加也留在“溯源”里。'
    yield '- 接着上一级的轮次写的，要把 `feeds` 改掉，不再上报的写 `feeds = ""`。'
    yield "- 例子见 `samples/hunan-2018`，怎样做见 docs/scale.md。"
    for where, what, part in _PARTS:
        yield ""
        yield f"## `{where}` {what}"
        yield ""
        yield "| 键 | 类型 | 必写 | 含义 |"
        yield "|---|---|---|---|"
        for name, info in part.__pydantic_fields__.items():
            required = info.default is PydanticUndefined and info.default_factory is None
            default = "是" if required else f"否，默认 {_shown(info.default)}"
            yield f"| `{info.alias or name}` | {_type(info.annotation)} | {default} | {info.description or ''} |"


def _shown(default: Any) -> str:
    if default in ("", (), None, {}) or isinstance(default, BaseModel):
        return "空"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _type(annotation: Any) -> str:
    text = str(annotation)
    for sign, word in (
        ("datetime", "日期时间（带时区）"), ("dict", "若干节"), ("Literal", "文本（固定几种）"), ("tuple", "列表"),
        ("Constraints", "一组键"), ("Contact", "一节"), ("Eligibility", "一节"), ("Quotas", "一节"),
        ("UnitKind", "文本（固定几种）"), ("bool", "true/false"), ("int", "整数"), ("float", "数字"),
    ):  # fmt: skip
        if sign in text:
            return word
    return "文本"
