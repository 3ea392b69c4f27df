"""F02: are scores just below the line too many, and just above too few, among all that were taken in treatment?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.densities import SUPPORT, averaged, decisive, together
from caseness.forensics.evidence import SCALES, Courses, Ending, Scores
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.forensics.worlds.world import Nature
from caseness.statistics.quasi_poisson_jump import Jump, allowing_for_misfit, jump, over_others

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.forensics.evidence import Scale

REACH = 3
"""Scores on either side of the line between which forms are taken to move."""

SHAMS = (-3, 4, 7)
"""Scores from the clinical line to lines where nothing is decided: 6/7, 13/14 and 16/17 of PHQ-9."""

DEGREE = 6
"""Of the curve of one unit by itself: questions of like severity make broad humps, which a stiffer curve takes for a jump."""

_OVER_OTHERS = 4  # degree of the curve where a unit is held against others, who have the same humps

_MINIMUM = 500
_CORRELATION = 0.1  # of the two scales' statistics in honest worlds
_EXCESS = 0.02
_STEEP = 3.0


@forensic_test(
    "F02",
    title="Scores moved over the line",
    catches="scores altered, or forms taken again until they lay below the line",
    family=Family.ALTERED,
    needs=[Need.TOTALS],
    evidence=[Scores, Courses],
    minimum=_MINIMUM,
    counted="cases",
    effect_unit="log ratio of scores just below the line to what a smooth curve has, and of the curve to those just above; of a "
    "provider, over that of all others",
    size=0.01,
    over_others=True,
    sees=(Nature.ANSWERED, Nature.WRONGED),
    flag="z over 3 and at least 2 % more than the curve has",
    innocent=[
        "people who know the line and answer to it",
        "forms read aloud and completed by the clinician",
        "forms with one answer to all questions, where only totals are known and the other scale was not recorded",
    ],
    settles="the forms as people sent them in, with the time and the user of every change",
    source="McCrary 2008, J Econometrics 142: 698-714; Cattaneo, Jansson and Ma 2020, JASA 115: 1449-1455",
)
def altered_scores(scores: Scores, courses: Courses) -> Signals:
    """Are scores just below the line too many, and those just above too few, among all that were taken in treatment?

    Honest early stopping chooses which form is the last, but not what the forms say, so all forms together stay smooth.
    Looked at are those on occasions when the other scale was below its line, where moving this one makes a recovery. What is
    moved is lacking above, so that one term counts both: + below, − above, `REACH` scores each way, or one fewer where only
    totals are known (the highest score below the line is that of one answer to all questions). PHQ-9 and GAD-7 are put together.
    No curve is quite smooth. A provider is therefore held against all others, who have the same questionnaire; England by itself,
    against a curve of more bends, with an error that allows for as much misfit as it shows at `SHAMS`.
    """
    jumps = jumps_at_the_line(scores, tuple(Ending))
    effect, error = both_scales(jumps)
    statistic = together(np.stack([one.statistic for one in jumps]), _CORRELATION)
    excess = np.nansum([one.excess for one in jumps], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(effect != 0, excess / effect, np.nan)
    return Signals.of(
        n=courses.cases,
        effect=effect,
        error=error,
        statistic=statistic,
        per_unit_of_effect=each,
        cases=courses.cases,
        flagged=(statistic > _STEEP) & (np.expm1(effect) >= _EXCESS),
        reason=too_few(courses.cases, _MINIMUM, "cases"),
    )


def both_scales(jumps: list[Jump]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One log excess of the two scales, and its standard error."""
    return averaged(np.stack([one.log_excess for one in jumps]), np.stack([one.error for one in jumps]), _CORRELATION)


def jumps_at_the_line(scores: Scores, endings: tuple[Ending, ...]) -> list[Jump]:
    """The jump on each scale at its line: of several units each over that of all others, of one by itself.

    The error of one by itself allows for as much misfit as it shows at `SHAMS`.
    """
    if scores.units > 1:
        own, others = (density_jumps(one, endings, degree=_OVER_OTHERS) for one in (scores, scores.others()))
        return [over_others(*both) for both in zip(own, others, strict=True)]
    shams = [density_jumps(scores, endings, shift) for shift in SHAMS]
    return [
        allowing_for_misfit(found, [sham[place] for sham in shams])
        for place, found in enumerate(density_jumps(scores, endings))
    ]


def density_jumps(
    scores: Scores,
    endings: tuple[Ending, ...],
    shift: int = 0,
    *,
    degree: int = DEGREE,
    reach: int = REACH,
    weights: NDArray[np.integer] | None = None,
) -> list[Jump]:
    """The jump on each scale at its line, or at a sham line ``shift`` scores away, among forms with these endings.

    At a sham line the real one may jump besides, so that it does not pull the curve. ``reach`` is how many scores either side
    are looked at. ``weights`` (draws × units) put units together instead, each as often as it says: a jump for each draw. Where
    only totals are known the total of a form of ones is left out, with its mirror image above the line: what is honest there
    cannot be told.
    """
    jumps = []
    for place, scale in enumerate(SCALES):
        values = SUPPORT[scale]
        if scores.ones is None:
            values = values[values != scale.ones]
        counts = decisive(scores, place, endings)[:, values]
        together_as = counts if weights is None else weights @ counts
        below, above = _sides(scale, shift, reach, totals_only=scores.ones is None)
        real = _sides(scale, 0, reach, totals_only=scores.ones is None) if shift else None
        jumps.append(jump(together_as, values, below, lacking=above, elsewhere=real, degree=degree))
    return jumps


def _sides(scale: Scale, shift: int, reach: int, *, totals_only: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The scores just below a line and just above it that are looked at."""
    line = scale.line + shift
    below, above = np.arange(line - reach, line), np.arange(line, line + reach)
    if not totals_only:
        return below, above
    known = (below != scale.ones) & (above[::-1] != scale.ones)
    return below[known], above[known[::-1]]
