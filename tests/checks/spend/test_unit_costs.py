"""Unit costs of 2017/18 as published, net of what would have come anyway, and in constant prices."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, estimates, not_run, publish

CHECK = "unit-costs"
HEAD = (
    "publication  period  referrals_received  finished_course_treatment  not_at_caseness  recovery  reliable_recovery"
)
# England 2017/18 (NHS Digital): 554,709 finished, 517,393 at caseness, 263,295 recovered, 250,395 reliably
REAL = f"{HEAD}\nannual  2017/18  1439957  554709  37316  263295  250395\nannual  2018/19  1600000  600000  40000  280000  260000"


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return answer(CHECK, publish(tmp_path_factory.mktemp("made"), REAL))


@pytest.mark.parametrize(
    ("unit", "low", "high"),
    [
        ("referral received", 274, 345),
        ("person entering treatment", 390, 492),
        ("finished course", 710, 896),
        ("finished case", 762, 961),
        ("recorded recovery", 1_496, 1_888),
        ("reliable recovery", 1_574, 1_985),
    ],
)
def test_each_unit_between_the_two_totals(result, unit, low, high):
    found = estimate(result, f"cost per {unit}")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1.5)  # a course is costed to the pound


def test_net_of_what_would_have_come_anyway_by_hand(result):
    # £803 × 554,709; 263,295 − 0.356 × 517,393 = 79,103; 47% of them last
    middle = 803 * 554_709
    net = 263_295 - 0.356 * 517_393
    assert estimate(result, "cost per recovery that would not have come anyway").value == pytest.approx(middle / net)
    both = estimate(result, "cost per recovery that would not have come anyway and lasts a year")
    assert both.value == pytest.approx(middle / net / 0.47)
    assert estimate(result, "cost per recovery that lasts a year").value == pytest.approx(middle / 263_295 / 0.47)


def test_where_there_may_be_no_gain_there_is_no_upper_limit(result):
    none = estimate(result, "draws without any gain, recovery that would not have come anyway").value
    assert 0.05 < none < 0.15
    assert estimate(result, "cost per recovery that would not have come anyway").high is None
    assert result.verdict is Verdict.CANNOT_BE_TOLD


def test_in_the_prices_of_one_year(result):
    # £394m of 2017/18 × 100 ÷ (¾ · 77.64 + ¼ · 79.16 = 78.02) over 554,709
    first, _next = estimates(result, "cost per finished course, prices of 2024")
    assert first.low == pytest.approx(394e6 / 0.7802 / 554_709)


def test_without_the_year_it_is_not_run(tmp_path):
    assert not_run(CHECK, publish(tmp_path, f"{HEAD}\nannual  2018/19  1  1  0  1  1")).reason
