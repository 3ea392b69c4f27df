"""F06: is the last score a steeper drop than others that came to the same score at the same session?"""

from __future__ import annotations

import numpy as np

from caseness.forensics.densities import together
from caseness.forensics.evidence import FINAL, SCALES, SCORES, Courses, ScoreChanges
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.statistics.stratified_trend import moments, stratified_trend

_MINIMUM = 300
_CORRELATION = 0.3  # of the two scales' statistics in honest worlds
_GAP = 0.1
_STEEP = 3.0


@forensic_test(
    "F06",
    title="A last score out of line with the course",
    catches="last forms invented for people who were no longer there, and scores moved by a lot",
    family=Family.INVENTED,
    needs=[Need.TOTALS],
    evidence=[ScoreChanges, Courses],
    minimum=_MINIMUM,
    counted="cases",
    effect_unit="points by which the score before was higher than before other forms of the same score and session",
    size=0.01,
    flag="gap of a tenth of a point or more and z over 3",
    innocent=[
        "people who leave when they suddenly feel better",
        "clinicians who end treatment after a large step, not at a low score",
        "another person, or another way of asking, at the last contact",
    ],
    settles="when, how and by whom the last form was entered, and whether anybody attended (F09)",
    source="Mantel 1963, JASA 58: 690-700, for the test of trend within strata",
)
def last_drop(changes: ScoreChanges, courses: Courses) -> Signals:
    """Is the last score a steeper drop than others that came to the same score at the same session?

    Forms of the same score and session are compared: was the score before higher where the form was the last? A rule that
    ends treatment at low scores, honest or not, cannot make such a difference, as it looks at the score itself.
    """
    previous = np.arange(SCORES, dtype=float)
    trends = []
    for place in range(len(SCALES)):
        found = moments(changes.counts[:, place], previous, axis=2)
        trends.append(stratified_trend(found[..., list(FINAL)].sum(axis=-1), found.sum(axis=-1)))
    statistic = together(np.stack([trend.statistic for trend in trends]), _CORRELATION)
    effect = np.nanmean([trend.gap for trend in trends], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.abs(effect / statistic)
    return Signals.of(
        n=courses.cases,
        effect=effect,
        error=error,
        statistic=statistic,
        flagged=(statistic > _STEEP) & (effect >= _GAP),
        reason=too_few(courses.cases, _MINIMUM, "cases"),
    )
