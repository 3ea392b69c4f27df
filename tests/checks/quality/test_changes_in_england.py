"""Months in which England's figures change their level."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, not_run, publish
from checks.quality.series import monthly, steady

CHECK = "changes-in-england"
MONTHS = 36


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    doubled = steady(MONTHS, 1, 4000)[:18] + [2 * v for v in steady(MONTHS, 2, 4000)[18:]]
    dipped = steady(MONTHS, 3, 4000)
    dipped[20] = 1000
    rate = [50 + 0.1 * (i % 4) + (5 if i >= 18 else 0) for i in range(MONTHS)]
    still = ["50.0"] * MONTHS
    return answer(
        CHECK,
        publish(
            tmp_path_factory.mktemp(CHECK),
            monthly("-", "referrals_received", doubled),
            monthly("-", "appointments", dipped),
            monthly("-", "recovery%", [f"{value:.1f}" for value in rate]),
            monthly("-", "not_at_caseness%", still),
            monthly("-", "ended_referrals", steady(12, 4)),  # too short
        ),
    )


def test_levels_of_counts_and_rates_are_found(result):
    new = {(row[0], row[1]): row[2:] for row in result.tables[0].rows if row[3] == "new level"}
    assert set(new) == {("Referrals received", "count"), ("Recovered", "percentage")}
    assert new["Referrals received", "count"][0] == "2022-07"
    assert new["Referrals received", "count"][4] == pytest.approx(2, abs=0.1)
    assert new["Recovered", "percentage"][:2] == ("2022-07", "new level")


def test_a_month_that_stands_apart_is_told_from_a_level(result):
    (apart,) = [row for row in result.tables[0].rows if row[3] == "stands apart"]
    assert apart[2] == "2022-09"
    assert apart[5] == 1000
    assert estimate(result, "England months that stand apart").value == 1


def test_series_are_counted_and_the_busiest_month_named(result):
    part = estimate(result, "England series that change their level")
    assert (part.numerator, part.denominator) == (2, 4)
    assert result.answer.endswith("Most change at once in Jul 2022: 2.")
    assert estimate(result, "shuffled series with a change of level").denominator == 4
    assert result.verdict is Verdict.DESCRIBED
    assert ("2022-07", 2, 0) in result.tables[1].rows


def test_a_month_not_at_hand_is_a_gap_and_no_change_is_no_month(tmp_path):
    values = steady(MONTHS, 5, 4000)
    values[10] = "."
    found = answer(CHECK, publish(tmp_path, monthly("-", "appointments", values)))
    (chart,) = found.charts
    assert chart.periods[10] == "Nov 2021"
    assert chart.series[0].values[9:12] == (0, None, 0)
    assert "Most change" not in found.answer
    assert found.condition == "0 of 1 series change their level"


def test_short_series_are_not_run(tmp_path):
    published = publish(tmp_path, monthly("-", "appointments", [50] * 12))
    assert "24 months" in not_run(CHECK, published).settled_by


def test_the_medium_of_contacts_changes_with_the_data_set(real_audit):
    rows = real_audit.finding(CHECK).result.tables[0].rows
    april = {row[0]: row for row in rows if row[2] == "2022-04"}
    assert april["Appointments, medium not known"][4] < 2_000
    assert april["Appointments, medium not known"][5] > 50_000
