"""Careless forms: copied from the one before, the same answer all the way down, or added up wrongly (F01, F10, F11)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.injection.answers import HIGHEST, with_answers
from caseness.sources.synthetic.injection.courses import complete
from caseness.sources.synthetic.injection.kind import Kind, at_forms

if TYPE_CHECKING:
    from caseness.sources.synthetic.injection.kind import Occasions
    from caseness.sources.synthetic.injection.traced import Traced
    from caseness.sources.synthetic.world import Index, Small

_MISCOUNT = 3  # points


def _later(traced: Traced) -> Occasions:
    forms, whole = traced.block.forms, complete(traced.block)
    after = np.zeros(len(whole), bool)
    after[1:] = (forms.referral[1:] == forms.referral[:-1]) & whole[1:] & whole[:-1]
    alike = np.zeros(len(whole), bool)
    alike[1:] = (forms.phq9[1:] == forms.phq9[:-1]).all(axis=1) & (forms.gad7[1:] == forms.gad7[:-1]).all(axis=1)
    return at_forms(traced.block, np.flatnonzero(after & ~alike).astype(np.int32))


def _copied(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    forms = traced.block.forms
    own = np.arange(len(forms.referral))
    own[rows] = -1
    source = np.maximum.accumulate(own)[rows]  # where the form before is a copy too, what that one copies
    return with_answers(traced, rows, phq9=forms.phq9[source], gad7=forms.gad7[source])


def _varied(traced: Traced) -> Occasions:
    forms = traced.block.forms
    straight = (np.ptp(forms.phq9, axis=1) == 0) & (np.ptp(forms.gad7, axis=1) == 0)
    return at_forms(traced.block, np.flatnonzero(complete(traced.block) & ~straight).astype(np.int32))


def _straight(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    forms = traced.block.forms
    return with_answers(traced, rows, phq9=_one_answer(forms.phq9[rows]), gad7=_one_answer(forms.gad7[rows]))


def _added_up(traced: Traced) -> Occasions:
    return at_forms(traced.block, np.flatnonzero(complete(traced.block)).astype(np.int32))


def _miscounted(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    """The total of PHQ-9 is off by a few points, downwards where it would leave the scale."""
    forms = traced.block.forms
    off = random.integers(1, _MISCOUNT + 1, len(rows))
    totals = forms.phq9_total.copy()
    highest = HIGHEST * forms.phq9.shape[1]
    totals[rows] += np.where(totals[rows] + off > highest, -off, off).astype(np.int8)
    return traced.with_forms(replace(forms, phq9_total=totals))


def _one_answer(answers: Small) -> Small:
    """The answer nearest to the mean, for every question."""
    nearest = np.rint(answers.mean(axis=1)).astype(np.int8)
    return np.repeat(nearest[:, np.newaxis], answers.shape[1], axis=1)


KINDS = (
    Kind(
        name="copied-forms",
        does="All answers to PHQ-9 and GAD-7 are those of the person's form before.",
        share_of="complete forms that follow another one of the same referral and differ from it",
        open_to=_later,
        done_to=_copied,
    ),
    Kind(
        name="straight-lining",
        does="Every question of PHQ-9 gets the same answer, the one nearest to their mean, and so with GAD-7.",
        share_of="complete forms with answers that differ",
        open_to=_varied,
        done_to=_straight,
    ),
    Kind(
        name="wrong-totals",
        does=f"The total of PHQ-9 is up to {_MISCOUNT} points off the sum of its answers, which stay.",
        share_of="complete forms",
        open_to=_added_up,
        done_to=_miscounted,
    ),
)
