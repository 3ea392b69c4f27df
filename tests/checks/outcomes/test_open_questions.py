"""What hangs on the open questions: people made by hand, each moved by the answer to one of them."""

from __future__ import annotations

import pytest
from tests.pathways.people import form, national, person, problem, tables, treatment

from caseness.checks.finding import Verdict
from caseness.checks.outcomes.open_questions import open_questions
from caseness.disclosure.words import resolved
from caseness.errors import CannotRun
from caseness.sources.records import open_records

CASE = {"phq9": 15, "gad7": 12}
WELL = {"phq9": 5, "gad7": 4}

PEOPLE = [
    person("recovered", "04-02", treatment("04-10", **CASE), treatment("04-17", **WELL), ended="04-30"),
    person(
        "well-at-follow-up",
        "04-02",
        treatment("04-10", **CASE),
        treatment("04-17", **CASE),
        form("05-20", **WELL),
        ended="04-30",
    ),
    person(
        "well-in-a-missed-appointment",
        "04-02",
        treatment("04-10", **CASE),
        treatment("04-17", **CASE),
        treatment("04-24", attended="3", **WELL),
        ended="04-30",
    ),
    person(
        "six-points", "04-02", treatment("04-10", phq9=16, gad7=7), treatment("04-17", phq9=10, gad7=7), ended="04-30"
    ),
    person("bowel", "04-02", problem("K58"), treatment("04-10", **CASE), treatment("04-17", **WELL), ended="04-30"),
    person(
        "second-contact-late",
        "04-02",
        treatment("04-10", **CASE),
        form("04-17", **WELL),
        treatment("05-02"),
        ended="04-30",
    ),
]


def test_each_answer_moves_its_own_person(tmp_path):
    """Five finish a course, all cases; three recover. Columns: finished, paired, cases, recovered, improved."""
    with open_records(national(tmp_path / "extract", tables(PEOPLE))) as records:
        answer = open_questions(records)
    rows = {row[1]: row[2:7] for row in answer.tables[0].rows}
    assert rows == {
        "": (5, 5, 5, 3, 4),
        "also scores after discharge, such as those at follow-up": (5, 5, 5, 4, 5),
        "every score sent for the pathway": (5, 5, 5, 4, 5),
        "they do not, as before version 2.0": (5, 5, 5, 2, 3),
        "the lowest": (5, 5, 5, 3, 4),
        "it is not: the change has to be greater, as the text and the formulas say": (5, 5, 5, 3, 3),
        "nothing: the course has no outcome": (5, 4, 5, 2, 3),
        "every attended treatment contact of the pathway": (6, 6, 6, 4, 5),
    }
    assert answer.verdict is Verdict.DESCRIBED
    assert resolved(answer.answer, internal=True).startswith(
        "With the open questions answered as official figures most likely do, 60% of cases recover. Answered the other way "
        "one at a time, the rate lies between 40% and 80%"
    )
    improvement = {row[1]: row[12] for row in answer.tables[0].rows}
    assert improvement["they do not, as before version 2.0"] == pytest.approx(-0.2)


def test_nobody_who_could_recover(tmp_path):
    folder = national(tmp_path / "extract", tables([person("open", "04-02", treatment("04-10"))]))
    with open_records(folder) as records, pytest.raises(CannotRun, match="no case with first and last scores"):
        open_questions(records)
