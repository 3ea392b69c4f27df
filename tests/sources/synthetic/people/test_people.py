"""People have the margins published of those referred, and NHS numbers that no real person has."""

import numpy as np
import pytest

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.generation import generate
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.people.people import (
    age_on,
    decile_of,
    make_people,
    numbers_for_tests,
    people_parameters,
    taken,
)
from caseness.sources.synthetic.plan import Plan
from caseness.vocabulary.data_set import codes, concepts

NUMBER = 60_000
MUSLIM, CHRISTIAN = "309884000", "160549006"


@pytest.fixture(scope="module")
def organisations():
    return invent(Plan(referrals=300_000))


@pytest.fixture(scope="module")
def people(organisations):
    rng = np.random.default_rng(1)
    sub_icb = rng.integers(0, len(organisations.sub_icb_code), NUMBER).astype(np.int32)
    return make_people(rng, organisations, referred=np.full(NUMBER, 20_000, np.int32), sub_icb=sub_icb)


def valid(number):
    """The modulus 11 check as the NHS data dictionary tells it: weights 10 to 2, remainder from 11, 11 counts as 0."""
    digits = [int(digit) for digit in str(number)]
    rest = 11 - sum(digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return rest != 10 and digits[9] == (0 if rest == 11 else rest)


def test_the_check_itself_knows_the_number_of_the_data_dictionary():
    assert valid(9434765919)
    assert not valid(9434765918)


@pytest.mark.parametrize("first", [0, 12_345, 700_000])
def test_numbers_are_valid_and_of_the_range_for_tests(first):
    numbers = numbers_for_tests(first, 500)
    assert len(set(numbers.tolist())) == 500
    assert all(valid(number) for number in numbers.tolist())
    assert all(str(number).startswith("999") for number in numbers.tolist())


def test_no_number_is_given_to_two_blocks():
    first, second = numbers_for_tests(0, 4_321), numbers_for_tests(4_321, 10_000)
    assert not set(first.tolist()) & set(second.tolist())


def test_a_great_england_goes_on_below_the_range_for_tests_with_valid_numbers():
    numbers = numbers_for_tests(3_000_000, 100)
    assert all(valid(number) and 9_900_000_000 < number < 9_990_000_000 for number in numbers.tolist())


def test_people_who_are_taken_apart_share_everything_but_the_number(people):
    both = taken(people, np.array([7, 7]), 0)
    assert both.birth[0] == both.birth[1]
    assert both.nhs_number[0] != both.nhs_number[1]


@pytest.mark.parametrize(
    ("youngest", "oldest", "share"),
    [(0, 18, 27_226), (18, 26, 354_440), (26, 65, 1_307_318), (65, 75, 76_819), (75, 90, 45_705)],
)
def test_ages_are_those_published(people, youngest, oldest, share):
    """Referrals by age in England, annual statistics 2024/25."""
    age = age_on(people, np.arange(NUMBER), np.full(NUMBER, 20_000))
    assert np.mean((age >= youngest) & (age < oldest)) == pytest.approx(share / 1_813_432, abs=0.006)


def test_deprivation_is_that_published(people, organisations):
    """Referrals from the most and from the least deprived tenth of areas, annual statistics 2024/25."""
    decile = decile_of(people, organisations)[people.lsoa != NONE]
    assert np.mean(decile == 1) == pytest.approx(246_365 / 1_789_225, abs=0.012)
    assert np.mean(decile == 10) == pytest.approx(119_299 / 1_789_225, abs=0.012)


def test_women_are_two_thirds(people):
    """Referrals by gender, annual statistics 2024/25."""
    assert np.mean(people.gender.is_in("2")) == pytest.approx(1_188_870 / 1_813_432, abs=0.01)


def share_of(column, *codes):
    return np.mean(column.is_in(*codes))


@pytest.mark.parametrize(
    ("column", "code", "referrals"),
    [
        ("ethnicity", "A", 1_200_951),
        ("ethnicity", "J", 41_529),
        ("ethnicity", "N", 41_644),
        ("religion", MUSLIM, 59_011),
        ("religion", CHRISTIAN, 269_456),
    ],
)
def test_ethnic_categories_and_religions_are_those_published(people, column, code, referrals):
    """Referrals by each, annual statistics 2024/25."""
    assert share_of(getattr(people, column), code) == pytest.approx(referrals / 1_813_432, abs=0.008)


def test_religion_and_language_go_with_ethnic_category(people):
    pakistani, british = people.ethnicity.is_in("J"), people.ethnicity.is_in("A")
    assert share_of(people.religion[pakistani], MUSLIM) > 0.35
    assert share_of(people.religion[british], MUSLIM) < 0.02
    assert share_of(people.language[british], "en") > 0.95
    assert share_of(people.language[people.ethnicity.is_in("C")], "pl") > 0.04


def test_some_ethnic_categories_live_in_more_deprived_areas(people, organisations):
    decile = decile_of(people, organisations)
    assert decile[people.ethnicity.is_in("N")].mean() < decile[people.ethnicity.is_in("A")].mean() - 0.7


@pytest.mark.parametrize(
    ("column", "known"),
    [
        ("gender", [code.code for code in codes("Gender")]),
        ("gender_identity", [code.code for code in codes("GenderIdentity")]),
        ("ethnicity", [code.code for code in codes("EthnicCategory")]),
        ("disability", [code.code for code in codes("DisabCode")]),
        ("ex_forces", [code.code for code in codes("ExBAFIndicator")]),
        ("religion", [concept.concept for concept in concepts("religion")]),
        ("orientation", [concept.concept for concept in concepts("sexual_orientation")]),
        ("condition", [concept.concept for concept in concepts("long_term_condition")]),
    ],
)
def test_codes_are_those_of_the_data_set(people, column, known):
    assert set(getattr(people, column).texts()) <= {*known, ""}


def test_further_circumstances_are_those_declared_group_by_group(people):
    numbers = people_parameters()
    for place, (group, mix) in enumerate(numbers.circumstances.items()):
        known = {c.concept for c in concepts("circumstance") if c.name == group}
        drawn = people.circumstances.texts()[:, place]
        assert set(drawn) == {*mix}
        assert set(drawn) - {""} <= known


def test_people_live_and_are_registered_where_they_are_referred(people, organisations):
    known = people.lsoa != NONE
    assert known.mean() == pytest.approx(1 - 0.0134, abs=0.003)
    assert (
        organisations.lsoa_sub_icb[people.lsoa][known] == organisations.practice_sub_icb[people.practice][known]
    ).all()


def test_nobody_under_sixteen_or_over_a_hundred_is_referred():
    plan = Plan(referrals=3_000)
    organisations = invent(plan)
    block = generate(plan, parts(plan, organisations)[0].number, organisations)
    age = age_on(block.people, block.referrals.person, block.referrals.received)
    assert age.min() >= 16
    assert age.max() < 103
