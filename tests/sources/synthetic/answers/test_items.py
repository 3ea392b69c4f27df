"""Answers: sums, ranges, and the reliability, correlation and order of endorsement that published forms have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from caseness.sources.synthetic.answers import items
from caseness.sources.synthetic.answers.items import Scale
from caseness.sources.synthetic.columns.days import NONE
from caseness.vocabulary.questionnaires import questionnaire

PEOPLE = 100_000
SELF_HARM = 8  # the ninth item of the PHQ-9


def forms(scale, severity, *, straight=False, seed=1):
    rng = np.random.default_rng(seed)
    return scale.answer(rng, severity.astype(np.float32), np.full(len(severity), straight))


def referred(seed=1, correlation=0.83):
    """Depression and anxiety of many people on the day of referral."""
    pairs = np.random.default_rng(seed).standard_normal((2, PEOPLE)) * items.item_parameters().spread
    pairs[1] = correlation * pairs[0] + np.sqrt(1 - correlation**2) * pairs[1]
    return pairs


def cronbach(answers):
    """Cronbach's alpha (1951): k / (k - 1) x (1 - sum of item variances / variance of the total)."""
    number = answers.shape[1]
    return number / (number - 1) * (1 - answers.var(axis=0).sum() / answers.sum(axis=1).var())


class TestTotals:
    def test_is_the_sum(self):
        answers = np.array([[0, 1, 2], [3, 3, 3]], np.int8)
        assert items.total(answers).tolist() == [3, 9]

    def test_there_is_none_when_an_item_is_left_out(self):
        assert items.total(np.array([[3, NONE, 3]], np.int8)).tolist() == [NONE]

    @pytest.mark.parametrize("name", ["PHQ-9", "GAD-7"])
    def test_reach_both_ends_of_the_published_range(self, name):
        scale = {"PHQ-9": items.phq9, "GAD-7": items.gad7}[name]()
        answers = forms(scale, np.array([-20.0, 20.0]))
        known = questionnaire(name)
        assert scale.items == known.items
        assert items.total(answers).tolist() == [known.lowest, known.highest]


class TestScale:
    @given(st.integers(1, 9), st.integers(1, 8), st.integers(0, 40))
    def test_answers_lie_between_nought_and_the_highest(self, number, highest, people):
        scale = Scale(np.ones(number, np.float32), np.zeros((number, highest), np.float32))
        answers = forms(scale, np.linspace(-3, 3, people))
        assert answers.shape == (people, number)
        assert answers.dtype == np.int8
        assert ((answers >= 0) & (answers <= highest)).all()

    def test_shares_at_referral_are_those_declared(self):
        answers = forms(items.phq9(), referred()[0])
        declared = np.array(items.item_parameters().phq9)[:, 1:]
        found = np.array([(answers >= k).mean(axis=0) for k in (1, 2, 3)]).T
        assert found == pytest.approx(declared, abs=0.01)

    def test_one_item_by_hand(self):
        scale = Scale(np.array([2.0], np.float32), np.array([[0.0, 1.0]], np.float32))
        answers = forms(scale, np.full(PEOPLE, 0.25))
        assert (answers >= 1).mean() == pytest.approx(norm.cdf(0.5), abs=0.005)
        assert (answers >= 2).mean() == pytest.approx(norm.cdf(-0.5), abs=0.005)
        assert scale.expected(np.array([0.25]))[0] == pytest.approx(1.0)  # the two shares add up to one

    def test_those_who_answer_alike_do_so_throughout(self):
        answers = forms(items.gad7(), np.linspace(-3, 3, 50), straight=True)
        assert (answers == answers[:, :1]).all()
        assert len(np.unique(answers)) == 4


def test_expected_scores_are_the_means_of_many_forms():
    severities = np.array([-2.0, 0.0, 1.5], np.float32)
    expected = items.expected_scores(severities, severities)
    for scale, means in zip((items.phq9(), items.gad7()), expected, strict=True):
        simulated = [items.total(forms(scale, np.full(20_000, severity))).mean() for severity in severities]
        assert means == pytest.approx(simulated, abs=0.1)


class TestLikeRealForms:
    """Kroenke 2001 (PHQ-9 alpha .86 to .89), Spitzer 2006 (GAD-7 alpha .92), forensic card F16 (r = .89 and .92)."""

    depression, anxiety = referred()
    phq9 = forms(items.phq9(), depression)
    gad7 = forms(items.gad7(), anxiety, seed=2)

    def test_reliability(self):
        assert cronbach(self.phq9) == pytest.approx(0.885, abs=0.015)
        assert cronbach(self.gad7) == pytest.approx(0.91, abs=0.02)

    def test_depression_and_anxiety_go_together(self):
        totals = [items.total(self.phq9), items.total(self.gad7)]
        assert np.corrcoef(totals)[0, 1] == pytest.approx(0.73, abs=0.03)

    def test_the_risk_item_is_the_rarest(self):
        assert self.phq9.mean(axis=0).argmin() == SELF_HARM

    def test_few_forms_are_all_nought_or_all_alike_by_chance(self):
        alike = (self.phq9 == self.phq9[:, :1]).all(axis=1).mean()
        assert 0.001 < (items.total(self.phq9) == 0).mean() < 0.02
        assert alike < 0.03


class TestImpairment:
    def test_is_standardised_at_referral(self):
        depression, anxiety = referred(correlation=0.84)
        own = np.random.default_rng(5).standard_normal(PEOPLE)
        impaired = items.impairment(depression, anxiety, own)
        assert (impaired.mean(), impaired.std()) == pytest.approx((0, 1), abs=0.02)

    def test_moves_less_than_what_drives_it(self):
        zero = np.zeros(1)
        fallen = items.impairment(zero - items.item_parameters().spread, zero - items.item_parameters().spread, zero)
        assert fallen[0] == pytest.approx(-sum(items.item_parameters().functioning))
