"""How referrals end: in the order of things, with a reason that fits how far they came."""

import numpy as np
import pytest

from caseness.sources.synthetic.answers.severity import Severity
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.courses.cases import Ending, Progress
from caseness.sources.synthetic.courses.discharge import discharge_parameters, ends
from caseness.vocabulary.data_set import codes

EACH = 20_000
MONDAY = 102  # 13 April 1970


def progress_of(*endings):
    number = EACH * len(endings)
    zeros = np.zeros((2, number), np.float32)
    progress = Progress.at_start(Severity(level=zeros, usual=zeros, swing=zeros), np.full(number, MONDAY, np.int32))
    progress.ending = np.repeat(np.array(endings, np.int8), EACH)
    return progress


def ended(ending, until=100_000):
    return ends(np.random.default_rng(4), progress_of(ending), until)


def test_a_referral_that_goes_on_has_no_end_and_no_reason():
    day, reason = ended(Ending.STILL_OPEN)
    assert (day == NONE).all()
    assert (reason.index == NONE).all()


@pytest.mark.parametrize("ending", list(Ending)[1:])
def test_an_end_comes_after_the_last_thing_that_happened(ending):
    day, reason = ended(ending)
    assert day.min() >= MONDAY
    numbers = discharge_parameters()
    expected = numbers.delay[ending.name.lower()] + numbers.forgotten * numbers.forgotten_delay
    assert day.mean() - MONDAY == pytest.approx(expected, rel=0.05)
    assert set(reason.texts()) - {""} <= {code.code for code in codes("EndCode")}


def test_what_would_end_after_the_extract_is_open_in_it():
    day, reason = ended(Ending.COMPLETED, until=MONDAY + 4)
    assert set(day.tolist()) == {NONE, MONDAY, MONDAY + 1, MONDAY + 2, MONDAY + 3}
    assert (reason.index[day == NONE] == NONE).all()


@pytest.mark.parametrize(("ending", "reason"), [(Ending.COMPLETED, "46"), (Ending.LEFT, "47"), (Ending.NOT_SEEN, "50")])
def test_the_commonest_reason_is_the_one_that_is_meant(ending, reason):
    texts, counts = np.unique(ended(ending)[1].texts(), return_counts=True)
    assert texts[counts.argmax()] == reason


def test_who_dies_in_treatment_is_discharged_as_dead():
    assert set(ended(Ending.DIED)[1].texts()) == {"49"}


def test_only_the_untreated_are_said_never_to_have_been_assessed():
    for ending in (Ending.ADVISED, Ending.COMPLETED, Ending.LEFT):
        assert "50" not in ended(ending)[1].texts()
