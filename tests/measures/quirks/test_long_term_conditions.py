"""Quirks of the Long Term Conditions dashboard, on people whose figures can be counted on one hand.

Conditions go with the file of the month of their day. Of those who finished a course, all in May::

             conditions in May   appointments in May    treatments  recovered
    anne     diabetes, asthma    integrated, and not    3           yes
    bert     asthma              not (April's was)      2           no
    cleo     says there is none  not                    2           yes
    emil     no known code       integrated             2           was no case

Fay entered treatment in April, 10 days after she was referred, with two conditions and appointments of both kinds. Anne (8
days) did so in April with one condition, cleo (6) and emil (36) in May; bert in April, when no condition was sent.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.measures.quirks.figures import figures, near
from tests.pathways.people import condition, national, person, tables, treatment

from caseness.measures.quirks import CannotCompute
from caseness.pathways import pathways_of
from caseness.sources.records import open_records
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
        ended="05-20",
    ),
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
    with open_records(national(tmp_path_factory.mktemp("conditions") / "extract", tables(PEOPLE))) as records:
        yield pathways_of(records)


def test_a_course_with_both_kinds_of_appointment_is_in_both_groups(pathways):
    """Integrated by the script: anne, emil; not: anne, bert, cleo. Rightly anne, bert and emil are, and cleo is not."""
    added_up, with_it, without = figures(pathways, "LTC-1")
    assert added_up == (2 + 3, 4, 1)
    assert with_it == (2, 3, -1)
    assert without == (3, 1, 2)


def test_people_with_several_conditions_count_several_times_in_means(pathways):
    """Anne has 2 conditions x 2 kinds of appointment = 4 rows, the others 1. Of those entering treatment fay has 4."""
    treatments, home_management, wait = figures(pathways, "LTC-2")
    assert treatments == near((4 * 3 + 2 + 2 + 2) / 7, (3 + 2 + 2 + 2) / 4, 7 - 4)
    assert home_management == near((4 * 8 + 4) / 5, (8 + 4) / 2, 5 - 2)
    assert wait == near((4 * 10 + 8 + 6 + 36) / 7, (10 + 8 + 6 + 36) / 4, 7 - 4)


def test_a_row_that_says_there_is_no_condition_makes_one(pathways):
    """Of the four only anne and bert have a condition. Cases: anne, bert, cleo; recovered: anne, cleo."""
    finished, recovery = figures(pathways, "LTC-3")
    assert finished == (4, 2, 2)
    assert recovery == near(2 / 3, 1 / 2, 3 - 2)


def test_without_the_table_of_conditions_nothing_can_be_said(tmp_path):
    with open_records(national(tmp_path / "extract", tables([PEOPLE[3]]))) as records:
        bare = pathways_of(records)
        for quirk in ("LTC-1", "LTC-2", "LTC-3"):
            with pytest.raises(CannotCompute, match="conditions"):
                figures(bare, quirk)
