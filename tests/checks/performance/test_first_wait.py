"""The wait to the first session against its standard, 75% in six weeks and 95% in eighteen."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, not_run, publish, twelve_months
from checks.performance.waits import waits

CHECK = "first-wait"


def of(tmp_path, finishers: tuple[float, float], entrants: tuple[float, float]):
    six, eighteen = finishers
    entered = {
        "accessing_services": 1000,
        "accessing_services6weeks": 1000 * entrants[0],
        "accessing_services18weeks": 1000 * entrants[1],
    }
    year = waits("2024/25", 1000, six_weeks=six, eighteen_weeks=eighteen, over_90=0.2)
    return publish(tmp_path, year, twelve_months(2024, **entered))


@pytest.mark.parametrize(
    ("finishers", "entrants", "verdict", "condition"),
    [
        ((0.75, 0.95), (0.75, 0.95), Verdict.HOLDS, "both standards met, of finishers and of entrants"),
        ((0.80, 0.96), (0.74, 0.96), Verdict.IN_PART, "met of finishers only"),
        ((0.80, 0.94), (0.80, 0.96), Verdict.IN_PART, "met of entrants only"),
        ((0.70, 0.96), (0.80, 0.90), Verdict.DOES_NOT_HOLD, "one or both standards missed in both groups"),
    ],
)
def test_the_verdict_compares_both_groups_with_both_standards(tmp_path, finishers, entrants, verdict, condition):
    result = answer(CHECK, of(tmp_path, finishers, entrants))
    assert (result.verdict, result.condition) == (verdict, condition)


def test_shares_of_both_groups(tmp_path):
    result = answer(CHECK, of(tmp_path, (0.80, 0.96), (0.74, 0.94)))
    assert estimate(result, "first session within 42 days, of finished courses").value == 0.80
    entered = estimate(result, "first session within 126 days, of all who entered treatment")
    assert (entered.numerator, entered.denominator) == (12 * 940, 12 * 1000)


def test_without_months_it_is_not_run(tmp_path):
    year = waits("2024/25", 1000, six_weeks=0.8, eighteen_weeks=0.96, over_90=0.2)
    assert "monthly" in not_run(CHECK, publish(tmp_path, year)).reason


def test_without_waits_it_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  finished_course_treatment\nannual  2024/25  100")
    assert "waiting time" in not_run(CHECK, published).reason


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_in_2024_25_both_standards_are_met(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    assert result.verdict is Verdict.HOLDS
    six = estimate(result, "first session within 42 days, of finished courses")
    assert (six.numerator, six.denominator) == (614_104, 670_419)
