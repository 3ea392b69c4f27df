"""Changes of level by hand, against slow second implementations, and how often they are found and missed."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseness.statistics.change_points import APART, SHORTEST, changes, noise, partition, qn, stands_apart

TIMES, LENGTH = 400, 60
HALF = 0.5  # the least noise of series of whole numbers, whose steps may all be of one size


def normal(times: int = TIMES, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(times, LENGTH))


def correlated(rho: float) -> np.ndarray:
    """Noise of variance 1 of which each value depends on the one before."""
    steps = np.random.default_rng(3).normal(size=(TIMES, LENGTH))
    values = steps.copy()
    for t in range(1, LENGTH):
        values[:, t] = rho * values[:, t - 1] + np.sqrt(1 - rho**2) * steps[:, t]
    return values


def share_with_level(series: np.ndarray) -> float:
    return float(np.mean([bool(found.levels) for found in changes(series)]))


def share_with_brief(series: np.ndarray) -> float:
    return float(np.mean([bool(found.brief) for found in changes(series)]))


# By hand --------------------------------------------------------------------------------------------------------------


def test_a_new_level_begins_at_its_first_value():
    (found,) = changes([0, 1, 0, 1, 0, 1, 0, 1, 20, 21, 20, 21, 20, 21, 20, 21], HALF)
    assert (found.levels, found.brief) == ((8,), ())


def test_a_value_that_is_left_again_is_brief_and_begins_no_level():
    (found,) = changes([0, 1, 0, 1, 0, 1, 40, 41, 1, 0, 1, 0, 1, 0], HALF)
    assert (found.levels, found.brief) == ((), (6, 7))


def test_a_brief_value_does_not_spoil_a_level():
    series = [0, 1, 0, 1, -40, 1, 0, 1, 0, 1, 20, 21, 20, 21, 20, 21, 20, 21]
    (found,) = changes(series, HALF)
    assert (found.levels, found.brief) == ((10,), (4,))


def test_an_alternating_series_has_no_change():
    (found,) = changes([0, 1] * 10, HALF)
    assert (found.levels, found.brief, found.correlation) == ((), (), 0)


def test_rows_are_told_apart():
    level, flat = [0, 1] * 4 + [20, 21] * 4, [0, 1] * 8
    assert [found.levels for found in changes([level, flat, level], HALF)] == [(8,), (), (8,)]


def test_a_floor_keeps_a_series_that_never_moves_from_being_startled():
    still = [5.0] * 10 + [6.0] + [5.0] * 10
    assert changes(still)[0].brief == (10,)  # any step is more than no noise at all
    assert changes(still, floor=1.0)[0].brief == ()
    assert changes([still, still], floor=[1.0, 0.0])[1].brief == (10,)


def test_fewer_than_eight_values_are_refused():
    with pytest.raises(ValueError, match="eight values"):
        changes([1, 2, 3, 4, 5, 6, 7])


def test_a_value_stands_apart_by_the_nearer_of_the_medians_on_its_side():
    # before 5 are 0, 1, 2 (median 1), after it 3, 4, 0 (median 3): 4 above the one, 2 above the other
    series = np.array([[0.0, 1, 2, 5, 3, 4, 0]])
    away = stands_apart(series)[0]
    assert away[3] == 2
    assert away[1] == 0  # 1 lies between the 0 before and the median 3 of 2, 5, 3 after
    assert away[0] == -2  # at an end the one side counts: the median of 1, 2, 5
    assert away[6] == -4  # of 5, 3, 4


def test_the_scale_of_five_values_by_hand():
    # of 0, 1, 3, 6, 10 the distances are 1, 2, 3, 3, 4, 5, 6, 7, 9, 10; h = 3, so the third smallest, 3
    assert qn(np.array([[0.0, 1, 3, 6, 10]]))[0] == pytest.approx(3 * 2.21914 * 5 / 6.4)


def test_the_scale_of_a_normal_is_its_standard_deviation_and_wild_values_move_it_little():
    values = normal(200)
    assert qn(values).mean() == pytest.approx(1, abs=0.02)
    values[:, :6] = 1000
    assert qn(values).mean() == pytest.approx(1.15, abs=0.1)


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6])
def test_step_and_correlation_of_known_noise(rho):
    step, correlation = noise(correlated(rho))
    assert step.mean() == pytest.approx(np.sqrt(1 - rho), abs=0.03)
    assert np.median(correlation) == pytest.approx(rho, abs=0.08)


# Against slow second implementations ----------------------------------------------------------------------------------


def slowest(series: list[float], price: float) -> float:
    """The least cost over every way to cut a series into runs of three or more."""
    n = len(series)
    best = float("inf")
    for number in range(n // SHORTEST):
        for cuts in combinations(range(SHORTEST, n - SHORTEST + 1), number):
            runs = [series[a:b] for a, b in zip([0, *cuts], [*cuts, n], strict=True)]
            if all(len(run) >= SHORTEST for run in runs):
                best = min(best, cost(series, list(cuts), price))
    return best


def cost(series: list[float], cuts: list[int], price: float) -> float:
    runs = [series[a:b] for a, b in zip([0, *cuts], [*cuts, len(series)], strict=True)]
    return sum(float(np.sum((np.array(run) - np.mean(run)) ** 2)) for run in runs) + price * len(cuts)


whole = st.integers(-20, 20).map(float)


@given(st.lists(whole, min_size=6, max_size=13), st.floats(0.5, 200))
def test_no_other_cuts_cost_less(series, price):
    (cuts,) = partition(np.array([series]), np.array([price]))
    assert cost(series, cuts, price) == pytest.approx(slowest(series, price))


@given(st.lists(whole, min_size=3, max_size=25))
def test_the_scale_is_an_order_statistic_of_all_distances(values):
    n = len(values)
    distances = sorted(abs(a - b) for a, b in combinations(values, 2))
    h = n // 2 + 1
    factor = n / (n + 1.4) if n % 2 else n / (n + 3.8)
    assert qn(np.array([values]))[0] == pytest.approx(distances[h * (h - 1) // 2 - 1] * 2.21914 * factor)


@given(st.lists(whole, min_size=8, max_size=40), st.integers(-100, 100), st.sampled_from([0.5, 2.0, 4.0]))
def test_shift_and_scale_change_nothing(series, shift, factor):
    values = np.array(series)
    (plain,), (moved,) = changes(values, floor=0.25), changes(values * factor + shift, floor=0.25 * factor)
    assert (moved.levels, moved.brief) == (plain.levels, plain.brief)


@given(st.lists(whole, min_size=8, max_size=40))
def test_levels_are_at_least_three_apart_and_leave_three_at_the_ends(series):
    (found,) = changes(series, floor=0.5)
    edges = [0, *found.levels, len(series)]
    assert all(b - a >= SHORTEST for a, b in pairwise(edges))


# How often right and wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("series", "most_levels", "most_brief"),
    [
        (normal(), 0.02, 0.01),
        (np.random.default_rng(2).standard_t(4, size=(TIMES, LENGTH)), 0.06, 0.10),
        (correlated(0.3), 0.08, 0.01),
        (correlated(0.6), 0.16, 0.02),
    ],
    ids=["independent", "fat tails", "correlation 0.3", "correlation 0.6"],
)
def test_false_alarms_stay_as_low_as_the_docstring_says(series, most_levels, most_brief):
    assert share_with_level(series) <= most_levels
    assert share_with_brief(series) <= most_brief


@pytest.mark.parametrize(("size", "power"), [(1.5, 0.59), (2, 0.79), (3, 0.94)])
def test_a_change_of_level_is_found_as_often_as_the_docstring_says(size, power):
    series = normal()
    series[:, 30:] += size
    near = [any(abs(level - 30) <= 1 for level in found.levels) for found in changes(series)]
    assert np.mean(near) == pytest.approx(power, abs=0.07)


@pytest.mark.parametrize(("size", "power"), [(APART, 0.29), (8, 0.79), (10, 0.98)])
def test_a_month_that_stands_apart_is_found_as_often_as_the_docstring_says(size, power):
    series = normal()
    series[:, 30] -= size
    assert np.mean([30 in found.brief for found in changes(series)]) == pytest.approx(power, abs=0.07)
