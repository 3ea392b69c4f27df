"""Evidence read out of records: three people by hand, and a year of made people against a plain second reading."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest
from tests.pathways.people import form, national, person, tables, treatment

from caseness.forensics.evidence import (
    Beside,
    Courses,
    Decided,
    DecisiveChanges,
    Ending,
    FirstScores,
    LastContacts,
    ScoreChanges,
    Scores,
)
from caseness.forensics.evidence.forms import AlikeForms
from caseness.forensics.reading import read, read_by_month
from caseness.forensics.reading.units import Grouping
from caseness.pathways import pathways_of
from caseness.sources.records import open_records
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise

PLANNED, DROPPED_OUT = "46", "48"
PEOPLE = [
    person(
        "anne",  # 15, 11, 9: a case who ends below, by agreement; GAD-7 falls with it
        "04-02",
        treatment("04-10", phq9=15, gad7=12),
        treatment("04-17", phq9=11, gad7=7),
        treatment("04-24", phq9=9, gad7=5),
        ended="04-30",
        EndCode=PLANNED,
    ),
    person(
        "bob",  # no case on GAD-7; the last contact without a form
        "04-02",
        treatment("04-11", phq9=20, gad7=3),
        form("04-18", phq9=18),
        treatment("04-25"),
        ended="04-30",
        EndCode=DROPPED_OUT,
    ),
    person("cleo", "04-02", treatment("04-12", phq9=12, gad7=9), ended="04-30", EndCode=PLANNED),  # once: not finished
]
PHQ9, GAD7 = 0, 1


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    with open_records(national(tmp_path_factory.mktemp("reading") / "extract", tables(PEOPLE))) as records:
        yield pathways_of(records)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reading") / "made"
    synthesise(Plan(referrals=700, seed=4, months=10, items=True, workers=1), folder)
    with open_records(folder) as records:
        yield pathways_of(records)


def test_courses_are_those_of_the_official_rate(by_hand):
    courses = read(by_hand, Courses).table
    assert (courses.cases.tolist(), courses.recovered.tolist()) == ([2], [1])  # anne and bob; anne recovered


def test_scores_after_the_first_say_what_stood_beside_them_and_what_followed(by_hand):
    counts = read(by_hand, Scores).table.counts[0]
    found = {tuple(map(int, place)): int(counts[tuple(place)]) for place in np.argwhere(counts)}
    assert found == {
        (PHQ9, Beside.BELOW, 0, 11, Ending.GOES_ON): 1,  # anne, beside a GAD-7 of 7
        (PHQ9, Beside.BELOW, 1, 9, Ending.PLANNED): 1,
        (PHQ9, Beside.UNKNOWN, 0, 18, Ending.OTHER): 1,  # bob
        (GAD7, Beside.CASE, 0, 7, Ending.GOES_ON): 1,  # beside a PHQ-9 of 11
        (GAD7, Beside.BELOW, 1, 5, Ending.PLANNED): 1,
    }


def test_forms_beside_a_total_of_ones_are_counted_and_single_answers_are_not_known(by_hand):
    scores = read(by_hand, Scores).table
    assert scores.ones is None
    assert np.argwhere(scores.beside_ones[0]).tolist() == [[PHQ9, 11, Ending.GOES_ON], [GAD7, 5, Ending.PLANNED]]


def test_changes_are_the_same_scores_with_the_one_before(by_hand):
    counts = read(by_hand, ScoreChanges).table.counts[0]
    assert np.argwhere(counts[PHQ9]).tolist() == [
        [0, 15, 11, Ending.GOES_ON],
        [0, 20, 18, Ending.OTHER],
        [1, 11, 9, Ending.PLANNED],
    ]


def test_decisive_changes_are_those_beside_a_score_below_the_line_or_none(by_hand):
    table = read(by_hand, DecisiveChanges).table
    assert table.ones is None
    assert np.argwhere(table.counts[0]).tolist() == [
        [PHQ9, 11, 9, Ending.PLANNED],
        [PHQ9, 15, 11, Ending.GOES_ON],
        [PHQ9, 20, 18, Ending.OTHER],
        [GAD7, 7, 5, Ending.PLANNED],
    ]


def test_first_scores_of_all_who_finished_case_or_not(by_hand):
    counts = read(by_hand, FirstScores).table.counts[0]
    assert np.argwhere(counts).tolist() == [
        [PHQ9, Decided.ANYWAY, 15, 11],  # anne, with a GAD-7 of 12
        [PHQ9, Decided.OPEN, 20, 18],
        [GAD7, Decided.ANYWAY, 3, 28],
        [GAD7, Decided.ANYWAY, 12, 7],
    ]


def test_whether_the_last_contact_was_measured(by_hand):
    counts = read(by_hand, LastContacts).table.counts[0]
    assert np.argwhere(counts).tolist() == [[PHQ9, 15, 11, 0], [PHQ9, 20, 18, 1], [GAD7, 12, 7, 0]]


def _naive(pathways):
    """The scores after the first of cases, in plain Python, from the rows of the pathways."""
    rows = {row["pathway"]: row for row in pathways.records.fetch(pathways.pathways)}
    taken = defaultdict(dict)
    for row in pathways.records.fetch(pathways.scores):
        course = rows[row["pathway"]]
        scale = row["instrument"]  # PHQ-9 and GAD-7 are the first two
        decided_otherwise = course["anxiety_measure"] not in (GAD7, None)
        whole = course["completed_treatment"] and not course["began_before"] and row["in_referral"]
        if scale in (PHQ9, GAD7) and whole and not (scale == GAD7 and decided_otherwise):
            own = taken[row["pathway"], scale]
            own[row["moment"]] = max(own.get(row["moment"], 0), row["score"] // 100)
    scores, changes = Counter(), Counter()
    for (pathway, scale), own in taken.items():
        moments = sorted(own)
        if own[moments[0]] < (10, 8)[scale]:
            continue
        planned = Ending.PLANNED if rows[pathway]["end_code"] == PLANNED else Ending.OTHER
        for place, (before, now) in enumerate(pairwise(moments)):
            other = taken.get((pathway, 1 - scale), {}).get(now)
            beside = Beside.UNKNOWN if other is None else Beside.CASE if other >= (8, 10)[scale] else Beside.BELOW
            ending = planned if now == moments[-1] else Ending.GOES_ON
            unit, session = rows[pathway]["provider"], min(place, 19)
            scores[unit, scale, beside, session, own[now], ending] += 1
            changes[unit, scale, session, own[before], own[now], ending] += 1
    return scores, changes


def _told(reading, counts):
    return Counter(
        {
            (reading.units.names[place[0]], *map(int, place[1:])): int(counts[tuple(place)])
            for place in np.argwhere(counts)
        }
    )


def test_a_made_extract_reads_as_a_plain_second_implementation_reads_it(made):
    scores, changes = _naive(made)
    assert sum(scores.values()) > 300
    reading = read(made, Scores)
    assert _told(reading, reading.table.counts) == scores
    reading = read(made, ScoreChanges)
    assert _told(reading, reading.table.counts) == changes


def test_decisive_changes_are_the_decisive_scores_with_the_one_before(made):
    scores, changes = read(made, Scores).table, read(made, DecisiveChanges).table
    decisive = scores.counts[:, :, Beside.BELOW :]
    assert changes.counts.sum(axis=2).tolist() == decisive.sum(axis=(2, 3)).tolist()
    assert changes.ones.sum(axis=2).tolist() == scores.ones[:, :, Beside.BELOW :].sum(axis=2).tolist()


def test_forms_of_ones_only_are_among_those_at_the_total_of_ones(made):
    scores = read(made, Scores).table
    ones = scores.ones.sum(axis=(0, 2))  # by scale and ending
    at_total = scores.counts[:, [0, 1], :, :, [9, 7]].sum(axis=(1, 2, 3))
    assert 0 < ones.sum() < at_total.sum()
    assert (ones <= at_total).all()


def test_therapists_add_up_to_providers_and_have_no_number_of_their_own(made):
    by_provider, by_therapist = read(made, Courses), read(made, Courses, Grouping.THERAPIST)
    names = by_therapist.units.names
    assert names[0] == f"{by_therapist.units.providers[0]}, therapist 1"
    assert len(set(names)) == len(names) > len(by_provider.units.names)
    known = by_therapist.table.cases.sum()
    assert 0 < known <= by_provider.table.cases.sum()
    for name, cases in zip(by_provider.units.names, by_provider.table.cases, strict=True):
        own = [place for place, provider in enumerate(by_therapist.units.providers) if provider == name]
        assert by_therapist.table.cases[own].sum() <= cases


def test_months_add_up_to_their_providers(made):
    whole = read(made, Courses)
    months = read_by_month(made, Courses, whole.units.names)
    span = len(made.months.numbers)
    assert months.units.names == tuple(name for name in whole.units.names for _month in range(span))
    assert months.table.cases.reshape(-1, span).sum(axis=1).tolist() == whole.table.cases.tolist()
    assert (months.table.cases.reshape(-1, span) > 0).sum() > len(whole.units.names)


def test_pairs_of_therapists_and_those_elsewhere_make_up_their_provider(made):
    one, whole = (read(made, AlikeForms, grouping) for grouping in (Grouping.THERAPIST, Grouping.PROVIDER))
    for place, provider in enumerate(one.units.providers):
        at = whole.units.names.index(provider)
        assert (one.table.pairs[place] + one.table.elsewhere[place] == whole.table.pairs[at]).all()
        assert (one.table.alike[place] + one.table.elsewhere_alike[place] == whole.table.alike[at]).all()
    assert (whole.table.elsewhere == 0).all()
    assert one.table.pairs.sum() > 0
