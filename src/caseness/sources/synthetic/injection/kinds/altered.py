"""Scores that were changed: final ones moved below the clinical line, entry ones above it, an answer about dying removed.

What the tests for it are: F02, F04, F14 and F23 of the catalogue of forensic tests.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.injection.answers import in_band, most, moved, with_answers
from caseness.sources.synthetic.injection.courses import (
    ANXIOUS,
    DEPRESSED,
    final_forms,
    finished,
    first_forms,
    there,
)
from caseness.sources.synthetic.injection.kind import Kind, at_forms
from caseness.sources.synthetic.injection.own_measure import moved_below, over_the_line
from caseness.vocabulary.questionnaires import questionnaire

if TYPE_CHECKING:
    from caseness.sources.synthetic.injection.kind import Occasions
    from caseness.sources.synthetic.injection.traced import Traced
    from caseness.sources.synthetic.world import Block, Flags, Index, Small, Whole

_MOVABLE = 4  # scores above the line from which a final one is moved: PHQ-9 of 10 to 13
_BAND = 3  # scores next to the line to which one is moved: PHQ-9 of 7 to 9, or of 10 to 12
_LAST_QUESTION = 8  # of PHQ-9, about thoughts of being better off dead


def _final(traced: Traced) -> Occasions:
    block = traced.block
    rows = there(np.where(finished(block), final_forms(block), -1))
    forms = block.forms
    depressed = in_band(forms.phq9_total[rows], DEPRESSED, DEPRESSED + _MOVABLE - 1)
    anxious = in_band(forms.gad7_total[rows], ANXIOUS, ANXIOUS + _MOVABLE - 1)
    own = over_the_line(block, rows)
    reach = _of_scale(_MOVABLE)
    beyond = (forms.phq9_total[rows] >= DEPRESSED + _MOVABLE) | (forms.gad7_total[rows] >= ANXIOUS + _MOVABLE)
    near = depressed | anxious | ((own >= 0) & (own < reach))
    return at_forms(block, rows[near & ~beyond & ~(own >= reach)])


def _below(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    forms = traced.block.forms
    phq9 = _next_to(forms.phq9[rows], forms.phq9_total[rows] >= DEPRESSED, DEPRESSED - _BAND, random)
    gad7 = _next_to(forms.gad7[rows], forms.gad7_total[rows] >= ANXIOUS, ANXIOUS - _BAND, random)
    own = moved_below(traced.block, rows, over_the_line(traced.block, rows) >= 0, _of_scale(_BAND), random)
    answered = with_answers(traced, rows, phq9=phq9, gad7=gad7)
    scores = forms.measure_score.copy()
    scores[rows] = own
    return answered.with_forms(replace(answered.block.forms, measure_score=scores))


def _of_scale(points: int) -> float:
    """Points of GAD-7 as a share of its scale, so that they can be said of another anxiety measure."""
    return points / most(questionnaire("GAD-7"))


def _entry(traced: Traced) -> Occasions:
    block = traced.block
    rows = there(first_forms(block))
    below = (block.forms.phq9_total[rows] < DEPRESSED) & (block.forms.gad7_total[rows] < ANXIOUS)
    return at_forms(block, rows[below & _just_below(block, rows)])


def _just_below(block: Block, rows: Index) -> Flags:
    depressed = in_band(block.forms.phq9_total[rows], DEPRESSED - _BAND, DEPRESSED - 1)
    return np.asarray(depressed | in_band(block.forms.gad7_total[rows], ANXIOUS - _BAND, ANXIOUS - 1))


def _above(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    forms = traced.block.forms
    depressed = in_band(forms.phq9_total[rows], DEPRESSED - _BAND, DEPRESSED - 1)
    anxious = in_band(forms.gad7_total[rows], ANXIOUS - _BAND, ANXIOUS - 1)
    return with_answers(
        traced,
        rows,
        phq9=_next_to(forms.phq9[rows], depressed, DEPRESSED, random),
        gad7=_next_to(forms.gad7[rows], anxious, ANXIOUS, random),
    )


def _next_to(answers: Small, which: Flags, lowest: int, random: np.random.Generator) -> Small:
    """Some of the forms with a total of ``lowest`` or little more."""
    target: Whole = np.where(which, lowest + random.integers(0, _BAND, len(which)), answers.sum(axis=1))
    return moved(answers, target, random)


def _risk(traced: Traced) -> Occasions:
    forms = traced.block.forms
    return at_forms(
        traced.block, np.flatnonzero((forms.phq9[:, _LAST_QUESTION] > 0) & (forms.phq9_total != -1)).astype(np.int32)
    )


def _no_risk(traced: Traced, rows: Index, random: np.random.Generator) -> Traced:
    phq9 = traced.block.forms.phq9[rows].copy()
    phq9[:, _LAST_QUESTION] = 0
    gad7, given = traced.block.forms.gad7[rows], traced.block.forms.gad7_total[rows]
    wronged = with_answers(traced, rows, phq9=phq9, gad7=gad7)
    wronged.block.forms.gad7_total[rows] = given
    return wronged


KINDS = (
    Kind(
        name="altered-finals",
        does=f"Final scores that are a case by up to {_MOVABLE} points are moved to the {_BAND} scores below the line, on PHQ-9 "
        f"({DEPRESSED} to {DEPRESSED + _MOVABLE - 1} become {DEPRESSED - _BAND} to {DEPRESSED - 1}) "
        "and GAD-7 alike, with their answers, and so is the problem's own anxiety measure where it decides, by the same shares "
        "of its scale.",
        share_of="last forms of finished courses that are a case by so little",
        open_to=_final,
        done_to=_below,
    ),
    Kind(
        name="inflated-entries",
        does=f"First scores up to {_BAND} below the clinical line are moved to the {_BAND} scores from it upwards, on PHQ-9 and "
        "GAD-7, with their answers.",
        share_of="first forms that are no case and come so near to one",
        open_to=_entry,
        done_to=_above,
    ),
    Kind(
        name="suppressed-risk-item",
        does="The ninth answer of PHQ-9, about being better off dead, is set to not at all, and the total falls with it.",
        share_of="complete PHQ-9 forms on which it is more than not at all",
        open_to=_risk,
        done_to=_no_risk,
    ),
)
