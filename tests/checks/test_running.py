"""Run charts in words: which signal a title names, where an axis ends, when a series is too short."""

from __future__ import annotations

import pytest

from caseness.checks.running import LEAST, held, histories, run_chart, signals_in_words
from caseness.statistics.spc import xmr
from caseness.vocabulary.period import month_of

CALM = [0.49, 0.51] * 12


def months(count: int, first_year: int = 2023):
    return [month_of(first_year + i // 12, i % 12 + 1) for i in range(count)]


def test_the_title_names_the_longest_signal():
    values = [*CALM, *[0.52] * 8, 0.6, 0.5]
    (chart,) = histories("Recovered", "England", months(len(values)), values)
    # the last calm month is above the mean too
    assert chart.title == "Recovered: longest signal, above the mean from Dec 2024"
    assert chart.alt.endswith("2 signals: 10 months above the mean, Dec 2024 to Sep 2025; above the limits, Sep 2025.")


def test_a_signal_of_one_month_is_in_that_month():
    (chart,) = histories("Recovered", "England", months(25), [*CALM, 0.7])
    assert chart.title == "Recovered: longest signal, above the limits in Jan 2025"


def test_a_calm_series_says_so():
    (chart,) = histories("Recovered", "England", months(24), CALM)
    assert chart.title == "Recovered: no signal since the latest baseline"
    assert "No signal." in chart.alt
    assert "April 2022" not in chart.note


def test_limits_set_anew_are_said_in_the_note():
    values = [*CALM[:15], *[value + 0.2 for value in CALM]]
    (chart,) = histories("Recovered", "England", months(len(values), 2021), values)
    assert len(chart.run.phases) == 2
    assert "Limits are set anew in April 2022" in chart.note
    assert chart.title.endswith("no signal since the latest baseline")


def test_a_short_series_is_not_held_to_its_history():
    assert held(months(LEAST), [*CALM[: LEAST - 1], None]) is None
    assert held(months(LEAST), CALM) is not None
    assert histories("Recovered", "England", months(3), [0.5] * 3) == ()


def test_a_phase_without_a_baseline_leaves_the_series_whole():
    values = [None] * 10 + CALM[:5] + CALM
    run = held(months(len(values), 2021), values)
    assert run is not None
    assert len(run.phases) == 1


@pytest.mark.parametrize(
    ("values", "unit", "domain"),
    [
        ([0.49, 0.51] * 12, "%", (0.43, 0.57)),  # limits 44.68% and 55.32%, and a twelfth of that more
        ([0.0, 0.02] * 12, "%", (0.0, 0.08)),  # a share is not below 0
        ([0.99, 1.0] * 12, "%", (0.96, 1.0)),  # nor above 1
        ([100, 110] * 12, "", (74.0, 136.0)),  # limits 78.4 and 131.6
        ([0.5] * 12, "%", (0.46, 0.54)),
        ([100_000, 110_000] * 12, "", (74_000.0, 136_000.0)),
    ],
)
def test_the_axis_ends_just_beyond_values_and_limits(values, unit, domain):
    chart = run_chart("x", "x", months(len(values)), xmr(values), unit=unit)
    assert chart.domain == pytest.approx(domain)


def test_no_signal_in_words():
    assert signals_in_words(xmr(CALM), []) == "No signal."
