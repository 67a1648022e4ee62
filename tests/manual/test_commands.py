"""docs/使用手册.md: its commands run as they stand, in their order, and end with the codes that it states."""

import json
import re
import shutil
import tomllib

import openpyxl
from commands.conftest import xlpilot  # noqa: F401 - a fixture
from review.county import ROOT

from xlpilot.cli import main
from xlpilot.commands.demo import SAMPLE_SECRETS
from xlpilot.form.layout import TableLayout
from xlpilot.ledger.standing import State
from xlpilot.rounds.load import load_round
from xlpilot.rules import RULES

from . import reading

SAMPLES = ROOT / "samples" / "hengyang-2018"


class Office:
    """A new user who types what the manual shows; what the counties do in between is done for him."""

    def __init__(self, drive, door, chdir):
        self.drive, self.run, self.chdir = drive, door, chdir
        self.said = ""
        self.posted = False

    def follow(self, block):
        """What went otherwise than the manual says, a line each."""
        if block.kind == "toml":
            data = tomllib.loads("\n".join(block.lines))
            folder = self.drive / "定义" / data["name"]
            folder.mkdir(parents=True)
            (folder / "round.toml").write_text("\n".join(block.lines), encoding="utf-8")
        if block.kind != "cmd":
            return
        for line in block.lines:
            yield from self.type(line, block.exit_code)

    def type(self, line, wanted):
        words = reading.words(line, self.drive)
        if words[0] == "cd":
            self.chdir(words[-1])
            return
        assert words[0] == "xlpilot", line
        if words[1] == "receive" and not self.posted:
            self.post()
        arguments = [self.last_decision() if word == "决定号" else word for word in words[1:]]
        code, out, err = self.run(*arguments)
        self.said = out
        if code != wanted:
            yield f"{line}\n  ends with {code}, the manual says {wanted}\n{err}{out[-1500:]}"
        if arguments[0] == "init" and not arguments[2:]:
            # The samples were filled in forms that were signed with this key.
            key = {"key": SAMPLE_SECRETS.key.hex(), "password": SAMPLE_SECRETS.password}
            (self.drive / "试点2018" / ".xlpilot" / "key").write_text(json.dumps(key), encoding="utf-8")

    def last_decision(self):
        return re.search("第(\\d+)号决定", self.said)[1]

    def post(self):
        """The samples come in, each on its day."""
        for receipt in tomllib.loads((SAMPLES / "receipts.toml").read_text(encoding="utf-8"))["receipt"]:
            day = int(receipt["received_at"][8:10])
            target = self.drive / "试点2018" / "收件" / f"9月{day}日" / receipt["file"]
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(SAMPLES / receipt["file"], target)
        self.posted = True


def test_every_command_runs_in_order_and_ends_with_the_code_that_is_stated(tmp_path, xlpilot, monkeypatch):  # noqa: F811
    office = Office(tmp_path, xlpilot, monkeypatch.chdir)
    wrong = [told for block in reading.blocks() for told in office.follow(block)]
    assert not wrong, "\n".join(wrong)
    book = openpyxl.load_workbook(tmp_path / "试点2018" / "汇总" / "附件1-申报汇总表.xlsx")
    names = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    chapter = reading.text().partition("\n## 看懂汇总表\n")[2].partition("\n## ")[0]
    described = re.findall(r"^\*\*(.+?)\*\*：", chapter, re.MULTILINE)
    assert described == names, "“看懂汇总表” must describe every sheet of the summary, in their order"


def test_every_command_is_in_the_manual():
    shown = {word for block in reading.blocks() if block.kind == "cmd" for line in block.lines for word in line.split()}
    assert set(main.commands) <= shown


def test_options_named_in_passing_exist():
    every = {option for command in _commands(main) for param in command.params for option in param.opts}
    named = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", reading.text())) - {"--help"}
    assert named <= every


def _commands(command):
    yield command
    for one in getattr(command, "commands", {}).values():
        yield from _commands(one)


def test_rules_states_and_rows_named_are_those_of_the_program():
    manual = reading.text()
    assert set(re.findall(r"XP\d{3}", manual)) <= {rule.code for rule in RULES}
    assert re.findall(r"^\| (未报|已报|退回|补正|逾期|通过) \|", manual, re.MULTILINE) == [
        state.value for state in State
    ]
    layout = TableLayout.of(load_round(ROOT / "workbook_templates" / "hengyang-2018").forms["summary"])
    first, last, rows = layout.last_visible_row, layout.note_row, len(layout.entry_rows)
    assert f"先显示{layout.rows}行，后面还藏着{rows - layout.rows}行" in manual
    assert f"第{first}行和第{last}行" in manual
    assert f"{rows}行还不够" in manual


def test_links_within_the_manual_lead_somewhere():
    there = {re.sub(r"[、，。（）]", "", heading).lower().replace(" ", "-") for heading in reading.headings()}
    assert set(reading.anchors()) <= there
    for name in re.findall(r"\]\(([\w./-]+\.md)\)", reading.text()):
        assert (reading.DOCS / name).is_file(), name
