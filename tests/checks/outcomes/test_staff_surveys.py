"""What open surveys leave open: the figures worked out by hand."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Finding, Verdict
from caseness.checks.outcomes.staff_surveys import surveys
from caseness.checks.registry import all_checks
from checks.building import estimate


@pytest.fixture(scope="module")
def found():
    """The finding; it needs no published source."""
    (check,) = (check for check in all_checks() if check.id == "staff-surveys")
    outcome = check.run([])
    assert isinstance(outcome, Finding)
    return outcome.result


def test_of_8_000_staff_the_limits_are_3_and_95_percent(found):
    # 41% of 650 is 266.5: 266.5 ÷ 8,000, and (266.5 + 7,350) ÷ 8,000
    limits = estimate(found, "had been asked to alter data, all staff")
    assert (limits.low, limits.high) == pytest.approx((0.0333, 0.9521), abs=1e-4)
    assert limits.value is None
    assert found.verdict is Verdict.CANNOT_BE_TOLD
    assert "[3.3% to 95.2%]" in found.answer


def test_for_one_in_ten_those_asked_answered_six_times_as_often(found):
    # odds among answers 41/59 over odds among all 10/90
    assert estimate(found, "times as likely to answer as others, for 10% of all staff").value == pytest.approx(
        (41 / 59) * 9
    )
    assert "6.3 times" in found.answer


def test_the_silent_for_each_share_of_all(found):
    silent, likelier = found.tables
    rows = {(row[0], row[1]): row[2] for row in silent.rows}
    # one in ten of 8,000 is 800, of whom 266.5 answered: 533.5 of 7,350 silent
    assert rows["had been asked to alter data", 0.1] == pytest.approx(533.5 / 7350)
    # half of 8,000 is 4,000; 58% of 223 is 129.34: 3,870.66 of 7,777 silent
    assert rows["had raised concerns about care", 0.5] == pytest.approx(3870.66 / 7777)
    assert likelier.rows[-1][-2:] == ("[x]", "[x]")


def test_the_wider_survey_has_no_staff_to_be_a_share_of():
    wider = surveys()[-1]
    assert wider.staff is None
    assert (wider.among_all.low, wider.among_all.high) == (0.0, 1.0)


def test_the_range_shown_runs_from_half_to_ten_times_as_likely(found):
    chart = found.charts[0]
    assert chart.rows[0].value is None
    # 0.41 ÷ (0.41 + 0.5 × 0.59) and 0.41 ÷ (0.41 + 10 × 0.59)
    assert (chart.rows[1].value, chart.rows[-1].value) == pytest.approx((0.5816, 0.0650), abs=1e-4)
