"""The signature table, every combination, and grades of evidence that stop at three."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from caseness.forensics.registry import forensic_tests
from caseness.forensics.signature import MEANINGS, Reading, evidence_grade, signature

READINGS = {
    # F02, F03, F06
    (False, False, False): Reading.NOTHING,
    (False, False, True): Reading.INVENTED,
    (False, True, False): Reading.STOPPING,
    (False, True, True): Reading.STOPPING_AND_INVENTED,
    (True, False, False): Reading.ALTERED,
    (True, False, True): Reading.ALTERED,
    (True, True, False): Reading.ALTERED,
    (True, True, True): Reading.ALTERED,
}


@pytest.mark.parametrize("positive", list(product([False, True], repeat=3)))
def test_each_combination_has_its_reading(positive):
    assert signature(*([one] for one in positive)).tolist() == [READINGS[positive]]


def test_each_reading_says_what_it_cannot_exclude():
    assert set(MEANINGS) == set(Reading)
    assert all(meaning.cannot_exclude for meaning in MEANINGS.values())


def test_grades_need_each_other_and_stop_at_three():
    flag, pair, record = (np.array(column) for column in zip(*product([False, True], repeat=3), strict=True))
    assert evidence_grade(flag, pair, record).tolist() == [0, 0, 0, 0, 1, 1, 2, 3]


def test_tests_are_found_by_number_and_say_what_they_need():
    tests = forensic_tests()
    assert [test.id for test in tests] == sorted(test.id for test in tests)
    for test in tests:
        assert test.innocent
        assert test.question.endswith("?")
        assert 0 < test.size <= 0.05
    with pytest.raises(LookupError, match="F02 needs Scores, DecisiveChanges, Courses"):
        next(test for test in tests if test.id == "F02").run()
