"""Outcomes of single courses, worked by hand from the guide's thresholds: PHQ-9 10 and 6, GAD-7 8 and 4."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.warehouse.outcomes import Pair, measure_of_problems, outcomes
from caseness.vocabulary.problems import problems
from caseness.vocabulary.questionnaires import questionnaires

IDS = [q.id for q in questionnaires()]


def of(depression, anxiety, measure="GAD-7", finished=True):
    """The flags that hold for a course with these first and last scores."""

    def pair(first, last):
        return Pair(*(np.array([NONE if s is None else round(s * 100)], np.int32) for s in (first, last)))

    index = np.array([NONE if measure is None else IDS.index(measure)])
    flags = outcomes(np.array([finished]), pair(*depression), pair(*anxiety), index)
    names = ("case", "not_case", "recovery", "improvement", "no_change", "deterioration")
    return {name for name in names if getattr(flags, name)[0]}


@pytest.mark.parametrize(
    ("depression", "anxiety", "said"),
    [
        ((15, 9), (12, 7), {"case", "recovery", "improvement"}),
        ((10, 9), (7, 7), {"case", "recovery", "no_change"}),  # over the line without reliable change
        ((15, 10), (12, 7), {"case", "improvement"}),  # one score still at the line
        ((9, 3), (7, 7), {"not_case", "improvement"}),
        ((9, 4), (7, 4), {"not_case", "no_change"}),  # 5 and 3: one short of each threshold
        ((9, 15), (7, 7), {"not_case", "deterioration"}),
        ((16, 10), (8, 12), {"case", "no_change"}),  # one better, one worse
        ((15, None), (12, 7), {"case"}),  # no pair
        ((15, None), (None, None), {"case"}),  # a single score is enough for caseness
        ((9, None), (None, None), set()),  # but not for its absence
    ],
)
def test_two_questionnaires_together(depression, anxiety, said):
    measure = None if anxiety == (None, None) else "GAD-7"
    assert of(depression, anxiety, measure) == said
    assert of(depression, anxiety, measure, finished=False) == set()


@pytest.mark.parametrize(
    ("measure", "first", "last", "said"),
    [
        ("MI", 2.3, 1.57, {"not_case", "improvement"}),  # a case is more than 2.3; 0.73 counts
        ("MI", 2.31, 1.59, {"case", "recovery", "no_change"}),
        ("PDSS", 13, 8, {"case", "no_change"}),  # more than 5 counts
        ("PDSS", 13, 7, {"case", "recovery", "improvement"}),
        ("OCI", 72, 40, {"case", "improvement"}),
    ],
)
def test_thresholds_of_other_measures(measure, first, last, said):
    assert of((9, 9), (first, last), measure) == said


def test_the_measure_of_a_problem():
    by_code = {p.code: IDS[measure_of_problems()[n]] for n, p in enumerate(problems())}
    assert by_code["F400"] == "MI"
    assert by_code["F431"] == "PCL-5"
    assert by_code["F411"] == by_code["F32"] == "GAD-7"
    assert by_code["K58"] == "GAD-7"  # no official threshold was found for its own measure
    assert IDS[measure_of_problems()[NONE]] == "GAD-7"
