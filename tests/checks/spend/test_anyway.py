"""Control arms of trials stand on one line; nothing counted otherwise comes near it."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Interval
from caseness.vocabulary.outcome_definitions import OutcomeDefinition
from checks.building import answer, estimate, not_run, publish
from checks.spend.test_beside_trials import TALK, made

CHECK = "anyway"


def test_the_service_less_the_controls_with_the_next_trial_as_limits(tmp_path):
    result = answer(CHECK, made(tmp_path, TALK))
    service = result.estimates[0].value
    gap = estimate(result, "in the service more than in control groups")
    assert (gap.low, gap.value, gap.high) == pytest.approx((service - 0.502, service - 0.282, service - 0.133))
    assert gap.interval is Interval.BOUNDS


def test_every_arm_of_the_chart_is_counted_alike_and_remission_stands_in_the_table_only(tmp_path):
    result = answer(CHECK, made(tmp_path, TALK))
    (chart,) = result.charts
    assert {row.group for row in chart.rows} == {"All", "By comparator", "By region", "By risk of bias", "One trial"}
    definitions = [row[0] for row in result.tables[0].rows]
    assert definitions.count(OutcomeDefinition.PHQ9_BELOW.words) == len(chart.rows)
    assert definitions.count(OutcomeDefinition.DIAGNOSIS_LOST.words) == 3


def test_regression_to_the_mean_is_beside_and_not_added(tmp_path):
    # Mean 15.2, SD 4.5, line 9.5 after half a point: −1.27 SD, 89.8% at or above it. The less reliable, the more fall below.
    unchanged = estimate(answer(CHECK, made(tmp_path, TALK)), "below the line if nobody changed")
    assert 0.03 < unchanged.low < unchanged.high < 0.08


def test_without_scores_it_is_not_run(tmp_path):
    row = "publication  period  recovery\nannual  2024/25  50"
    assert "therap" in not_run(CHECK, publish(tmp_path, row)).reason
