"""What a million pounds is elsewhere; quantities are tested with their module, here what is said of them."""

from __future__ import annotations

import pytest

from caseness.checks.assumed import shipped
from caseness.checks.finding import Verdict
from caseness.checks.registry import all_checks
from checks.building import estimate


@pytest.fixture(scope="module")
def result():
    (check,) = (check for check in all_checks() if check.id == "opportunity-cost")
    return check.run([shipped()]).result


def test_recoveries_go_with_courses(result):
    """93.3% of those who finish are cases, 50.5% of these recover; people, so a whole number."""
    courses = estimate(result, "finished courses of the service").value
    recovered = estimate(result, "recorded recoveries among the finished courses").value
    assert recovered == round(0.933 * 0.505 * courses)


def test_nothing_is_called_better(result):
    assert result.verdict is Verdict.DESCRIBED
    assert "none is said to be better" in result.answer


def test_quantities_times_prices_are_the_sum(result):
    assert all(row[1] * row[2] == pytest.approx(1e6) for row in result.tables[0].rows)
