from dataclasses import replace

import numpy as np
import pytest
from tests.sources.synthetic.made import (
    DROPPED_OUT,
    EMPLOYMENT_SUPPORT,
    MISSED,
    SOCIAL_PHOBIA,
    made_contacts,
    made_logs,
    made_referrals,
)

from caseness.sources.synthetic.answers import forms, items, measures
from caseness.sources.synthetic.columns.days import NONE
from caseness.vocabulary.questionnaires import questionnaires


def administered(referrals, contacts, logs=None, *, working=True, physical=NONE, seed=1):
    number = len(referrals.person)
    return forms.administer(
        np.random.default_rng(seed),
        referrals=referrals,
        contacts=contacts,
        logs=made_logs(0, 0) if logs is None else logs,
        working=np.full(number, working),
        physical=np.full(number, physical, np.int8),
    )


def share(**contact):
    """The share of appointments that have a form."""
    referrals = made_referrals(5_000)
    made = made_contacts(5_000, 2, **contact)
    return len(administered(referrals, made).referral) / len(made.referral)


class TestWhen:
    def test_most_attended_treatment_has_a_form(self):
        assert 0.85 < share() < 0.97

    def test_appointments_not_attended_seldom_have_one(self):
        assert share(attendance=MISSED) == pytest.approx(forms.form_parameters().unattended, abs=0.01)

    @pytest.mark.parametrize(
        "reason", [{"app_type": EMPLOYMENT_SUPPORT}, {"medium": "05"}, {"mode": "3"}, {"depression": 2.0}]
    )
    def test_forms_are_missing_for_reasons(self, reason):
        assert share(**reason) < share() - 0.01

    def test_they_are_missing_before_dropping_out_but_not_earlier(self):
        number = 5_000
        stayed = administered(made_referrals(number), made_contacts(number, 3))
        left = administered(made_referrals(number, end_code=DROPPED_OUT), made_contacts(number, 3))
        by_week = [np.bincount((f.day + 6) // 7, minlength=5) / number for f in (stayed, left)]
        assert by_week[1][2] == by_week[0][2]
        assert by_week[1][4] < by_week[0][4] - 0.03

    def test_forms_outside_an_appointment_are_not_after_it_nor_before_the_referral(self):
        found = administered(made_referrals(2_000), made_contacts(2_000, 2))
        outside = found.contact == NONE
        assert outside.mean() == pytest.approx(forms.form_parameters().outside, abs=0.02)
        assert set(found.day[outside]) == {8, 9, 15, 16}
        assert set(found.day[~outside]) == {10, 17}

    def test_nobody_fills_in_two_outside_appointments_in_the_same_minute(self):
        logs = made_logs(5_000, 2)
        found = administered(
            made_referrals(5_000), made_contacts(5_000, 0), replace(logs, end=np.full(10_000, 18, np.int32))
        )
        assert len(set(zip(found.referral, found.day, found.minute, strict=True))) == len(found.referral)

    def test_logs_have_forms_of_their_own_at_their_end(self):
        found = administered(made_referrals(1_000), made_contacts(1_000, 0), made_logs(1_000, 2))
        assert (found.contact == NONE).all()
        assert set(found.day) == {18, 25}
        assert len(found.day) / 2_000 == pytest.approx(forms.form_parameters().logged, abs=0.03)

    def test_a_log_has_the_severity_of_the_contact_before(self):
        referrals, contacts = made_referrals(400), made_contacts(400, 1, depression=6.0)
        found = administered(referrals, contacts, made_logs(400, 1))
        at_logs = found.day == 18
        assert found.phq9_total[at_logs & (found.phq9_total != NONE)].min() > 20
        assert at_logs.any()

    def test_rows_are_in_order_and_late_ones_follow_late_appointments(self):
        found = administered(made_referrals(300), made_contacts(300, 4, late=True), made_logs(300, 3))
        when = found.referral * 10_000_000 + found.day * 1_440 + found.minute
        assert (np.diff(when) >= 0).all()
        assert found.late[found.contact != NONE].all()

    def test_nothing_happens_to_nobody(self):
        found = administered(made_referrals(0), made_contacts(0, 0))
        assert len(found.referral) == 0
        assert found.phq9.shape == (0, 9)


class TestWhat:
    found = administered(made_referrals(3_000, problem=SOCIAL_PHOBIA), made_contacts(3_000, 4))

    def test_totals_are_the_sums_of_the_items_unless_one_is_left_out(self):
        for answers, totals in ((self.found.phq9, self.found.phq9_total), (self.found.gad7, self.found.gad7_total)):
            complete = (answers != NONE).all(axis=1)
            assert (totals[complete] == answers[complete].sum(axis=1)).all()
            assert (totals[~complete] == NONE).all()
            assert (~complete).mean() == pytest.approx(forms.form_parameters().left_out, abs=0.002)

    def test_people_who_answer_alike_always_do(self):
        complete = self.found.phq9_total != NONE
        alike = (self.found.phq9 == self.found.phq9[:, :1]).all(axis=1)
        always = [alike[(self.found.referral == person) & complete].all() for person in range(3_000)]
        assert np.mean(always) == pytest.approx(items.item_parameters().straight, abs=0.01)

    def test_the_question_about_work_is_left_out_by_those_it_does_not_apply_to(self):
        unemployed = administered(made_referrals(500), made_contacts(500, 2), working=False)
        assert (unemployed.wsas[:, 0] == NONE).all()
        assert (unemployed.wsas[:, 1] != NONE).mean() == pytest.approx(forms.form_parameters().wsas, abs=0.02)

    def test_the_measure_of_the_problem_is_given_where_the_service_uses_it(self):
        numbers = measures.measure_parameters()
        spin = [q.id for q in questionnaires()].index("SPIN")
        assert set(self.found.measure) == {spin, NONE}
        assert (self.found.measure == spin).mean() == pytest.approx(numbers.used * numbers.given, abs=0.03)
        assert (np.isnan(self.found.measure_score) == (self.found.measure == NONE)).all()

    def test_the_measure_of_a_long_term_condition_is_given_where_the_service_uses_it(self):
        numbers = measures.measure_parameters()
        cat = [q.id for q in questionnaires()].index("CAT")
        found = administered(made_referrals(3_000), made_contacts(3_000, 4), physical=cat)
        assert set(found.physical) == {cat, NONE}
        share_given = (found.physical == cat).mean()
        assert share_given == pytest.approx(numbers.physical_used * numbers.physical_given, abs=0.03)
        assert (np.isnan(found.physical_score) == (found.physical == NONE)).all()
        assert (self.found.physical == NONE).all()

    def test_depression_has_no_measure_of_its_own(self):
        assert (administered(made_referrals(50), made_contacts(50, 2)).measure == NONE).all()


def test_equal_seeds_give_equal_forms():
    first, second, other = (
        administered(made_referrals(100), made_contacts(100, 3), seed=seed).phq9 for seed in (1, 1, 2)
    )
    assert (first == second).all()
    assert first.shape != other.shape or (first != other).any()
