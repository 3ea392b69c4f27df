"""The recovery rate under every denominator that the published annual counts allow."""

from __future__ import annotations

from caseness.checks.chart import Bar, Ladder
from caseness.checks.estimating import ENGLAND_CHANCE, share
from caseness.checks.finding import (
    Answer,
    Chapter,
    Column,
    FigureBlock,
    Reference,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.registry import check
from caseness.sources.published import Published
from caseness.vocabulary import Frequency
from caseness.wording import count, percent, percent_range

_OFFICIAL = "cases who finished"
_NEEDED = ("referrals_received", "finished_course_treatment", "not_at_caseness", "recovery")


@check(chapter=Chapter.OUTCOMES, needs=[Published], order=10)
def recovery_by_denominator(published: Published) -> Answer:
    """What share recovers, of each group that could be the denominator?"""
    years = published.require_england(*_NEEDED, frequency=Frequency.YEAR)
    entered = published.england("accessing_services", frequency=Frequency.YEAR)
    year, latest = list(years.items())[-1]
    recovered = latest["recovery"]
    groups = {
        _OFFICIAL: latest["finished_course_treatment"] - latest["not_at_caseness"],
        "all who finished": latest["finished_course_treatment"],
        "all who entered treatment": entered.get(year, {}).get("accessing_services"),
        "all referred": latest["referrals_received"],
    }
    estimates = {
        group: share(f"recovered, of {group}", recovered, base, year) for group, base in groups.items() if base
    }
    official, referred = estimates[_OFFICIAL], estimates["all referred"]
    assert official.value is not None and referred.value is not None  # noqa: S101 - both computed above
    return Answer(
        short="Recovery, by who is counted",
        answer="",
        verdict=Verdict.DESCRIBED,
        condition="",
        estimates=tuple(estimates.values()),
        caveats=(),
        method=ENGLAND_CHANCE,
        sources=(),
    )
