"""What became of cases who did not recover, within the limits of what is published."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Interval
from checks.building import answer, estimate, not_run, publish, twelve_months

CHECK = "cases-not-recovered"
WHO = "cases who finished and did not recover"
HEAD = (
    "publication  period  finished_course_treatment  at_caseness  not_at_caseness  recovery  reliable_recovery  "
    "reliable_improvement  no_reliable_change  reliable_deterioration"
)
# 80 cases and 20 others, all scored twice; 40 recover, 35 of them reliably
YEAR = "annual  2024/25  100  80  20  40  35  50  40  10"


def test_the_limits_by_hand(tmp_path):
    result = answer(CHECK, publish(tmp_path, f"{HEAD}\n{YEAR}"))
    assert estimate(result, WHO).value == 40

    def limits(fate):
        found = estimate(result, f"{fate}, of {WHO}")
        assert (found.value, found.interval) == (None, Interval.BOUNDS)
        return pytest.approx((found.low, found.high))

    # 50 improve, 35 of them recover; of the other 15, none to all began below the line
    assert limits("reliably improved, still above the line") == (0, 15 / 40)
    # 40 do not change: 20 could be those below the line and 5 the recovered; or none of either
    assert limits("no reliable change") == (15 / 40, 1)
    assert limits("reliably worse") == (0, 10 / 40)
    assert limits("no second pair of scores") == (0, 0)


def test_those_never_scored_twice_can_be_cases(tmp_path):
    # 110 finish, 10 without a pair; none of the 100 with a pair is left out
    result = answer(CHECK, publish(tmp_path, f"{HEAD}\nannual  2024/25  110  90  20  40  35  50  40  10"))
    found = estimate(result, f"no second pair of scores, of {WHO}")
    assert (found.low, found.high) == pytest.approx((0, 10 / 50))


def test_months_say_how_many_ended_by_agreed_completion(tmp_path):
    months = twelve_months(2024, finished_course_treatment=100, ended_completed=60)
    result = answer(CHECK, publish(tmp_path, f"{HEAD}\n{YEAR}", months))
    assert estimate(result, "finished courses that ended otherwise than completed").low == pytest.approx(0.4)
    assert "at least 40.0% of finished courses ended otherwise than by agreed completion" in result.answer


def test_totals_that_contradict_each_other_are_not_run(tmp_path):
    # more recover reliably than improve
    contradiction = "annual  2024/25  100  80  20  40  40  30  60  10"
    assert "contradict each other" in not_run(CHECK, publish(tmp_path, f"{HEAD}\n{contradiction}")).reason


def test_without_outcomes_it_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  recovery\nannual  2024/25  50")
    assert "no annual figures for England" in not_run(CHECK, published).reason


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_in_2024_25_more_than_a_third_of_those_not_recovered_improved(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    found = estimate(result, f"reliably improved, still above the line, of {WHO}")
    # 452,284 improved − 301,815 reliably recovered − at most 35,234 not at caseness, of 634,248 − 321,061
    assert found.low == pytest.approx((452_284 - 301_815 - 35_234) / 313_187)
    assert found.high == pytest.approx((452_284 - 301_815) / 313_187)
