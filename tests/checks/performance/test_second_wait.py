"""The wait between first and second session."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, estimates, not_run, publish, twelve_months
from checks.performance.waits import waits

CHECK = "second-wait"
OVER_90 = "second session after more than 90 days, of finished courses"


def year(name: str, over_90: float) -> str:
    return waits(name, 1000, six_weeks=0.9, eighteen_weeks=0.98, over_90=over_90)


def test_two_years_are_compared_in_points(tmp_path):
    result = answer(CHECK, publish(tmp_path, year("2022/23", 0.15), year("2024/25", 0.25)))
    now, before = estimates(result, OVER_90)
    assert (now.numerator, now.denominator, now.value) == (250, 1000, 0.25)
    assert before.value == 0.15
    assert "up 10.0 points from 15.0% in 2022/23" in result.answer


def test_a_fall_is_said_to_be_down(tmp_path):
    result = answer(CHECK, publish(tmp_path, year("2022/23", 0.25), year("2024/25", 0.15)))
    assert "down 10.0 points from 25.0% in 2022/23" in result.answer


def test_one_year_is_compared_with_nothing(tmp_path):
    result = answer(CHECK, publish(tmp_path, year("2024/25", 0.25)))
    assert "points" not in result.answer
    assert "25.0% waited more than 90 days between first and second session." in result.answer


def test_a_year_that_is_not_at_hand_is_a_gap(tmp_path):
    over_years, _by_days = answer(CHECK, publish(tmp_path, year("2022/23", 0.15), year("2024/25", 0.25))).charts
    assert over_years.periods == ("2022/23", "2023/24", "2024/25")
    assert over_years.series[2].values == (0.15, None, 0.25)


def test_the_curve_of_the_second_wait_by_hand(tmp_path):
    # 40% by 28 days, 55% by 42, 40 + 25% by 56, 1 − 25% by 90, 90% by 126
    _over_years, by_days = answer(CHECK, publish(tmp_path, year("2024/25", 0.25))).charts
    assert by_days.curves[1].points == ((0, 0.0), (28, 0.40), (42, 0.55), (56, 0.65), (90, 0.75), (126, 0.90))


def test_months_count_every_second_session(tmp_path):
    months = twelve_months(2024, first_to_second_treatment_over90days=30, second_treatment=120)
    result = answer(CHECK, publish(tmp_path, year("2024/25", 0.25), months))
    monthly = estimate(result, "second session after more than 90 days, of all second sessions in the months")
    assert (monthly.numerator, monthly.denominator, monthly.value) == (360, 1440, 0.25)


def test_without_waits_it_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  finished_course_treatment\nannual  2024/25  100")
    assert "waiting time" in not_run(CHECK, published).reason


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_year_by_year_as_the_benchmarks_have_it(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    by_year = {row[0]: round(100 * row[3], 1) for row in result.tables[0].rows}
    assert by_year == {
        "2017/18": 13.5,
        "2018/19": 16.2,
        "2019/20": 19.3,
        "2020/21": 17.7,
        "2021/22": 15.3,
        "2022/23": 22.3,
        "2024/25": 23.7,
    }


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_over_all_second_sessions_of_the_months_it_is_24_percent(source, request):
    # M047 ÷ M184, April 2024 to March 2025
    result = request.getfixturevalue(source).finding(CHECK).result
    monthly = estimate(result, "second session after more than 90 days, of all second sessions in the months")
    assert round(100 * monthly.value, 1) == 24.1
