"""Stages of low and high intensity, on people whose sessions fit on a screen and against a plain second reading.

The rule is the construction of M347 (NHS England, monthly measure metadata, July 2026): two or more consecutive sessions of one
intensity make a stage; one single session before the first is ignored, more of them exclude the pathway.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pathways.people import log, national, person, tables, treatment

from caseness.measures import Variant, compute, measures
from caseness.pathways import pathways_of
from caseness.pathways.contact_counts import step_counts
from caseness.pathways.staff import staff_counts
from caseness.pathways.steps import first_dates, stages, steps, steps_of_all_therapies
from caseness.sources.records import open_records
from caseness.vocabulary import Level
from caseness.vocabulary.period import month_of

GUIDED_BOOK, CBT, CBT_TOO, COUNSELLING, SUPPORT = (
    "748051000000105",
    "304891004",
    "228557008",
    "286711000000107",
    "1098051000000103",
)


def low(day, **more):
    return treatment(day, therapy=GUIDED_BOOK, **more)


def high(day, **more):
    return treatment(day, therapy=CBT, **more)


def counselling(day):
    return treatment(day, therapy=COUNSELLING)


ASSESSED = treatment("04-03", kind="01")


def seen(name, *events, assessed=ASSESSED):
    return person(name, "04-02", *((assessed,) if assessed else ()), *events, ended="06-28")


# who, and the first stage as published: high or low, first and last day, and the day a stage of the other kind begins
PEOPLE = [
    (seen("up", low("04-10"), low("04-17"), high("05-08"), high("05-15")), ("low", "04-10", "04-17", "05-08")),
    (seen("down", high("04-10"), high("04-17"), low("04-24"), low("05-01")), ("high", "04-10", "04-17", "04-24")),
    (
        seen("one-before", low("04-10"), high("04-17"), high("04-24"), low("05-01"), low("05-08")),
        ("high", "04-17", "04-24", "05-01"),
    ),
    (seen("two-before", low("04-10"), high("04-17"), low("04-24"), low("05-01")), None),
    (seen("by-turns", low("04-10"), high("04-17"), low("04-24"), high("05-01")), None),
    (
        seen("one-between", high("04-10"), high("04-17"), low("04-24"), high("05-01"), high("05-08")),
        ("high", "04-10", "04-17", None),
    ),
    (
        seen("two-between", high("04-10"), high("04-17"), low("04-24"), high("05-01"), low("05-08"), low("05-15")),
        ("high", "04-10", "04-17", None),
    ),
    (seen("both-at-once", low("04-10"), high("04-17")), ("high", "04-10", "04-17", None)),
    (seen("both-each-time", low("04-10"), low("04-17")), None),
    (seen("one-session-twice-coded", high("04-10"), treatment("04-17")), None),
    (
        seen("logs", low("04-10"), low("04-17"), log("05-01", "05-07"), log("05-08", "05-14")),
        ("low", "04-10", "04-17", "05-01"),
    ),
    (
        seen("counselled", low("04-10"), low("04-17"), counselling("05-08"), counselling("05-15")),
        ("low", "04-10", "04-17", None),
    ),
    (
        seen(
            "others-between",
            high("04-10"),
            treatment("04-12"),
            low("04-13", attended="3"),
            treatment("04-14", therapy=SUPPORT),
            low("04-15", kind="01"),
            treatment("04-17", therapy=CBT_TOO),
        ),
        ("high", "04-10", "04-17", None),
    ),
    (
        seen("before-referral", high("04-01"), high("04-10"), low("04-17"), low("04-24")),
        ("low", "04-17", "04-24", None),
    ),
    (
        seen("by-the-clock", low("04-10", time="14:00"), high("04-10", time="09:00"), low("04-17")),
        ("low", "04-10", "04-17", None),
    ),
    (
        seen("assessed-late", high("04-10"), high("04-17"), assessed=treatment("05-01", kind="01")),
        ("high", "04-10", "04-17", None),
    ),
    (seen("never-assessed", high("04-10"), high("04-17"), assessed=None), ("high", "04-10", "04-17", None)),
]
SECOND_ACTIVITIES = {  # by appointment, as a second therapy at the same contact
    "both-at-once-c1": CBT,
    "both-each-time-c1": CBT,
    "both-each-time-c2": CBT,
    "one-session-twice-coded-c1": CBT,
}


def rows_of_people():
    """Their tables, with a second activity at some appointments, and the qualifications of those who gave them."""
    rows = {table: rows for table, rows in tables([one for one, _ in PEOPLE]).items() if rows}
    for activity in list(rows["IDS202CareActivity"]):
        second = SECOND_ACTIVITIES.get(activity["CareContactId"])
        if second:
            more = {"CareActId": f"{activity['CareActId']}-too", "CodeProcAndProcStatus": second}
            rows["IDS202CareActivity"].append({**activity, **more})
    for activity in rows["IDS202CareActivity"]:
        activity["CarePersLocalId"] = STAFF.get(activity["CareContactId"][-2:])
    april = {name: value for name, value in rows["IsLatest_SubmissionID"][0].items() if name in PLACE}
    rows["IDS902CarePersQual"] = [april | record for record in QUALIFICATIONS]
    return rows


PLACE = ("UniqueSubmissionID", "AuditId", "Unique_MonthID", "OrgID_Provider")
STAFF = {"c0": "DONE", "c1": "DONE", "c2": "TRAINEE", "c3": "NEW"}
QUALIFICATIONS = (
    {"CarePersLocalId": "DONE", "QualAttainLevelIAPT": "10", "QualAwardedDate": "2024-04-10"},
    {"CarePersLocalId": "TRAINEE", "QualAttainLevelIAPT": "11", "QualPlannedCompletionDate": "2025-04-01"},
    {"CarePersLocalId": "NEW", "QualAttainLevelIAPT": "11"},
)


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    with open_records(national(tmp_path_factory.mktemp("steps") / "extract", rows_of_people())) as records:
        yield pathways_of(records)


def by_name(pathways, facet):
    names = pathways.pathways.select("pathway", "pathway_id")
    rows = pathways.records.fetch(names.inner_join(pathways.facet(facet), "pathway"))
    return {row["pathway_id"]: row for row in rows}


def told(row):
    def day(name):
        return f"{row[name]:%m-%d}" if row[name] else None

    return "high" if row["first_high"] else "low", day("first_begin"), day("first_end"), day("second_begin")


def test_the_stages_of_each_person(pathways):
    found = by_name(pathways, steps)
    assert {name: told(row) for name, row in found.items()} == {one.name: stage for one, stage in PEOPLE if stage}
    assert all(row["steps"] == (row["second_begin"] is not None) for row in found.values())


def test_counselling_is_high_intensity_though_the_published_rule_leaves_it_out(pathways):
    found = by_name(pathways, steps_of_all_therapies)
    assert told(found["counselled"]) == ("low", "04-10", "04-17", "05-08")
    others = {one.name: stage for one, stage in PEOPLE if stage and one.name != "counselled"}
    assert {name: told(row) for name, row in found.items() if name != "counselled"} == others


# days from the assessment on 3 April to the first stage, of those assessed no later than first treated
FIRST = {"up": 7, "counselled": 7, "logs": 7, "before-referral": 14, "by-the-clock": 7}
FIRST_HIGH = {"down": 7, "one-before": 14, "one-between": 7, "two-between": 7, "both-at-once": 7, "others-between": 7}


@pytest.mark.parametrize(
    ("official", "variant", "numerator", "denominator"),
    [
        ("M352", "as_published", len(FIRST_HIGH), None),
        ("M347", "as_published", sum(FIRST_HIGH.values()), 6),
        ("M353", "as_published", len(FIRST), None),
        ("M348", "as_published", sum(FIRST.values()), 5),
        ("M354", "as_published", 2, None),
        ("M349", "as_published", 7 + 7, 2),
        ("M355", "as_published", 2, None),
        ("M350", "as_published", 21 + 14, 2),
        ("M356", "as_published", 6, None),
        ("M364", "as_published", 6, 6),
        ("M360", "as_published", 2, None),
        ("M355", "as_corrected", 3, None),
        ("M350", "as_corrected", 21 + 14 + 21, 3),
    ],
)
def test_the_waits_of_those_who_finished_in_june(figures, official, variant, numerator, denominator):
    assert figures[official, variant] == (numerator, denominator)


@pytest.fixture(scope="module")
def figures(pathways):
    asked = [measures()[f"M{number}"] for number in (*range(347, 351), *range(352, 368))]
    both = (Variant.AS_PUBLISHED, Variant.AS_CORRECTED)
    rows = compute(pathways, asked, [month_of(2024, 6)], variants=both, levels=(Level.ENGLAND,)).to_pylist()
    return {(row["official_id"], row["variant"]): (row["numerator"], row["denominator"]) for row in rows}


def test_first_dates_are_of_contacts_with_any_therapy(pathways):
    found = by_name(pathways, first_dates)
    assert found["counselled"]["high_intensity_first_date"] == date(2024, 5, 8)
    assert found["logs"]["high_intensity_first_date"] is None
    assert found["both-at-once"]["low_intensity_first_date"] == date(2024, 4, 10)
    assert found["before-referral"]["high_intensity_first_date"] == date(2024, 4, 10)


def test_sessions_of_each_step(pathways):
    found = by_name(pathways, step_counts)
    counts = {name: (row["low_intensity_count"], row["high_intensity_count"]) for name, row in found.items()}
    assert counts["up"] == (2, 2)
    assert counts["both-each-time"] == (2, 2)
    assert counts["one-session-twice-coded"] == (0, 1)
    assert counts["logs"] == (2, 2)
    assert counts["others-between"] == (0, 2)


def test_who_gave_the_sessions(pathways):
    """Qualified on the day of the award, 10 April, and not on 3 April; what April's file says holds in May as well."""
    row = by_name(pathways, staff_counts)["up"]
    counts = {name: row[f"{name}_contact_count"] for name in ("qualified", "in_training", "neither", "missing")}
    assert counts == {"qualified": 1, "in_training": 1, "neither": 2, "missing": 1}


