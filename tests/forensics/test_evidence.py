"""Tables of evidence: units first, and they add up."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.forensics.evidence import SCALES, Courses, Scores


def test_units_add_up_to_the_whole():
    courses = Courses(cases=np.array([10, 20, 30]), recovered=np.array([5, 8, 20]))
    assert courses.units == 3
    assert courses.pooled().cases.tolist() == [60]
    assert courses.of(np.array([True, False, True])).recovered.tolist() == [5, 20]


def test_units_may_follow_each_other_and_count_several_times():
    courses = Courses(cases=np.array([10, 20, 30]), recovered=np.array([5, 8, 20]))
    more = courses.followed_by(courses.pooled().times(2))
    assert more.recovered.tolist() == [5, 8, 20, 66]
    known = Scores(np.ones((1, 2, 3, 20, 28, 3), int), np.ones((1, 2, 28, 3), int), np.ones((1, 2, 3, 3), int))
    assert known.followed_by(Scores(known.counts, known.beside_ones)).ones is None


def test_tables_that_speak_of_different_units_are_refused():
    with pytest.raises(ValueError, match="different numbers of units"):
        Courses(cases=np.array([1, 2]), recovered=np.array([1]))


def test_what_a_source_cannot_give_stays_none():
    scores = Scores(np.ones((2, 2, 3, 20, 28, 3), int), np.ones((2, 2, 28, 3), int))
    assert scores.pooled().ones is None
    assert scores.pooled().counts.shape == (1, 2, 3, 20, 28, 3)


def test_the_lines_are_those_of_the_vocabulary():
    assert [(scale.id, scale.highest, scale.line, scale.ones) for scale in SCALES] == [
        ("PHQ-9", 27, 10, 9),
        ("GAD-7", 21, 8, 7),
    ]
