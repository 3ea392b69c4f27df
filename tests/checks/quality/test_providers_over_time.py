"""Providers that appear, vanish, pass to others or report nothing."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Interval, Verdict
from checks.building import answer, estimate, not_run, publish

CHECK = "providers-over-time"

# P1 throughout; P2 lacks June; P3 appears in May and has one month without any number; RWK4C became RQY58 (recoded)
MONTHS = """
    publication  period   org    referrals_received  recovery
    monthly      2024-04  P1     100                 10
    monthly      2024-05  P1     100                 10
    monthly      2024-06  P1     100                 10
    monthly      2024-08  P1     100                 10
    monthly      2024-04  P2     50                  *
    monthly      2024-05  P2     40                  *
    monthly      2024-08  P2     60                  *
    monthly      2024-05  P3     *                   *
    monthly      2024-06  P3     10                  *
    monthly      2024-08  P3     10                  *
    monthly      2024-04  RWK4C  20                  5
    monthly      2024-05  RQY58  20                  5
    monthly      2024-06  RQY58  20                  5
    monthly      2024-04  P4     5                   *
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return answer(CHECK, publish(tmp_path_factory.mktemp(CHECK), MONTHS))


def test_providers_are_counted_by_how_they_come_and_go(result):
    counted = {
        "months at hand": 4,
        "provider codes that appear later": 2,  # P3 and RQY58
        "of these, follow a code that is known": 1,  # RQY58
        "provider codes gone before the end": 3,  # RWK4C, P4, and RQY58 in August
        "of these, carried on under a code that is known": 1,  # RWK4C
        "of these, no successor known": 2,
        "months not reported between months that are": 1,  # June of P2; July is not at hand for anyone
        "months reported without any number": 1,  # May of P3
    }
    assert {name: estimate(result, name).value for name in counted} == counted
    throughout = estimate(result, "providers that report in every month")
    assert (throughout.numerator, throughout.denominator) == (1, 6)
    assert result.verdict is Verdict.DESCRIBED


def test_a_month_not_reported_is_measured_by_the_months_beside_it(result):
    beside = estimate(result, "referrals in the months beside those not reported")
    # May 40 is 38 to 42, August 60 is 58 to 62
    assert (beside.value, beside.low, beside.high, beside.interval) == (50, 48, 52, Interval.ROUNDING)
    _number, gaps = result.charts
    assert [(row.label, row.low, row.high) for row in gaps.rows] == [("Provider P2, Jun 2024", 48, 52)]


def test_a_month_that_is_not_at_hand_is_a_gap_in_the_chart(result):
    number, _gaps = result.charts
    assert number.periods == ("Apr 2024", "May 2024", "Jun 2024", "Jul 2024", "Aug 2024")
    assert number.series[0].values == (4, 4, 3, None, 3)


def test_the_timeline_says_what_each_code_followed_and_became(result):
    rows = {row[0]: row for row in result.tables[0].rows}
    assert rows["P2"][4:7] == (3, "Jun 2024", "")
    assert rows["P2"][-1] == "throughout, with months not reported"
    assert rows["P3"][6] == "May 2024"
    assert rows["RWK4C"][8:] == ("recoded into RQY58, 2022-12", "passes to another")
    assert rows["RQY58"][7] == "RWK4C"
    assert rows["RQY58"][-1] == "appears, follows another; vanishes, no successor known"


def test_each_month_has_its_counts(result):
    assert result.tables[1].rows == (
        ("2024-04", 4, "[z]", 2, 0, 0, 0),
        ("2024-05", 4, 2, 0, 0, 1, 1),
        ("2024-06", 3, 0, 1, 1, 0, 0),
        ("2024-08", 3, 0, "[z]", 0, 0, 0),
    )


def test_where_all_report_there_is_no_chart_of_gaps(tmp_path):
    published = publish(tmp_path, "publication  period  org  recovery\nmonthly  2024-04  P1  5")
    result = answer(CHECK, published)
    assert len(result.charts) == 1
    assert len(result.figures) == 1
    assert result.condition == "0 of 0 that go have no known successor"


def test_a_gap_without_referrals_beside_it_has_none(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   org  recovery
        monthly      2024-04  P1   5
        monthly      2024-05  P2   5
        monthly      2024-06  P1   5
        """,
    )
    assert estimate(answer(CHECK, published), "referrals in the months beside those not reported").high == 0


def test_without_providers_it_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  recovery\nmonthly  2024-04  5")
    assert "provider" in not_run(CHECK, published).settled_by


def test_fifty_months_are_not_reported(real_audit):
    found = real_audit.finding(CHECK).result
    assert estimate(found, "months not reported between months that are").value == 50
    rows = {row[0]: row for row in found.tables[0].rows}
    assert rows["RV9"][5] == "Jul 2024, May 2025, Aug 2025"  # Humber
    assert rows["RTD"][-1] == "passes to another"  # Newcastle, to C2J4D
