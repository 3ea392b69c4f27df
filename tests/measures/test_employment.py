"""Measures of employment and employment support: by hand, and against a recount in plain Python."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from tests.measures import working_lives
from tests.measures.naive_employment import Recount
from tests.measures.working_lives import answer, work
from tests.pathways.people import MONTHS, national, person, tables

from caseness.measures import compute, measures
from caseness.measures.measure import Rows
from caseness.measures.rows import rows_of
from caseness.pathways import pathways_of
from caseness.pathways.employment import employment
from caseness.pathways.presenteeism import presenteeism
from caseness.sources.records import open_records
from caseness.vocabulary import Level
from caseness.vocabulary.period import month_of

PERIODS = [month_of(*map(int, month.split("-"))) for month in MONTHS]
LEVELS = (Level.ENGLAND, Level.PROVIDER, Level.SUB_ICB)
NOTHING = (None, None)
LIVES = [
    (
        "One record is both the first and the last.",
        person("once", "04-02", work("04-10", "01", "N", row=1), ended="05-20"),
        ("01", "N"),
        ("01", "N"),
    ),
    (
        "Found work.",
        person("found", "04-02", work("04-10", "02", "8", row=2), work("05-10", "01", "N", row=3), ended="05-20"),
        ("02", "8"),
        ("01", "N"),
    ),
    (
        "The row numbers are the other way round, but the day decides.",
        person("days", "04-02", work("04-10", "01", "Y", row=9), work("05-10", "01", "N", row=4), ended="05-20"),
        ("01", "Y"),
        ("01", "N"),
    ),
    (
        "Recorded before the referral and after the discharge: neither counts.",
        person(
            "outside",
            "04-10",
            work("04-09", "01", "N", row=11),
            work("04-20", "04", "8", row=12),
            work("05-21", "01", "N", row=13),
            ended="05-20",
        ),
        ("04", "8"),
        ("04", "8"),
    ),
    (
        "On the day of referral and on the day of discharge: both count.",
        person("edges", "04-10", work("04-10", "01", "Y", row=14), work("05-20", "01", "N", row=15), ended="05-20"),
        ("01", "Y"),
        ("01", "N"),
    ),
    (
        "A status that is no code is passed over, and one without sickness absence.",
        person(
            "no-code",
            "04-02",
            work("04-05", "77", "N", row=16),
            work("04-10", "02", "8", row=17),
            work("04-15", "01", None, row=18),
            ended="05-20",
        ),
        ("02", "8"),
        ("02", "8"),
    ),
    (
        "Not stated and not known are codes, and count.",
        person("unsaid", "04-02", work("04-05", "ZZ", "X", row=19), work("04-15", "01", "Z", row=20), ended="05-20"),
        ("ZZ", "X"),
        ("01", "Z"),
    ),
    (
        "Twice on one day: the smallest row number is the first, the greatest the last.",
        person("one-day", "04-02", work("04-10", "03", "8", row=22), work("04-10", "01", "N", row=21), ended="05-20"),
        ("01", "N"),
        ("03", "8"),
    ),
    (
        "Sent again a month later, with another status for the same day.",
        person(
            "put-right",
            "04-02",
            work("04-10", "02", "8", row=23),
            work("04-10", "07", "8", row=24, sent="2024-05"),
            ended="05-20",
        ),
        ("02", "8"),
        ("07", "8"),
    ),
    (
        "Only a record at another referral of the same person, within this one's time.",
        person("elsewhere", "04-02", ended="05-20", Person_ID="both"),
        ("08", "8"),
        ("08", "8"),
    ),
    (
        "That other referral, which began earlier and has an earlier record as well.",
        person(
            "two-referrals",
            "04-01",
            work("04-01", "01", "N", row=25),
            work("05-03", "08", "8", row=26),
            Person_ID="both",
        ),
        ("01", "N"),
        ("08", "8"),
    ),
    ("No record at all.", person("silent", "04-02", ended="05-20"), NOTHING, NOTHING),
    (
        "Still open: what was recorded last in the extract counts.",
        person("open", "04-02", work("04-10", "05", "8", row=27), work("06-29", "06", "8", row=28)),
        ("05", "8"),
        ("06", "8"),
    ),
]
UNWELL = person(
    "unwell",
    "04-02",
    answer("04-03", 7, "Y"),
    answer("04-03", 8, "20"),
    answer("04-03", 9, "11"),
    answer("05-03", 7, "N"),
    answer("05-03", 8, "4"),
    answer("05-03", 9, "7"),
    answer("05-25", 8, "0"),
    work("04-05", None, None, row=30, sick_pay="Y", hours="01"),
    work("04-15", "01", "N", row=31, sick_pay="N", hours="04"),
    ended="05-20",
)
"""The answer of 11 is out of ten and so is none; the last answer to question 8 is after discharge."""


def ours():
    """The measures of employment: those of type EA of the monthly metadata."""
    return [
        one for one in measures().values() if one.id.startswith("EA") or one.id == "M237" or "M296" <= one.id <= "M331"
    ]


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """The people made by hand, and others at random."""
    by_hand = [life for _words, life, *_expected in LIVES]
    rows = tables([*by_hand, UNWELL, *working_lives.at_random(Random(11), 260)])
    with open_records(national(tmp_path_factory.mktemp("lives") / "extract", rows)) as records:
        yield rows, pathways_of(records)


@pytest.fixture(scope="module")
def counted(extract):
    """Every figure by the engine and by the recount."""
    rows, pathways = extract
    found = compute(pathways, ours(), PERIODS, levels=LEVELS).to_pylist()
    referrals = fetched(pathways, rows_of(Rows.REFERRALS, pathways, PERIODS))
    statistics = {one.id: one.statistic.value for one in ours()}
    figures = {(row["official_id"], row["period_start"], row["level"], row["org_code"]): row["value"] for row in found}
    return figures, Recount(rows, referrals).figures(statistics, PERIODS)


def fetched(pathways, rows):
    return pathways.records.backend.to_pyarrow(rows).to_pylist()


def by_name(pathways, facet, key):
    """What a facet says of each person."""
    names = {
        row["pathway"]: row["pathway_id"]
        for row in fetched(pathways, pathways.pathways.select("pathway", "pathway_id"))
    }
    return {names[row[key]]: row for row in fetched(pathways, pathways.facet(facet)) if row[key] in names}


def test_first_and_last_record_of_people_by_hand(extract):
    _rows, pathways = extract
    said = by_name(pathways, employment, "state")
    told = {
        life.name: tuple(
            (
                said.get(life.name, {}).get(f"employment_status_{end}"),
                said.get(life.name, {}).get(f"sick_absence_{end}"),
            )
            for end in ("first", "last")
        )
        for _words, life, *_expected in LIVES
    }
    assert told == {life.name: (first, last) for _words, life, first, last in LIVES}


def test_sick_pay_and_the_rest_of_a_record(extract):
    _rows, pathways = extract
    unwell = by_name(pathways, employment, "state")["unwell"]
    assert (unwell["sick_pay_first"], unwell["sick_pay_last"]) == ("Y", "N")
    assert (unwell["weekly_hours_first"], unwell["weekly_hours_last"]) == ("04", "04")  # of the record with a status
    assert (unwell["recorded_days"], unwell["recorded_first_date"]) == (2, date(2024, 4, 5))


def test_answers_on_working_while_unwell(extract):
    _rows, pathways = extract
    unwell = by_name(pathways, presenteeism, "pathway")["unwell"]
    answers = {
        f"{question}{end}": unwell[f"ipcq_question_{question}_{end}"]
        for question in (7, 8, 9)
        for end in ("first", "last")
    }
    assert answers == {"7first": 1, "7last": 0, "8first": 20, "8last": 4, "9first": 7, "9last": None}


def test_every_figure_is_that_of_a_recount_in_plain_python(counted):
    found, expected = counted
    nothing = {key: value for key, value in found.items() if key not in expected}
    assert set(nothing.values()) <= {0, None}
    wrong = {key: (found.get(key), value) for key, value in expected.items() if not _same(found.get(key), value)}
    assert wrong == {}


def _same(found, expected):
    return found == expected if None in (found, expected) else abs(found - expected) < 1e-9


def test_the_people_at_random_put_every_measure_to_the_test(counted):
    _found, expected = counted
    assert {one.id for one in ours()} == {which for (which, *_), value in expected.items() if value}


def test_the_current_measures_of_employment_are_declared():
    """Ids of the monthly metadata of July 2026 of type EA, and M237; those withdrawn since 2021 are not among them."""
    numbers = [
        *range(1, 14),
        *range(18, 30),
        *range(34, 42),
        *range(50, 63),
        *range(83, 88),
        108,
        110,
        *range(127, 135),
    ]
    current = {f"EA{number:03d}" for number in (*numbers, 136, 139, 140, *range(276, 286))}
    assert {one.id for one in ours()} == current | {"M237"} | {f"M{number}" for number in range(296, 332)}
