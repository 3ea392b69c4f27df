"""Final scores on the anxiety measure of a problem: which of them decide, and where they are moved to."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from tests.sources.synthetic.injection.made import block, wronged

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.injection.courses import final_forms, there
from caseness.sources.synthetic.injection.own_measure import deciding, moved_below, over_the_line
from caseness.vocabulary.problems import problems
from caseness.vocabulary.questionnaires import questionnaires

PDSS = next(number for number, q in enumerate(questionnaires()) if q.id == "PDSS")
MI = next(number for number, q in enumerate(questionnaires()) if q.id == "MI")


def with_problem(adsm):
    return next(number for number, problem in enumerate(problems()) if problem.measure("2.1") == adsm)


def two_referrals():
    """A referral for panic with three forms of PDSS, one for agoraphobia with two of PDSS, which is not its own."""
    forms = SimpleNamespace(
        referral=np.array([0, 0, 0, 1, 1]),
        measure=np.array([PDSS, NONE, PDSS, PDSS, PDSS], np.int8),
        measure_score=np.array([20, np.nan, 10, 20, 10], np.float32),
    )
    return SimpleNamespace(
        forms=forms,
        referrals=SimpleNamespace(problem=np.array([with_problem("PanicDisorder"), with_problem("AgoraAlone")])),
    )


def test_a_score_decides_where_it_is_the_problems_own_and_not_the_first():
    assert deciding(two_referrals()).tolist() == [False, False, True, False, False]


def test_the_distance_from_the_line_is_a_share_of_the_scale():
    over = over_the_line(two_referrals(), np.arange(5))
    assert np.isclose(over[2], (10 - 8) / 28)
    assert np.isnan(np.delete(over, 2)).all()


def test_a_moved_score_is_below_the_line_and_a_score_of_the_scale():
    number = 400
    forms = SimpleNamespace(measure=np.repeat([PDSS, MI], number), measure_score=np.full(2 * number, 3.0, np.float32))
    which = np.ones(2 * number, bool)
    moved = moved_below(SimpleNamespace(forms=forms), np.arange(2 * number), which, 3 / 21, np.random.default_rng(1))
    assert set(moved[:number]) == {4, 5, 6, 7}  # 3 of 21 points are 4 of 28, and a case is from 8
    hundredths = np.rint(moved[number:] * 100).astype(int)
    assert set(hundredths) <= set(range(231 - 57, 231))  # and 0.57 of 1 to 5, where a case is above 2.3
    assert len(set(hundredths)) > 50


def test_altered_finals_leave_no_deciding_score_above_the_line():
    before, after = block(), wronged("altered-finals", 1.0).traced.block
    rows = there(final_forms(before))
    over = [over_the_line(state, rows) for state in (before, after)]
    changed = before.forms.measure_score[rows] != after.forms.measure_score[rows]
    changed &= ~np.isnan(before.forms.measure_score[rows])
    assert changed.any()
    assert (over[0][changed] >= 0).all()
    assert (over[0][changed] < 4 / 21).all()
    assert (over[1][changed] < 0).all()
    assert (over[1][changed] >= -3 / 21 - 1e-6).all()
