"""Figures that checks use and that are not published statistics: money, staff, surveys, trials. Kept as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from caseness.checks.finding import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One cited figure.

    ``verified``: recorded as seen in a public source by the notes it was taken from, and not looked up again since.
    ``claimed``: part of the claim it is used to test.
    """

    id: str
    value: float
    unit: Unit
    source: str
    verified: bool
    claimed: bool
    price_year: str = ""

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
    return {
        identity: Input(**{**row, "id": identity, "unit": Unit(row["unit"])})
        for identity, row in tomllib.loads(text).items()
    }


def use(*identities: str) -> tuple[Input, ...]:
    """The inputs of these ids, in order."""
    return tuple(inputs()[identity] for identity in identities)
