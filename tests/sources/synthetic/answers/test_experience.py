import numpy as np
import pytest
from tests.sources.synthetic.made import MISSED, made_contacts

from caseness.sources.synthetic.answers import experience
from caseness.sources.synthetic.columns.days import NONE
from caseness.vocabulary.data_set import concepts

ASSESSMENT = "01"
SATISFACTION = "747891000000106"


def asked(seed=1, number=20_000, each=1, **contact):
    return experience.ask(np.random.default_rng(seed), made_contacts(number, each, **contact), np.ones(number, bool))


def shares(answers, question):
    """The share of each answer to a question."""
    given = answers.answer[answers.concept.is_in(question)].texts()
    return {text: np.mean(given == text) for text in np.unique(given)}


def test_every_question_and_answer_is_one_the_data_set_takes():
    known = {c.concept: c for kind in ("experience", "productivity") for c in concepts(kind)}
    numbers = experience.experience_parameters()
    for question, answers in [*numbers.assessment.items(), *numbers.treatment.items(), *numbers.work.items()]:
        allowed = known[question].permitted or range(known[question].lowest, known[question].highest + 1)
        assert {text for text, _ in answers} <= {str(value) for value in allowed}


def test_all_questions_after_assessment_are_answered_together():
    numbers = experience.experience_parameters()
    answers = asked(app_type=ASSESSMENT)
    assert set(answers.concept.texts()) == set(numbers.assessment)
    assert len(answers.referral) / len(numbers.assessment) / 20_000 == pytest.approx(numbers.asked[0], abs=0.01)
    assert (answers.contact == answers.referral).all()


def test_shares_at_average_depression_are_those_declared():
    found = shares(asked(number=200_000, app_type=ASSESSMENT), SATISFACTION)
    declared = dict(experience.experience_parameters().assessment[SATISFACTION])
    assert found == pytest.approx(declared, abs=0.02)


def test_the_more_depressed_are_less_content():
    well, ill = (
        shares(asked(number=100_000, app_type=ASSESSMENT, depression=d), SATISFACTION)["4"] for d in (-1.0, 1.0)
    )
    assert well > ill + 0.1


def test_treatment_is_judged_at_its_end():
    answers = asked(each=3)
    judged = answers.concept.is_in(*experience.experience_parameters().treatment)
    assert set(answers.day[judged]) == {24}


class TestWork:
    first, *further = experience.experience_parameters().work
    answers = asked(each=3)

    def at(self, *questions):
        """Referral and day of the answers to some questions."""
        rows = self.answers.concept.is_in(*questions)
        return list(zip(self.answers.referral[rows], self.answers.day[rows], strict=True))

    def test_some_in_work_are_asked_at_their_first_treatment_and_most_of_these_at_the_last(self):
        numbers = experience.experience_parameters()
        days = [day for _, day in self.at(self.first)]
        assert set(days) == {10, 24}
        assert days.count(10) / 20_000 == pytest.approx(numbers.asked[2], abs=0.01)
        assert days.count(24) / days.count(10) == pytest.approx(numbers.work_again, abs=0.05)

    def test_only_those_who_were_bothered_are_asked_more(self):
        bothered = self.answers.concept.is_in(self.first) & self.answers.answer.is_in("Y")
        of_them = list(zip(self.answers.referral[bothered], self.answers.day[bothered], strict=True))
        assert 0 < len(of_them) < len(self.at(self.first))
        for question in self.further:
            assert self.at(question) == of_them

    def test_they_belong_to_no_appointment(self):
        of_work = self.answers.concept.is_in(self.first, *self.further)
        assert (self.answers.contact[of_work] == NONE).all()
        assert (self.answers.contact[~of_work] != NONE).all()

    def test_nobody_out_of_work_is_asked(self):
        answers = experience.ask(np.random.default_rng(1), made_contacts(2_000, 1), np.zeros(2_000, bool))
        assert not answers.concept.is_in(self.first, *self.further).any()


def test_nobody_is_asked_at_an_appointment_missed():
    assert len(asked(attendance=MISSED).referral) == 0
