"""How many provider counts are blank."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, not_run, publish

CHECK = "provider-counts-left-blank"


def test_blanks_are_counted_over_months_and_measures(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   org  referrals_received  recovery  recovery%
        monthly      2024-04  P1   100                 *         *
        monthly      2024-04  P2   50                  5         10
        monthly      2024-06  P1   *                   *         *
        monthly      2024-06  -    150                 *         .
        annual       2024/25  P1   *                   *         .
        """,
    )
    result = answer(CHECK, published)
    # of six monthly provider counts three are blank; percentages, England and the year do not count
    blank = estimate(result, "provider counts left blank")
    assert (blank.numerator, blank.denominator) == (3, 6)
    assert blank.interval is None
    assert result.verdict is Verdict.DESCRIBED
    assert result.tables[0].rows == (("2024-04", 4, 1, 0.25), ("2024-06", 2, 2, 1.0))


def test_a_month_that_is_not_at_hand_is_a_gap_in_the_chart(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   org  recovery
        monthly      2024-04  P1   5
        monthly      2024-06  P1   *
        """,
    )
    (chart,) = answer(CHECK, published).charts
    assert chart.periods == ("Apr 2024", "May 2024", "Jun 2024")
    assert chart.series[0].values == (0.0, None, 1.0)


def test_without_providers_it_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  recovery\nmonthly  2024-04  5")
    assert not_run(CHECK, published).settled_by == "the official monthly statistics by provider, as published"


def test_39_percent_of_published_provider_counts_are_blank(real_audit):
    # data README, trap 3
    blank = estimate(real_audit.finding(CHECK).result, "provider counts left blank")
    assert blank.value == pytest.approx(0.39, abs=0.005)
