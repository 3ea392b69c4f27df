"""What a million pounds is elsewhere; quantities are tested with their module, here what is said of them."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, publish

CHECK = "opportunity-cost"


@pytest.fixture
def result(tmp_path):
    rows = "publication  period  finished_course_treatment  recovery\nannual  2024/25  1000  400"
    return answer(CHECK, publish(tmp_path, rows))


def test_recoveries_go_with_courses_at_the_published_rate(result):
    """As many as there are people, so a whole number."""
    courses = estimate(result, "finished courses of the service").value
    assert estimate(result, "recorded recoveries among the finished courses").value == round(0.4 * courses)


def test_nothing_is_called_better(result):
    assert result.verdict is Verdict.DESCRIBED
    assert "none is said to be better" in result.answer


def test_quantities_times_prices_are_the_sum(result):
    assert all(row[1] * row[2] == pytest.approx(1e6) for row in result.tables[0].rows)
