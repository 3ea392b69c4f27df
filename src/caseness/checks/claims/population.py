"""The claim that the programme grew and the population's mental health did not improve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.counts import FINISHED
from caseness.checks.claims.stated import at_least, more_than
from caseness.checks.claims.trial import Trial, from_published, value
from caseness.checks.estimating import annual_source
from caseness.checks.finding import Unit
from caseness.checks.inputs import use
from caseness.errors import CannotRun
from caseness.vocabulary import Frequency
from caseness.wording import decimal

if TYPE_CHECKING:
    from caseness.sources.published import Published


@from_published("C07")
def grew_without_better_health(published: Published) -> Trial:
    """Each of the three as the last figure over the first: finished courses, allocations, prevalence in surveys."""
    before, after, first, later = use("prevalence_2007", "prevalence_adults", "allocation_2008", "allocation_2010")
    years = published.require_england(FINISHED, frequency=Frequency.YEAR)
    (start, then), (end, now) = next(iter(years.items())), list(years.items())[-1]
    if start == end:
        raise CannotRun("one year only of finished courses", settled_by="the annual files of two years")
    size, cost, disorder = now[FINISHED] / then[FINISHED], later.value / first.value, after.value / before.value
    return Trial(
        what="Last over first",
        saying="{figure} times {of}",
        stated=more_than(1),
        as_stated=(
            value(f"as many finished courses, {end} as in {start}", size, Unit.RATIO),
            value("the allocation, 2010/11 as in 2008/09", cost, Unit.RATIO, level=None, inputs=(first, later)),
            value(
                "the share with a disorder, 2023/24 as in 2007",
                disorder,
                Unit.RATIO,
                level=None,
                stated=at_least(1),
                inputs=(before, after),
            ),
        ),
        also=f"Allocations grew {decimal(cost, 1)}-fold in two years, the share with a disorder {decimal(disorder, 1)}-fold.",
        holds="all three rose; what would have been without it is unknown",
        fails="not all three rose",
        caveats=(
            "Three rising figures do not show that one did not hold another down.",
            "Surveys changed how they asked, and the causes of disorder are many.",
            "Fewer than one in five with a disorder are treated in the service in a year.",
        ),
        method="The last figure ÷ the first: published counts, central allocations, household surveys of ages 16 to 64.",
        sources=(annual_source(start, end),),
    )
