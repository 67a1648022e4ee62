"""The catalogue of rules as text: for `xlpilot explain` and for docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterator

from xlpilot.rules import RULES
from xlpilot.rules.base import Rule

_STAGES = {
    "1": "文件与身份", "2": "单元格", "3": "行", "4": "工作表", "5": "附件之间", "6": "单位之间", "7": "报送与截止时间",
}  # fmt: skip


def rule_text(rule: Rule) -> str:
    """One rule in a few lines: what, why, how to mend, a bad and a good example."""
    lines = [
        f"{rule.code} {rule.title}（{rule.severity.word}）",
        f"为什么：{rule.part('为什么')}",
        f"怎样改：{_plain(rule.fix)}",
        f"错误：{rule.part('错误')}",
        f"正确：{rule.part('正确')}",
    ]
    if rule.formula or rule.row_formula:
        lines.append("表内自检：有")
    return "\n".join(lines)


def _plain(template: str) -> str:
    words = {
        "{title}": "该项", "{value}": "所填内容", "{advice}": "按提示另存或重发", "{how}": "按提示填写",
        "{limits}": "规定的字数", "{taken}": "统一写法", "{unit}": "该单位", "{many}": "",
        "{measure}": "，不带单位和文字", "{options}": "列表里的选项", "{other}": "另一项", "{goes}": "两项要配得上",
    }  # fmt: skip
    for name, word in words.items():
        template = template.replace(name, word)
    return template


def rules_markdown() -> str:
    """docs/rules.md: every rule, by stage."""
    return "\n".join(_markdown()) + "\n"


def _markdown() -> Iterator[str]:
    yield "# 规则"
    yield ""
    yield "本页由程序生成（`python -m xlpilot.report.docs`），请勿手改。代码的百位是阶段，代码不重用、不改号。"
    stage = ""
    for rule in RULES:
        if rule.code[2] != stage:
            stage = rule.code[2]
            yield ""
            yield f"## {stage}xx {_STAGES[stage]}"
        yield ""
        yield f"### {rule.code} {rule.title}"
        yield ""
        yield f"- 程度：{rule.severity.word}；英文名：`{rule.name}`；表内自检：{_face(rule)}"
        yield f"- 为什么：{rule.part('为什么')}"
        yield f"- 怎样改：{_plain(rule.fix)}"
        yield f"- 错误：{rule.part('错误')}"
        yield f"- 正确：{rule.part('正确')}"


def _face(rule: Rule) -> str:
    return "有" if rule.formula or rule.row_formula else "无"
