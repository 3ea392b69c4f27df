"""The anxiety measure of a problem, where its score decides in place of GAD-7 whether someone is a case (guide 2021, 7.7)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import first_of_each
from caseness.sources.synthetic.warehouse.outcomes import lowest_cases, measure_of_problems
from caseness.vocabulary.questionnaires import questionnaires

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Block, Flags, Index, Real, Whole

_HUNDREDTHS = 100


def deciding(block: Block) -> Flags:
    """Of each form, whether it has a score on the problem's own measure that decides: the measure was given before."""
    forms = block.forms
    suited = measure_of_problems()[block.referrals.problem[forms.referral]]
    own = (forms.measure != NONE) & (forms.measure == suited)
    return np.asarray(own & ~first_of_each(forms.referral, own))


def over_the_line(block: Block, rows: Index) -> Real:
    """How far such a score is above the lowest of a case, as a share of its scale; below 0 for none, NaN without a score."""
    measure = block.forms.measure[rows]
    decides = deciding(block)[rows]
    hundredths = np.rint(np.where(decides, block.forms.measure_score[rows], 0) * _HUNDREDTHS)
    share = (hundredths - lowest_cases()[measure]) / _lengths()[measure]
    return np.where(decides, share, np.nan).astype(np.float32)


def moved_below(block: Block, rows: Index, which: Flags, share: float, random: np.random.Generator) -> Real:
    """The scores of some forms, ``which`` of them moved to those that lie below the line by up to a share of the scale."""
    scores = block.forms.measure_score[rows].copy()
    measure = block.forms.measure[rows[which]]
    steps = _steps()[measure]
    room = np.maximum(share * _lengths()[measure] // steps, 1).astype(np.int64)
    below = random.integers(1, room + 1) * steps
    scores[which] = (lowest_cases()[measure] - below) / _HUNDREDTHS
    return scores


@cache
def _lengths() -> Whole:
    """By index of `questionnaires`, and last for none: from the lowest to the highest score, in hundredths."""
    ends = [(q.lowest, q.highest) for q in questionnaires()]
    return np.array([*(int((high - low) * _HUNDREDTHS) if high and low is not None else 1 for low, high in ends), 1])


@cache
def _steps() -> NDArray[np.int64]:
    """By index of `questionnaires`: from one score to the next, in hundredths."""
    return np.array([_HUNDREDTHS // 10**q.decimals for q in questionnaires()], np.int64)
