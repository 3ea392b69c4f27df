import numpy as np
import pytest

from caseness.sources.synthetic.answers import measures
from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.vocabulary.problems import problems
from caseness.vocabulary.questionnaires import questionnaire, questionnaires

PEOPLE = 20_000
ORDER = [q.id for q in questionnaires()]


def measure_for(code):
    number = [p.code for p in problems()].index(code)
    index = measures.measure_of(np.array([number]))[0]
    return None if index == NONE else ORDER[index]


def scores(identity, anxiety, seed=1):
    rng = np.random.default_rng(seed)
    own = rng.standard_normal(len(anxiety)).astype(np.float32)
    return measures.score(rng, np.full(len(anxiety), ORDER.index(identity), np.int8), anxiety, own)


@pytest.mark.parametrize(
    ("code", "identity"),
    [
        ("F400", "MI"),
        ("F401", "SPIN"),
        ("F431", "PCL-5"),
        ("F42", "OCI"),
        ("K58", "IBS-SSS"),
        ("F32", None),
        ("F411", None),
    ],
)
def test_each_problem_has_the_measure_the_guide_gives_it(code, identity):
    assert measure_for(code) == identity


def test_what_no_record_could_hold_is_not_made():
    assert questionnaire("CFQ").concept is None
    assert measure_for("G933") is None


def test_no_problem_has_no_measure_and_no_score():
    measure = measures.measure_of(np.array([NONE, NONE]))
    nothing = np.zeros(2, np.float32)
    assert (measure == NONE).all()
    assert np.isnan(measures.score(np.random.default_rng(1), measure, nothing, nothing)).all()


def test_a_long_term_condition_has_the_measure_the_vocabulary_gives_it():
    conditions = Coded.of(("73211009", "13645005", "195967001"), np.array([0, 1, 2, NONE]))
    given = measures.measure_of_condition(conditions)
    assert [None if index == NONE else ORDER[index] for index in given] == ["DDS-17", "CAT", None, None]


SCORES = {**measures.measure_parameters().scores, **measures.measure_parameters().physical_scores}


@pytest.mark.parametrize("identity", SCORES)
class TestEachMeasure:
    def test_stays_within_its_range_and_its_decimals(self, identity):
        known = questionnaire(identity)
        found = scores(identity, np.linspace(-8, 8, PEOPLE, dtype=np.float32))
        assert (found.min(), found.max()) == pytest.approx((float(known.lowest), float(known.highest)))
        assert found == pytest.approx(np.round(found, known.decimals), abs=1e-4)

    def test_has_the_mean_and_slope_declared(self, identity):
        mean, slope, *_ = SCORES[identity]
        near = 0.05 * float(questionnaire(identity).highest - questionnaire(identity).lowest)
        assert scores(identity, np.zeros(PEOPLE, np.float32)).mean() == pytest.approx(mean, abs=near)
        assert scores(identity, np.full(PEOPLE, -1, np.float32)).mean() == pytest.approx(mean - slope, abs=near)