def naive(sequence):
    """The first stage of sessions such as ``LHH``, as its kind and places, and the place a step goes to."""
    stretches, place = [], 0
    for kind, group in groupby(sequence):
        length = len(list(group))
        stretches.append((kind, place, length))
        place += length
    long = [number for number, (*_, length) in enumerate(stretches) if length >= 2]
    if not long or sum(length for *_, length in stretches[: long[0]]) > 1:
        return None
    kind, begin, length = stretches[long[0]]
    second = next((stretches[number] for number in long[1:2]), None)
    singles = long[1] - long[0] - 1 if second else 0
    to = second[1] if second and second[0] != kind and singles <= 1 else None
    return kind, begin, begin + length - 1, to


DAY = date(2024, 4, 1)
SESSIONS = pa.schema(
    {"pathway": pa.int64(), "contact": pa.int64(), "moment": pa.int64(), "day": pa.date32(), "high": pa.int64()}
)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.text("LH", min_size=1, max_size=9), min_size=20, max_size=40))
def test_stages_are_those_of_a_plain_reading(sequences):
    rows = [
        {"pathway": n, "contact": 1, "moment": at, "day": DAY + timedelta(at), "high": int(kind == "H")}
        for n, sequence in enumerate(sequences)
        for at, kind in enumerate(sequence)
    ]
    found = stages(ibis.memtable(pa.Table.from_pylist(rows, SESSIONS))).to_pyarrow().to_pylist()

    def place(day):
        return None if day is None else (day - DAY).days

    assert {
        row["pathway"]: (
            "H" if row["first_high"] else "L",
            *(place(row[name]) for name in ("first_begin", "first_end", "second_begin")),
        )
        for row in found
    } == {n: naive(sequence) for n, sequence in enumerate(sequences) if naive(sequence)}
