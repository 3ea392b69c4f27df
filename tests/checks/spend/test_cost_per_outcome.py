"""The totals in public use over the counts of their year."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, not_run, publish

CHECK = "cost-per-outcome"
HEAD = (
    "publication  period  referrals_received  finished_course_treatment  not_at_caseness  recovery  reliable_recovery"
)


def test_each_total_over_round_counts(tmp_path):
    table = (
        f"{HEAD}\nannual  2017/18  1000000  500000  100000  200000  190000\n"
        "annual  2020/21  1000000  500000  100000  200000  190000"
    )
    result = answer(CHECK, publish(tmp_path, table))
    assert result.verdict is Verdict.CANNOT_BE_TOLD
    total = estimate(result, "total, freedom of information").value
    assert estimate(result, "cost per finished course, freedom of information").value == total / 500_000
    # finished cases are finished less not at caseness
    assert estimate(result, "cost per finished case, freedom of information").value == total / 400_000
    recovery = estimate(result, "cost per recorded recovery")
    assert recovery.low == total / 200_000
    assert recovery.low <= recovery.value <= recovery.high


def test_without_the_year_of_a_total_it_is_not_run(tmp_path):
    outcome = not_run(CHECK, publish(tmp_path, f"{HEAD}\nannual  2024/25  1000  500  100  200  190"))
    assert outcome.settled_by


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_394m_over_263_295_recoveries_is_1_496_pounds(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    recovery = estimate(result, "cost per recorded recovery")
    assert round(recovery.low) == 1496
    assert estimate(result, "cost per recorded recovery, freedom of information").denominator == 263_295
