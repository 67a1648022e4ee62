"""marked: the marked copies of what must be mended, one folder a unit.

In 退回/ lies what is to be sent now. What was marked in an earlier round, and what has been mended since, is put away
into 旧/ beside it under the time of its receipt; nothing is ever deleted, and no file that is not ours is touched.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlpilot.errors import PathError, XlpilotError
from xlpilot.files import reason, refuse_if_open, write_whole
from xlpilot.ledger.archive import digest, fetch
from xlpilot.ledger.lock import alone
from xlpilot.ledger.store import open_ledger
from xlpilot.moments import CHINA
from xlpilot.rounds.workspace import Workspace
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlpilot.report.marked.copy import Office
    from xlpilot.review.judge import FileReview

UNKNOWN_UNIT = "未知单位"
PUT_AWAY = "旧"
_SUFFIX = "-退回"
_SIGNED = re.compile("([0-9a-f]{64}) ([0-9a-f]{16})")
_STEM = 60  # characters; Windows counts 260 for the whole path


@dataclass(frozen=True, slots=True)
class Marked:
    """Copies written, copies that were there already, old ones put away, and what could not be done."""

    written: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    put_away: tuple[Path, ...] = ()
    problems: tuple[XlpilotError, ...] = ()


@alone
def write_marked(
    workspace: Workspace,
    reviews: Sequence[FileReview],
    folder: Path | None = None,
    *,
    every: bool = False,
    original: Callable[[FileReview], bytes] | None = None,
    passwords: Sequence[str] = (),
) -> Marked:
    """Write a marked copy of every file that must be mended.

    Args:
        reviews: in the order of receipt.
        folder: where to; None is 退回/, where copies that are no longer to be sent are put away.
        every: mark every file; else only the newest one of a unit and form (or project) counts.
        original: the bytes of a file; by default from the archive, else from its path.
        passwords: for workbooks that have one to open; their copies have none.

    A file that is open in Excel is a problem told in the result; all others are written.
    """
    from xlpilot.ledger.documents import newest
    from xlpilot.report.marked.marks import fingerprint, wants_marks

    chosen = [review for review in reviews if wants_marks(review)]
    if not every:
        last = {id(review) for review in newest(workspace.round, reviews).values()}
        chosen = [review for review in chosen if review.unit is None or id(review) in last]
    root = workspace.returned if folder is None else folder
    by_path = _ByPath(workspace)
    read = original or (lambda review: _original(workspace, review, by_path))
    targets = dict(_targets(workspace, root, chosen))
    written: list[Path] = []
    kept: list[Path] = []
    away: list[Path] = []
    problems: list[XlpilotError] = []
    if folder is None:
        _put_away(root, {path: review.sha256 for path, review in targets.items()}, reviews, away, problems)
    office: Office | None = None
    for wanted, review in targets.items():
        try:
            path, there = _free(wanted, review)
            if there == (review.sha256, fingerprint(review, workspace.round).partition(" ")[2]):
                kept.append(path)
                continue
            refuse_if_open(path)
            # Heavy, and of no use where everything is marked already.
            from xlpilot.intake.reader import without_password
            from xlpilot.report.marked.copy import marked_copy

            if review.document:
                from xlpilot.report.marked.document_copy import marked_document

                write_whole(path, marked_document(read(review), review, workspace.round))
            else:
                office = office or _office(workspace)
                write_whole(path, marked_copy(without_password(read(review), passwords), review, office))
            written.append(path)
        except XlpilotError as error:
            problems.append(error)
    return Marked(tuple(written), tuple(kept), tuple(away), tuple(problems))


def _office(workspace: Workspace) -> Office:
    from xlpilot.report.marked.copy import Office

    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        serials = {form: ledger.serials(form) for form in workspace.round.forms}
    return Office(workspace.round, workspace.secrets, serials)


def _targets(workspace: Workspace, root: Path, reviews: Sequence[FileReview]) -> Iterator[tuple[Path, FileReview]]:
    """Where each copy goes: the first of equal names has it, the others the beginning of their hash besides."""
    taken: set[str] = set()
    done: set[tuple[str, str]] = set()
    for review in reviews:
        unit = workspace.round.unit_by_code.get(review.unit or "")
        folder = unit.folder if unit else UNKNOWN_UNIT
        if (folder, review.sha256) in done:
            continue
        done.add((folder, review.sha256))
        path = root / folder / f"{_stem(review.path)}{_SUFFIX}{'.docx' if review.document else '.xlsx'}"
        if str(path).lower() in taken:
            path = _by_hash(path, review.sha256)
        taken.add(str(path).lower())
        yield path, review


def _stem(path: str) -> str:
    """The original's name without its folder and suffix, nor the marks of an earlier round."""
    name = re.split(r"[/\\!]", path)[-1]
    stem = re.sub(r"(?<=.)\.[A-Za-z0-9]{1,5}$", "", name)
    stem = re.sub(rf"({_SUFFIX}(-[0-9a-f]{{8}})?)+$", "", stem)
    stem = re.sub(r'[<>:"|?*\x00-\x1f\x7f]', "_", stem)[:_STEM].strip(" .")
    return stem or "报送件"


