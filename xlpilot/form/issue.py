"""Issue a form: one signed workbook a unit."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping

from xlpilot.form import press
from xlpilot.form.grid_form import build_grid_form
from xlpilot.form.press import Press
from xlpilot.form.stamp import Stamp
from xlpilot.form.table_form import build_table_form
from xlpilot.rounds.model import Form, Round, Unit, UnitKind


def form_name(round_: Round, form: Form) -> str:
    """Name of a form in its round, such as 'summary'."""
    return next(name for name, candidate in round_.forms.items() if candidate == form)


def issue(
    round_: Round,
    form: Form,
    units: Iterable[Unit],
    definition: str,
    key: bytes,
    password: str,
    serials: Mapping[str, int],
) -> Iterator[tuple[Unit, bytes]]:
    """Each unit's workbook, in the order of the units.

    `definition` is the round's canonical JSON, as `round_.definition` gives it; the workbook carries it, in a large
    round without other units than its own.
    `serials` is the number of the issue by unit code, 1 where it has none. The same arguments give the same bytes.
    """
    name = form_name(round_, form)
    if not round_.carried.whole:
        definition = round_.carried.text
    # From the key, so that an unchanged form comes out unchanged; a salt need not be secret.
    salt = hmac.new(key, f"salt|{round_.name}|{name}".encode(), hashlib.sha256).digest()[:16]
    presses: dict[int | UnitKind, Press] = {}
    for unit in units:
        like = unit.kind if form.kind == "grid" else unit.rows or form.rows
        if like not in presses:
            presses[like] = Press(_master(round_, form, like, definition, password, salt))
        stamp = Stamp(round_.name, unit.code, name, round_.version, serials.get(unit.code, 1))
        yield unit, presses[like].stamp(replacements(round_, unit, stamp, key))


def _master(round_: Round, form: Form, like: int | UnitKind, definition: str, password: str, salt: bytes) -> bytes:
    """What units have in common: of a table those with so many rows, of a grid those of a kind."""
    if isinstance(like, UnitKind):
        return build_grid_form(round_, form, like, definition=definition, password=password, salt=salt)
    return build_table_form(round_, form, definition=definition, rows=like, password=password, salt=salt)


def replacements(round_: Round, unit: Unit, stamp: Stamp, key: bytes) -> dict[str, str]:
    """What differs from unit to unit, by placeholder."""
    return {
        press.BUREAU: unit.bureau or unit.name,
        press.CODE: stamp.human_code(key),
        press.STAMP: stamp.sign(key),
        press.UNITS: round_.carried.own(unit.code),
    }
