"""Figures that checks use and that are not published statistics: money, staff, surveys, trials. Kept as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from caseness.checks.finding import Unit
from caseness.value.assumptions import Unit as AssumedIn
from caseness.value.assumptions import default_assumptions
from caseness.vocabulary.outcome_definitions import OutcomeDefinition

_UNITS = {AssumedIn.UTILITY: Unit.RATIO}


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
    """All of ``inputs.toml``, by id. What the model of value for money also rests on has its figure and source from there."""
    text = (resources.files(__package__) / "inputs.toml").read_text(encoding="utf-8")
    return {identity: _input(identity, row) for identity, row in tomllib.loads(text).items()}


def _input(identity: str, row: dict[str, Any]) -> Input:
    row = {**_assumed(identity), **row}
    outcome = OutcomeDefinition(row["outcome"]) if "outcome" in row else None
    return Input(**{**row, "id": identity, "unit": Unit(row["unit"]), "outcome": outcome})


def _assumed(identity: str) -> dict[str, Any]:
    shared = default_assumptions().get(identity)
    if shared is None:
        return {}
    unit = _UNITS.get(shared.unit, str(shared.unit))
    given = {key: getattr(shared, key) for key in ("value", "source", "verified", "price_year")}
    return {**given, "unit": unit} | ({} if shared.outcome is None else {"outcome": shared.outcome})


def use(*identities: str) -> tuple[Input, ...]:
    """The inputs of these ids, in order."""
    return tuple(inputs()[identity] for identity in identities)
