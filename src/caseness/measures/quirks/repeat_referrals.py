"""Repeat referrals of the Programme Development Tool (PDT 2.14): people referred again within a year of a finished course.

A referral counts in the month it was received, if it was sent for that month, and if its person's last finished course
before it ended at most 365 days earlier. Persons are told apart as in `caseness.pathways.episodes`. Each figure is held
against the same with the one quirk put right and nothing else changed. Source of what the script does: NHS England's public
dashboard scripts, PDT 2.14 Repeat_Referrals; lines as in the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import RECEIVED
from caseness.measures.families import EVERY
from caseness.measures.periods import months_of
from caseness.measures.quirks.quirk import Both, CannotCompute, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.pathways.episodes import since_last_course
from caseness.pathways.people import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_YEAR = 365  # days

_finished_in_its_month = _.completed_treatment & _.discharge_date.notnull()


@quirk("R-1")
def seen_once_finished(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Both referrals of a pair have to be finished courses, so that a repeat referral is seen only once it has finished too,
    if it ever does; the count of recent months grows for a year and more.

    Correct: only the earlier one has to be finished (PDT 2.14:32 and 177).
    """
    found = sums(pathways, _repeats(pathways, periods), finished=_.finished, all=EVERY)
    return (
        Both.counts(
            "Repeat referrals",
            found["finished"],
            found["all"],
            of="referrals",
            affected="people referred again whose second course is still going on, or ended unfinished",
        ),
    )


@quirk("R-2")
def finished_in_the_month_of_referral(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """That a referral was sent for its own month is looked up among finished courses, so that it has to be received and
    finished in one calendar month.

    Correct: among all referrals that count (PDT 2.14:81-87, 179, 190-196). The second figure is that of the script as it
    stands, against one with `R-1` put right as well.
    """
    found = sums(
        pathways,
        _repeats(pathways, periods),
        as_it_stands=_.finished & _finished_in_its_month,
        finished=_.finished,
        all=EVERY,
    )
    affected = "nearly everyone who is referred again"
    return (
        Both.counts(
            "Repeat referrals that finished",
            found["as_it_stands"],
            found["finished"],
            of="referrals",
            affected=affected,
        ),
        Both.counts(
            "Repeat referrals, as the script stands",
            found["as_it_stands"],
            found["all"],
            of="referrals",
            affected=affected,
        ),
    )


@quirk("R-3")
def month_ends_counted_back(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The end of an earlier month is found by going back from the end of the newest, which keeps the day: from 30 June to
    30 May, from 28 February to 28 January. Referrals of the days after it are in no month.

    Correct: the last day of each month (PDT 2.14:261 and 329). The table is made anew each month, so that what is lost
    depends on the month of the run: the first figure is of a run at the newest month of the extract, the second of a run at
    the month, among those asked for, that loses most.
    """
    rows = _repeats(pathways, periods)
    cells = rows.group_by(day=rows.referral_date).aggregate(referrals=rows.count())
    by_day = {cell["day"]: cell["referrals"] for cell in pathways.records.fetch(cells)}
    newest = months_of(pathways.months.numbers)[-1].end
    worst = max((period.end for period in periods), key=lambda end: _lost(by_day, end))
    return tuple(
        Both.counts(
            f"Repeat referrals, table made at the end of {end:%B %Y}",
            sum(_until(by_day, end).values()) - _lost(by_day, end),
            sum(_until(by_day, end).values()),
            of="referrals",
            affected="people referred again on the last one to three days of a longer month",
        )
        for end in dict.fromkeys((newest, worst))
    )


def _until(by_day: Mapping[date, int], end: date) -> dict[date, int]:
    return {day: referrals for day, referrals in by_day.items() if day <= end}


def _lost(by_day: Mapping[date, int], end: date) -> int:
    """The referrals on days of earlier months that come after the day of the month on which the newest ends."""
    return sum(referrals for day, referrals in _until(by_day, end).items() if day.day > end.day)


def _repeats(pathways: Pathways, periods: Sequence[Period]) -> ir.Table:
    """Repeat referrals received in the periods; ``finished`` says which of them became finished courses."""
    known = pathways.facet(since_last_course)
    if known is None:
        raise CannotCompute(f"the extract has no {PEOPLE}, so nothing says whose referrals follow each other")
    joined = anchored(RECEIVED, pathways, periods).inner_join(known, "pathway")
    return joined.filter(joined.days_since_course.between(0, _YEAR))
