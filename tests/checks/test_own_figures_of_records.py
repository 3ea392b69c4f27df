"""What an extract has of its own for value for money: people made by hand, and shares that may leave."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pathways.people import national, person, tables, treatment

from caseness.checks import own_figures_of_records as own
from caseness.checks.own_figures_of_records import came_back, finished_sums
from caseness.checks.spend.employment_change import Start
from caseness.sources.records import open_records
from caseness.value.assumptions import default_assumptions

GIVEN = default_assumptions()


def course(name: str, first: int, last: int, *, referred: str = "04-02", ended: str = "04-30"):
    """Someone treated on 10 and 24 April."""
    return person(
        name, referred, treatment("04-10", phq9=first, gad7=9), treatment("04-24", phq9=last, gad7=3), ended=ended
    )


PEOPLE = [
    course("recovered", 15, 5),
    course("improved", 20, 11),
    course("no-case", 5, 4, referred="04-05"),
    person("once", "04-02", treatment("04-10", phq9=15), ended="04-30"),
]


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    with open_records(national(tmp_path_factory.mktemp("made") / "extract", tables(PEOPLE))) as records:
        return finished_sums(records), came_back(records, 30)


def test_finished_courses_by_hand(counted):
    sums, _back = counted
    # Two of three began with 10 or more, one of them ended below; the third has a GAD-7 of 9, which is a case as well
    assert (sums["scored"], sums["below"]) == (2, 1)
    assert (sums["cases"], sums["improved"]) == (3, 1)
    # 22 days from 2 April to 24 April twice, 19 from 5 April; no clinical time is given
    assert (sums["dated"], sums["days"]) == (3, 63)
    assert sums["timed"] == 0


def test_nobody_came_back_of_two_who_recovered(counted):
    _sums, back = counted
    assert back == (0, 2)


def test_a_course_costs_as_its_sessions_and_takes_its_time():
    sums = {"timed": 200, "minutes": 10_000, "dated": 100, "days": 12_175}
    found = own._course({"M141": (1_020, 100), "M050": (2_000, 100)}, sums, GIVEN)
    # 10.2 sessions, not 6.8: half as much again; 50 minutes are 0.83 hours; 121.75 days are 4 months
    assert found["cost_per_course"].value == pytest.approx(803 * 1.5)
    assert found["cost_per_course"].ends == pytest.approx((710 * 1.5, 896 * 1.5))
    assert found["contact_hours"].value == 0.83
    assert found["course_months"].value == 4.0
    assert "0.7 of them before the first" in found["course_months"].what


def test_those_who_come_back_are_the_least_that_relapse(monkeypatch):
    monkeypatch.setattr(own, "came_back", lambda _records, _days: (20, 200))
    found = own._return(None, GIVEN["relapse_12_months"])["relapse_12_months"]
    assert (found.value, found.ends) == (0.53, (0.1, 0.65))
    # Where more come back than were thought to relapse, that is the centre too
    monkeypatch.setattr(own, "came_back", lambda _records, _days: (140, 200))
    found = own._return(None, GIVEN["relapse_12_months"])["relapse_12_months"]
    assert found.value == 0.7
    assert found.ends[0] == 0.7 < found.ends[1] < 1


def test_half_the_change_in_work_as_of_the_study(monkeypatch):
    starts = [
        Start("unemployed", finished=150, asked_again=100, in_work=20, employed=False),
        Start("employed", finished=150, asked_again=100, in_work=90, employed=True),
        Start("", finished=50, asked_again=0, in_work=0, employed=False),
    ]
    monkeypatch.setattr(own, "starts_of", lambda _records: starts)
    found = own._work(None)["effect_on_employment_held"]
    # 20 of 200 found work and 10 of 200 lost it: five points, half of them held
    assert (found.value, found.ends) == (pytest.approx(0.025), pytest.approx((0.0, 0.05)))
    monkeypatch.setattr(
        own, "starts_of", lambda _records: [replace(starts[0], in_work=5), replace(starts[1], in_work=70)]
    )
    found = own._work(None)["effect_on_employment_held"]
    assert found.value < 0
    assert found.ends[1] == 0


def test_months_are_put_at_a_year():
    found = own._a_year({"M001": (3_001, 0), "M076": (42, 0)}, 6)
    assert found["referrals_a_year"].value == 6_000
    assert "finished_a_year" not in found
