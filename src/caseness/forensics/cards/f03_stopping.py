"""F03: does treatment end when a score falls below the line?"""

from __future__ import annotations

import numpy as np

from caseness.forensics.densities import DECISIVE, SUPPORT, averaged, together
from caseness.forensics.evidence import SCALES, Courses, Ending, ScoreChanges, Scores
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.forensics.worlds.world import Nature
from caseness.statistics.discrete_hazard import HazardJump, hazard_jump
from caseness.statistics.mantel_haenszel import CommonOdds, mantel_haenszel

_MINIMUM = 500
_CORRELATION = 0.1  # of the two scales' statistics in honest worlds
_ODDS_RATIO = 1.5
_STEEP = 3.0


@forensic_test(
    "F03",
    title="Ending when the line is crossed",
    catches="courses that end because a score lies below the line",
    family=Family.STOPPED,
    needs=[Need.TOTALS],
    evidence=[Scores, Courses],
    beside=(ScoreChanges,),
    minimum=_MINIMUM,
    counted="cases",
    effect_unit="log odds ratio of ending as planned, below the line against above",
    size=0.01,
    sees=(Nature.STOPPED, Nature.ANSWERED, Nature.WRONGED),
    flag="odds ratio at least 1.5 and z over 3",
    innocent=[
        "a policy of discharge on recovery, which may be good care",
        "people who leave, by agreement, when told that they are well",
        "scores moved over the line, which F02 tells apart",
    ],
    settles="the service's discharge policy, and notes of why courses ended",
    source="Singer and Willett 2003, Applied longitudinal data analysis; Armitage, McPherson and Rowe 1969, JRSS A 132: 235-244",
)
def stopping(scores: Scores, courses: Courses) -> Signals:
    """Does treatment end when a score falls below the line, more than improvement as such explains?

    The chance of a planned end after each form, by score and session, on occasions when the other scale was below its
    line. The recoveries are the courses ended by the jump: at most so many, as some would have stayed below the line.
    """
    jumps = hazard_jumps(scores)
    effect, error = averaged(
        np.stack([one.log_odds for one in jumps]), np.stack([one.error for one in jumps]), _CORRELATION
    )
    statistic = together(np.stack([one.log_odds / one.error for one in jumps]), _CORRELATION)
    forward = np.nanmean([_brought_forward(scores, place, one) for place, one in enumerate(jumps)], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(effect != 0, forward / effect, np.nan)
    return Signals.of(
        n=courses.cases,
        effect=effect,
        error=error,
        statistic=statistic,
        per_unit_of_effect=each,
        cases=courses.cases,
        flagged=(statistic > _STEEP) & (np.exp(effect) >= _ODDS_RATIO),
        reason=too_few(courses.cases, _MINIMUM, "cases"),
    )


def hazard_jumps(scores: Scores, shift: int = 0, endings: tuple[Ending, ...] = (Ending.PLANNED,)) -> list[HazardJump]:
    """The jump of the chance of these endings on each scale at its line, or at a sham line ``shift`` scores away."""
    jumps = []
    for place, scale in enumerate(SCALES):
        cells = scores.counts[:, place, DECISIVE].sum(axis=1)[:, :, SUPPORT[scale]]
        ended = cells[..., list(endings)].sum(axis=-1)
        jumps.append(hazard_jump(ended, cells.sum(axis=-1), SUPPORT[scale], scale.line + shift))
    return jumps


def first_crossing(changes: ScoreChanges, place: int) -> CommonOdds:
    """The odds of a planned end at a score below the line whose predecessor was not, against scores whose predecessor was.

    Of one scale, compared at the same score and session (the other scale is not looked at). Over 1 where the first
    score below ends treatment, under 1 where a second is waited for.
    """
    line = SCALES[place].line
    cells = changes.counts[:, place, :, :, :line]
    crossed, before = cells[:, :, line:].sum(axis=2), cells[:, :, :line].sum(axis=2)
    flat = (changes.units, -1)
    return mantel_haenszel(
        crossed[..., Ending.PLANNED].reshape(flat),
        crossed.sum(axis=-1).reshape(flat),
        before[..., Ending.PLANNED].reshape(flat),
        before.sum(axis=-1).reshape(flat),
    )


def _brought_forward(scores: Scores, place: int, one: HazardJump) -> np.ndarray:
    scale = SCALES[place]
    at_risk = scores.counts[:, place, DECISIVE].sum(axis=(1, -1))[:, :, SUPPORT[scale]]
    more = np.where(SUPPORT[scale] < scale.line, one.fitted - one.smooth, 0)
    return np.asarray((at_risk * more).sum(axis=(1, 2)))
