"""Referred and finished, as a ratio of a year's flows."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, estimates, not_run, publish

CHECK = "referrals-received"
RATIO = "finished courses, per referral received"
HEAD = "publication  period  referrals_received  finished_course_treatment  recovery"


def test_a_ratio_for_the_latest_and_the_first_year(tmp_path):
    published = publish(tmp_path, f"{HEAD}\nannual  2022/23  2000  600  300\nannual  2024/25  2500  1000  500")
    result = answer(CHECK, published)
    assert [e.value for e in estimates(result, RATIO)] == [0.4, 0.3]
    assert "1,000 courses finished: 40.0%. In 2022/23 it was 30.0%." in result.answer
    assert result.charts[0].series[0].values == (0.3, None, 0.4)


def test_one_year_is_compared_with_nothing(tmp_path):
    result = answer(CHECK, publish(tmp_path, f"{HEAD}\nannual  2024/25  2500  1000  500"))
    assert result.answer == "2,500 referrals were received in 2024/25 and 1,000 courses finished: 40.0%."


def test_a_year_without_referrals_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  finished_course_treatment\nannual  2024/25  100")
    assert "referrals received" in not_run(CHECK, published).reason


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_of_1_813_432_referrals_670_419_courses_finish(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    assert estimate(result, "referrals received").value == 1_813_432
    assert estimate(result, "finished courses").value == 670_419
    assert round(100 * estimate(result, RATIO).value, 1) == 37.0
