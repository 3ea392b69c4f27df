"""What the national dashboards show, and which measures and breakdowns compute it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One thing that a dashboard shows: the ids of the measures and the names of the breakdowns that compute it.

    ``lacking`` says what is not computed of it and why, or how it differs; empty where nothing is lacking.
    """

    what: str
    measures: tuple[str, ...]
    breakdowns: tuple[str, ...]
    lacking: str


@cache
def shown_on_dashboards() -> tuple[Shown, ...]:
    """Everything that the dashboards show, in the order of ``data/dashboard_catalogue.csv``."""
    text = resources.files("caseness.measures").joinpath("data/dashboard_catalogue.csv").read_text(encoding="utf-8")
    return tuple(
        Shown(
            what=row["shown"],
            measures=tuple(row["computed_as"].split()),
            breakdowns=tuple(row["by"].split()),
            lacking=row["lacking"],
        )
        for row in csv.DictReader(text.splitlines())
    )
