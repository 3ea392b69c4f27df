"""What families of measures share: conditions from the vocabulary, and declarations that differ in nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.measure import Count, Definition, Share, declare
from caseness.vocabulary import Statistic, official_ids, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.common.deferred import Deferred

    from caseness.measures.measure import Anchor, Computation
    from caseness.vocabulary.day_bands import DayBand

EVERY = _.pathway.notnull()
"""The condition that each row meets."""

NEGATIVE_WAITS = "OPS-4"
"""The quirk of a wait without a lower end: what is dated before the referral counts as the shortest of waits."""


def counted_by_code(field: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The official id of each count that rests on a coded field, with the codes it counts."""
    counted = [row for row in table("counted_codes") if row["field"] == field]
    for official in dict.fromkeys(row["official_id"] for row in counted):
        yield official, tuple(row["code"] for row in counted if row["official_id"] == official)


def possible(days: Deferred) -> Deferred:
    """Whether so many days can have passed: none or more."""
    return days >= 0


def inside(days: Deferred, band: DayBand) -> Deferred:
    """Whether days lie in a band; as published, one without a lower end takes negative numbers as well."""
    if band.at_least is None:
        return days <= band.at_most
    return days >= band.at_least if band.at_most is None else days.between(band.at_least, band.at_most)


def declare_band(
    anchor: Anchor, days: Deferred, band: DayBand, words: str, *, whole: Deferred = EVERY, of_all: str = ""
) -> None:
    """The count of those of a ``whole`` whose days lie in a band, and their share where one is published.

    ``words`` say who is counted, with ``{band}`` for the days, and ``of_all`` of whom the share is. Corrected, a band
    without a lower end begins at no days.
    """
    said = words.format(band=band.words)
    fitting, certain = whole & inside(days, band), whole & possible(days)
    computations: dict[Statistic, tuple[Computation, Computation, str]] = {
        Statistic.COUNT: (Count(where=fitting), Count(where=fitting & possible(days)), f"{said}."),
        Statistic.PERCENTAGE: (
            Share(part=fitting, whole=whole),
            Share(part=fitting & possible(days), whole=certain),
            f"{said}, as a share of all {of_all}.",
        ),
    }
    for statistic, (published, corrected, sentence) in computations.items():
        official = official_ids().get((band.measure, statistic))
        if official:
            declare(
                official,
                anchor,
                published,
                in_words=sentence,
                corrected=without_negative(anchor, corrected, sentence) if band.at_least is None else None,
            )


def without_negative(anchor: Anchor, computation: Computation, words: str) -> Definition:
    """A definition put right in that it leaves out what would have come before it could."""
    return Definition(
        anchor=anchor,
        computation=computation,
        in_words=f"{words} A negative number of days is left out.",
        quirks=(NEGATIVE_WAITS,),
    )
