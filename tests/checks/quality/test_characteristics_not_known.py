"""Of how many a characteristic is not known."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, estimates, not_run, publish

CHECK = "characteristics-not-known"
UNKNOWN = "Not stated/Not known/Invalid"


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return answer(
        CHECK,
        publish(
            tmp_path_factory.mktemp(CHECK),
            f"""
            publication  period   org  breakdown           category          referrals_received  finished_course_treatment
            annual       2022/23  -    Total               -                 800                 .
            annual       2022/23  -    Religion            {UNKNOWN}         200                 .
            annual       2024/25  -    Total               -                 1000                400
            annual       2024/25  -    Problem Descriptor  Depression        550                 380
            annual       2024/25  -    Problem Descriptor  {UNKNOWN}         450                 20
            annual       2024/25  -    Religion            {UNKNOWN}         600                 *
            annual       2024/25  -    Disability          No Code Recorded  100                 .
            annual       2024/25  -    Disability          Invalid Code      50                  .
            annual       2024/25  -    Disability          ZZ Not Stated (Person asked but declined to provide a response)  25  .
            annual       2024/25  P1   Total               -                 100                 .
            annual       2024/25  P1   Religion            {UNKNOWN}         60                  .
            annual       2024/25  P2   Total               -                 10                  .
            annual       2024/25  P2   Religion            {UNKNOWN}         5                   .
            annual       2024/25  P3   Total               -                 20                  .
            annual       2024/25  P3   Religion            {UNKNOWN}         *                   .
            """,
        ),
    )


def test_the_unknown_categories_of_a_breakdown_are_added_up(result):
    shares = {
        e.breakdown: e for e in estimates(result, "not known, of referrals received") if e.period_start.year == 2024
    }
    assert shares["problem_descriptor"].value == 0.45
    assert shares["religion"].value == 0.6
    assert (shares["disability"].numerator, shares["disability"].denominator) == (175, 1000)
    assert shares["disability"].interval is None


def test_the_answer_names_the_problem_descriptor_and_what_is_over_half(result):
    assert result.answer == (
        "In 2024/25 the problem descriptor is not known for 45.0% of 1,000 referrals received. Of 400 finished courses "
        "it is 5%. Not known for more than half of referrals received: religion (60.0%)."
    )
    assert result.condition == "1 of 3 characteristics not known for more than half"
    assert result.verdict is Verdict.DESCRIBED


def test_those_asked_who_gave_no_answer_are_told_apart_in_the_table(result):
    table = result.tables[0]
    assert ("2024/25", "Disability", "Referrals received", 1000, 175, 0.175, 25) in table.rows
    assert ("2022/23", "Religion", "Referrals received", 800, 200, 0.25, 0) in table.rows


def test_a_year_that_is_not_at_hand_is_a_gap(result):
    (chart,) = result.charts
    assert chart.columns == ("2022/23", "2023/24", "2024/25")
    assert {row.label: row.shares for row in chart.rows}["Religion"] == (0.25, None, 0.6)


def test_providers_carry_the_limits_of_rounding_and_suppression(result):
    ((year, level, name, providers, _tenth, median, _ninth, over, perhaps),) = result.tables[1].rows
    assert (year, level, name, providers) == ("2024/25", "Provider", "Religion", 3)
    # P1: 58 to 62 of 98 to 102, over half for sure; P2: 5 to 7 of 8 to 12, perhaps; P3: 0 to 4 of 18 to 22, not
    assert (over, perhaps) == (1, 2)
    assert median == 0.6  # P1 60 of 100, P2 6 of 10, P3 2 of 20


def test_without_a_category_for_not_known_it_is_not_run(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   breakdown  category  referrals_received
        annual       2024/25  Total      -         100
        annual       2024/25  Gender     Female    60
        """,
    )
    assert "by breakdown" in not_run(CHECK, published).settled_by


def test_the_problem_descriptor_of_2024_25(real_audit):
    found = real_audit.finding(CHECK).result
    known = estimate(found, "not known, of referrals received")
    assert found.figures[0].estimate.breakdown == "problem_descriptor"
    assert (found.figures[0].estimate.numerator, known.denominator) == (846_786, 1_813_432)
