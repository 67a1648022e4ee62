"""Whole packages as units send them: folders, zips and mails with 附件2, 附件3 and the official letter. All invented.

One is clean, one is a direct unit's, the others are named by their fault.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import policy
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import TYPE_CHECKING

import docx
import openpyxl
from files import picture, saved, timeless, word, zipped

from xlpilot.form.grid_layout import GridLayout
from xlpilot.form.outline import outline

if TYPE_CHECKING:
    from build import Desk
    from fillings import Filling

APPLICATION = "application"
SAID = {
    "（起止时间）": "2018年9月至2020年8月，分三个阶段。（样例，内容为虚构）",
    "预算及资金来源": "预算20万元，其中县财政10万元，学校自筹10万元。（样例）",
}


@dataclass(frozen=True)
class Project:
    """One project: what its form, and its plan, say; `form` other values of the form, '' for none."""

    values: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)


def application(desk: Desk, code: str, project: Project) -> bytes:
    """The issued 附件2 of a unit, filled in with openpyxl."""
    form = desk.workspace.round.forms[APPLICATION]
    layout = GridLayout(form, desk.unit(code).kind)
    values = {
        **project.values, "plan": "一、建设同步课堂环境。二、培训教师。三、总结推广。（样例，内容为虚构）",
        "unit_opinion": "同意申报。", "unit_opinion_by": project.values["leader"], "unit_opinion_on": "2018-09-03",
    }  # fmt: skip
    if desk.unit(code).kind == "county":
        values |= {"county_opinion": "同意推荐。", "county_opinion_by": "周志强", "county_opinion_on": "2018-09-05"}
    else:
        del values["unit"]  # printed on a direct unit's own form
    book = openpyxl.load_workbook(desk.workspace.issued / desk.unit(code).folder / form.file)
    for name, text in (values | dict(project.form)).items():
        cell = book[form.sheet][layout.value_cell(name)]
        cell.value = text or None
    return saved(book)


def plan(desk: Desk, project: Project, without: str = "", left: bool = False) -> bytes:
    """The issued outline as a school fills it in.

    Args:
        without: heading of the part that is left out.
        left: whether the title's XXXX was left.
    """
    document = docx.Document(io.BytesIO(outline(desk.workspace.round)))
    above, dropping = "", False
    for paragraph in document.paragraphs:
        text = paragraph.text
        if without and text[1:2] == "、":
            dropping = text.endswith(without)
        if dropping:
            paragraph._element.getparent().remove(paragraph._element)
            continue
        if "XXXX" in text and not left:
            paragraph.runs[0].text = text.replace("XXXX", project.values["project"])
        elif text == "申报单位：":
            paragraph.add_run(project.values["unit"])
        elif text == "项目名称：":
            paragraph.add_run(project.values["project"])
        elif text == "（在此填写）":
            paragraph.runs[0].text = next(
                (said for what, said in SAID.items() if what in above), "这一条写了具体内容。（样例，内容为虚构）"
            )
        above = text
    buffer = io.BytesIO()
    document.save(buffer)
    return timeless(buffer.getvalue())


def letter(desk: Desk, code: str, number: str) -> bytes:
    """An official letter of a unit; '' leaves its number out."""
    unit = desk.unit(code)
    issuer = unit.bureau or unit.name
    head = [f"{issuer}文件", *([number] if number else [])]
    return word([
        *head, f"{issuer}关于申报2018年教育信息化试点项目的请示", "衡阳市教育局：",
        "现将申报材料报上，请审批。（样例，内容为虚构）", issuer, "2018年9月10日",
    ])  # fmt: skip


def mail(subject: str, parts: Mapping[str, bytes]) -> bytes:
    """A mail with attachments, without a header of any mail server; the same parts give the same bytes."""
    message = MIMEMultipart("mixed", boundary="xlpilot-samples-----")
    message["Subject"], message["From"], message["To"] = subject, "sample@example.invalid", "office@example.invalid"
    message.attach(MIMEText("材料见附件。（样例，内容为虚构）\n", "plain", "utf-8"))
    for name, data in parts.items():
        part = MIMEApplication(data)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        message.attach(part)
    return message.as_bytes(policy=policy.compat32.clone(linesep="\r\n"))


def direct(desk: Desk, code: str, title: str, category: int, number: int) -> Project:
    """A project of a direct unit."""
    names = {one.number: one.name for one in desk.workspace.round.categories}
    return Project({
        "unit": desk.unit(code).name, "project": title, "category": names[category], "leader": "陈志远",
        "leader_phone": f"1990000{number:04d}", "contact": "周晓岚", "contact_phone": f"1990000{number + 1:04d}",
    })  # fmt: skip


def packages(desk: Desk, clean: Filling, without_row: Filling, unfinished: Filling) -> dict[str, bytes]:
    """Name of each file, below the samples' folder -> its bytes.

    Args:
        clean, without_row, unfinished: what the counties of the three packages type into their 附件1.
    """
    made: dict[str, bytes] = {}

    def projects(filling: Filling) -> list[Project]:
        return [Project({k: v for k, v in row.items() if k != "remark"}) for row in desk.rows(filling).values()]

    whole: dict[str, bytes] = {"正式文件/珠晖区教育局请示.docx": letter(desk, clean.unit, "珠教字〔2018〕21号")}
    for number, project in enumerate(projects(clean), 1):
        whole[f"附件2/{number}-申请表.xlsx"] = application(desk, clean.unit, project)
        whole[f"附件3/{number}-工作方案.docx"] = plan(desk, project)
    made[f"{clean.unit}-珠晖区-申报材料.zip"] = zipped(whole)

    more = projects(without_row)
    other = Project(more[0].values | {"project": "学校安防视频智能分析"})
    made[f"{without_row.unit}-雁峰区-申请表不在汇总表里-请示没有文号.eml"] = mail(
        "雁峰区申报材料",
        {
            "附件2-申请表1.xlsx": application(desk, without_row.unit, more[0]),
            "附件2-申请表2.xlsx": application(desk, without_row.unit, other),
            "雁峰区教育局请示.docx": letter(desk, without_row.unit, ""),
        },
    )

    own_rows = projects(unfinished)
    first, second = own_rows[0], own_rows[4]
    bad = {"county_opinion_on": "2018-09-01", "county_opinion_by": ""}
    made[f"{unfinished.unit}-衡阳县-方案没写完-意见不全.zip"] = zipped({
        "申请表-日期颠倒.xlsx": application(desk, unfinished.unit, Project(first.values, bad)),
        "申请表-没有意见.xlsx": application(desk, unfinished.unit, Project(second.values, {"unit_opinion": ""})),
        "工作方案.docx": plan(desk, first, without="试点工作效益及风险分析", left=True),
    })  # fmt: skip

    own = direct(desk, "HY-001", "名师网络课堂共享应用", 1, 1501)
    folder = "HY-001-衡阳市第一中学"
    made[f"{folder}/附件2-申请表.xlsx"] = application(desk, "HY-001", own)
    made[f"{folder}/附件3-工作方案.docx"] = plan(desk, own)
    made[f"{folder}/衡阳市第一中学请示.docx"] = letter(desk, "HY-001", "衡一中字〔2018〕9号")

    photographed = direct(desk, "HY-002", "校园网络安全态势感知", 3, 1511)
    made["HY-002-衡阳市第八中学-申请表是照片.eml"] = mail(
        "第八中学申报材料", {"附件2申请表照片.png": picture(), "附件3-工作方案.docx": plan(desk, photographed)}
    )
    return made
