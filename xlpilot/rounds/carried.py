"""The definition that an issued form carries: whole, or in a large round with no other units than its own.

A county's definition of a dozen units is a page. Of thousands it would be most of the file, in each of thousands of
files: what a round sends and reads would grow with the square of its units.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlpilot.rounds.model import Round, Unit

# Units of a round whose forms carry all of them: a city has a dozen, a province of ours not many more than a hundred.
MOST_UNITS = 150
# Stands for a form's own units, until it is stamped.
OWN_UNITS = "__XLPILOT_UNITS__"


class Carried:
    """What the forms of one round carry, worked out when it is asked for: thousands of units are written down nowhere.

    Attributes:
        whole: they carry all units; then their sheets know every unit's names too.
    """

    def __init__(self, round_: Round) -> None:
        self.whole = len(round_.units) <= MOST_UNITS
        self._round = round_

    @cached_property
    def text(self) -> str:
        """The definition, with OWN_UNITS in place of the units where these differ from form to form."""
        if self.whole:
            return self._round.definition
        data = self._round.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"units"})
        return canonical(data | {"units": [OWN_UNITS]}).replace(f'"{OWN_UNITS}"', OWN_UNITS)

    @cached_property
    def _through(self) -> dict[str, list[Unit]]:
        """The units that report through another one, by that one's code."""
        found: dict[str, list[Unit]] = {}
        for unit in self._round.units:
            if unit.reports_via:
                found.setdefault(unit.reports_via, []).append(unit)
        return found

    def own(self, code: str) -> str:
        """What stands for OWN_UNITS in the form of the unit with this code: itself and those that report by it."""
        round_ = self._round
        unit = round_.unit_by_code.get(code)
        alone = unit is not None and not unit.reports_via and code not in self._through
        units = [unit] if alone and unit else [one for one in round_.units if (one.reports_via or one.code) == code]
        return ",".join(canonical(one.plain) for one in units)

    def of(self, code: str) -> str:
        """The definition that this unit's form carries."""
        return self.text if self.whole else self.text.replace(OWN_UNITS, self.own(code))


def canonical(data: object) -> str:
    """The one JSON text of this data, in ASCII: programs cut a text of two scripts into runs and lose spaces there."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"))
