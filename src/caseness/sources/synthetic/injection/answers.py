"""Answers made to fit a total, as someone would who changes a form: one point of one question at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.answers.items import total
from caseness.sources.synthetic.columns.days import NONE

if TYPE_CHECKING:
    from caseness.sources.synthetic.injection.traced import Traced
    from caseness.sources.synthetic.world import Index, Small, Whole
    from caseness.vocabulary.questionnaires import Questionnaire

HIGHEST = 3  # points of an answer of PHQ-9 and GAD-7


def moved(answers: Small, totals: Whole, random: np.random.Generator) -> Small:
    """Complete answers (forms, questions) changed at random, a point at a time, until they add up to ``totals``."""
    changed = answers.copy()
    while (missing := totals - changed.sum(axis=1)).any():
        form = np.flatnonzero(missing)
        step = np.sign(missing[form]).astype(np.int8)
        free = np.where(step[:, None] > 0, changed[form] < HIGHEST, changed[form] > 0)
        question = np.where(free, random.random(free.shape), -1.0).argmax(axis=1)
        changed[form, question] += step
    return changed


def with_answers(traced: Traced, rows: Index, *, phq9: Small, gad7: Small) -> Traced:
    """The same with these answers to PHQ-9 and GAD-7 in some forms, and the totals that go with them."""
    forms = traced.block.forms
    columns = {"phq9": phq9, "gad7": gad7, "phq9_total": total(phq9), "gad7_total": total(gad7)}
    changed = {name: getattr(forms, name).copy() for name in columns}
    for name, values in columns.items():
        changed[name][rows] = values
    return traced.with_forms(replace(forms, **changed))


def in_band(totals: Whole, lowest: int, highest: int) -> np.ndarray:
    """Whether totals that are there lie from ``lowest`` to ``highest``."""
    return np.asarray((totals >= lowest) & (totals <= highest) & (totals != NONE))


def most(scale: Questionnaire) -> int:
    """The highest total. Raises `ValueError` where none is known."""
    if scale.highest is None:
        raise ValueError(f"{scale.id} has no highest score")
    return int(scale.highest)
