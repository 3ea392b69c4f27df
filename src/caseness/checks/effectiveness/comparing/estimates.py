"""The figures of a comparison: the gap and its parts, what is recorded later, access, the share of each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing.comparison import OUTCOMES, WORDS, Comparison, Pair, Year, entrants_of
from caseness.checks.estimating import share, value_of
from caseness.checks.finding import Estimate, FigureBlock, Interval, Reference, Unit
from caseness.checks.stages import Group, Stage, passing
from caseness.vocabulary import Level
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.statistics.decomposition import Part
    from caseness.vocabulary.period import Period


def gap_estimates(comparison: Comparison, widest: Pair, period: Period) -> list[Estimate]:
    """The widest gap and its parts, signed as group minus the one compared with, and its ratio."""
    named = [
        (f"{comparison.end.label}: gap to the group compared with", widest.split.difference),
        *(
            (f"{comparison.end.label}: part of the gap arising {WORDS[stage]}", part)
            for stage, part in zip(comparison.shown, widest.split.parts, strict=True)
        ),
    ]
    return [
        *(_part(name, part, Unit.PERCENTAGE_POINT, widest.group, period) for name, part in named),
        _part(
            f"{comparison.end.label}: ratio to the group compared with",
            widest.split.ratio,
            Unit.RATIO,
            widest.group,
            period,
        ),
    ]


def _part(name: str, part: Part, unit: Unit, group: Group, period: Period) -> Estimate:
    return Estimate(
        name=name,
        value=part.value,
        low=part.low,
        high=part.high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        unit=unit,
        period_start=period.start,
        period_end=period.end,
        level=Level.ENGLAND,
        breakdown=group.breakdown,
        category=group.category,
    )


def recorded_later(comparison: Comparison, year: Year) -> list[Estimate]:
    """How many have no recorded group, at the start and at the end of the course."""
    return [
        estimate
        for name, words in (("referred", "referrals"), ("finished", "finished courses"))
        if (estimate := _unrecorded(comparison, year, name, words)) is not None
    ]


def _unrecorded(comparison: Comparison, year: Year, name: str, words: str) -> Estimate | None:
    total = entrants_of(year.england, name) if year.england else 0
    unknown = sum(entrants_of(group, name) for group in year.unknown)
    if not total or not year.unknown:
        return None
    return share(
        f"group not known, of {words}", unknown, total, year.period, chance=False, breakdown=comparison.breakdown
    )


def shares_of_referrals(comparison: Comparison, year: Year) -> list[Estimate]:
    """Each group's share of all referrals; empty where the stages begin later or England's referrals are not printed."""
    total = entrants_of(year.england, "referred") if year.england else 0
    if not total or comparison.start != "referred":
        return []
    return [
        share(
            "share of all referrals",
            entrants_of(group, "referred"),
            total,
            year.period,
            chance=False,
            breakdown=comparison.breakdown,
            category=group.category,
        )
        for group in (*year.compared, *year.unknown)
    ]


def stage_shares(comparison: Comparison, found: Iterable[Group]) -> list[Estimate]:
    """The share of each group that passes each stage, with its interval."""
    stages = (*comparison.shown, comparison.end, *OUTCOMES)
    return [estimate for g in found for s in stages if (estimate := passing(g, s)) is not None]


def figure_blocks(comparison: Comparison, widest: Pair, period: Period) -> tuple[FigureBlock, ...]:
    """The widest gap as figure blocks: its end, then its first and last stage."""
    name = comparison.name(widest.group)
    found = []
    for stage in (comparison.end, comparison.shown[0], Stage.RECOVERING):
        here, there = passing(widest.group, stage), passing(widest.against, stage)
        if here is not None and there is not None:
            found.append(
                FigureBlock(
                    label=stage.heading,
                    estimate=here,
                    of_whom=f"of {count(here.denominator or 0)}, group “{name}”, {period}",
                    reference=Reference(value=value_of(there), label=comparison.name(widest.against)),
                )
            )
    return tuple(found)
