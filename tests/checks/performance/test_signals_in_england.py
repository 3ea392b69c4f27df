"""Run charts of England's monthly figures."""

from __future__ import annotations

import pytest

from caseness.checks.performance.monthly import FIGURES, MonthlyFigure
from checks.building import answer, estimate, not_run, publish
from checks.performance.months import months

CHECK = "signals-in-england"
CALM = [100, 110] * 12  # mean 105, moving range 10, limits 78.4 and 131.6


def test_a_shift_in_one_of_two_figures_is_found(tmp_path):
    table = {"referrals_received": [*CALM, *[112] * 8], "accessing_services": [*CALM, *CALM[:8]]}
    result = answer(CHECK, publish(tmp_path, months(table, first_year=2023)))
    assert estimate(result, "monthly figures").value == 2
    assert estimate(result, "monthly figures with at least one signal").value == 1
    assert estimate(result, "Referrals received: mean of the latest baseline").value == 105
    signals = result.tables[1].rows
    # the last calm month, 110, is above the mean too
    assert signals == (
        ("Referrals received", "eight or more in a row on one side of the mean, above", "Dec 2024", "Aug 2025", 9),
    )
    assert "In the latest month 1 is in one." in result.answer


def test_limits_are_set_anew_at_version_2_1_where_there_is_a_baseline_on_either_side(tmp_path):
    table = {"accessing_services": [*CALM[:15], *[value + 50 for value in CALM[:15]]]}
    (chart,) = answer(CHECK, publish(tmp_path, months(table, first_year=2021))).charts
    assert [(phase.start, phase.mean) for phase in chart.run.phases] == [(0, 105), (15, 155)]
    assert chart.run.signals == ()
    assert chart.periods[15] == "Apr 2022"


def test_a_month_not_at_hand_is_a_gap(tmp_path):
    values = [*CALM, ".", *CALM]
    (chart,) = answer(CHECK, publish(tmp_path, months({"accessing_services": values}, first_year=2023))).charts
    assert chart.run.values[24] is None
    assert "[x] month not at hand" in chart.note


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"part": 30, "whole": 100, "without": 40}, 0.5),
        ({"part": 30, "whole": 40, "without": 40}, None),
        ({"part": 30, "whole": 100}, None),
        ({"whole": 100, "without": 40}, None),
    ],
)
def test_a_share_needs_all_its_parts_and_someone_counted(row, value):
    assert MonthlyFigure("x", "x", "part", "whole", "without").value(row) == value


def test_two_years_of_months_are_needed(tmp_path):
    reason = not_run(CHECK, publish(tmp_path, months({"accessing_services": CALM[:23]})))
    assert "fewer than 24 months" in reason.reason
    nothing = not_run(CHECK, publish(tmp_path, "publication  period  recovery\nannual  2024/25  100"))
    assert "fewer than 24 months" in nothing.reason


def test_ten_of_twelve_real_figures_show_a_signal(real_audit):
    result = real_audit.finding(CHECK).result
    assert estimate(result, "monthly figures").value == len(FIGURES)
    assert estimate(result, "monthly figures with at least one signal").value == 10
    chance = estimate(result, "monthly figures with a signal, were their months in random order")
    assert chance.low <= chance.value <= chance.high < 12
    entered, recovery = result.charts
    assert recovery.periods[0] == "Jan 2021"
    assert [i for i, value in enumerate(recovery.run.values) if value is None] == [58, 59]
    # of the twelve months from April 2022: M191 ÷ (M076 − M179)
    assert round(100 * recovery.run.mean, 1) == 49.8
    assert entered.run.signals == ()
