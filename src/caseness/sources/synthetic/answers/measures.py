"""The measure that belongs to a problem or to a long-term condition, as a total score: panic, obsessions, trauma, pain …

A score is linear in the anxiety of the day, that of a condition in the depression, with a part of the person's own that
stays and the noise of one form, rounded and cut off at the ends of the scale. Numbers: ``parameters/measures.toml``. A
problem whose measure has no concept in the data set (chronic fatigue) gets none, as no record could hold it.
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

    from caseness.sources.synthetic.columns.coded import Coded
    from caseness.sources.synthetic.world import Index, Real, Small

_VERSION = "2.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureParameters:
    """The entries of ``parameters/measures.toml``."""

    scores: Mapping[str, tuple[float, float, float, float]]
    used: float
    given: float
    physical_scores: Mapping[str, tuple[float, float, float, float]]
    physical_used: float
    physical_given: float


@cache
def measure_parameters() -> MeasureParameters:
    """The numbers for the measures."""
    return read(MeasureParameters, "measures")


def measure_of(problem: Index) -> Small:
    """The measure that belongs to each problem (index into `vocabulary.problems`), NONE where it is the GAD-7.

    The result indexes `vocabulary.questionnaires`.
    """
    return _measures()[problem]


def measure_of_condition(condition: Coded) -> Small:
    """The measure that belongs to each long-term condition, NONE where there is none; indexes `vocabulary.questionnaires`."""
    number = {q.condition: index for index, q in enumerate(questionnaires()) if q.condition}
    return np.array([*(number.get(level, NONE) for level in condition.levels), NONE], np.int8)[condition.index]


def score(rng: np.random.Generator, measure: Small, severity: Real, own: Real) -> Real:
    """The total of each form of ``measure``, NaN where that is NONE; ``own`` is standard normal and stays with the person.

    ``severity`` is the anxiety of the day, or the depression for a measure of a long-term condition.
    """
    mean, slope, between, noise, lowest, highest, decimals = _scales()[:, measure]
    exact = mean + slope * severity + between * own + noise * rng.standard_normal(len(measure), np.float32)
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
    scores = {**measure_parameters().scores, **measure_parameters().physical_scores}
    for index, questionnaire in enumerate(questionnaires()):
        numbers = scores.get(questionnaire.id)
        if numbers and questionnaire.lowest is not None and questionnaire.highest is not None:
            ends = (float(questionnaire.lowest), float(questionnaire.highest))
            columns[:, index] = [*numbers, *ends, questionnaire.decimals]
    return columns
