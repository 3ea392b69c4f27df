"""Figures that checks use and that are not published statistics: money, staff, surveys, trials. Kept as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from caseness.checks.finding import Unit
from caseness.vocabulary.outcome_definitions import OutcomeDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One cited figure.

    ``verified``: recorded as seen in a public source by the notes it was taken from, and not looked up again since.
    ``claimed``: part of the claim it is used to test. ``low`` and ``high``: 95% interval, or the range to be tried;
    ``next_low`` and ``next_high``: where the next study would lie. ``outcome``: how "better" is counted, for shares of
    people who got better.
    """

    id: str
    value: float
    unit: Unit
    source: str
    verified: bool
    claimed: bool
    price_year: str = ""
    low: float | None = None
    high: float | None = None
    next_low: float | None = None
    next_high: float | None = None
    outcome: OutcomeDefinition | None = None

    @property
    def citation(self) -> str:
        """The source, and whether the figure was seen there."""
        seen = "" if self.verified else "; not seen at its source"
        prices = f" (prices of {self.price_year})" if self.price_year else ""
        return f"{self.source}{prices}{seen}"


@cache
def inputs() -> dict[str, Input]:
    """All of ``inputs.toml``, by id."""
    text = (resources.files(__package__) / "inputs.toml").read_text(encoding="utf-8")
    return {identity: _input(identity, row) for identity, row in tomllib.loads(text).items()}


def _input(identity: str, row: dict[str, Any]) -> Input:
    outcome = OutcomeDefinition(row["outcome"]) if "outcome" in row else None
    return Input(**{**row, "id": identity, "unit": Unit(row["unit"]), "outcome": outcome})


def use(*identities: str) -> tuple[Input, ...]:
    """The inputs of these ids, in order."""
    return tuple(inputs()[identity] for identity in identities)
