"""Short ways from published England counts to what tests of claims read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.trial import missing
from caseness.errors import CannotRun
from caseness.vocabulary import TOTAL, Frequency
from caseness.vocabulary.period import Period, year_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.checks.claims.trial import Reading
    from caseness.sources.published import Published

RECEIVED, FINISHED, RECOVERED = "referrals_received", "finished_course_treatment", "recovery"
NOT_CASES, ENTERED = "not_at_caseness", "accessing_services"
ENDED, UNTREATED, TREATED_ONCE = "ended_referrals", "ended_before_treatment", "ended_treated_once"

NOT_ONE_COHORT = (
    "Those referred, treated and discharged in one year are not the same people: the share is of same-year counts."
)


def year_counts(
    published: Published, start_year: int, *measures: str, breakdown: str = TOTAL, category: str = TOTAL
) -> tuple[Period, dict[str, float]]:
    """England's annual counts of one financial year. Raises `CannotRun` if one is not in the source."""
    years = published.require_england(*measures, frequency=Frequency.YEAR, breakdown=breakdown, category=category)
    year = year_of(start_year)
    if year not in years:
        raise CannotRun(f"no annual England figures for {year}", settled_by=f"the annual files of {year}")
    return year, years[year]


def if_published(name: str, make: Callable[[], Reading]) -> Reading:
    """The reading, or one without a figure where the source lacks it."""
    try:
        return make()
    except CannotRun:
        return missing(name)
