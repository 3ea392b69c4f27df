"""Published ratios from their own inputs, and the arithmetic of the service's costs without a model.

Costs and counts: Radhakrishnan and others 2013, Mukuria and others 2013, NHS Digital's annual report 2017/18.
"""

from __future__ import annotations

import pytest

from caseness.statistics.cost_effectiveness import Increment, Standing
from caseness.value.prices import gdp_deflator

FINISHED_CASES = 517_393
RECOVERY = 0.508
GAIN = 0.70 - 0.52  # from moderate depression to remission, Kolovos and others 2017


@pytest.mark.parametrize(
    ("total", "untreated", "half_a_year"),
    [
        (394e6, 0.19, 26_600),
        (394e6, 0.284, 37_800),
        (394e6, 0.35, 53_600),
        (394e6, 0.45, 145_900),
        (497e6, 0.19, 33_600),
        (497e6, 0.284, 47_600),
        (497e6, 0.35, 67_600),
        (497e6, 0.45, 184_000),
    ],
)
@pytest.mark.parametrize("years", [0.5, 1, 2])
def test_a_year_of_health_without_a_model(total: float, untreated: float, half_a_year: float, years: float) -> None:
    """Cost per finished case over what the service adds to recovery, times the gain, times the years it lasts."""
    result = Increment(total / FINISHED_CASES, (RECOVERY - untreated) * GAIN * years)
    assert result.ratio == pytest.approx(half_a_year * 0.5 / years, rel=0.002)


@pytest.mark.parametrize("untreated", [0.508, 0.56])
def test_with_as_many_better_anyway_the_service_is_dominated(untreated: float) -> None:
    assert Increment(394e6 / FINISHED_CASES, (RECOVERY - untreated) * GAIN).standing is Standing.DOMINATED


@pytest.mark.parametrize(
    ("course", "recovered", "share"),
    [(493, 1_043, 0.473), (1_416, 2_895, 0.489), (699, 1_653, 0.423), (1_514, 2_914, 0.520), (877, 1_766, 0.497)],
)
def test_cost_per_recovery_in_the_east_of_england(course: float, recovered: float, share: float) -> None:
    """Course over recovery is the share who recovered, near half in every group: the two prices agree with one another."""
    assert course / recovered == pytest.approx(share, abs=0.001)
    assert Increment(course, share).ratio == pytest.approx(recovered, rel=0.002)


def test_doncaster_in_the_prices_of_2024() -> None:
    """£29,500, £16,857 and £9,440 of 2008, where the index stood at 66.89."""
    index = gdp_deflator()
    assert index.convert(29_500, "2008") == pytest.approx(44_100, rel=0.001)
    assert index.convert(16_857, "2008") == pytest.approx(25_200, rel=0.001)
    assert index.convert(9_440, "2008") == pytest.approx(14_100, rel=0.002)


def test_both_ratios_of_doncaster_are_of_one_added_cost() -> None:
    """One cost over two measures of health: the gain by predicted EQ-5D is 1.75 times that by SF-6D."""
    assert pytest.approx(1.75, abs=0.001) == 29_500 / 16_857
