"""What is sound in a round and yet had better be looked at: titles that speak of another year, as last year's do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlpilot.rounds.model import Round

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})年")


def remarks(round_: Round) -> Iterator[str]:
    """One line for each title that names years, and not the round's."""
    titles = {"title": round_.title, **{f"forms.{key}.title": form.title for key, form in round_.forms.items()}}
    if round_.plan:
        titles["plan.title"] = round_.plan.title
    for key, title in titles.items():
        years = _YEAR.findall(title)
        if years and str(round_.year) not in years:
            yield f"{key}：写的是{years[0]}年，本轮是{round_.year}年"
