"""Entering treatment, against the plan."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, estimates, not_run, publish, twelve_months

CHECK = "access"


def test_twelve_months_are_held_against_the_plan(tmp_path):
    result = answer(CHECK, publish(tmp_path, twelve_months(2023, accessing_services=95_000)))
    of_plan = estimate(result, "entered treatment in 2023/24, of the number planned")
    assert (of_plan.numerator, of_plan.denominator, of_plan.value) == (1_140_000, 1_900_000, 0.6)
    assert result.verdict is Verdict.DOES_NOT_HOLD
    assert result.condition == "planned numbers not reached: 2020/21 and 2023/24"


def test_a_plan_that_is_reached_holds_in_part(tmp_path):
    result = answer(CHECK, publish(tmp_path, twelve_months(2023, accessing_services=160_000)))
    assert result.verdict is Verdict.IN_PART
    assert result.condition == "the planned number of 2020/21 was not reached"


def test_months_at_hand_replace_the_cited_count(tmp_path):
    result = answer(CHECK, publish(tmp_path, twelve_months(2020, accessing_services=130_000)))
    assert estimate(result, "entered treatment in 2020/21").value == 1_560_000
    assert result.verdict is Verdict.HOLDS


def test_a_year_with_a_month_missing_is_not_counted(tmp_path):
    months = twelve_months(2023, accessing_services=95_000).splitlines()
    published = publish(tmp_path, "\n".join(months[:-1]))
    assert "accessing services" in not_run(CHECK, published).reason


def test_finished_courses_are_held_against_the_plan_that_replaced_it(tmp_path):
    annual = "publication  period  finished_course_treatment\nannual  2024/25  350000"
    result = answer(CHECK, publish(tmp_path, twelve_months(2024, accessing_services=95_000), annual))
    assert estimate(result, "finished courses in 2024/25, of the number planned").value == 0.5


def test_years_without_a_count_are_gaps(tmp_path):
    (chart,) = answer(CHECK, publish(tmp_path, twelve_months(2023, accessing_services=95_000))).charts
    entered = dict(zip(chart.periods, chart.series[1].values, strict=True))
    assert (entered["2014/15"], entered["2021/22"], entered["2023/24"]) == (None, None, 1_140_000)


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_1_196_618_entered_in_2024_25(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    assert estimate(result, "entered treatment in 2024/25").value == 1_196_618
    assert estimate(result, "finished courses in 2024/25, of the number planned").numerator == 670_419


def test_the_plan_of_2023_24_was_missed_by_640_000(real_audit):
    result = real_audit.finding(CHECK).result
    (of_plan,) = estimates(result, "entered treatment in 2023/24, of the number planned")
    assert (of_plan.numerator, round(100 * of_plan.value, 1)) == (1_257_718, 66.2)
