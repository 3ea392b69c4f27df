"""Waits from assessment to the first stage of therapy, and for a step up or down: see `caseness.pathways.steps`.

They are of courses finished in the period, with an assessment no later than the first treatment. The wait goes from the day
of the last session of one stage to that of the first of the next. As corrected, stages count every therapy of their
intensity, also collaborative care and counselling for depression, which the published construction leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.measure import Count, Definition, Mean, Rows, Share, declare

if TYPE_CHECKING:
    from caseness.measures.measure import Computation

assessed_in_time = (_.assessment_first_date <= _.treatment_first_date).fill_null(False)
finished = _.completed_treatment & (_.treatment_contact_count > 0) & assessed_in_time
to_first_stage = _.first_begin.delta(_.assessment_first_date, unit="day").cast("int64")
to_second_stage = _.second_begin.delta(_.first_end, unit="day").cast("int64")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """A wait in days of some referrals, and the ids of its figures; within 28 and 90 days as numbers and as percentages.

    ``words`` say from where to where the wait goes, ``whose`` of which courses it is.
    """

    wait: Any
    of: Any
    mean: str
    number: str
    words: str
    whose: str
    within: dict[int, tuple[str, str]]


FAMILIES = (
    _Family(
        wait=to_first_stage,
        of=finished & _.first_high,
        mean="M347",
        number="M352",
        words="from the first assessment to the first session of high intensity",
        whose="that begin with therapy of high intensity",
        within={28: ("M356", "M362"), 90: ("M358", "M364")},
    ),
    _Family(
        wait=to_first_stage,
        of=finished & ~_.first_high,
        mean="M348",
        number="M353",
        words="from the first assessment to the first session of low intensity",
        whose="that begin with therapy of low intensity",
        within={28: ("M357", "M363"), 90: ("M359", "M365")},
    ),
    _Family(
        wait=to_second_stage,
        of=finished & _.steps & _.first_high,
        mean="M349",
        number="M354",
        words="from the last session of high intensity to the first of low intensity",
        whose="that step down from high to low intensity",
        within={},
    ),
    _Family(
        wait=to_second_stage,
        of=finished & _.steps & ~_.first_high,
        mean="M350",
        number="M355",
        words="from the last session of low intensity to the first of high intensity",
        whose="that step up from low to high intensity",
        within={28: ("M360", "M366"), 90: ("M361", "M367")},
    ),
)


_FINISHED = "courses finished in the period, assessed no later than first treated,"


def _declare(official: str, computation: Computation, words: str) -> None:
    every = Definition(
        anchor=ENDED.on(Rows.STAGES_OF_ALL_THERAPIES),
        computation=computation,
        in_words=f"{words} Every therapy of low or high intensity counts.",
    )
    declare(official, ENDED.on(Rows.STAGES), computation, in_words=words, corrected=every)


for family in FAMILIES:
    counted = f"{_FINISHED[0].upper()}{_FINISHED[1:]} {family.whose}"
    _declare(
        family.mean, Mean(of=family.wait, where=family.of), f"Mean days {family.words}, of {_FINISHED} {family.whose}."
    )
    _declare(family.number, Count(where=family.of), f"{counted}.")
    for days, (number, percentage) in family.within.items():
        in_time = family.of & (family.wait <= days).fill_null(False)
        soon = f"{counted}, at most {days} days {family.words}"
        _declare(number, Count(where=in_time), f"{soon}.")
        _declare(
            percentage,
            Share(part=in_time, whole=family.of),
            f"{counted}: the share at most {days} days {family.words}.",
        )
