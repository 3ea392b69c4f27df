"""Ratios that say when they mean nothing, net benefit, acceptability and the frontier, on small numbers done by hand."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseness.statistics.cost_effectiveness import (
    Increment,
    Standing,
    acceptability,
    best_on_average,
    increments,
    net_benefit,
    ratio_quantiles,
)


@pytest.mark.parametrize(
    ("cost", "effect", "standing", "ratio"),
    [
        (100, 0.01, Standing.COSTS_PER_GAIN, 10_000),
        (100, 0.0, Standing.DOMINATED, None),
        (100, -0.01, Standing.DOMINATED, None),
        (0, -0.01, Standing.DOMINATED, None),
        (-100, 0.01, Standing.DOMINANT, None),
        (-100, 0.0, Standing.DOMINANT, None),
        (-100, -0.01, Standing.SAVES_PER_LOSS, 10_000),
        (0, 0.0, Standing.EQUAL, None),
    ],
)
def test_a_ratio_only_where_it_means_something(
    cost: float, effect: float, standing: Standing, ratio: float | None
) -> None:
    increment = Increment(cost, effect)
    assert increment.standing is standing
    assert increment.ratio == (None if ratio is None else pytest.approx(ratio))


def test_twice_the_cost_is_twice_the_ratio() -> None:
    assert Increment(200, 0.01).ratio == pytest.approx(2 * (Increment(100, 0.01).ratio or 0))


def test_options_on_and_off_the_frontier() -> None:
    """Costs 0, 10, 20, 30 and 25 for effects 0, 1, 1.5, 3 and 0.5.

    From nothing to the second costs 10 a unit, from there to the fourth 10 too; the third costs 20 a unit more than the second
    and the fourth only 10 more for 1.5, so a mixture of both beats it; the fifth costs more than the second and does less.
    """
    costs, effects = np.array([0.0, 10, 20, 31, 25]), np.array([0.0, 1, 1.5, 3, 0.5])
    first, second, third, fourth, fifth = increments(costs, effects)
    assert first is None
    assert second is not None
    assert second.ratio == pytest.approx(10)
    assert fourth is not None
    assert fourth.ratio == pytest.approx(10.5)
    assert third is not None
    assert third.extended
    assert fifth is not None
    assert fifth.standing is Standing.DOMINATED
    assert not fifth.extended


def test_at_a_price_of_nothing_the_cheapest_is_best() -> None:
    costs, effects = np.array([[5.0, 5.0], [3.0, 4.0]]), np.array([[9.0, 9.0], [1.0, 1.0]])
    assert np.array_equal(net_benefit(costs, effects, 0), -costs)
    assert acceptability(costs, effects, [0.0]).tolist() == [[0.0], [1.0]]
    assert best_on_average(costs, effects, [0.0]) == [1]


def test_equal_options_share_every_draw() -> None:
    same = np.ones((2, 5))
    assert acceptability(same, same, [0, 20_000]).tolist() == [[0.5, 0.5], [0.5, 0.5]]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**16), st.floats(0, 1e5))
def test_shares_of_draws_sum_to_one(seed: int, price: float) -> None:
    random = np.random.default_rng(seed)
    shares = acceptability(random.normal(size=(4, 50)), random.normal(size=(4, 50)), [price])
    assert shares.sum() == pytest.approx(1)


def test_an_interval_of_ratios_may_end_in_no_gain() -> None:
    """Of four draws one saves and gains, two cost £10 and £20 a unit, one gains nothing."""
    costs, effects = np.array([-1.0, 10, 20, 5]), np.array([1.0, 1, 1, -1])
    assert ratio_quantiles(costs, effects, [0.1, 0.5, 0.75, 1.0]) == [-inf, 10.0, 20.0, inf]
