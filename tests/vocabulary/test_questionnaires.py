"""Questionnaires, therapies and problems: the thresholds and pairings of the official guide."""

from __future__ import annotations

from decimal import Decimal

import pytest

from caseness.vocabulary.problems import problem_of, problems
from caseness.vocabulary.questionnaires import anxiety_measure, questionnaire, questionnaires
from caseness.vocabulary.therapies import Step, therapies, therapy_of


@pytest.mark.parametrize(
    ("measure", "below", "case"),
    [
        ("PHQ-9", 9, 10),
        ("GAD-7", 7, 8),
        ("SPIN", 18, 19),
        ("PDSS", 7, 8),
        ("OCI", 39, 40),
        ("PCL-5", 31, 32),
        ("HAI", 17, 18),
    ],
)
def test_the_line_of_caseness(measure, below, case):
    line = questionnaire(measure).case_line
    assert line
    assert not line.met_by(below)
    assert line.met_by(case)


def test_the_mobility_inventory_is_above_its_line_only():
    line = questionnaire("MI").case_line
    assert line
    assert not line.met_by(Decimal("2.3"))
    assert line.met_by(Decimal("2.31"))


@pytest.mark.parametrize(
    ("measure", "too_small", "counts"),
    [("PHQ-9", "5", "6"), ("GAD-7", "3", "4"), ("MI", "0.72", "0.73"), ("PDSS", "5", "6"), ("PCL-5", "9", "10")],
)
def test_the_smallest_change_that_counts(measure, too_small, counts):
    change = questionnaire(measure).reliable_change
    assert change
    assert not change.met_by(Decimal(too_small))
    assert change.met_by(Decimal(counts))


@pytest.mark.parametrize("measure", ["BIQ", "CFQ", "PSWQ"])
def test_where_no_official_threshold_was_found_there_is_none(measure):
    assert questionnaire(measure).case_line is None
    assert questionnaire(measure).reliable_change is None


def test_a_line_lies_within_the_range():
    for q in questionnaires():
        if q.case_line and q.lowest is not None and q.highest is not None:
            assert q.lowest <= q.case_line.value <= q.highest


def test_trauma_was_measured_otherwise_before_version_2():
    assert anxiety_measure("PTSD", "1.5").id == "IES-R"
    assert anxiety_measure("PTSD", "2.0").id == "PCL-5"
    with pytest.raises(KeyError):
        anxiety_measure("IBS", "2.0")


@pytest.mark.parametrize(
    ("code", "problem", "measure"),
    [
        ("F32.1", "Depression", "GAD"),
        ("F400", "Agoraphobia", "AgoraAlone"),
        ("F40.8", "Other F40 to F43", "GAD"),
        ("f42.2", "Obsessive-compulsive disorder", "OCD"),
        ("F431", "Post-traumatic stress disorder", "PTSD"),
        ("F45.2", "Hypochondriacal disorders", "AnxietyInventory"),
        ("F451", "Other mental health problems", "GAD"),
        ("K58", "Irritable bowel syndrome", "IBS"),
        ("G93.3", "Chronic fatigue syndrome", "CFQ"),
    ],
)
def test_problems_and_their_measures(code, problem, measure):
    found = problem_of(code)
    assert found
    assert (found.problem, found.measure("2.1")) == (problem, measure)


def test_measures_that_came_with_version_2_1():
    bowel = problem_of("K58")
    assert bowel
    assert bowel.measure("2.0") == "GAD"


def test_any_other_code_is_another_recorded_problem():
    assert problem_of("Z63") is None


def test_every_measure_of_a_problem_is_a_questionnaire():
    for problem in problems():
        assert anxiety_measure(problem.measure("2.1"), "2.1")


def test_therapies_are_known_by_their_leading_concept():
    cbt = therapy_of("304891004")
    assert cbt
    assert (cbt.therapy, cbt.step, cbt.official_id) == ("Cognitive behaviour therapy", Step.HIGH, "M110")
    assert therapy_of("304891004:408730004=385658003") == cbt
    assert therapy_of("228557008") == cbt
    assert therapy_of("1098051000000103").step is Step.NEITHER
    assert therapy_of("") is None
    assert therapy_of("123") is None


def test_waits_between_steps_leave_out_two_high_intensity_therapies():
    """M347 to M367 as published list neither collaborative care nor counselling for depression."""
    left_out = [t.official_id for t in therapies() if t.step is Step.HIGH and t.stage is None]
    assert left_out == ["M103", "M104"]
    assert all(t.stage in (None, t.step) for t in therapies())


def test_no_therapy_is_listed_twice():
    listed = [t.concept for t in therapies()]
    assert len(listed) == len(set(listed))
