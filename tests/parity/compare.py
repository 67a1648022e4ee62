"""Lay the sheet's own verdicts beside the office's and name every disagreement."""

import hashlib
from dataclasses import dataclass, field

from xlpilot.findings import Severity
from xlpilot.form.backstage import Backstage
from xlpilot.form.layout import TableLayout
from xlpilot.intake.grid import column_letter
from xlpilot.intake.reader import read_book
from xlpilot.review.judge import Returned, Verdict, judge
from xlpilot.rules.sheet_words import GATE_EMPTY, GATE_READY, GATE_TODO

from .rows import Formula
from .typist import block, values


@dataclass
class Seen:
    """What a sheet said: verdicts by (row, field name), by row, on the line; 自检 by row; the gate."""

    cells: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    line: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)
    gate: str = ""


class Desk:
    """An issued workbook open in LibreOffice, filled again and again."""

    def __init__(self, book, round_, form, folder):
        self.book, self.round, self.form, self.folder = book, round_, form, folder
        self.key = next(key for key, one in round_.forms.items() if one is form)
        layouts = TableLayout.stack([round_.forms[key] for key in round_.tables_on_sheet(self.key)])
        self.gate = layouts[0].gate_cell
        self.layout = next(one for one in layouts if one.form is form)
        self.back = Backstage(self.layout)
        self.compared = 0

    def judge(self, rows, line):
        """Type, recalculate, read and save; the disagreements between sheet and office, in words."""
        self._type(rows, line)
        self.compared += len(rows)
        return list(self.compare(self.see(len(rows))))

    def compare(self, seen):
        """Disagreements of what the sheet said with the office's judgement of it as it is now."""
        data = self.book.save(self.folder / "returned.xlsx").read_bytes()
        (review,) = judge(self.round, [Returned("附件1.xlsx", hashlib.sha256(data).hexdigest(), read_book(data))], None)
        return self._disagreements(seen, review)

    def _type(self, rows, line):
        layout, sheet = self.layout, self.form.sheet
        names = [entry.name for entry in self.form.entries]
        last = layout.cell(layout.last_entry_row, names[-1])
        blank = [None] * len(names)
        plain = [[None if isinstance(value, Formula) else value for value in row] for row in rows]
        plain += [blank] * (len(layout.entry_rows) - len(rows))
        block(self.book, sheet, f"{layout.entry(0, names[0])}:{last}", plain)
        for index, row in enumerate(rows):
            for name, value in zip(names, row, strict=True):
                if isinstance(value, Formula):
                    self.book.put(sheet, layout.entry(index, name), value.text)
        for asked, value in zip(self.back.line, line, strict=True):
            address = layout.line_value(asked.name)
            if isinstance(value, Formula):
                self.book.put(sheet, address, value.text)
            else:
                block(self.book, sheet, address, [[value]])

    def see(self, count):
        """What the sheet says of its line and its first `count` rows, and of one more."""
        back, layout, sheet = self.back, self.layout, self.form.sheet
        seen = Seen(gate=self.book.text(sheet, self.gate))
        first, last = layout.first_entry_row, layout.first_entry_row + count
        left = column_letter(back.touched_column + 1)
        grid = values(self.book, sheet, f"{left}{first}:{column_letter(back.row_verdict_column)}{last}")
        column = column_letter(layout.self_check_column)
        words = values(self.book, sheet, f"{column}{first}:{column}{last}")
        for row, verdicts, (said,) in zip(range(first, last + 1), grid, words, strict=True):
            seen.words[row] = said
            for entry, number in zip(self.form.entries, verdicts, strict=False):
                seen.cells[row, entry.name] = number
            seen.rows[row] = verdicts[-1]
        if back.line:
            (verdicts,) = values(self.book, sheet, back.line_verdicts.replace("$", ""))
            seen.line = {asked.name: number for asked, number in zip(back.line, verdicts, strict=True)}
        return seen

    def _disagreements(self, seen, review):
        error = Severity.ERROR
        table = next(one for one in review.table.all if one.form == self.key)
        at, on_row, lines = {}, {}, {}
        for finding in review.findings:
            place = finding.place
            if place.field in seen.line and place.row == self.layout.line_row:
                lines.setdefault(place.field, []).append(finding)
            elif place.row and place.field:
                at.setdefault((place.row, place.field), []).append(finding)
            elif place.row:
                on_row.setdefault(place.row, []).append(finding)
        wrong_rows = {row for (row, _), number in seen.cells.items() if number > 0}
        wrong_rows |= {row for row, number in seen.rows.items() if number > 0}
        # (a) Never fine where the office says error.
        for (row, name), findings in at.items():
            for finding in findings:
                if (
                    finding.severity is error
                    and not seen.cells[row, name] > 0
                    and not _told_above(seen, table, row, name)
                ):
                    yield f"(a) {name}{row}: office {finding.code}, sheet {seen.cells[row, name]}: {finding.value!r}"
        for row, findings in on_row.items():
            for finding in findings:
                if finding.severity is error and row not in wrong_rows:
                    yield f"(a) row {row}: office {finding.code}, sheet {seen.words[row]!r}"
        for name, findings in lines.items():
            for finding in findings:
                if finding.severity is error and not seen.line[name] > 0:
                    yield f"(a) line {name}: office {finding.code}, sheet {seen.line[name]}: {finding.value!r}"
        # (b) No complaint about what the office takes as typed; a sample left in, or a total, it does not take at all.
        passed = set(table.passed_over)
        for (row, name), number in seen.cells.items():
            if number and row not in passed and (row, name) not in at and not (number < 0 and row in on_row):
                yield f"(b) {name}{row}: sheet {number}, office nothing; row there: {row in table.rows}"
        for name, number in seen.line.items():
            if number and name not in lines:
                yield f"(b) line {name}: sheet {number}, office nothing"
        for row, number in seen.rows.items():
            touched_by_office = row in on_row or any(there == row for there, _ in at)
            unmended_above = any(there < row for there, _ in at)
            if number > 0 and row not in passed and not touched_by_office and not unmended_above:
                yield f"(b) row {row}: sheet {number}, office nothing"
        # 自检 and the gate say what the verdicts say.
        for row, said in seen.words.items():
            numbers = [seen.cells[row, entry.name] for entry in self.form.entries] + [seen.rows[row]]
            kind = (
                "" if row not in table.rows else "正确" if not any(numbers) else "提醒" if max(numbers) <= 0 else "错误"
            )
            fits = {"": said == "", "正确": said == "正确", "提醒": said.startswith("提醒：")}
            if not fits.get(kind, said not in ("", "正确") and not said.startswith("提醒：")):
                yield f"自检 of row {row}: {said!r}, verdicts {numbers}"
        errors = [finding for finding in review.findings if finding.severity is error]
        rows = review.table.row_count
        complaints = sum(n > 0 for group in (seen.cells, seen.rows, seen.line) for n in group.values())
        if rows == 0:
            fits = seen.gate == GATE_EMPTY
        elif complaints:
            fits = seen.gate.startswith(f"已填 {rows} 行，{GATE_TODO} {complaints} 处待改")
        else:
            fits = (
                seen.gate.startswith(f"{GATE_READY}（共 {rows} 行）")
                and not errors
                and review.verdict is Verdict.ACCEPTED
            )
        if not fits:
            yield f"gate {seen.gate!r}: {rows} rows, {complaints} complaints, office errors {[e.code for e in errors]}"


def _told_above(seen, table, row, name):
    """Whether the value is taken over from a row above ('同上') where the sheet tells its fault: mended there, all is."""
    inferred = table.inferred
    source = max((r for r in table.rows if r < row and (r, name) not in inferred), default=None)
    return (row, name) in inferred and seen.cells.get((source, name), 0) > 0
