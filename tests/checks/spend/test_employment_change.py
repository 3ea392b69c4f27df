"""Work at the start and at the end of a course: people made by hand."""

from __future__ import annotations

import pytest
from tests.measures.working_lives import work
from tests.pathways.people import national, person, tables, treatment

from caseness.checks.finding import Interval, Verdict
from caseness.checks.spend.employment_change import employment_change
from caseness.errors import CannotRun
from caseness.sources.records import open_records
from checks.building import estimate

COURSE = (treatment("04-10", phq9=15), treatment("04-17", phq9=5))
WORK, SEEKING, SICK, UNSAID = "01", "02", "04", "ZZ"


def someone(name: str, *said: tuple[str, str]):
    """Someone who finishes a course and says these statuses on these days."""
    told = [work(day, status, "N", row=row) for row, (day, status) in enumerate(said, 1)]
    return person(name, "04-02", *COURSE, *told, ended="04-30")


PEOPLE = [
    someone("found-work", ("04-03", SEEKING), ("04-20", WORK)),
    someone("still-seeking", ("04-03", SEEKING), ("04-20", SEEKING)),
    someone("asked-once", ("04-03", SEEKING)),
    someone("sick", ("04-03", SICK), ("04-20", SICK)),
    someone("in-work", ("04-03", WORK), ("04-20", WORK)),
    someone("lost-work", ("04-03", WORK), ("04-20", SEEKING)),
    someone("not-said-again", ("04-03", WORK), ("04-20", UNSAID)),
    someone("never-asked"),
    person("no-course", "04-02", treatment("04-10", phq9=15), work("04-03", SEEKING, "N", row=1), ended="04-30"),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = national(tmp_path_factory.mktemp("made") / "extract", tables(PEOPLE))
    with open_records(folder) as records:
        return employment_change(records)


def test_by_status_at_the_start(result):
    # status: finished, asked on two days, in work when last asked
    found = {row[0]: row[1:4] for row in result.tables[0].rows}
    assert found == {
        "employed": (3, 2, 1),
        "unemployed and seeking work": (3, 2, 1),
        "long-term sick or disabled, or on benefit for it": (1, 1, 0),
        "not recorded": (1, 0, 0),
    }


def test_of_those_out_of_work_one_of_three_and_limits_for_the_fourth(result):
    into = estimate(result, "in work when last asked, of those out of work at the start")
    assert (into.numerator, into.denominator) == (1, 3)
    # One of four is known to be in work, and the one not asked again may be.
    limits = estimate(result, "of those out of work at the start, in work at the end")
    assert (limits.low, limits.high, limits.interval) == (0.25, 0.5, Interval.BOUNDS)
    assert limits.value == pytest.approx(1 / 3)


def test_asked_on_two_days_and_left_work(result):
    asked = estimate(result, "asked about work on two days, of those who finished")
    assert (asked.numerator, asked.denominator) == (5, 8)
    left = estimate(result, "had left work when last asked, of those in work at the start")
    assert (left.numerator, left.denominator) == (1, 2)
    assert result.verdict is Verdict.CANNOT_BE_TOLD


def test_without_the_table_it_cannot_run(tmp_path):
    made = tables([person("one", "04-02", *COURSE, ended="04-30")])
    made.pop("IDS004EmpStatus", None)
    with (
        open_records(national(tmp_path / "extract", made)) as records,
        pytest.raises(CannotRun, match="employment status"),
    ):
        employment_change(records)
