"""The service on the line of the trials: by hand, and the real figures."""

from __future__ import annotations

from math import pi, sin

import pytest

from checks.building import answer, estimate, not_run, publish

CHECK = "beside-trials"
HEAD = (
    "publication  period  breakdown  category  courses_of_therapy  not_caseness  ther_recovery  ther_rel_recovery  "
    "ther_improvement  ther_deterioration  ther_no_change  phq_start:mean  phq_end:mean  phq_start:sd  phq_end:sd"
)
COUNTS = "1000  100  400  350  600  60  300"
TALK = f"therapy_outcomes  2024/25  PROMs  Total: Talk  {COUNTS}  9.5  9.5  6.0  6.0"
LOW = f"therapy_outcomes  2024/25  PROMs  Depression: Talk  {COUNTS}  14.0  7.0  6.0  6.0"
BELOW = "Service: all courses of therapy, of those with a PHQ-9 of 10 or more, below 10 at the end"


def made(tmp_path, *rows: str):
    return publish(tmp_path, "\n".join([HEAD, *rows]))


def test_lines_at_the_means_by_hand(tmp_path):
    # quadrants of two scores with r = ½: ¼ + asin(½) ÷ 2π = ⅓ below both, so of the half above ⅓ fall below
    result = answer(CHECK, made(tmp_path, TALK))
    found = estimate(result, BELOW)
    assert found.value == pytest.approx(1 / 3, abs=1e-6)
    assert sin(2 * pi * (1 / 2 - found.low / 2 - 1 / 4)) == pytest.approx(0.6, abs=1e-4)  # the correlation at that end
    assert len(result.charts) == 1  # no problem is told apart


def test_the_gap_to_usual_care_has_the_next_trial_s_width(tmp_path):
    gap = estimate(answer(CHECK, made(tmp_path, TALK)), "service less usual care in trials")
    assert (gap.low, gap.value, gap.high) == pytest.approx((1 / 3 - 0.468, 1 / 3 - 0.275, 1 / 3 - 0.141), abs=1e-5)


def test_half_of_the_mean_at_the_start(tmp_path):
    # mean 14 to 7: half of those courses end at or below 7
    result = answer(CHECK, made(tmp_path, TALK, LOW))
    found = next(e for e in result.estimates if e.name.startswith("Service: Depression: service"))
    assert found.value == pytest.approx(0.5)
    assert result.charts[1].title == "Symptoms halved in the service: depression 50%"


def test_the_official_rule_stands_on_a_line_of_its_own(tmp_path):
    official = (
        "publication  period  recovery  finished_course_treatment  not_at_caseness\nannual  2024/25  500  1100  100"
    )
    result = answer(CHECK, publish(tmp_path, "\n".join([HEAD, TALK]), official))
    assert estimate(result, "Service: finished referrals, official rule").value == 0.5
    words = {row[2]: row[0] for row in result.tables[0].rows}
    assert words["finished referrals, as published"] != words["usual care"]


def test_without_scores_it_is_not_run(tmp_path):
    row = TALK.removesuffix("9.5  9.5  6.0  6.0") + ".  .  .  ."
    assert "PHQ-9" in not_run(CHECK, made(tmp_path, row)).reason


def test_in_2024_25_42_percent_beside_28_in_usual_care(real_audit):
    result = real_audit.finding(CHECK).result
    assert round(estimate(result, BELOW).value, 3) == 0.419
    assert round(estimate(result, "service less usual care in trials").value, 3) == 0.144
