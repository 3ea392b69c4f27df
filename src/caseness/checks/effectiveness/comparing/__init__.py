"""One answer for every breakdown: how groups fare along the stages of a course, and where the widest gap arises.

A check names its `Comparison` – the breakdown, the groups, the caveats of its own – and `compared` makes the answer. The
others are set against the largest group, unless the comparison names another; the answer tells the widest gap, the tables
give all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing.comparison import (
    CHAPTER,
    Comparison,
    beyond_chance,
    followed_years,
    pairs_of,
    widest_pair,
)
from caseness.checks.effectiveness.comparing.drawing import gap_over_years, panels, stage_panels
from caseness.checks.effectiveness.comparing.estimates import (
    figure_blocks,
    gap_estimates,
    recorded_later,
    shares_of_referrals,
    stage_shares,
)
from caseness.checks.effectiveness.comparing.tables import all_years, gap_by_year, gap_table, group_table
from caseness.checks.effectiveness.comparing.words import answer_in_words, caveats_of, method_in_words
from caseness.checks.estimating import annual_source, tally
from caseness.checks.finding import Answer, Verdict
from caseness.sources.published import lacking
from caseness.vocabulary import Frequency, Level

if TYPE_CHECKING:
    from caseness.sources.published import Published


__all__ = ["CHAPTER", "Comparison", "compared", "panels"]


def compared(published: Published, comparison: Comparison) -> Answer:
    """The answer for one breakdown. Raises `CannotRun` where no two groups can be compared."""
    years = followed_years(published, comparison)
    pairs = pairs_of(years[-1].compared, comparison) if years else []
    if not pairs:
        raise lacking(
            ("referrals_received", "finished_course_treatment", "not_at_caseness", "recovery"),
            Frequency.YEAR,
            Level.ENGLAND,
            comparison.breakdown,
        )
    year = years[-1]
    widest = widest_pair(pairs)
    beyond, tried = beyond_chance(pairs)
    return Answer(
        short=comparison.short,
        answer=answer_in_words(comparison, year, widest),
        verdict=Verdict.DESCRIBED,
        condition=f"{beyond} of {tried} differences from “{comparison.name(widest.against)}” beyond chance",
        estimates=(
            *gap_estimates(comparison, widest, year.period),
            tally("differences from the group compared with, by stage", tried, year.period),
            tally("differences from the group compared with, beyond chance", beyond, year.period),
            *recorded_later(comparison, year),
            *shares_of_referrals(comparison, year),
            *stage_shares(comparison, [*year.compared, *year.unknown]),
        ),
        figures=figure_blocks(comparison, widest, year.period),
        charts=(stage_panels(comparison, year, widest), *gap_over_years(comparison, years, widest)),
        caveats=caveats_of(comparison, year),
        method=method_in_words(comparison, widest, beyond, tried),
        sources=(annual_source(*(y.period for y in years)),),
        tables=(
            group_table(comparison, year),
            gap_table(comparison, pairs),
            gap_by_year(comparison, years, widest),
            all_years(comparison, years),
        ),
        settles=comparison.settles,
    )
