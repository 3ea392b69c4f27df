"""Quirks of the Employment Support dashboard: the first and the last employment record of finished courses.

All were referred on 2 April and finished on 20 May. Records by the file they were sent with, with what they say of work,
sickness absence and sick pay, and of the four benefits (allowance, credit, payment, any)::

           April's file            May's file
    sam    10 April: seeking work  10 May: employed                      both Z, Z; all N
    tom    -                       no date; 3 May: seeking; 10 May: employed   N, N; one N, the others not known
    una    -                       3 May: retired; 10 May: retired       Z, N; one Y, the others N
    vic    -                       no date, twice                        Z, not given
    wil    -                       -
    xan    -                       3 May: a code that is none            N, Z; none given

Students were referred on 2 June; their ages then and at the end of June::

    ann    22, 22
    bob    17, 18
    cat    17, 18
    dan    25, 26
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.measures.quirks.made import extract, in_order, near
from tests.measures.working_lives import work
from tests.pathways.people import person, treatment

EMPLOYED, SEEKING, STUDENT, RETIRED = "01", "02", "03", "08"
ALL_NO = dict.fromkeys(("BenefitRecInd", "ESAInd", "UCInd", "PIPInd"), "N")
ONE_NO = {"UCInd": "N", "ESAInd": "U", "BenefitRecInd": None, "PIPInd": None}
ONE_YES = ALL_NO | {"PIPInd": "Y"}
NONE_GIVEN = dict.fromkeys(ALL_NO)


def record(day, status, absence, sick_pay, benefits, *, row, dated=True, sent=None):
    event = work(day, status, absence, row=row, sick_pay=sick_pay, sent=sent)
    date = {} if dated else {"EmployStatusRecDate": None}
    return replace(event, row=event.row | benefits | date)


def course(name, *records):
    return person(name, "04-02", treatment("04-10"), treatment("05-09"), *records, ended="05-20")


def student(name, row, age_then, age_at_end):
    known = record("06-05", STUDENT, "Z", "Z", NONE_GIVEN, row=row)
    ages = {"Age_ReferralRequest_ReceivedDate": str(age_then), "Age_RP_EndDate": str(age_at_end)}
    return person(name, "06-02", known, **ages)


PEOPLE = [
    course(
        "sam",
        record("04-10", SEEKING, "Z", "Z", ALL_NO, row=1),
        record("05-10", EMPLOYED, "Z", "Z", ALL_NO, row=2),
    ),
    course(
        "tom",
        record("05-10", EMPLOYED, "N", "N", ONE_NO, row=3),
        record("05-03", SEEKING, "N", "N", ONE_NO, row=4),
        record("05-03", EMPLOYED, "N", "N", ONE_NO, row=5, dated=False),
    ),
    course(
        "una",
        record("05-03", RETIRED, "N", "Z", ONE_YES, row=6),
        record("05-10", RETIRED, "N", "Z", ONE_YES, row=7),
    ),
    course(
        "vic",
        record("05-03", EMPLOYED, None, "Z", ALL_NO, row=8, dated=False),
        record("05-03", EMPLOYED, None, "Z", ALL_NO, row=9, dated=False),
    ),
    course("wil"),
    course("xan", record("05-03", "77", "Z", None, NONE_GIVEN, row=10)),
    student("ann", 11, 22, 22),
    student("bob", 12, 17, 18),
    student("cat", 13, 17, 18),
    student("dan", 14, 25, 26),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    with extract(tmp_path_factory.mktemp("records"), PEOPLE) as found:
        yield found


def test_the_share_with_a_record_is_taken_of_those_with_one(pathways):
    """Rows: sam 1, tom 1 and 1 without a date, una 1, vic 2 without a date, xan 1. A status have sam, tom and una, of six."""
    assert in_order(pathways, "ES-2") == [near(3 / 7, 3 / 6, 7 - 6)]


def test_with_a_record_without_a_date_no_record_is_the_first(pathways):
    """A dated record have sam, tom, una and xan, two of them tom and una; tom's other one has no date."""
    first, first_and_last = in_order(pathways, "ES-3")
    assert first == (3, 4, -1)
    assert first_and_last == (1, 2, -1)


def test_first_and_last_of_a_course_lie_in_different_files(pathways):
    """In one file tom and una have two, and tom found work. Over the course sam has two as well, and found work."""
    two, changed = in_order(pathways, "ES-4")
    assert two == (2, 3, -1)
    assert changed == (1, 2, -1)


def test_sick_pay_is_not_stated_where_absence_is_not(pathways):
    """May's file: by absence sam's record and xan's. By sick pay itself sam's, two of una and two of vic."""
    assert in_order(pathways, "ES-5") == [(2, 5, -3)]


def test_one_no_makes_somebody_without_benefit(pathways):
    """By the script sam and tom, of whom only sam has four times no; una has a yes."""
    assert in_order(pathways, "ES-8") == [(2, 1, 1)]


def test_students_are_as_old_as_they_are_at_the_end_of_the_month(pathways):
    """18 to 25 then are ann, bob and cat; when they were referred, ann and dan."""
    assert in_order(pathways, "ES-13") == [(3, 2, 1)]
