"""Draws: ranges where they were said to be, the same for the same seed, and stages that go together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from caseness.value.assumptions import Assumption, Distribution, Unit, default_assumptions
from caseness.value.drawing import at_rank, central, draw

RANKS = (np.arange(20_000) + 0.5) / 20_000


def row(distribution: Distribution, value: float, low: float, high: float) -> Assumption:
    return Assumption(
        id="x",
        title="x",
        value=value,
        low=low,
        high=high,
        unit=Unit.RATIO,
        distribution=distribution,
        source="x",
        verified=False,
    )


@pytest.mark.parametrize("distribution", [d for d in Distribution if d is not Distribution.FIXED])
def test_ranges_lie_where_they_were_said_to(distribution: Distribution) -> None:
    """A narrow range, where every distribution is nearly normal. Of a uniform one, low and high are the ends."""
    drawn = at_rank(row(distribution, 0.40, 0.36, 0.44), RANKS)
    low, high = np.quantile(drawn, (0.025, 0.975))
    ends = (0.361, 0.439) if distribution is Distribution.UNIFORM else (0.36, 0.44)
    allowed = 0.02 if distribution is Distribution.LOGNORMAL else 0.004
    assert (low, high) == (pytest.approx(ends[0], abs=allowed), pytest.approx(ends[1], abs=allowed))
    assert np.median(drawn) == pytest.approx(0.40, abs=0.003)


@pytest.mark.parametrize("distribution", [Distribution.BETA, Distribution.GAMMA, Distribution.NORMAL])
def test_the_mean_stays_at_the_centre(distribution: Distribution) -> None:
    assert at_rank(row(distribution, 0.10, 0.02, 0.24), RANKS).mean() == pytest.approx(0.10, abs=1e-3)


def test_a_seed_gives_the_same_draws_and_another_does_not() -> None:
    given = default_assumptions()
    one, same, other = draw(given, 50, 1), draw(given, 50, 1), draw(given, 50, 2)
    assert all(np.array_equal(one[key], same[key]) for key in one)
    assert not np.array_equal(one["recovery_phq9"], other["recovery_phq9"])


def test_a_change_leaves_the_draws_of_the_others_as_they_were() -> None:
    given = default_assumptions()
    dearer = given.having(replace(given["cost_per_course"], value=1000.0, low=900.0, high=1100.0))
    one, other = draw(given, 50, 1), draw(dearer, 50, 1)
    assert [key for key in one if not np.array_equal(one[key], other[key])] == ["cost_per_course"]


def test_money_is_in_the_prices_of_the_results() -> None:
    """£803 of 2017/18 is 803 / 0.7802 in 2024."""
    assert central(default_assumptions())["cost_per_course"][0] == pytest.approx(803 / 0.7802)


def test_stages_go_together_and_nothing_else_does() -> None:
    values = draw(default_assumptions(), 20_000, 1)

    def correlation(one: str, other: str) -> float:
        return float(np.corrcoef(values[one], values[other])[0, 1])

    assert correlation("share_entering", "recovery_phq9") == pytest.approx(0.3, abs=0.03)
    assert correlation("share_finishing", "share_entering") == pytest.approx(0.3, abs=0.03)
    assert correlation("recovery_phq9", "trial_below_line_controls") == pytest.approx(0, abs=0.03)
