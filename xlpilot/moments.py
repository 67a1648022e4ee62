"""Moments: always with a zone, China Standard Time where none is written."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from xlpilot.errors import XlpilotError

# A fixed offset: China has no daylight saving, and Windows has no tzdata.
CHINA = dt.timezone(dt.timedelta(hours=8))


def now() -> dt.datetime:
    """The clock, to the second, in +08:00."""
    return dt.datetime.now(CHINA).replace(microsecond=0)


def parse_moment(text: str, deadline: dt.datetime | None = None) -> dt.datetime:
    """ISO 8601 text as a moment in +08:00, to the second.

    Without a zone it is +08:00. A date alone is taken (as its first second) only where the whole day lies on one
    side of the deadline, so that whether something came in time is never guessed.

    Raises:
        XlpilotError: not ISO 8601, or a bare date on which the deadline falls.
    """
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise XlpilotError(f"时间“{text}”看不懂", "请写成 2018-09-10T09:30 或 2018-09-10T09:30:00+08:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=CHINA)
    moment = moment.astimezone(CHINA).replace(microsecond=0)
    if len(text.strip()) <= 10 and deadline is not None:
        end_of_day = moment + dt.timedelta(days=1, seconds=-1)
        if moment <= deadline < end_of_day:
            raise XlpilotError(f"“{text}”这一天里有截止时刻，看不出是否按时", "请写到时分，如 2018-09-17T17:25")
    return moment


def iso(moment: dt.datetime | None) -> str | None:
    """ISO 8601 with +08:00, to the second."""
    return None if moment is None else moment.astimezone(CHINA).replace(microsecond=0).isoformat()


@lru_cache(1 << 10)  # many files come at the same moment, and are told of on several sheets
def spoken(moment: dt.datetime) -> str:
    """As staff write it: 2018年9月17日 23:59:59."""
    local = moment.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"
