"""Quirks of the Employment Support dashboard: referrals to employment support and appointments for it.

All were referred on 2 April and finished on 20 May, but for rob, who goes on. Records give the day of referral to employment
support and the day it ended::

            April's file          May's file                   appointment for it
    lou     -                     01-05 > -, 01-05 > 15-05     8 May
    max     10-04 > -             10-04 > -, - > -, - > 18-05  none
    nia     -                     -                            none
    rob     12-04 > -             12-04 > -                    not kept
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.measures.quirks.made import extract, in_order
from tests.measures.working_lives import support, work
from tests.pathways.people import in_full, person, tables, treatment


def record(sent, referral=None, *, row, ended=None):
    event = work("04-10", "01", "N", row=row, sent=sent, ended=ended)
    return replace(event, row=event.row | {"EmpSupportReferral": in_full(referral)})


def seen(first):
    return (treatment(first, phq9=15, gad7=12), treatment("05-09"))


APRIL, MAY = "2024-04", "2024-05"
PEOPLE = [
    person(
        "lou",
        "04-02",
        *seen("04-10"),
        support("05-08"),
        record(MAY, "05-01", row=1),
        record(MAY, "05-01", row=2, ended="05-15"),
        ended="05-20",
    ),
    person(
        "max",
        "04-02",
        *seen("05-02"),
        record(APRIL, "04-10", row=3),
        record(MAY, "04-10", row=4),
        record(MAY, row=5),
        record(MAY, row=6, ended="05-18"),
        ended="05-20",
    ),
    person("nia", "04-02", *seen("04-12"), ended="05-20"),
    person(
        "rob",
        "04-02",
        support("05-08", attended="3"),
        record(APRIL, "04-12", row=7),
        record(MAY, "04-12", row=8),
        as_sent={APRIL: None, MAY: None},
    ),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    with extract(tmp_path_factory.mktemp("support"), PEOPLE) as found:
        yield found


def test_a_referral_counts_once_for_each_pair_of_dates(pathways):
    """May: lou has 2 pairs and max 3. Lou and nia entered treatment in April, when they had no record; max in May."""
    received, entered, finished = in_order(pathways, "ES-1")
    assert received == (4, 4, 0)
    assert entered == (1 + 1 + 3, 3, 2)
    assert finished == (2 + 3 + 1, 3, 3)


def test_who_was_referred_and_not_seen_yet_is_missing(pathways):
    """Lou was referred in May, max and rob in April; only lou was seen."""
    assert in_order(pathways, "ES-6") == [(1, 3, -2)]


def test_access_is_dated_on_the_latest_of_several_days(tmp_path):
    """Of the two files of rob one says 30 April and the next 2 May, after the month that is looked at."""
    rob = [PEOPLE[3]]
    files = zip(tables(rob)["IDS101Referral"], ("04-30", "05-02"), strict=True)
    rows = [row | {"EmpSupport_FirstDate": in_full(day)} for row, day in files]
    with extract(tmp_path, rob, more={"IDS101Referral": rows}) as given:
        assert in_order(given, "ES-12", ["04"]) == [(0, 1, -1)]
        assert in_order(given, "ES-12", ["05"]) == [(1, 0, 1)]
