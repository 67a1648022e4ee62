"""What the office sends to a unit that has not reported, or must mend: text to paste, and a mail to look over."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from urllib.parse import quote

from xlpilot.findings import Finding, Severity, count
from xlpilot.ledger.documents import newest
from xlpilot.ledger.materials import kinds, materials
from xlpilot.ledger.standing import Fate, Standing, State, UnitStanding
from xlpilot.masking import masked
from xlpilot.moments import spoken
from xlpilot.report.standing import remaining
from xlpilot.review.across.applicant import Names
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.rounds.model import Round, Unit
from xlpilot.values import dataclass

MOST_POINTS = 5
_OFFICE = "vnd.openxmlformats-officedocument."
_TYPES = {"xlsx": f"{_OFFICE}spreadsheetml.sheet", "docx": f"{_OFFICE}wordprocessingml.document"}


@dataclass(frozen=True, slots=True)
class Chase:
    """One message: its subject, and its text, in which phones are masked as it may go to a group.

    `returns`: whether it speaks of marked copies, which go with it.
    """

    unit: Unit
    state: State
    subject: str
    text: str
    returns: bool = False


def chases(standing: Standing, as_of: dt.datetime) -> list[Chase]:
    """A message for every unit that has something to do, in official order."""
    names = Names(standing.round)
    found = [_chase(standing, unit, as_of, names) for unit in standing.units]
    return [chase for chase in found if chase]


def _chase(standing: Standing, unit: UnitStanding, as_of: dt.datetime, names: Names) -> Chase | None:
    round_ = standing.round
    form = round_.forms.get(unit.reports, standing.form)
    named = f"{round_.title}" + (f"（{round_.document_number}）" if round_.document_number else "")
    who = unit.unit.bureau or unit.unit.name
    until = f"截止时间：{spoken(unit.deadline)}（{remaining(unit.deadline, as_of)}）。"
    documents = list(_documents(round_, unit, names))
    missing = _missing(standing, unit)
    returns = bool(documents or unit.proposed) or unit.state is State.RETURNED
    if unit.state is State.MISSING:
        body = [
            f"{named}：至{spoken(as_of)}，还没有收到你单位的《{form.title}》。",
            until,
            f"请用市局发的“{form.file}”填报，表上方显示“可以报送”后再发来。",
        ]
        word = "催报"
    elif unit.state is State.RETURNED:
        review = _newest(unit)
        body = [
            f"{named}：你单位{spoken(review.received_at) if review.received_at else ''}报来的表有需要修改的地方：",
            *_points(review),
            until,
            "请在随附的退回件（有标注的那一份）上直接修改，改好后原样报回，不必重填。",
        ]
        word = "退回修改"
    elif unit.state is State.LATE:
        body = [
            f"{named}：你单位报来的表收到时已过截止时间（{spoken(unit.deadline)}），材料已留存，暂未列入汇总。",
            "确有原因的，请及时与市局联系。",
        ]
        word = "逾期"
    elif unit.proposed:
        body = [
            f"{named}：你单位的《{standing.round.forms[unit.proposed[0].kind].title}》已收到 {len(unit.proposed)} 份，"
            f"还没有收到《{form.title}》。",
            until,
            "已按申请表填好一份，随附，请核对、补全后报回；报回之前各项目不列入汇总。",
        ]
        word = "催报"
    elif unit.state is State.REPORTED and all(version.review.document for version in unit.versions):
        body = [f"{named}：你单位的材料已收到 {len(unit.versions)} 份，还没有收到《{form.title}》。", until]
        word = "催报"
    elif unit.state is State.REPORTED:
        body = [f"{named}：你单位报来的材料已收到，但有一处需要与你单位核实：", *_points(_newest(unit)), until]
        word = "请核实"
    elif documents:
        body = [f"{named}：", until]
        word = "退回修改"
    elif missing:
        body = [f"{named}：你单位报来的材料已收到。", until]
        word = "补报材料"
    else:
        return None
    if missing:
        body += ["还没有收到或对不上的材料：", *(f"{n}. {masked(text)}。" for n, text in enumerate(missing, 1))]
    if documents:
        body += [
            "以下材料需要修改：",
            *documents,
            "请在随附的退回件（.docx 有批注，.xlsx 有标注）上直接修改，改好后重新报送。",
        ]
    contact = round_.contact
    text = "\n".join([f"{who}：", *body, f"联系人：{contact.office} {contact.person}，电话 {contact.phone}。"])
    return Chase(unit.unit, unit.state, f"【{word}】{round_.title}（{unit.unit.name}）", text, returns)


def _documents(round_: Round, unit: UnitStanding, names: Names) -> Iterator[str]:
    """A line for each of the unit's newest applications, plans and letters that must be mended, with what is most
    important in it; the return that the message itself is about is left out."""
    told = _newest(unit) if unit.state is State.RETURNED else None
    for review in newest(round_, (version.review for version in unit.versions), names).values():
        apart = review.document or (review.table and review.table.cells and review is not told)
        if apart and review.verdict is Verdict.RETURNED:
            name = re.split(r"[/\\!]", review.path)[-1]
            errors = count(review.findings, Severity.ERROR)
            first = next(finding for finding in review.findings if finding.severity is Severity.ERROR)
            yield f"- {masked(name)}：{errors} 处必须修改，如：{masked(first.message)}。"


def _missing(standing: Standing, unit: UnitStanding) -> list[str]:
    """What of its package is missing, of a unit that has sent more of it than the summary."""
    found = standing.packages.get(unit.unit.code)
    if found is None or not kinds(standing.round):
        return []
    if not (found.forms or found.plans):
        return []
    return list(materials(standing, unit).missing)


def _newest(unit: UnitStanding) -> FileReview:
    """The return that is to be mended or talked about: the last one that is no mere attachment, else the last file."""
    own = (unit.reports, "unknown")
    returns = [one for one in unit.versions if one.fate is not Fate.ATTACHED and one.review.kind in own]
    # Of several applications the one that has to be mended.
    faulty = [one for one in returns if one.review.verdict is not Verdict.ACCEPTED]
    several = sum(one.kind == unit.reports for one in unit.series) > 1
    return ((faulty if several else returns) or returns or list(unit.versions))[-1].review


def _points(review: FileReview) -> list[str]:
    """The most important points: errors first, the same one in several cells told once with their number."""
    grave = sorted(
        (finding for finding in review.findings if finding.severity is not Severity.INFO),
        key=lambda finding: finding.severity.rank,
    )
    groups: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in grave:
        groups.setdefault((finding.code, finding.place.field), []).append(finding)
    lines = []
    for number, group in enumerate(list(groups.values())[:MOST_POINTS], 1):
        first = group[0]
        place = "!".join(part for part in (first.place.sheet, first.place.cell) if part)
        more = f"（另有 {len(group) - 1} 处同样的问题）" if len(group) > 1 else ""
        lines.append(f"{number}. {place}{' ' if place else ''}{masked(first.message)}。{masked(first.fix)}{more}")
    if len(groups) > MOST_POINTS:
        lines.append(f"其余 {len(groups) - MOST_POINTS} 类问题见退回件的“问题清单”。")
    return lines


def draft(round_: Round, chase: Chase, attached: Sequence[tuple[str, bytes]]) -> bytes:
    """The message as an .eml draft, which a mail program opens for sending; nothing is sent.

    Names of attachments are given twice, after RFC 2231 for programs that know it and after RFC 2047 for those that do
    not. The same message gives the same bytes.
    """
    mail = MIMEMultipart("mixed")
    mail["Subject"] = Header(chase.subject, "utf-8", maxlinelen=10_000).encode()
    mail["To"] = ""  # no address is known here: the office fills it in
    mail["X-Unsent"] = "1"
    mail.attach(MIMEText(chase.text + "\n", "plain", "utf-8"))
    for name, data in attached:
        word = f"=?utf-8?B?{base64.b64encode(name.encode()).decode('ascii')}?="
        kind = _TYPES.get(name.rpartition(".")[2].lower(), "octet-stream")
        part = MIMEBase("application", kind)
        del part["Content-Type"]
        part["Content-Type"] = f'application/{kind}; name="{word}"'
        part["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        part["Content-Transfer-Encoding"] = "base64"
        part.set_payload(base64.encodebytes(data).decode("ascii"))
        mail.attach(part)
    seed = hashlib.sha256(chase.text.encode() + b"".join(data for _, data in attached)).hexdigest()
    mail.set_boundary(f"xlpilot-{seed[:32]}")
    # The newer policies would write both names after RFC 2231.
    return mail.as_bytes(policy=compat32.clone(linesep="\r\n"))
