"""The definition that an issued form carries: whole, or in a large round with no other units than its own.

A county's definition of a dozen units is a page. Of thousands it would be most of the file, in each of thousands of
files: what a round sends and reads would grow with the square of its units.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlpilot.rounds.model import Round

# Units of a round whose forms carry all of them: a city has a dozen, a province of ours not many more than a hundred.
MOST_UNITS = 150
# Stands for a form's own units, until it is stamped.
OWN_UNITS = "__XLPILOT_UNITS__"


class Carried:
    """What the forms of one round carry.

    Attributes:
        whole: they carry all units; then their sheets know every unit's names too.
        text: the definition, with OWN_UNITS in place of the units where these differ from form to form.
    """

    def __init__(self, round_: Round) -> None:
        self.whole = len(round_.units) <= MOST_UNITS
        self.text = round_.definition
        self._own: dict[str, list[str]] = {}
        if self.whole:
            return
        data = json.loads(round_.definition)
        for unit, plain in zip(round_.units, data["units"], strict=True):
            self._own.setdefault(unit.reports_via or unit.code, []).append(_canonical(plain))
        data["units"] = [OWN_UNITS]
        self.text = _canonical(data).replace(f'"{OWN_UNITS}"', OWN_UNITS)

    def own(self, code: str) -> str:
        """What stands for OWN_UNITS in the form of the unit with this code: itself and those that report by it."""
        return ",".join(self._own.get(code, ()))

    def of(self, code: str) -> str:
        """The definition that this unit's form carries."""
        return self.text if self.whole else self.text.replace(OWN_UNITS, self.own(code))


def _canonical(data: object) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"))
