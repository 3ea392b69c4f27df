"""A comparison in words: the answer, what else could explain it, and how we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing.comparison import (
    ENTRANTS,
    MANY,
    WORDS,
    Comparison,
    Pair,
    Year,
    entrants_of,
)
from caseness.checks.effectiveness.comparing.estimates import recorded_later
from caseness.checks.estimating import value_of
from caseness.checks.stages import FEWEST
from caseness.wording import count, decimal, listed, percent, points

if TYPE_CHECKING:
    from caseness.statistics.decomposition import Decomposition, Part

_ASKED_LATER = 1.1  # a group is called recorded later where this many times as many referrals as courses lack it


def answer_in_words(comparison: Comparison, year: Year, widest: Pair) -> str:
    """The widest gap and where it arises, in two sentences."""
    split = widest.split
    parts = [f"{_signed(split, part)} {WORDS[s]}" for s, part in zip(comparison.shown, split.parts, strict=True)]
    parts[0] = parts[0].replace(" ", " arise ", 1)
    return (
        f"Of {ENTRANTS[comparison.start]} in the group “{comparison.name(widest.group)}”, {percent(split.second)} are "
        f"recorded as recovered in {year.period}; in “{comparison.name(widest.against)}” {percent(split.first)}. "
        f"Of this gap of {points(abs(split.difference.value))}, {listed(parts)}."
    )


def _signed(split: Decomposition, part: Part) -> str:
    """A part in points, positive where it widens the gap."""
    return decimal(100 * part.value * (1 if split.difference.value > 0 else -1), 1)


def caveats_of(comparison: Comparison, year: Year) -> tuple[str, ...]:
    """What else could explain the gaps: of this comparison, then of all."""
    early = recorded_later(comparison, year)
    found = [*comparison.caveats]
    if len(early) == 2:
        found.append(_not_known(comparison, value_of(early[0]), value_of(early[1])))
    if overlap := _overlap(comparison, year):
        found.append(overlap)
    return (
        *found,
        "Nothing is adjusted: groups differ in age, area, severity, problem and treatment, and these overlap.",
        "Who gets in cannot be told from shares of referrals. The least that would: census counts of adults in each group, "
        "and a survey of how many of each need help.",
    )


def _not_known(comparison: Comparison, referred: float, finished: float) -> str:
    """How many have no recorded group, and what that does to finishing where more of them leave early."""
    shares = f"The group is not known for {percent(referred)} of referrals and {percent(finished)} of finished courses"
    if comparison.start != "referred" or referred <= finished * _ASKED_LATER:
        return f"{shares}; were they added, any group could change."
    return (
        f"{shares}: those who leave early are less often asked. Finishing then looks higher in every recorded group; ratios "
        "between groups hold only if the rest are spread as the recorded are."
    )


def _overlap(comparison: Comparison, year: Year) -> str:
    """Said where the groups' finished courses add up to more than all, as when one course has two groups."""
    parts = (*year.compared, *year.unknown)
    together, whole = (
        sum(entrants_of(g, "finished") for g in parts),
        entrants_of(year.england, "finished") if year.england else 0,
    )
    if not whole or together <= whole * 1.001:
        return ""
    return (
        f"Groups overlap: their finished courses add to {percent(together / whole)} of all, as some are recorded in more "
        "than one."
    )


def method_in_words(comparison: Comparison, widest: Pair, beyond: int, tried: int) -> str:
    """How the stages, the parts and their intervals come about."""
    stages = "; ".join(stage.label for stage in comparison.shown)
    return (
        f"Shares by group: {stages}. Cases are finished − not at caseness. The product of these shares is the share "
        f"recovered of {ENTRANTS[comparison.start]}. The gap is split by Shapley values: what exchanging one group’s share "
        "of a stage for the other’s adds, averaged over every order, so that the parts add up (Shorrocks 2013). Intervals: "
        "chance, stage by stage binomial, 95%. Referrals and endings of one year are not one cohort. Multiplicity: "
        f"{tried} ratios to “{comparison.name(widest.against)}” were tried; {beyond} differ from 1 at a false discovery rate "
        f"of 5% (Benjamini–Hochberg). The answer tells the widest gap among groups of {count(MANY)} or more. Below "
        f"{FEWEST} counted, no rate."
    )
