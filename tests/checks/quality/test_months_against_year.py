"""Twelve months against the annual figure."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, not_run, publish, twelve_months

CHECK = "months-against-year"
YEAR = """
    publication  period   finished_course_treatment  recovery
    annual       2024/25  1200                       600
"""


def test_months_that_add_up_hold(tmp_path):
    result = answer(CHECK, publish(tmp_path, YEAR, twelve_months(2024, finished_course_treatment=100, recovery=50)))
    assert result.verdict is Verdict.HOLDS
    assert "1,200 finished courses, the twelve months 1,200: as many." in result.answer


def test_months_that_fall_short_are_told_with_their_share(tmp_path):
    # 12 × 95 = 1,140 of 1,200: 5% fewer; recoveries 12 × 51 = 612 of 600: 2% more
    result = answer(CHECK, publish(tmp_path, YEAR, twelve_months(2024, finished_course_treatment=95, recovery=51)))
    assert result.verdict is Verdict.IN_PART
    assert "1,200 finished courses, the twelve months 1,140: 5.0% fewer." in result.answer
    assert estimate(result, "finished course treatment, months less year, relative").value == pytest.approx(-0.05)
    assert estimate(result, "recovery, months less year, relative").value == pytest.approx(0.02)
    assert result.condition == "largest difference 5.0%, finished course treatment, 2024/25"
    assert estimate(result, "finished course treatment, sum of months").value == 1140


def test_months_that_exceed_the_year_are_not_said_to_fall_short(tmp_path):
    result = answer(CHECK, publish(tmp_path, YEAR, twelve_months(2024, finished_course_treatment=103, recovery=51)))
    assert "1,236: 3.0% more" in result.answer
    assert result.charts[0].title == "Months and year differ by up to 3.0%"


def test_a_year_whose_months_lack_finished_courses_does_not_hide_one_that_has_them(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   finished_course_treatment  recovery
        annual       2023/24  1200                       600
        annual       2024/25  1200                       600
        """,
        twelve_months(2023, finished_course_treatment=95),
        twelve_months(2024, recovery=50),
    )
    assert answer(CHECK, published).answer.startswith("In 2023/24 ")


def test_eleven_months_are_not_a_year(tmp_path):
    months = twelve_months(2024, finished_course_treatment=100).splitlines()[:-1]
    outcome = not_run(CHECK, publish(tmp_path, YEAR, "\n".join(months)))
    assert outcome.reason == "no year with both the annual figure and all twelve months"
    assert "twelve monthly files" in outcome.settled_by


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_the_months_of_2024_25_have_half_a_percent_fewer_finished_courses(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    assert estimate(result, "finished course treatment, annual").value == 670_419
    assert estimate(result, "finished course treatment, sum of months").value == 667_143
    assert estimate(result, "recovery, annual").value == 321_061
    assert estimate(result, "recovery, sum of months").value == 319_080
    assert "0.5% fewer" in result.answer
