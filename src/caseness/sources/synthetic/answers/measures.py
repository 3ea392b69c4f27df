"""The anxiety measure that belongs to a problem, as a total score: phobic avoidance, panic, obsessions, trauma and others.

A score is linear in the anxiety of the day, with a part of the person's own that stays and the noise of one form, rounded
and cut off at the ends of the scale. Numbers: ``parameters/measures.toml``. A problem whose measure has no concept in
the data set (chronic fatigue) gets none, as no record could hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.parameters import read
from caseness.vocabulary.problems import FALLBACK_MEASURE, problems
from caseness.vocabulary.questionnaires import anxiety_measure, questionnaires

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.sources.synthetic.world import Index, Real, Small

_VERSION = "2.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureParameters:
    """The entries of ``parameters/measures.toml``."""

    scores: Mapping[str, tuple[float, float, float, float]]
    used: float
    given: float


@cache
def measure_parameters() -> MeasureParameters:
    """The numbers for the measures."""
    return read(MeasureParameters, "measures")


def measure_of(problem: Index) -> Small:
    """The measure that belongs to each problem (index into `vocabulary.problems`), NONE where it is the GAD-7.

    The result indexes `vocabulary.questionnaires`.
    """
    return _measures()[problem]


def score(rng: np.random.Generator, measure: Small, anxiety: Real, own: Real) -> Real:
    """The total of each form of ``measure``, NaN where that is NONE; ``own`` is standard normal and stays with the person."""
    mean, slope, between, noise, lowest, highest, decimals = _scales()[:, measure]
    exact = mean + slope * anxiety + between * own + noise * rng.standard_normal(len(measure), np.float32)
    unit = np.power(10.0, decimals)
    rounded: Real = (np.rint(np.clip(exact, lowest, highest) * unit) / unit).astype(np.float32)
    return rounded


@cache
def _measures() -> Small:
    """The measure of each problem, and NONE at the end for no problem."""
    order = [questionnaire.id for questionnaire in questionnaires()]
    indices = []
    for problem in problems():
        adsm = problem.measure(_VERSION)
        identity = anxiety_measure(adsm, _VERSION).id
        made = adsm != FALLBACK_MEASURE and identity in measure_parameters().scores
        indices.append(order.index(identity) if made else NONE)
    return np.array([*indices, NONE], np.int8)


@cache
def _scales() -> Real:
    """One column per questionnaire: the four numbers of its score, its lowest and highest and its decimals; else NaN."""
    columns = np.full((7, len(questionnaires()) + 1), np.nan, np.float32)
    for index, questionnaire in enumerate(questionnaires()):
        numbers = measure_parameters().scores.get(questionnaire.id)
        if numbers and questionnaire.lowest is not None and questionnaire.highest is not None:
            ends = (float(questionnaire.lowest), float(questionnaire.highest))
            columns[:, index] = [*numbers, *ends, questionnaire.decimals]
    return columns
