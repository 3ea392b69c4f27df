"""What is worked out beside the pathways: who they belong to, conditions, single answers."""

from __future__ import annotations

from datetime import date

import pytest
from tests.pathways.people import condition, national, person, problem, tables, treatment

from caseness.pathways import pathways_of
from caseness.pathways.conditions import conditions
from caseness.pathways.episodes import episodes
from caseness.pathways.instruments import instrument, instruments
from caseness.pathways.items import items
from caseness.pathways.scores import score_days
from caseness.sources.records import open_records
from caseness.vocabulary.data_set import concepts

DIABETES, _, ASTHMA, *_ = (concept.concept for concept in concepts("long_term_condition"))
NO_CONDITION = [concept.concept for concept in concepts("long_term_condition")][-1]

PEOPLE = [
    person("first", "04-02", condition(DIABETES), condition(ASTHMA), ended="04-20", Pseudo_NHS_Number_NCDR="7"),
    person(
        "second",
        "05-10",
        problem("F40.1"),
        condition(NO_CONDITION, day="05-11"),
        ended="06-20",
        Pseudo_NHS_Number_NCDR="7",
    ),
    person("overlapping", "06-10", problem("Z99"), Pseudo_NHS_Number_NCDR="7"),
    person(
        "no-number", "04-03", treatment("04-10", phq9=1, gad7=5), treatment("04-17", phq9=2), Pseudo_NHS_Number_NCDR="0"
    ),
    person("no-number-either", "04-03", Pseudo_NHS_Number_NCDR="0"),
]


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    rows = tables(PEOPLE)
    answer = {name: value for name, value in rows["IDS607CodedScoreAssessmentAct"][0].items() if name != "PersScore"}
    form = answer | {"AssToolCompDate": "2024-04-10"}
    rows["questionnaire_items"] = [form | {"Item": str(item), "Answer": str(item % 2)} for item in (1, 2)]
    with open_records(national(tmp_path_factory.mktemp("facets") / "extract", rows)) as records:
        yield pathways_of(records)


def told(pathways, rows):
    named = pathways.pathways.select("pathway", name="pathway_id")
    return {row["name"]: row for row in pathways.records.fetch(rows.inner_join(named, "pathway"))}


def test_pathways_of_one_person_follow_each_other(pathways):
    rows = told(pathways, pathways.facet(episodes))
    assert [rows[name]["days_since_previous"] for name in ("first", "second", "overlapping")] == [None, 20, -10]
    assert [rows[name]["place"] for name in ("first", "second", "overlapping")] == [0, 1, 2]
    assert rows["second"]["previous"] == rows["first"]["pathway"]
    assert rows["second"]["next"] == rows["overlapping"]["pathway"]
    assert len({row["person"] for row in rows.values()}) == 3


def test_conditions(pathways):
    """Whoever sent nothing has no row; whoever has none is told apart from them."""
    rows = told(pathways, pathways.facet(conditions))
    assert {name: (row["condition_count"], row["long_term_condition"]) for name, row in rows.items()} == {
        "first": (2, True),
        "second": (0, False),
    }


def test_single_answers(pathways):
    rows = pathways.records.fetch(items(pathways).order_by("item"))
    phq9 = instruments().index(instrument("phq9"))
    assert [(row["instrument"], row["item"], row["answer"]) for row in rows] == [(phq9, 1, 1), (phq9, 2, 0)]


def test_the_days_of_scores(pathways):
    """Where all scores are of one time there is no last."""
    begun, ended = (date(2024, 4, day).toordinal() - date(1970, 1, 1).toordinal() for day in (10, 17))
    rows = pathways.records.fetch(pathways.facet(score_days))
    assert {(row["instrument"], row["first_day"], row["last_day"]) for row in rows} == {
        (instruments().index(instrument("phq9")), begun, ended),
        (instruments().index(instrument("gad7")), begun, None),
    }


def test_problems_in_words(pathways):
    rows = pathways.records.fetch(pathways.pathways.select("pathway_id", "problem_descriptor"))
    assert {row["pathway_id"]: row["problem_descriptor"] for row in rows} == {
        "first": None,
        "second": "Social phobias",
        "overlapping": "Other recorded problems",
        "no-number": None,
        "no-number-either": None,
    }
