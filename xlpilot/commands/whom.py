"""Which unit the operator means."""

from __future__ import annotations

from xlpilot.errors import XlpilotError
from xlpilot.rounds.model import Round, Unit


def unit_meant(round_: Round, text: str) -> Unit | None:
    """The unit with this code, or with exactly this name, its own or its bureau's; None where there is none."""
    return next((unit for unit in round_.units if text and text in (unit.code, unit.name, unit.bureau)), None)


def unit_told(round_: Round, text: str) -> Unit:
    """As `unit_meant`. Raises XlpilotError where there is none."""
    unit = unit_meant(round_, text.strip())
    if unit is None:
        raise XlpilotError(f"名单里没有“{text}”", "请写 round.toml 里 [[units]] 的代码或名称，如 430422 或 衡南县")
    return unit
