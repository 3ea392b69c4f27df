"""XmR charts against examples worked in the literature, a naive second count, and chance."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseness.statistics.spc import Rule, Signal, signalling_by_chance, xmr

# NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2: flow rate of ten batches
FLOW_RATE = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
# Montgomery and Runger, Applied Statistics and Probability for Engineers, section 15-4: hardness of twenty parts
HARDNESS = [51, 52, 54, 55, 55, 51, 52, 50, 51, 56, 51, 57, 58, 50, 53, 52, 54, 50, 56, 53]
# Wheeler, Understanding Variation (1993), chapter 6: United States trade deficits, billions of dollars a month
DEFICITS_JULY_TO_DECEMBER_1988 = [10.5, 11.2, 9.2, 10.1, 10.4, 10.5]
DEFICITS_JANUARY_TO_JUNE_1989 = [8.7, 8.7, 7.0, 6.8, 9.6, 9.0]
FLAT = [10.0, 12.0] * 6  # mean 11, moving range 2, limits 5.68 and 16.32


# From the literature ------------------------------------------------------------------------------------------------


def test_flow_rate_as_the_nist_handbook_has_it():
    # the handbook divides by 1.128 instead of multiplying by 2.66: limits 55.8041 and 45.8159
    chart = xmr(FLOW_RATE, baseline=10)
    assert chart.mean == pytest.approx(50.81)
    assert chart.phases[0].moving_range == pytest.approx(1.8778, abs=5e-5)
    assert (chart.lower, chart.upper) == pytest.approx((45.8159, 55.8041), abs=0.001)
    assert chart.signals == ()


def test_hardness_as_montgomery_has_it():
    # sum 1061, moving ranges 56 over 19; limits 45.212 and 60.888, in control
    chart = xmr(HARDNESS, baseline=20)
    assert chart.mean == 53.05
    assert chart.phases[0].moving_range == pytest.approx(56 / 19)
    assert (chart.lower, chart.upper) == pytest.approx((45.212, 60.888), abs=0.003)
    assert chart.signals == ()


def test_trade_deficits_as_wheeler_s_exercise_has_them():
    # moving ranges 0.7, 2.0, 0.9, 0.3, 0.1: mean 0.8; 10.317 ± 2.128. The shift of 1989 shows in March and April.
    chart = xmr(DEFICITS_JULY_TO_DECEMBER_1988 + DEFICITS_JANUARY_TO_JUNE_1989, baseline=6)
    assert chart.mean == pytest.approx(10.3167, abs=1e-4)
    assert (chart.lower, chart.upper) == pytest.approx((8.1887, 12.4447), abs=1e-4)
    assert chart.signals == (Signal(Rule.OUTSIDE, 8, 9, up=False),)


# By hand ------------------------------------------------------------------------------------------------------------


def test_the_limits_stay_where_the_baseline_put_them():
    chart = xmr([*FLAT, 16.3, 16.4, 5.7, 5.6])
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx((11, 5.68, 16.32))
    assert chart.signals == (Signal(Rule.OUTSIDE, 13, 13, up=True), Signal(Rule.OUTSIDE, 15, 15, up=False))
    assert chart.signalled == {13, 15}


@pytest.mark.parametrize(("run", "found"), [(7, False), (8, True), (11, True)])
def test_eight_on_one_side_are_a_shift(run, found):
    tail = [12.0, 11.5] * 6
    chart = xmr([*FLAT[:-1], 10.0, *tail[:run]])
    assert chart.signals == ((Signal(Rule.SHIFT, 12, 11 + run, up=True),) if found else ())


@pytest.mark.parametrize(("run", "found"), [(5, False), (6, True), (7, True)])
def test_six_in_a_row_falling_are_a_trend(run, found):
    tail = [13.0 - 0.5 * i for i in range(run)]
    chart = xmr([*FLAT, *tail, 14.0])
    assert (Signal(Rule.TREND, 12, 11 + run, up=False) in chart.signals) == found


def test_a_value_on_the_mean_breaks_a_run_and_an_equal_one_a_trend():
    assert xmr([*FLAT, 10.0, *[12.0] * 4, 11.0, *[12.0] * 4]).signals == ()
    assert xmr([*FLAT, 7.0, 7.5, 8.0, 8.0, 8.5, 9.0, 15.0]).signals == ()


def test_a_gap_breaks_runs_and_moving_ranges():
    assert xmr([*FLAT, 10.0, *[12.0] * 4, None, *[12.0] * 4]).signals == ()
    # 10, 12, gap, 30, 32: ranges 2 and 2, the step across the gap is none
    chart = xmr([10.0, 12.0, None, 30.0, 32.0], baseline=4)
    assert chart.phases[0].moving_range == 2
    assert chart.mean == 21
    assert chart.phases[0].baseline_end == 4


def test_a_gap_is_no_part_of_a_signal():
    chart = xmr([*FLAT, 20.0, None, 20.0])
    assert chart.signalled == {12, 14}


def test_a_series_is_rebased_where_a_cause_is_on_record():
    chart = xmr([*FLAT, *[value + 20 for value in FLAT]], rebase_at=[12])
    assert [(phase.start, phase.end, phase.mean) for phase in chart.phases] == [(0, 11, 11), (12, 23, 31)]
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx((31, 25.68, 36.32))
    assert chart.signals == ()
    assert xmr([*FLAT, *[value + 20 for value in FLAT]]).signals != ()


def test_without_a_baseline_there_is_no_chart():
    with pytest.raises(ValueError, match="a baseline of 12 values needs as many; there are 11"):
        xmr([*FLAT[:11], None])
    with pytest.raises(ValueError, match="two values that follow"):
        xmr([1.0, None, 2.0], baseline=2)


# A naive second count -----------------------------------------------------------------------------------------------


def naive(values: list[float | None], baseline: int) -> dict[Rule, set[int]]:
    """Which indexes meet each rule, by trying every window."""
    first = [i for i, v in enumerate(values) if v is not None][:baseline]
    mean = sum(values[i] for i in first) / baseline
    ranges = [abs(values[b] - values[a]) for a, b in pairwise(first) if b == a + 1]
    spread = 2.66 * sum(ranges) / len(ranges)
    found: dict[Rule, set[int]] = {rule: set() for rule in Rule}
    for i, value in enumerate(values):
        if value is not None and not mean - spread <= value <= mean + spread:
            found[Rule.OUTSIDE].add(i)
        eight, six = values[i : i + 8], values[i : i + 6]
        if len(eight) == 8 and None not in eight and (min(eight) > mean or max(eight) < mean):
            found[Rule.SHIFT] |= set(range(i, i + 8))
        if len(six) == 6 and None not in six:
            steps = [b - a for a, b in pairwise(six)]
            if min(steps) > 0 or max(steps) < 0:
                found[Rule.TREND] |= set(range(i, i + 6))
    return found


@given(st.lists(st.none() | st.integers(0, 12).map(float), min_size=14, max_size=40))
def test_the_same_values_signal_as_in_a_naive_count(values):
    values = [3.0, 5.0, *values]
    if sum(v is not None for v in values) < 6:
        return
    chart = xmr(values, baseline=6)
    for rule, expected in naive(values, 6).items():
        assert {i for s in chart.signals if s.rule is rule for i in range(s.start, s.end + 1)} == expected


# Chance -------------------------------------------------------------------------------------------------------------


def signalling(rng: np.random.Generator, carried: float, series: int = 1500, months: int = 60) -> dict[str, float]:
    """The share of series with a signal, by rule and any, though each value is ``carried`` of the last plus chance."""
    noise = rng.normal(size=(series, months + 50))
    values = np.zeros_like(noise)
    for t in range(1, noise.shape[1]):
        values[:, t] = carried * values[:, t - 1] + noise[:, t]
    found = [{s.rule for s in xmr(row).signals} for row in values[:, 50:].tolist()]
    return {
        **{rule.name: sum(rule in rules for rules in found) / series for rule in Rule},
        "ANY": sum(map(bool, found)) / series,
    }


@pytest.mark.parametrize(
    ("carried", "outside", "shift", "trend", "any_"),
    [(0.0, 0.34, 0.30, 0.12, 0.58), (0.3, 0.57, 0.62, 0.26, 0.86), (0.6, 0.87, 0.91, 0.51, 0.99)],
)
def test_how_often_chance_alone_signals_is_as_the_documentation_says(carried, outside, shift, trend, any_):
    found = signalling(np.random.default_rng(11), carried)
    expected = {"OUTSIDE": outside, "SHIFT": shift, "TREND": trend, "ANY": any_}
    assert found == pytest.approx(expected, abs=0.05)  # four standard errors of 1,500 series


def test_a_shift_of_three_standard_deviations_is_seen_within_eight_months():
    rng = np.random.default_rng(12)
    series = rng.normal(size=(400, 32))
    series[:, 24:] += 3
    seen = [any(s.end >= 24 and s.up for s in xmr(row).signals) for row in series.tolist()]
    assert np.mean(seen) > 0.95


def test_in_random_order_a_stable_series_signals_as_often_as_chance_says():
    rng = np.random.default_rng(13)
    runs = [xmr(values) for values in rng.normal(size=(60, 60)).tolist()]
    found = signalling_by_chance(runs, shuffles=20)
    assert np.mean(found) / 60 == pytest.approx(0.58, abs=0.06)
    assert found == signalling_by_chance(runs, shuffles=20)


def test_other_values_are_judged_under_the_same_phases():
    run = xmr([*FLAT, None, *FLAT], rebase_at=[13])
    assert not run.would_signal([*FLAT, None, *[value + 50 for value in FLAT]])
    assert run.would_signal([*FLAT, None, *FLAT[:-1], 50.0])
