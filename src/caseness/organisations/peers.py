"""Organisations of similar case mix, so that a page can show a few comparable ones beside it.

The rule, by name **five likenesses**: two organisations of one kind are alike in (1) size, the logarithm of referrals; (2)
deprivation, the share of referrals from each fifth of areas; (3) problem, the share of each problem descriptor among finished
courses, where few are unknown;
(4) how many begin as cases; (5) step of care: only low intensity, only high, or both. Sizes and case shares differ by
their difference, mixtures by the Hellinger distance. Each likeness is divided by its median over all pairs and counts
alike; unknown categories are left out. Peers are the nearest, at most `AT_MOST`, none further than the median pair. Nothing
about outcomes or waits enters, so a peer is not chosen for doing as well or as badly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.organisations.equity import DIMENSIONS, NOT_KNOWN, pooled
from caseness.organisations.lines import FINISHED_OF_REFERRED, OVER_90, RECOVERED
from caseness.organisations.reading import ENGLAND
from caseness.statistics.similarity import absolute, combined, hellinger, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.organisations.profile import Key
    from caseness.organisations.reading import Figures

AT_MOST = 8
BESIDE = (FINISHED_OF_REFERRED, OVER_90, RECOVERED)  # the figures that peers are shown by
_LIKENESSES = 3  # of five; with fewer known for both, two organisations are not compared
_AS_FAR_AS_TYPICAL = 1.0  # the median pair, as each likeness is divided by its median
_ENOUGH = 100  # finished courses; a smaller organisation's mix is mostly chance
_FIFTHS = list(DIMENSIONS["indices_of_deprivation_decile"][1].values())
_REFERRED, _FINISHED = "referrals_received", "finished_course_treatment"
_STEPS = (
    ("Received only low intensity therapy",),
    ("Received only high intensity therapy",),
    ("Received both high and low intensity therapy",),
)


def peers(figures: Figures) -> dict[Key, tuple[Key, ...]]:
    """The peers of every organisation in the latest annual statistics, nearest first; a page orders them by name."""
    found: dict[Key, tuple[Key, ...]] = {}
    for level in {key[0] for key in figures.by_group} - {ENGLAND[0]}:
        fellows = sorted(key for key in figures.by_group if key[0] is level and _large(figures, key))
        if len(fellows) > 2:
            found |= _among(figures, fellows)
    return found


def _among(figures: Figures, fellows: Sequence[Key]) -> dict[Key, tuple[Key, ...]]:
    problems = [(name,) for name in sorted({name for key in fellows for name in _problems(figures, key)})]
    distance = combined(
        [
            absolute([np.log(_count(figures, key, _REFERRED)) for key in fellows]),
            hellinger([_mix(figures, key, "indices_of_deprivation_decile", _FIFTHS, _REFERRED) for key in fellows]),
            hellinger([_mix(figures, key, "problem_descriptor", problems, _FINISHED) for key in fellows]),
            absolute([_cases(figures, key) for key in fellows]),
            hellinger([_mix(figures, key, "stepped_care_pathway", _STEPS, _FINISHED) for key in fellows]),
        ],
        least=_LIKENESSES,
    )
    return {
        key: tuple(fellows[n] for n in nearest(distance, place, at_most=AT_MOST, within=_AS_FAR_AS_TYPICAL))
        for place, key in enumerate(fellows)
    }


def _large(figures: Figures, key: Key) -> bool:
    return _count(figures, key, _FINISHED) >= _ENOUGH and _count(figures, key, _REFERRED) > 0


def _count(figures: Figures, key: Key, measure: str) -> float:
    """A count of the latest year; 0 where it is not printed, which no organisation compared here has."""
    year = figures.latest_year(key)
    found = figures.annual[key][year].get(measure) if year else None
    return (found.value or 0.0) if found else 0.0


def _cases(figures: Figures, key: Key) -> float:
    at_caseness = _count(figures, key, "at_caseness")
    return at_caseness / _count(figures, key, _FINISHED) if at_caseness else float("nan")


def _problems(figures: Figures, key: Key) -> list[str]:
    """The problem descriptors that are neither totals nor unknown."""
    named = [category for kind, category in figures.by_group[key] if kind == "problem_descriptor"]
    return [name for name in named if name != NOT_KNOWN and not name.endswith("All")]


def _mix(figures: Figures, key: Key, breakdown: str, groups: Sequence[tuple[str, ...]], measure: str) -> list[float]:
    """The share of each group among those known, adding to 1; NaN throughout where nothing is known.

    A suppressed count is taken at the middle of its limits: it weighs little here, and nothing is printed from it.
    """
    found = [pooled(figures.by_group[key], breakdown, group).get(measure) for group in groups]
    if not any(count and count.value for count in found):
        return [float("nan")] * len(groups)
    middles = [(count.lower + count.upper) / 2 if count else 0.0 for count in found]
    return [middle / sum(middles) for middle in middles]
