"""check: judge one file without a workspace, by the definition that the form itself carries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlpilot.commands.opened import Arrived, opened
from xlpilot.commands.receive import read
from xlpilot.commands.validate import Judgement
from xlpilot.errors import PathError, RoundError
from xlpilot.files import path_text, write_whole
from xlpilot.rounds.load import load_round, round_from_definition
from xlpilot.rounds.model import Round
from xlpilot.rounds.office import Office
from xlpilot.rounds.shipped import shipped_folder
from xlpilot.rounds.workspace import round_folder

if TYPE_CHECKING:
    from xlpilot.form.stamp import Stamp


def check(path: Path, passwords: Sequence[str] = ()) -> Judgement:
    """Judge one file as a county can before sending: same rules, but the signature cannot be verified.

    The round is the one whose definition the form carries; without it, the one shipped with xlpilot that its
    identity names, or the only one shipped. Never raises for what a county typed.

    Raises:
        PathError: the file is not there or cannot be read.
    """
    from xlpilot.intake.grid import Book
    from xlpilot.review.judge import judge

    if not path.is_file():
        raise PathError(f"找不到文件 {path}", "请检查路径是否写对")
    data = read(path, follow=True)
    returned = list(opened([Arrived(path_text(path), data)], Office(passwords=tuple(passwords))))
    books = [file.content for file in returned if isinstance(file.content, Book)]
    round_ = round_of(books[0]) if books else _shipped(None)
    reviews = judge(round_, returned, None)
    return Judgement(round_, tuple(reviews))


def write_answer(judgement: Judgement, path: Path) -> None:
    """Write what the button inside the workbook reads, whole or not at all.

    Raises:
        PathError: it cannot be written there.
    """
    from xlpilot.report.answer import answer_of, answer_text

    write_whole(path, answer_text(answer_of(judgement.round, judgement.files)).encode("ascii"))


def round_of(content: object) -> Round:
    """The round whose definition a Book carries, else the shipped one that its identity names, else the first."""
    from xlpilot.form import stamp
    from xlpilot.intake.grid import Book
    from xlpilot.review.identity import read_definition, read_stamp

    assert isinstance(content, Book)
    definition = read_definition(content)
    parsed = stamp.parse(read_stamp(content) or "")
    if definition:
        try:
            return _with_own_units(round_from_definition(definition), parsed[0] if parsed else None)
        except RoundError:
            pass  # made by a newer xlpilot, or damaged: the shipped rounds are next
    return _shipped(parsed[0].round if parsed else None)


def _with_own_units(round_: Round, identity: Stamp | None) -> Round:
    """The same, by the version that a form of a large round names: it carries no units but its own."""
    if identity is None or any((unit.reports_via or unit.code) != identity.unit for unit in round_.units):
        return round_
    named = round_.model_copy()
    named.__dict__["version"] = identity.version
    return named


def _shipped(name: str | None) -> Round:
    shipped = shipped_folder("workbook_templates")
    names = sorted(path.parent.name for path in shipped.glob("*/round.toml"))
    return load_round(round_folder(name if name in names else names[0]))