def _by_hash(path: Path, sha256: str) -> Path:
    return path.with_name(f"{path.stem}-{sha256[:8]}{path.suffix}")


def _free(path: Path, review: FileReview) -> tuple[Path, tuple[str, str] | None]:
    """A name that no other file has, and what the copy that already has it was made from."""
    for candidate in (path, _by_hash(path, review.sha256)):
        if not candidate.exists():
            return candidate, None
        there = _made_from(candidate)
        if there and there[0] == review.sha256:
            return candidate, there
    raise PathError(f"{path} 已是别的文件，没有改动它", "请把它移走后再运行")


def _made_from(path: Path) -> tuple[str, str] | None:
    """Hash of the original and digest of the marks of a marked copy; None where it is none."""
    from xlpilot.intake.guard import Package
    from xlpilot.intake.refusal import Refused
    from xlpilot.intake.xlsx_outline import read_outline
    from xlpilot.report.marked.marks import PROPERTY

    if path.suffix == ".docx":
        from xlpilot.report.marked.document_copy import made_from

        with contextlib.suppress(OSError):
            return made_from(path.read_bytes())
        return None
    try:
        match = _SIGNED.fullmatch(read_outline(Package(path.read_bytes())).properties.get(PROPERTY, ""))
    except (OSError, Refused):
        return None
    return (match[1], match[2]) if match else None


def _put_away(
    root: Path, wanted: dict[Path, str], reviews: Sequence[FileReview], away: list[Path], problems: list[XlpilotError]
) -> None:
    by_name = {str(path): sha256 for path, sha256 in wanted.items()}
    by_name |= {str(_by_hash(path, sha256)): sha256 for path, sha256 in wanted.items()}
    times: dict[str, dt.datetime] = {}
    for review in reviews:
        if review.received_at:
            times.setdefault(review.sha256, review.received_at)
    for path in sorted((*root.glob("*/*.xlsx"), *root.glob("*/*.docx"))):
        there = _made_from(path)
        if there is None or by_name.get(str(path)) == there[0]:
            continue
        came = times.get(there[0])
        when = f"{came.astimezone(CHINA):%Y%m%d-%H%M}-" if came else ""
        base = path.parent / PUT_AWAY / f"{path.stem}-{when}{there[0][:8]}"
        target = base.with_name(f"{base.name}{path.suffix}")
        number = 1
        while target.exists():
            number += 1
            target = base.with_name(f"{base.name}-{number}{path.suffix}")
        try:
            refuse_if_open(path)
            target.parent.mkdir(exist_ok=True)
            path.rename(target)
            away.append(target)
        except XlpilotError as error:
            problems.append(error)
        except OSError as error:
            problems.append(PathError(f"{path} 移不到 {PUT_AWAY}/（{reason(error)}）", "请关闭打开它的程序后再运行"))


class _ByPath:
    """Hashes of what was received at a path, in the order of receipt; the ledger is read once, when it is needed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._hashes: Mapping[str, Sequence[str]] | None = None

    def hashes(self, path: str) -> Sequence[str]:
        if self._hashes is None:
            found: dict[str, list[str]] = {}
            with open_ledger(self._workspace.state / "ledger.sqlite") as ledger:
                for receipt in ledger.receipts():
                    found.setdefault(receipt.path, []).append(receipt.sha256)
            self._hashes = found
        return self._hashes.get(path, ())


def _original(workspace: Workspace, review: FileReview, by_path: _ByPath) -> bytes:
    from xlpilot.intake.unpack import unpack

    for name, data in _candidates(workspace, review, by_path):
        if digest(data) == review.sha256:
            return data
        # Of a zip or a mail the whole is kept: the member is inside.
        for member in unpack(name, data) if name != review.path else ():
            if digest(member.data) == review.sha256:
                return member.data
    raise PathError(f"{review.path}：原件不在了，没有写标注件", "请先登记（xlpilot receive）再审核")


def _candidates(workspace: Workspace, review: FileReview, by_path: _ByPath) -> Iterator[tuple[str, bytes]]:
    """What may be the original or hold it: from the archive, else as it lies at its path."""
    archive = workspace.state / "archive"
    if (archive / review.sha256).exists():
        yield review.path, fetch(archive, review.sha256)
    # A name may have a ! of its own.
    names = [review.path] + [review.path[:at] for at, letter in enumerate(review.path) if letter == "!"]
    for name in names:
        for path in (Path(name), workspace.root / name):
            if path.is_file():
                with contextlib.suppress(OSError):
                    yield name, path.read_bytes()
        for sha256 in by_path.hashes(name):
            yield name, fetch(archive, sha256)
