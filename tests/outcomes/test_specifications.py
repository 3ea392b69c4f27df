"""Every definition worked out by the engine and again in plain Python, on courses drawn at random and on some made by hand."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from tests.outcomes.naive import Course, linked, rate
from tests.pathways.people import Event, form, national, person, problem, tables, treatment

from caseness.outcomes import OFFICIAL, evaluate, specifications
from caseness.outcomes.cells import cell_tables
from caseness.outcomes.specification import FACTORS, makes_sense
from caseness.pathways import pathways_of
from caseness.sources.records import open_records
from caseness.vocabulary.specifications import factors

MONTHS = tuple(f"2024-{month:02}" for month in range(1, 13))
LAST_DAY = date(2024, 12, 31)
MEASURES = ("phq9", "gad7", "pdss")


def _drawn(rng: random.Random, number: int) -> tuple[object, Course]:
    """One course at random, as rows of an extract and as what happened."""
    referred = date(2024, 1, 1) + timedelta(rng.randrange(200))
    ended = min(referred + timedelta(rng.randrange(10, 260)), LAST_DAY)
    who, code = f"P{rng.randrange(45)}", rng.choice(["F32", "F410"])
    events: list[Event] = [problem(code, day=str(referred))]
    contacts, forms = [], []
    day, severity = referred, rng.randrange(4, 22)
    for _ in range(rng.choice([0, 1, 2, 3, 5, 7, 10])):
        day += timedelta(rng.choice([0, 3, 7, 7, 14]))
        if day > ended:
            break
        kind, kept = rng.choice(["01", "02", "02", "03", "06"]), rng.random() < 0.9
        severity = max(0, min(20, severity + rng.randrange(-5, 4)))
        taken = {m: min(21, max(0, severity + rng.randrange(-3, 4))) for m in MEASURES if rng.random() < 0.8}
        time = f"{rng.randrange(9, 17):02}:00:00"
        events.append(treatment(str(day), kind=kind, attended="5" if kept else "3", time=time, **taken))
        contacts += [(day, kind)] if kept else []
        forms += [(day, time, m, score) for m, score in taken.items()]
    if rng.random() < 0.3:
        taken = {m: rng.randrange(0, 21) for m in MEASURES if rng.random() < 0.7}
        at = referred + timedelta(rng.randrange(max((ended - referred).days, 1)))
        events.append(form(str(at), **taken))
        forms += [(at, "", m, score) for m, score in taken.items()]
    made = person(f"c{number:03}", str(referred), *events, ended=str(ended), Person_ID=who)
    return made, Course(who, referred, ended, code, contacts, forms)


def _unalike(courses: list[tuple[object, Course]]) -> list[tuple[object, Course]]:
    """Without courses of one person from the same day on: which of them comes first is nobody's choice."""
    seen: set[tuple[str, date]] = set()
    kept = []
    for made, course in courses:
        if (course.person, course.referred) not in seen:
            seen.add((course.person, course.referred))
            kept.append((made, course))
    return kept


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """The definitions as evaluated, and the courses they were drawn from."""
    rng = random.Random(20240404)
    both = _unalike([_drawn(rng, number) for number in range(160)])
    folder = national(tmp_path_factory.mktemp("drawn") / "extract", tables([made for made, _ in both], MONTHS))
    with open_records(folder) as records:
        found = evaluate(cell_tables(pathways_of(records)))
    return found, linked([course for _, course in both])


def test_every_definition_as_in_plain_python(drawn):
    found, courses = drawn
    differ = [
        (one.words, counted, naive)
        for place, one in enumerate(found.specifications)
        if (counted := (found.numerator[place], found.denominator[place])) != (naive := rate(courses, one, LAST_DAY))
    ]
    assert not differ, (len(differ), differ[:5])
    assert len(found.specifications) > 8000
    assert found.denominator[found.official] > 30
    assert 0.1 < found.rates[found.official] < 0.9


def test_one_provider_is_england(drawn):
    found, _courses = drawn
    told = ~np.isnan(found.denominator_by_provider[0])
    assert found.providers == ("SYNPA",)
    assert (found.denominator_by_provider[0][told] == found.denominator[told]).all()
    assert {one.unit for one, here in zip(found.specifications, told, strict=True) if not here} >= {"person"}


def test_bounds_hold_what_lies_between(drawn):
    """No end score counted as not recovered, as the last observed, as recovered: the three in order."""
    found, _courses = drawn
    places = {one: place for place, one in enumerate(found.specifications)}
    for one, place in places.items():
        low, high = (
            places.get(type(one)(**one.choices | {"missing": rule})) for rule in ("not_recovered", "recovered")
        )
        if one.missing == "last_observed" and low is not None and high is not None:
            assert found.numerator[low] <= found.numerator[place] <= found.numerator[high]
            assert found.denominator[low] == found.denominator[place] == found.denominator[high]


def test_definitions_are_different_and_make_sense():
    every = specifications()
    assert len(set(every)) == len(every)
    assert every[0] == OFFICIAL
    assert all(makes_sense(one) for one in every)
    for factor in FACTORS:
        assert {getattr(one, factor) for one in every} == {choice.id for choice in factors()[factor]}
