"""F02: are scores just below the line too many, and just above too few, among all that were taken in treatment?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.densities import SUPPORT, as_one, decisive
from caseness.forensics.evidence import SCALES, Courses, DecisiveChanges, Ending, Scores
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.forensics.worlds.world import Nature
from caseness.statistics.indirect_standardisation import expected
from caseness.statistics.quasi_poisson_jump import allowing_for_misfit, jump, over_others

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from caseness.forensics.evidence import Scale
    from caseness.statistics.quasi_poisson_jump import Jump

REACH = 3
"""Scores on either side of the line between which forms are taken to move."""

SHAMS = (-3, 4, 7)
"""Scores from the clinical line to lines where nothing is decided: 6/7, 13/14 and 16/17 of PHQ-9."""

DEGREE = 6
"""Of the curve of one unit by itself: questions of like severity make broad humps, which a stiffer curve takes for a jump."""

_OVER_OTHERS = 3  # degree of the curve where a unit is held against others, who have the same humps

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
    evidence=[Scores, DecisiveChanges, Courses],
    minimum=_MINIMUM,
    counted="cases",
    effect_unit="log ratio of scores just below the line to what a smooth curve has, and of the curve to those just above; of a "
    "provider, a curve over what others come to from the same scores",
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
    source="McCrary 2008, J Econometrics 142: 698-714; Cattaneo, Jansson and Ma 2020, JASA 115: 1449-1455; for what is expected, "
    "Breslow and Day 1987, Statistical Methods in Cancer Research II, chapter 2",
)
def altered_scores(scores: Scores, changes: DecisiveChanges, courses: Courses) -> Signals:
    """Are scores just below the line too many, and those just above too few, among all that were taken in treatment?

    Honest early stopping chooses which form is the last, but not what the forms say, so all forms together stay smooth.
    Looked at are those on occasions when the other scale was below its line, where moving this one makes a recovery. What is
    moved is lacking above, so that one term counts both: + below, − above, `REACH` scores each way, or one fewer where only
    totals are known (the highest score below the line is that of one answer to all questions). PHQ-9 and GAD-7 are put together.
    No curve is quite smooth. A provider is therefore held against all others, who have the same questionnaire: its scores are
    set against those which others come to from the same score before, so that who is measured again, and who has left, makes
    little difference, and a curve has to take up only what remains. England by itself is held against a curve of more bends,
    with an error that allows for as much misfit as it shows at `SHAMS`.
    """
    jumps = jumps_at_the_line(scores, changes, tuple(Ending))
    effect, error, statistic = both_scales(jumps)
    return Signals.of(
        n=courses.cases,
        effect=effect,
        error=error,
        statistic=statistic,
        per_unit_of_effect=each_unit_of_effect(jumps, effect),
        cases=courses.cases,
        flagged=(statistic > _STEEP) & (np.expm1(effect) >= _EXCESS),
        reason=too_few(courses.cases, _MINIMUM, "cases"),
    )


def both_scales(jumps: list[Jump]) -> tuple[NDArray[np.float64], ...]:
    """One log excess of the two scales, its standard error and its standard normal statistic."""
    return as_one(jumps, _CORRELATION)


def each_unit_of_effect(jumps: list[Jump], effect: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many scores are over in the window for each unit of the effect."""
    excess = np.nansum([one.excess for one in jumps], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(effect != 0, excess / effect, np.nan)


def jumps_at_the_line(scores: Scores, changes: DecisiveChanges, endings: tuple[Ending, ...]) -> list[Jump]:
    """The jump on each scale at its line: of several units each over all others, of one by itself.

    The error of one by itself allows for as much misfit as it shows at `SHAMS`.
    """
    if scores.units > 1:
        return jumps_over_others(changes, endings)
    shams = [density_jumps(scores, endings, shift) for shift in SHAMS]
    return [
        allowing_for_misfit(found, [sham[place] for sham in shams])
        for place, found in enumerate(density_jumps(scores, endings))
    ]


def jumps_over_others(changes: DecisiveChanges, endings: Sequence[Ending]) -> list[Jump]:
    """The jump of each unit on each scale over what all others come to from the same scores before."""
    chosen, jumps = list(endings), []
    for place, scale in enumerate(SCALES):
        counts = changes.counts[:, place][..., chosen].sum(axis=-1)
        values = SUPPORT[scale]
        if changes.ones is None:
            values = values[values != scale.ones]
        else:
            counts[:, :, scale.ones] -= changes.ones[:, place][..., chosen].sum(axis=-1)
        own = counts[:, :, values]
        others = own.sum(axis=0) - own
        below, above = _sides(scale, 0, REACH, totals_only=changes.ones is None)
        found = jump(own.sum(axis=1), values, below, lacking=above, expected=expected(own, others), degree=_OVER_OTHERS)
        forms = others.sum(axis=(1, 2))
        jumps.append(over_others(found, own.sum(axis=(1, 2)) / np.maximum(forms, 1)))
    return jumps


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
