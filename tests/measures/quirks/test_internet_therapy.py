"""Quirks of the Internet Enabled Therapies dashboard, on finished courses that can be counted on one hand.

Each log is sent for the month it ended in, and one of gil's once more in the month after. Minutes of their logs::

            Silvercloud  Slvrcld  Sleepio   without a time  recovered
    gil     20           -        30        -               yes
    hal     20, 10       30       -         -               no
    ida     -            -        -         one             yes
    jo      no logs                                         no
    kay     -            -        15 (ended a month before the file that it was sent with)  no

Courses finished in August, with the minutes of logs and appointments; max's log came with 45 minutes in a file since replaced::

            Silvercloud  Sleepio  July  August
    lou     20           10       60    40, 40 of one day, 30 missed
    max     -            30       -     20, 20
    nat     -            50       two without minutes
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.measures.quirks.made import MONTHS, extract, in_order, near, written
from tests.pathways.people import log, person, tables, treatment


def logged(day, programme, minutes, *, sent=None):
    """A log of the week up to a day of May."""
    event = log(f"05-{int(day[3:]) - 6:02}", day)
    row = event.row | {"IntEnabledTherProg": programme, "DurationIntEnabledTher": minutes}
    return replace(event, row=row, sent=sent)


AUGUST = ("08",)
ILL = {"phq9": 15, "gad7": 12}
WELL = {"phq9": 4, "gad7": 3}


def course(name, *events, last=ILL, referred="05-02", **counts):
    seen = (treatment("05-03", **ILL), treatment("05-30", **last))
    return person(name, referred, *seen, *events, ended="06-20", **counts)


PEOPLE = [
    course(
        "gil",
        logged("05-10", "SilverCloud", "20"),
        logged("05-10", "SilverCloud", "20", sent="2024-06"),
        logged("05-17", "Sleepio", "30"),
        last=WELL,
        InternetEnabledTherapy_Count="2",
        TreatmentCareContact_Count="4",
    ),
    course(
        "hal",
        logged("05-10", "Silvercloud", "20"),
        logged("05-17", "SilverCloud CBT", "10"),
        logged("05-24", "slvrcld", "30"),
        InternetEnabledTherapy_Count="6",
        TreatmentCareContact_Count="5",
    ),
    course("ida", logged("05-10", "SilverCloud", None), last=WELL),
    course("jo", referred="2020-08-31"),
    course("kay", logged("05-10", "Sleepio", "15", sent="2024-06")),
]


def seen(day, minutes, *, attended="5"):
    return written(treatment(day, attended=attended), ClinContDurOfCareCont=minutes)


def logged_in_august(programme, minutes):
    return written(log("08-10", "08-16"), IntEnabledTherProg=programme, DurationIntEnabledTher=minutes)


OF_AUGUST = [
    person(
        "lou",
        "07-02",
        seen("07-05", "60"),
        seen("08-07", "40"),
        seen("08-07", "40"),
        seen("08-14", "30", attended="3"),
        logged_in_august("SilverCloud", "20"),
        logged_in_august("Sleepio", "10"),
        ended="08-20",
    ),
    person(
        "max",
        "07-02",
        seen("08-05", "20"),
        seen("08-12", "20"),
        logged_in_august("Sleepio", "30"),
        ended="08-20",
    ),
    person("nat", "07-02", seen("07-05", None), seen("07-12", None), logged_in_august("Sleepio", "50"), ended="08-20"),
]
SUPERSEDED = {"UniqueSubmissionID": "SYNPA-first", "AuditId": "1", "OrgID_Provider": "SYNPA"}


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    rows = tables([*PEOPLE, *OF_AUGUST], MONTHS)
    (log_of_max,) = (row for row in rows["IDS205InternetTherLog"] if row["PathwayID"] == "max")
    superseded = log_of_max | SUPERSEDED | {"DurationIntEnabledTher": "45"}
    files = [
        *rows["IsLatest_SubmissionID"],
        SUPERSEDED | {"Unique_MonthID": log_of_max["Unique_MonthID"], "IsLatest": "0"},
    ]
    more = {"IDS205InternetTherLog": [*rows["IDS205InternetTherLog"], superseded], "IsLatest_SubmissionID": files}
    with extract(tmp_path_factory.mktemp("logs"), [*PEOPLE, *OF_AUGUST], more=more) as found:
        yield found


def test_every_log_that_is_listed_has_a_time(pathways):
    """Six logs ended in the month of their file, ida's without a time: gil 2, hal 3, ida 1."""
    assert in_order(pathways, "IET-1") == [near(5 / 5, 5 / 6, 5 - 6)]


def test_a_course_whose_logs_have_no_time_is_without_internet_therapy(pathways):
    """By the script ida, jo and kay are without; rightly jo, and kay, whose log ended before its file."""
    without, with_some = in_order(pathways, "IET-2")
    assert without == (3, 2, 1)
    assert with_some == (2, 3, -1)


def test_a_course_with_two_programmes_counts_twice(pathways):
    """Rows: gil 2 with one log, hal 1 with one and again with two, ida 1 with one, and jo and kay 1 each with none.

    All are cases; gil and ida have recovered: 3 of 4 rows, 2 of 3 courses.
    """
    some, added_up, recovery = in_order(pathways, "IET-3")
    assert some == (2 + 1 + 1, 3, 1)
    assert added_up == (4 + 1 + 2, 5, 2)
    assert recovery == near(3 / 4, 2 / 3, 1)


def test_a_log_that_is_sent_again_adds_its_minutes_again(pathways):
    """Gil 20 + 20 + 30 and hal 20 + 10 + 30 minutes, of 2 + 3 logs; 20 of them were sent again."""
    assert in_order(pathways, "IET-4") == [near((70 + 60) / 5, (50 + 60) / 5, None)]


def test_more_internet_therapy_than_treatment_is_of_neither_kind(pathways):
    """Gil has 2 of 4; hal has 6 of 5, and ida's counts are empty."""
    assert in_order(pathways, "IET-5") == [(1, 3, -2)]


def test_referrals_from_before_september_2020_are_left_out(pathways):
    """Jo's was received on the last day of August."""
    assert in_order(pathways, "IET-6") == [(4, 5, -1)]


def test_logs_of_a_file_that_was_replaced_add_their_minutes(pathways):
    """20 + 10 + 30 + 50 minutes, and the 45 that max's log had at first."""
    assert in_order(pathways, "P215-1", AUGUST) == [(155, 110, 45)]


def test_appointments_and_logs_of_one_file_multiply(pathways):
    """August's file has of lou 3 appointments, 110 minutes, and 2 logs, 30 minutes; of max 2, 40, 1 and 30; of nat a log only.

    Pairs: 3 x 2 + 2 x 1 = 8. Minutes of appointments 110 x 2 + 40 x 1 over 8, rightly 150 over 5; of logs 30 x 3 + 30 x 2 over 8,
    rightly 110 over 4.
    """
    assert in_order(pathways, "P216-4", AUGUST) == [near(260 / 8, 150 / 5, None), near(150 / 8, 110 / 4, None)]


def test_each_programme_has_the_minutes_of_all_appointments(pathways):
    """Lou's two programmes have 60 + 40 + 30 each, as the second 40 of the day is lost and the missed 30 count; max 20 + 20.

    Rightly lou's 60 + 40 + 40 and max's 40, of three courses.
    """
    assert in_order(pathways, "IET-8", AUGUST) == [near((2 * 130 + 40) / 4, (140 + 40) / 3, None)]
