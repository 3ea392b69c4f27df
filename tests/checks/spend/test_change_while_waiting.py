"""Scores between assessment and first treatment: people made by hand."""

from __future__ import annotations

import pytest
from tests.pathways.people import national, person, tables, treatment

from caseness.checks.assumed import shipped
from caseness.checks.spend import change_while_waiting as module
from caseness.checks.spend.change_while_waiting import change_while_waiting
from caseness.errors import CannotRun
from caseness.sources.records import open_records
from checks.building import estimate

ASSESSMENT = {"kind": "01"}


def waiting(name: str, before: int, after: int, *, until: str = "04-24", **more: str):
    """Someone assessed on 10 April and first treated on another day."""
    return person(
        name,
        "04-02",
        treatment("04-10", **ASSESSMENT, phq9=before),
        treatment(until, phq9=after, **more),
        ended="06-28",
    )


PEOPLE = [
    waiting("fell-below", 15, 9),
    waiting("stayed", 15, 10),
    waiting("no-case", 9, 4),
    waiting("waited-long", 20, 4, until="05-20"),
    waiting("same-day", 15, 5, until="04-10"),
    waiting("did-not-attend", 15, 5, attended="3"),
    person("no-second-score", "04-02", treatment("04-10", **ASSESSMENT, phq9=15), treatment("04-24"), ended="04-30"),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    with open_records(national(tmp_path_factory.mktemp("made") / "extract", tables(PEOPLE))) as records:
        return change_while_waiting(records, shipped())


def test_two_of_three_cases_fall_below_the_line(result):
    found = estimate(result, "below 10 at first treatment, of those with 10 or more at assessment")
    assert (found.numerator, found.denominator) == (2, 3)
    assert found.low < 2 / 3 < found.high


def test_by_how_long_they_waited(result):
    # 14 days: 15 to 9 and 15 to 10 are 11 points, 5.5 each; 40 days: 20 to 4
    assert [row[:5] for row in result.tables[0].rows] == [
        ("up to 4 weeks", 3, 2, 1, 0.5),
        ("over 4 to 12 weeks", 1, 1, 1, 1.0),
    ]
    assert [row[5] for row in result.tables[0].rows] == [5.5, 16]


def test_without_two_scores_it_cannot_run(tmp_path):
    alone = tables([PEOPLE[-1]])
    with open_records(national(tmp_path / "extract", alone)) as records, pytest.raises(CannotRun, match="10 or more"):
        change_while_waiting(records, shipped())


def test_the_change_by_wait_from_sums(tmp_path, monkeypatch):
    """Days 14, 14, 40 and below yes, no, yes: Σxy − ΣxΣy ÷ 3 = 8⅔ over Σx² − (Σx)² ÷ 3 = 450⅔, and 28 days of it."""
    monkeypatch.setattr(module, "_FEWEST", 3)
    with open_records(national(tmp_path / "extract", tables(PEOPLE))) as records:
        result = change_while_waiting(records, shipped())
    change = estimate(result, "change of the share below 10, for each 4 weeks more of waiting")
    assert change.value == pytest.approx(26 / 3 / (1352 / 3) * 28)
    assert change.low < 0 < change.high
    assert "For each 4 weeks more of waiting it is 53.8 points more (" in result.answer
    assert " fewer to " in result.answer


def longest(below: int):
    waited = [module._Waited("up to 4 weeks", 500, 500, 1, 0.0), module._Waited("over 12 weeks", 200, 200, below, 0.0)]
    return module._instead(shipped(), waited)


def test_those_who_waited_longest_in_the_place_of_control_arms():
    """A fifth of them below the line is less than the 28.2% of trials, half of them more than the 41.9% with the service."""
    fewer, more = longest(40), longest(100)
    assert fewer.words == "over 12 weeks"
    assert fewer.estimate.value < shipped().analysis.base.increment.ratio
    assert (more.estimate.value, more.ratio) == (None, "no gain at a cost (dominated)")
