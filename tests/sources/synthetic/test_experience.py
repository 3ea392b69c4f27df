import numpy as np
import pytest

from caseness.sources.synthetic.answers import experience
from caseness.vocabulary.data_set import concepts

from .made import MISSED, made_contacts

ASSESSMENT = "01"
SATISFACTION = "747891000000106"


def asked(seed=1, number=20_000, each=1, **contact):
    return experience.ask(np.random.default_rng(seed), made_contacts(number, each, **contact))


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


def test_nobody_is_asked_at_an_appointment_missed():
    assert len(asked(attendance=MISSED).referral) == 0
