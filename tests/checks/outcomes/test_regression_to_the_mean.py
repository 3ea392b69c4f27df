"""What would be recorded if nobody changed: made courses, and the real ones of 2024/25."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Interval, Verdict
from checks.building import answer, estimate, estimates, not_run, publish

CHECK = "regression-to-the-mean"
HEAD = (
    "publication  period  breakdown  category  courses_of_therapy  not_caseness  ther_recovery  ther_rel_recovery  "
    "ther_improvement  ther_deterioration  ther_no_change  phq_start:mean  phq_end:mean  phq_start:sd  phq_end:sd  "
    "gad_start:mean  gad_end:mean  gad_start:sd  gad_end:sd"
)
SCORES = "14.0  9.5  6.0  6.5  13.0  8.5  5.0  5.5"
TALK = f"therapy_outcomes  2024/25  PROMs  Total: Talk  10000  1000  4000  3500  6000  600  3400  {SCORES}"


def made(tmp_path, *rows: str):
    return publish(tmp_path, "\n".join([HEAD, *rows]))


def test_the_phq_9_alone_is_as_worked_by_hand(tmp_path):
    # mean 14.0, deviation 6.0: 8.8% at a reliability of 0.84, 14.1% at 0.60; −0.37 and −0.93 points
    result = answer(CHECK, made(tmp_path, TALK))
    phq9 = estimate(result, "below 10 on the PHQ-9, if nobody changed")
    assert (phq9.low, phq9.high) == pytest.approx((0.088, 0.141), abs=5e-4)
    points = estimate(result, "change in PHQ-9 of cases, if nobody changed")
    assert (points.low, points.high) == pytest.approx((-0.93, -0.37), abs=5e-3)
    assert result.verdict is Verdict.DESCRIBED


def test_both_lines_are_harder_to_cross_than_one(tmp_path):
    result = answer(CHECK, made(tmp_path, TALK))
    both, one = (
        estimate(result, name)
        for name in ("below both lines, if nobody changed", "below 10 on the PHQ-9, if nobody changed")
    )
    assert both.low < one.low
    assert both.high < one.high
    assert both.interval is Interval.BOUNDS
    assert result.figures[0].reference.value == pytest.approx(4 / 9)


def test_therapies_weigh_by_cases(tmp_path):
    worse = TALK.replace("Talk", "Book").replace("14.0  9.5", "15.0  12.5")
    result = answer(CHECK, made(tmp_path, TALK, worse))
    low = [e.low for e in estimates(result, "below both lines, if nobody changed")]
    together = estimate(result, "below both lines at the end, if nobody changed")
    assert together.low == pytest.approx(sum(low) / 2)
    # −4.5 and −2.5 of equal numbers of cases
    assert estimate(result, "change in PHQ-9, all courses, as published").value == pytest.approx(-3.5)


@pytest.mark.parametrize(
    "row",
    [
        TALK.replace("10000  1000", "900  100"),  # too few
        TALK.replace("10000  1000", "10000  9900"),  # no correlation puts so many below both lines
        TALK.removesuffix(SCORES) + ".  .  .  .  .  .  .  .",  # no scores
    ],
)
def test_what_cannot_be_modelled_is_not_run(tmp_path, row):
    assert "1,000 courses with scores" in not_run(CHECK, made(tmp_path, row)).reason


def test_in_2024_25_five_to_seven_percent(real_audit):
    result = real_audit.finding(CHECK).result
    below = estimate(result, "below both lines at the end, if nobody changed")
    assert (round(below.low, 3), round(below.high, 3)) == (0.048, 0.073)
    assert round(estimate(result, "recovered, of cases, courses of therapy").value, 3) == 0.434
    # correlations of the two questionnaires that the published shares imply are those of the literature or above
    assert all(0.6 < row[-1] < 0.99 for row in result.tables[0].rows)
