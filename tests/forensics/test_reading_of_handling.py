"""How forms were taken, sent and dated, and how courses are counted: a few people by hand."""

from __future__ import annotations

import numpy as np
import pytest
from tests.pathways.people import form, national, person, tables, treatment

from caseness.forensics.evidence.counting import Denominators, FirstContacts, MonthlyCourses
from caseness.forensics.evidence.forms import AnswerDrops, FormPairs, UniformForms
from caseness.forensics.evidence.handling import Attached, Breach, Breaches, Direction, Hours, LastForms, Repeats
from caseness.forensics.reading import read
from caseness.pathways import pathways_of
from caseness.pathways.instruments import instrument
from caseness.sources.records import open_records

PHQ9, GAD7 = 0, 1
PEOPLE = [
    person(  # twice in a day, 12 and then 8; the last form three days after the last appointment, on a Saturday
        "anne",
        "04-02",
        treatment("04-10", phq9=15, gad7=12),
        treatment("04-17", time="10:00", phq9=12),
        form("04-17", time="17:00", phq9=8),
        form("04-20", time="09:00", phq9=7, gad7=3),
        ended="04-30",
    ),
    person(  # first contact both assessment and treatment, the second 40 days on; a form after discharge
        "bob",
        "04-02",
        treatment("04-05", kind="03", phq9=20, gad7=15),
        treatment("05-15", phq9=18, gad7=14),
        form("06-10", phq9=5, gad7=4),
        ended="05-31",
    ),
    person(  # seen twice, treated once: not counted as finished
        "cleo",
        "04-02",
        treatment("04-09", kind="01", phq9=18, gad7=14),
        treatment("04-16", phq9=17, gad7=13),
        ended="04-30",
    ),
]
ANSWERS = {"04-10": "222222221", "04-17": "222222220", "04-20": "222222220"}  # the last question is about risk


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    rows = tables(PEOPLE)
    code = instrument("phq9").concept
    own = {
        key: rows["IDS606CodedScoreAssessmentRefer"][0][key] for key in ("PathwayID", "UniqueSubmissionID", "AuditId")
    }
    rows["questionnaire_items"] = [
        own | {"CodedAssToolType": code, "AssToolCompDate": f"2024-{day}", "Item": str(n), "Answer": answer}
        for day, answers in ANSWERS.items()
        for n, answer in enumerate(answers, 1)
    ]
    with open_records(national(tmp_path_factory.mktemp("handling") / "extract", rows)) as records:
        yield pathways_of(records)


def of(pathways, kind, field="counts"):
    return getattr(read(pathways, kind).table, field)[0]


def test_last_forms_by_what_their_day_hangs_on(pathways):
    assert np.argwhere(of(pathways, LastForms)).tolist() == [[0, Attached.NOTHING, 1], [0, Attached.AFTERWARDS, 1]]


def test_two_forms_of_a_day(pathways):
    """12 was a case, and 8 is lower and below the line."""
    assert np.argwhere(of(pathways, Repeats)).tolist() == [[PHQ9, 0, 1, Direction.LOWER, 1]]


def test_forms_dated_after_discharge_break_a_rule(pathways):
    """Of scores within the referral anne has 6, bob 4 and cleo 4; bob has two afterwards."""
    counts = of(pathways, Breaches)
    assert counts[Breach.AFTER_DISCHARGE].tolist() == [14, 2]
    assert counts[Breach.BEFORE_REFERRAL, 1] == counts[Breach.TWO_SCORES, 1] == 0


def test_a_last_form_on_a_saturday_is_at_an_odd_hour(pathways):
    assert of(pathways, Hours)[1].tolist() == [2, 2]  # bob's two on a Wednesday, anne's two on a Saturday


def test_who_was_seen_twice_and_who_is_counted(pathways):
    """Anne recovered and bob did not, both finished; cleo was seen twice, treated once and did not recover."""
    assert of(pathways, Denominators).tolist() == [[1, 0], [1, 1]]


def test_first_treatments_that_were_assessments_too(pathways):
    """Bob's, 40 days before the second; anne's second came within a week; cleo never had one."""
    assert of(pathways, FirstContacts).tolist() == [[1, 1], [0, 1]]


def test_cases_and_recoveries_by_month_of_discharge(pathways):
    assert of(pathways, MonthlyCourses).tolist() == [[0, 1], [1, 0], [0, 0]]


def test_answers_of_forms_that_follow_each_other(pathways):
    """Three forms: the risk answer falls from 1 to 0, and the third is the second again."""
    drops = of(pathways, AnswerDrops)
    assert drops[8, 1].tolist() == [0, 1]
    assert drops[0, 2].tolist() == [2, 0]
    assert np.argwhere(of(pathways, FormPairs)).tolist() == [[PHQ9, 16, 1], [PHQ9, 17, 0]]
    assert of(pathways, UniformForms).tolist() == [[3, 0], [0, 0]]
