"""What is recorded of people beside: codes of the data set, at the shares declared, and none that contradict each other."""

import numpy as np
import pytest

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.courses.work import work_parameters
from caseness.sources.synthetic.people.details import detail_parameters, details
from caseness.vocabulary.data_set import codes

NUMBER, PRACTICES = 40_000, 20
REFERRED, BORN = 19_000, 8_000
STATES = work_parameters().states
FIRST, IDENTITIES = ("", "05", "NN"), ("1", "3", "")


@pytest.fixture(scope="module")
def found():
    rows = np.arange(NUMBER)
    return details(
        np.random.default_rng(1),
        referred=np.full(NUMBER, REFERRED, np.int32),
        birth=np.full(NUMBER, BORN, np.int32),
        gender_identity=Coded.of(IDENTITIES, rows % 3),
        work=np.where(rows % 2, STATES.index("03"), STATES.index("01")).astype(np.int8),
        disability=Coded.of(FIRST, rows % 3),
        practice=(rows % 100).astype(np.int32),
        practices_each=PRACTICES,
    )


@pytest.mark.parametrize(
    ("column", "code_list"),
    [
        ("same_at_birth", "GenderIdentitySameAtBirth"),
        ("education", "EduEstabTypeIAPT"),
        ("further_disabilities", "DisabCode"),
        ("overseas", "OvsVisChCat"),
        ("cluster", "AMHCareClustCodeFin"),
    ],
)
def test_codes_are_those_of_the_data_set(found, column, code_list):
    known = {code.code for code in codes(code_list)}
    assert known
    assert set(found[column].texts().ravel()) - {""} <= known


def test_students_study_and_others_mostly_do_not(found):
    place, students = found["education"].texts(), np.arange(NUMBER) % 2 == 1
    university, none = "3", "8"
    declared = detail_parameters().student_at
    assert np.mean(place[students] == university) == pytest.approx(declared[university], abs=0.02)
    assert not (place[students] == none).any()
    assert np.mean(place[~students] == none) == pytest.approx(detail_parameters().not_student_at[none], abs=0.02)


def test_another_gender_identity_is_seldom_that_given_at_birth(found):
    same = found["same_at_birth"].texts()
    other = np.arange(NUMBER) % 3 == 1
    assert np.mean(same[other] == "N") > 0.7
    assert np.mean(same[~other] == "N") < 0.01


def test_only_people_with_a_disability_have_further_ones_and_all_differ(found):
    second, third = found["further_disabilities"].texts().T
    disabled = np.arange(NUMBER) % 3 == 1
    two, three = detail_parameters().further_disability
    assert (second[~disabled] == "").all()
    assert np.mean(second[disabled] != "") == pytest.approx(two, abs=0.02)
    assert np.mean(third[second != ""] != "") == pytest.approx(three, abs=0.03)
    assert not (third[second == ""] != "").any()
    assert not np.isin([*second, *third], ["05", "NN", "ZZ"]).any()
    assert not ((second == third) & (second != "")).any()


def test_days_lie_between_birth_and_referral_and_the_practice_changes_afterwards(found):
    for column in ("registered", "housed", "diagnosed"):
        day = found[column][found[column] != NONE]
        assert day.min() >= BORN
        assert day.max() <= REFERRED
    assert np.mean(found["registered"] != NONE) == pytest.approx(detail_parameters().registered_recorded, abs=0.01)
    assert found["changes_practice"].min() >= REFERRED


def test_the_next_practice_is_another_of_the_same_sub_icb(found):
    practice = np.arange(NUMBER) % 100
    assert (found["next_practice"] != practice).all()
    assert (found["next_practice"] // PRACTICES == practice // PRACTICES).all()


def test_a_kind_of_accommodation_says_whether_it_is_settled(found):
    kind, settled = found["accommodation"].texts(), found["settled"].texts()
    assert (settled[kind == ""] == "").all()
    assert np.mean(settled[kind == "01"] == "Y") > 0.9
    assert np.mean(settled[kind == "13"] == "N") > 0.8
