"""Shares of people who got better, each under a declared outcome definition; unlike definitions refuse to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Estimate, Interval, Unit

if TYPE_CHECKING:
    from caseness.checks.inputs import Input
    from caseness.vocabulary.outcome_definitions import OutcomeDefinition


class MixedOutcomes(TypeError):
    """Shares under different outcome definitions were put on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """A group of people and the share of them who got better, under one outcome definition.

    ``estimate`` carries chance or limits; ``spread`` is where the next study would lie (prediction interval).
    """

    name: str
    group: str
    outcome: OutcomeDefinition
    estimate: Estimate
    spread: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Arms that may be compared: all under ``outcome``. Raises `MixedOutcomes` otherwise."""

    outcome: OutcomeDefinition
    arms: tuple[Arm, ...]

    def __post_init__(self) -> None:
        if strangers := [arm.name for arm in self.arms if arm.outcome is not self.outcome]:
            raise MixedOutcomes(f"not {self.outcome.words}: {', '.join(strangers)}")


def difference(one: Arm, other: Arm) -> float:
    """The first share less the second. Raises `MixedOutcomes` where they are counted differently, `ValueError` without values."""
    Line(one.outcome, (one, other))
    if one.estimate.value is None or other.estimate.value is None:
        raise ValueError("an arm has no value to take a difference from")
    return one.estimate.value - other.estimate.value


def cited_arm(name: str, group: str, given: Input) -> Arm:
    """An arm from a cited figure with its outcome definition, confidence interval and prediction interval if any."""
    if given.outcome is None:
        raise ValueError(f"{given.id} names no outcome definition")
    chance = given.low is not None
    estimate = Estimate(
        name=f"{group}: {name}",
        value=given.value,
        low=given.low,
        high=given.high,
        interval=Interval.SAMPLING if chance else None,
        confidence=0.95 if chance else None,
        unit=Unit.PROPORTION,
    )
    spread = (given.next_low, given.next_high) if given.next_low is not None and given.next_high is not None else None
    return Arm(name=name, group=group, outcome=given.outcome, estimate=estimate, spread=spread)
