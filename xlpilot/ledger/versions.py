"""Two returns of one unit compared: which rows are the same project, and what changed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlpilot.intake.normalise import key
from xlpilot.intake.table import Table
from xlpilot.rounds.model import Form, Round


def matched(form: Form, old: Table, new: Table) -> list[tuple[int | None, int | None]]:
    """Positions of the same project in both tables' rows, None where it stands in one only; in the new one's order.

    The same project has the same unique key (compared without white space and width of characters); of those left
    over, rows with the same number and more than half of their values in common are the same one, renamed.
    """
    names = form.unique_keys[0] if form.unique_keys else tuple(field.name for field in form.entries)
    left: dict[tuple[str, ...], list[int]] = {}
    for at, identity in enumerate(_identities(old, names)):
        if identity:
            left.setdefault(identity, []).append(at)
    pairs: list[tuple[int | None, int | None]] = []
    alone: list[int] = []
    for at, identity in enumerate(_identities(new, names)):
        there = left.get(identity) if identity else None
        if not there:
            alone.append(at)
        pairs.append((there.pop(0) if there else None, at))
    paired = {before for before, _ in pairs}
    unnamed = [at for at in range(len(old.rows)) if at not in paired]
    for at in alone:
        same = next(
            (other for other in unnamed if old.rows[other] == new.rows[at] and _alike(form, old, other, new, at)), None
        )
        if same is not None:
            unnamed.remove(same)
            pairs[pairs.index((None, at))] = (same, at)
    return [*pairs, *((other, None) for other in unnamed)]


def _identities(table: Table, names: Sequence[str]) -> list[tuple[str, ...] | None]:
    columns = [table.values[name] for name in names]
    found = (tuple(key(str(value or "")) for value in row) for row in zip(*columns, strict=True))
    return [identity if any(identity) else None for identity in found]


def _alike(form: Form, old: Table, before: int, new: Table, after: int) -> bool:
    names = [field.name for field in form.entries]
    same = sum(_shown(old, name, before) == _shown(new, name, after) != "" for name in names)
    return same * 2 > sum(bool(_shown(new, name, after)) for name in names)


def _shown(table: Table, name: str, at: int) -> str:
    value = table.values[name][at]
    return table.typed[name][at] if value is None else str(value)


def both(round_: Round, old: Table, new: Table) -> Iterator[tuple[Form, Table, Table]]:
    """The tables that both returns have, the one below another too, each with its form."""
    there = {table.form: table for table in new.all}
    for table in old.all:
        if table.form in there:
            yield round_.forms[table.form], table, there[table.form]


def all_differences(round_: Round, old: Table, new: Table) -> Iterator[str]:
    """`differences` in all tables; those of a table below another begin with what it is called."""
    for form, before, after in both(round_, old, new):
        for line in differences(form, before, after):
            yield f"{form.attachment} {line}" if form.below else line


def differences(form: Form, old: Table, new: Table) -> list[str]:
    """What changed from one return to the next, one line each: '第5行 负责人手机号码 139…→138…'. Phones are whole."""
    lines = list(_about_line(form, old, new))
    for before, after in matched(form, old, new):
        if after is None and before is not None:
            lines.append(f"去掉了原第{old.rows[before]}行{_called(form, old, before)}")
        elif before is None and after is not None:
            lines.append(f"新增第{new.rows[after]}行{_called(form, new, after)}")
        elif before is not None and after is not None:
            row = f"第{new.rows[after]}行"
            if old.rows[before] != new.rows[after]:
                row += f"（原第{old.rows[before]}行）"
            for field in form.entries:
                was, is_now = _shown(old, field.name, before), _shown(new, field.name, after)
                if was != is_now:
                    lines.append(f"{row} {field.title} {was or '（空）'}→{is_now or '（空）'}")
    return lines


def _about_line(form: Form, old: Table, new: Table) -> Iterator[str]:
    for field in form.line:
        was, is_now = (table.line[field.name].value if field.name in table.line else None for table in (old, new))
        if was != is_now and not field.fill:
            yield f"{field.title} {was or '（空）'}→{is_now or '（空）'}"


def _called(form: Form, table: Table, at: int) -> str:
    names = form.unique_keys[0] if form.unique_keys else ()
    text = "、".join(filter(None, (_shown(table, name, at) for name in names)))
    return f"“{text}”" if text else ""


def nothing_in_common(form: Form, one: Table, other: Table) -> bool:
    """Whether two filled tables share no project, no unit and no telephone: two lists rather than two versions."""
    if not one.rows or not other.rows:
        return False
    telling = {name for names in form.unique_keys for name in names}
    telling |= {f.name for f in form.entries if f.format in ("cn-mobile", "cn-phone")}
    telling |= {form.entries[0].name}
    for name in telling:
        here, there = ({key(str(v)) for v in table.values[name] if v is not None} for table in (one, other))
        if here & there:
            return False
    return True
