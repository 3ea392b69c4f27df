"""Figures that are right and printed so that they tell too much or too little: in Key Metrics with small numbers suppressed
(KMS), and in the averages of the Programme Development Tool (PDT 2.18).

What is counted are printed figures, not people. Source of what the scripts do: NHS England's public dashboard scripts; lines
as in the register.
"""

from __future__ import annotations

from math import floor, gcd
from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED, ENTERED
from caseness.measures.families import EVERY
from caseness.measures.quirks.cells import cells_at
from caseness.measures.quirks.quirk import Both, Kind, Value, quirk
from caseness.measures.quirks.sums import anchored, finished_courses
from caseness.vocabulary import Level
from caseness.vocabulary.disclosure import LEAST_SHOWN, ROUNDED_TO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_finished = _.completed_treatment
_DECIMALS_OF_ENGLAND = 1


@quirk("KM-9")
def rates_that_tell_the_count(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Rates are worked out of exact counts and printed to every decimal, beside counts rounded to 5: where one count alone
    fits both, a reader knows it.

    Correct: rates of the rounded counts, which tell nothing more (KMS:265-439). Figures are of each month of each Sub-ICB
    whose rate is printed.
    """
    ended = anchored(ENDED, pathways, periods)
    cells = cells_at(
        pathways,
        ended,
        (Level.SUB_ICB,),
        finished=_finished,
        cases=_finished & ~_.not_at_caseness,
        recovered=_finished & _.recovered,
        improved=_finished & _.reliably_improved,
    )[Level.SUB_ICB].values()
    rates = (("Recovery rates", "recovered", "cases"), ("Reliable improvement rates", "improved", "finished"))
    figures = []
    for name, above, below in rates:
        printed = [(cell[above], cell[below]) for cell in cells if min(cell[above], cell[below]) >= LEAST_SHOWN]
        figures.append(
            _of_printed(
                f"{name} of Sub-ICBs from which the exact count can be worked back",
                sum(_can_be_worked_back(*counts) for counts in printed),
                0,
                len(printed),
                affected="people in small groups of a Sub-ICB, who can be counted one by one",
            )
        )
    return tuple(figures)


def _can_be_worked_back(part: int, whole: int) -> bool:
    """Whether no other count that rounds as this one does gives the same rate of a whole number of people."""
    step = part // gcd(part, whole)
    nearest = (part + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
    fitting = range(nearest - ROUNDED_TO // 2, nearest + ROUNDED_TO // 2 + 1)
    return sum(count % step == 0 for count in fitting) == 1


@quirk("P218-1")
def mean_waits_of_a_few(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Medians, and the mean wait of those entering treatment, are printed however few people they are of.

    Correct: none of fewer than 5, as for the other means (PDT 2.18:402-600, 619, 866, 1117, 1369 and 1545-1577). Figures are of
    each month of each provider.
    """
    entered = cells_at(pathways, anchored(ENTERED, pathways, periods), (Level.PROVIDER,), all=EVERY)[Level.PROVIDER]
    return (
        _of_printed(
            "Mean and median waits of providers that are of fewer than 5 people",
            sum(cell["all"] < LEAST_SHOWN for cell in entered.values()),
            0,
            len(entered),
            affected="people whose own wait is printed, or can be worked out",
        ),
    )


@quirk("P218-2")
def means_to_whole_numbers(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Means of England have one decimal, those of all others none, so that an organisation stands above England or below it
    by its rounding.

    Correct: as many decimals in both (PDT 2.18:188-192 and 423-427). Figures are of the mean number of treatment appointments
    of finished courses, in each month of each provider that has 5 or more.
    """
    finished = finished_courses(pathways, periods)
    levels = (Level.ENGLAND, Level.PROVIDER)
    cells = cells_at(pathways, finished, levels, courses=EVERY, contacts=_.treatment_contact_count)
    england = {period: cell for (period, _code), cell in cells[Level.ENGLAND].items()}
    told = [
        (cell, england[period])
        for (period, _code), cell in cells[Level.PROVIDER].items()
        if cell["courses"] >= LEAST_SHOWN
    ]
    return (
        _of_printed(
            "Providers whose mean number of appointments stands above England’s",
            sum(_mean(own, 0) > _mean(all_of_them, _DECIMALS_OF_ENGLAND) for own, all_of_them in told),
            sum(own["contacts"] * of["courses"] > of["contacts"] * own["courses"] for own, of in told),
            len(told),
            affected="providers whose mean lies within half an appointment of England’s",
        ),
    )


def _mean(of: dict[str, int], decimals: int) -> float:
    """Appointments of a course, rounded half upwards."""
    scale = 10.0**decimals
    return floor(scale * of["contacts"] / of["courses"] + 0.5) / scale


def _of_printed(name: str, scripted: int, correct: int, printed: int, *, affected: str) -> Both:
    """A share of printed figures. They are no people, so it has no counts that would have to be suppressed."""
    return Both(
        name=name,
        kind=Kind.PROPORTION,
        scripted=Value(scripted / printed if printed else None),
        correct=Value(correct / printed if printed else None),
        people=scripted - correct,
        of="printed figures",
        affected=affected,
    )
