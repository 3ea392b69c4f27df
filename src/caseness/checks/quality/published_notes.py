"""The publisher's own notes on data problems of named providers that reach into 2021 or later, as cited facts.

Of 271 notes from 2012 to 2022 these are the ones that fall into months of which a monthly file was at hand when they
were typed in: eight begin in 2021, twelve began in autumn 2020 and reach into 2021. ``what`` is a paraphrase.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

from caseness.vocabulary.period import Period, month_of


@dataclass(frozen=True, slots=True)
class Note:
    """One note: which provider, from which month to which, and what went wrong."""

    org_code: str
    organisation: str
    first: Period
    last: Period
    what: str
    source: str


@cache
def notes() -> tuple[Note, ...]:
    """Every note, the latest first."""
    path = resources.files(__package__) / "data_quality_notes.csv"
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return tuple(
        Note(
            row["org_code"],
            row["organisation"],
            _month(row["first_month"]),
            _month(row["last_month"]),
            row["what"],
            row["source"],
        )
        for row in rows
    )


def _month(text: str) -> Period:
    year, month = text.split("-")
    return month_of(int(year), int(month))
