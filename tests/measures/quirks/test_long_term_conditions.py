"""Quirks of the Long Term Conditions dashboard, on people whose figures can be counted on one hand.

Conditions go with the file of the month of their day. Of those who finished a course, all in May::

             conditions in May   appointments in May    treatments  recovered
    anne     diabetes, asthma    integrated, and not    3           yes
    bert     asthma              not (April's was)      2           no
    cleo     says there is none  not                    2           yes
    emil     no known code       integrated             2           was no case

Fay entered treatment in April, 10 days after she was referred, with two conditions and appointments of both kinds; anne then
too, after 8 days, with one condition and one appointment. Anne had an appointment for employment support in May; bert had one
with another referral of his, which shares his person record.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.measures.quirks.made import extract, in_order, near
from tests.measures.working_lives import support
from tests.pathways.people import condition, person, treatment

from caseness.vocabulary.data_set import concepts

DIABETES, _, ASTHMA, *_, NO_CONDITION = (concept.concept for concept in concepts("long_term_condition"))


def integrated(day, **scores):
    event = treatment(day, **scores)
    return replace(event, row=event.row | {"IAPTLTCServiceInd": "Y"})


PEOPLE = [
    person(
        "anne",
        "04-02",
        condition(ASTHMA, day="04-03"),
        condition(DIABETES, day="05-03"),
        condition(ASTHMA, day="05-03"),
        integrated("04-10", phq9=15, gad7=12, wsas_home_management=8),
        integrated("05-08"),
        treatment("05-15", phq9=5, gad7=3),
        support("05-10"),
        ended="05-20",
    ),
    person("bert-again", "05-06", support("05-10"), as_sent={"2024-05": None}, RecordNumber="bert-2024-05"),
    person(
        "bert",
        "04-02",
        condition(ASTHMA, day="05-03"),
        integrated("04-10", phq9=15, gad7=12, wsas_home_management=4),
        treatment("05-08", phq9=14, gad7=11),
        ended="05-20",
    ),
    person(
        "cleo",
        "05-02",
        condition(NO_CONDITION, day="05-03"),
        treatment("05-08", phq9=15, gad7=12),
        treatment("05-15", phq9=5, gad7=3),
        ended="05-20",
    ),
    person("dora", "05-02", treatment("05-08"), treatment("05-15"), ended="05-20"),
    person(
        "emil",
        "04-02",
        condition("?", day="05-03"),
        integrated("05-08", phq9=5, gad7=3),
        integrated("05-15", phq9=4, gad7=2),
        ended="05-20",
    ),
    person(
        "fay",
        "04-02",
        condition(DIABETES, day="04-03"),
        condition(ASTHMA, day="04-03"),
        treatment("04-12"),
        integrated("04-20"),
    ),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    with extract(tmp_path_factory.mktemp("conditions"), PEOPLE) as found:
        yield found


def test_a_course_with_both_kinds_of_appointment_is_in_both_groups(pathways):
    """Of anne and bert, who have conditions, by the script anne is integrated and both are not. Rightly both are."""
    added_up, with_it, without = in_order(pathways, "LTC-1")
    assert added_up == (1 + 2, 2, 1)
    assert with_it == (1, 2, -1)
    assert without == (2, 0, 2)


def test_people_with_several_conditions_count_several_times_in_means(pathways):
    """Anne finished with 2 conditions x 2 kinds of appointment = 4 rows, bert with 1; fay entered with 4 and anne with 1."""
    treatments, home_management, wait = in_order(pathways, "LTC-2")
    assert treatments == near((4 * 3 + 2) / 5, (3 + 2) / 2, 5 - 2)
    assert home_management == near((4 * 8 + 4) / 5, (8 + 4) / 2, 5 - 2)
    assert wait == near((4 * 10 + 8) / 5, (10 + 8) / 2, 5 - 2)


def test_a_row_that_says_there_is_no_condition_makes_one(pathways):
    """Of the four only anne and bert have a condition. Cases: anne, bert, cleo; recovered: anne, cleo."""
    finished, recovery = in_order(pathways, "LTC-3")
    assert finished == (4, 2, 2)
    assert recovery == near(2 / 3, 1 / 2, 3 - 2)


def test_appointments_of_another_referral_count_too(pathways):
    """Anne's one, and by the script the one of bert's other referral."""
    assert in_order(pathways, "LTC-4") == [(2, 1, 1)]


def test_the_mean_is_of_those_who_had_any(pathways):
    """Anne had one appointment for employment support, bert none."""
    assert in_order(pathways, "LTC-5") == [near(1 / 1, 1 / 2, 1 - 2)]
