"""What validating an extract gives: for each rule, how many rows break it and where, or why that cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseness.validation.rule import Rule

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One provider in one month, ``YYYY-MM`` (None where no header says): rows that break a rule, of those looked at."""

    provider: str | None
    month: str | None
    broken: int
    checked: int


@dataclass(frozen=True, slots=True)
class RowKey:
    """Where a row is found again: its submission, and the value of the key of its table (`key_of`). Nothing clinical."""

    submission: str | None
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one rule.

    ``broken`` of ``checked`` rows (or submissions, see `Rule.unit`) break it; ``by`` has every provider and month that
    does, and ``examples`` up to five rows of the submissions that break it most: the first and the last of each, by key, or
    where these are fewer than five, the first ones of each.
    ``broken`` is None where it was not computed, and ``reason`` then says why. ``sql`` is the query it was read from, which
    tests all rules of a table at once.
    """

    rule: Rule
    broken: int | None
    checked: int
    by: tuple[Part, ...] = ()
    examples: tuple[RowKey, ...] = ()
    reason: str | None = None
    sql: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """All outcomes, in the order of the rules."""

    outcomes: tuple[Outcome, ...]

    @property
    def broken(self) -> tuple[Outcome, ...]:
        """The rules that some row breaks."""
        return tuple(outcome for outcome in self.outcomes if outcome.broken)

    @property
    def not_computed(self) -> tuple[Outcome, ...]:
        """The rules that this extract cannot answer, each with its reason."""
        return tuple(outcome for outcome in self.outcomes if outcome.broken is None)
