"""Where a gap arises: by hand, against every order tried in turn, and its coverage by simulation."""

from __future__ import annotations

from itertools import permutations
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseness.statistics.decomposition import contributions, decompose

rates = st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)), min_size=1, max_size=4)


def by_every_order(first, second):
    """The same by its definition: exchange stage after stage in every order and average what each step adds."""
    k = len(first)
    total = np.zeros(k)
    orders = list(permutations(range(k)))
    for order in orders:
        now = list(first)
        for stage in order:
            before = np.prod(now)
            now[stage] = second[stage]
            total[stage] += np.prod(now) - before
    return total / len(orders)


def test_two_stages_by_hand():
    # 100 → 40 → 20 against 100 → 50 → 30: shares 0.4, 0.5 and 0.5, 0.6; products 0.2 and 0.3.
    # First stage: 0.1 × (0.5 + 0.6)/2 = 0.055; second: 0.1 × (0.4 + 0.5)/2 = 0.045
    split = decompose([100, 40, 20], [100, 50, 30])
    assert (split.first, split.second, split.difference.value) == pytest.approx((0.2, 0.3, 0.1))
    assert [part.value for part in split.parts] == pytest.approx([0.055, 0.045])
    assert [ratio.value for ratio in split.ratios] == pytest.approx([1.25, 1.2])
    assert split.ratio.value == pytest.approx(1.5)


def test_the_interval_of_a_single_stage_is_that_of_two_proportions():
    # √(0.2 × 0.8/100 + 0.3 × 0.7/100) = √0.0037 = 0.060828; × 1.95996 = 0.119220
    split = decompose([100, 20], [100, 30])
    assert (split.difference.low, split.difference.high) == pytest.approx((0.1 - 0.119220, 0.1 + 0.119220), abs=1e-5)
    assert split.parts[0] == split.difference
    # ln 1.5 = 0.405465; √(1/20 − 1/100 + 1/30 − 1/100) = 0.251661; exp(0.405465 − 1.95996 × 0.251661) = 0.91596
    assert (split.ratio.low, split.ratio.high) == pytest.approx((0.91596, 2.45644), abs=1e-4)


@given(rates)
def test_the_parts_are_the_mean_over_every_order_and_add_up(pairs):
    first, second = np.array([a for a, _b in pairs]), np.array([b for _a, b in pairs])
    parts = contributions(first, second)
    assert parts == pytest.approx(by_every_order(first, second), abs=1e-12)
    assert parts.sum() == pytest.approx(second.prod() - first.prod(), abs=1e-12)
    assert contributions(second, first) == pytest.approx(-parts, abs=1e-12)


@given(st.lists(st.integers(5, 5000), min_size=4, max_size=4), st.lists(st.integers(5, 5000), min_size=4, max_size=4))
def test_ratios_multiply_and_groups_change_places(first, second):
    one, other = sorted(first, reverse=True), sorted(second, reverse=True)
    split, turned = decompose(one, other), decompose(other, one)
    assert np.prod([ratio.value for ratio in split.ratios]) == pytest.approx(split.ratio.value)
    assert turned.difference.value == pytest.approx(-split.difference.value)
    assert (turned.parts[0].low, turned.parts[0].high) == pytest.approx((-split.parts[0].high, -split.parts[0].low))


@pytest.mark.parametrize("chain", [[10], [10, 20], [10, 0], []])
def test_what_is_no_chain_is_refused(chain):
    with pytest.raises(ValueError, match="positive counts"):
        decompose(chain, [10, 5])


def test_chains_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="same stages"):
        decompose([10, 5, 2], [10, 5])


def test_the_intervals_hold_the_truth_95_times_in_100():
    """Two groups of 400 and 900 through three stages, made 1,500 times with the same true shares."""
    rng = np.random.default_rng(3)
    a, b = np.array([0.4, 0.9, 0.5]), np.array([0.3, 0.95, 0.4])
    truth = contributions(a, b)
    held = []
    for _ in range(1500):
        split = decompose(_made(rng, 400, a), _made(rng, 900, b))
        held.append([part.low <= true <= part.high for part, true in zip(split.parts, truth, strict=True)])
    assert np.mean(held, axis=0) == pytest.approx([0.95] * 3, abs=4 * sqrt(0.95 * 0.05 / 1500))


def _made(rng, entered, shares):
    counts = [entered]
    for share in shares:
        counts.append(int(rng.binomial(counts[-1], share)))
    return counts
