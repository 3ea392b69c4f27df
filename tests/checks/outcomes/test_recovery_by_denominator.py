"""The same recoveries over every denominator."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Interval, Verdict
from checks.building import answer, estimate, not_run, publish, twelve_months

CHECK = "recovery-by-denominator"
HEAD = "publication  period  referrals_received  finished_course_treatment  at_caseness  not_at_caseness  recovery  recovery%"
# 100 finished, 10 of them no cases, 45 recovered: 50.0% of 90, 45% of 100, 15% of 300 referred
YEAR = f"{HEAD}\nannual  2024/25  300  100  88  10  45  50.0"


def test_each_group_gives_its_own_rate(tmp_path):
    result = answer(CHECK, publish(tmp_path, YEAR))
    rates = {e.name: (e.numerator, e.denominator) for e in result.estimates}
    assert rates == {
        "recovered, of cases who finished": (45, 90),
        "recovered, of finishers with a score at caseness": (45, 88),
        "recovered, of all who finished": (45, 100),
        "recovered, of all referred": (45, 300),
    }
    assert result.verdict is Verdict.HOLDS
    assert result.condition == "as defined; 15.0% to 51.1% by who is counted"


@pytest.mark.parametrize(("printed", "verdict"), [("50.0", Verdict.HOLDS), ("50.1", Verdict.IN_PART)])
def test_a_printed_rate_that_does_not_follow_is_found(tmp_path, printed, verdict):
    result = answer(CHECK, publish(tmp_path, f"{HEAD}\nannual  2024/25  300  100  88  10  45  {printed}"))
    assert result.verdict is verdict
    assert ("does not follow from its rule in 2024/25" in result.answer) == (verdict is Verdict.IN_PART)


def test_one_odd_year_is_one_year(tmp_path):
    result = answer(CHECK, publish(tmp_path, f"{YEAR}\nannual  2023/24  300  100  88  10  45  49.0"))
    assert result.condition.startswith("as defined, but for 1 year; ")
    assert "in 2023/24." in result.answer


def test_a_rate_half_a_decimal_off_follows(tmp_path):
    # 1 of 16 is 6.25%, which can print as 6.2 or 6.3
    rows = "annual  2023/24  300  16  16  0  1  6.2\nannual  2024/25  300  16  16  0  1  6.3"
    assert answer(CHECK, publish(tmp_path, f"{HEAD}\n{rows}")).verdict is Verdict.HOLDS


def test_months_add_those_who_entered_and_ended_and_limits_without_assumption(tmp_path):
    months = twelve_months(2024, ended_referrals=30, accessing_services=18, finished_course_treatment=10, recovery=3)
    result = answer(CHECK, publish(tmp_path, YEAR, months))
    assert estimate(result, "recovered, of all who entered treatment").value == pytest.approx(3 / 18)
    assert estimate(result, "recovered, of all referrals that ended").value == pytest.approx(3 / 30)
    # if none, or all, of the 20 who left without an outcome were well
    limits = estimate(result, "recovered, of all referrals that ended, nothing assumed about those without an outcome")
    assert (limits.value, limits.interval) == (None, Interval.BOUNDS)
    assert (limits.low, limits.high) == pytest.approx((3 / 30, 23 / 30))


def test_the_ladder_starts_with_the_largest_rate(tmp_path):
    ladder, _over_time = answer(CHECK, publish(tmp_path, YEAR)).charts
    assert [bar.text for bar in ladder.bars] == ["51.1%", "50.0%", "45.0%", "15.0%"]
    assert [bar.official for bar in ladder.bars] == [False, True, False, False]


def test_without_those_not_at_caseness_it_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  recovery  finished_course_treatment\nannual  2024/25  45  100")
    assert not_run(CHECK, published).reason.startswith("no annual figures for England")


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_321_061_recoveries_are_50_5_or_47_9_or_17_7_percent(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    official = estimate(result, "recovered, of cases who finished")
    assert (official.numerator, official.denominator) == (321_061, 670_419 - 35_234)
    assert official.denominator == 635_185
    rates = [
        round(100 * estimate(result, f"recovered, of {group}").value, 1)
        for group in ("cases who finished", "finishers with a score at caseness", "all who finished", "all referred")
    ]
    assert rates == [50.5, 50.6, 47.9, 17.7]
    assert result.verdict is Verdict.HOLDS
