"""The figures of an organisation's page: who leaves, who waits, and outcomes under every denominator.

Each is one share, declared once for all organisations: a part and a whole of printed counts from one publication. Annual
and monthly figures never meet in one share. England's own share of the same year stands beside each, and the middle
nine-tenths of the organisations of the same kind.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.finding import FigureBlock, Reference
from caseness.organisations.counted import Counted, share_limits, share_of, total
from caseness.organisations.profile import LineGroup
from caseness.organisations.reading import ENGLAND, FIRST_6_WEEKS, FIRST_18_WEEKS, SECOND_28_DAYS, SECOND_OVER_90
from caseness.vocabulary import Frequency
from caseness.vocabulary.period import Period, year_of
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from caseness.checks.finding import Estimate
    from caseness.organisations.profile import Key
    from caseness.organisations.reading import Figures
    from caseness.vocabulary import Level

ENOUGH = 100  # counted; below this a share is left out of the spread, as mostly chance
_COMPARED = 10  # organisations; with fewer there is no spread
_MIDDLE = (0.05, 0.95)
_FULL_YEAR = 12

_ENDED, _FINISHED, _NOT_CASES = "ended_referrals", "finished_course_treatment", "not_at_caseness"
_ONCE, _REFERRED, _ENTERED = "ended_treated_once", "referrals_received", "accessing_services"


@dataclass(frozen=True, slots=True)
class Share:
    """One share: ``part`` less ``part_less``, of ``whole`` less ``whole_less``, from the annual or the monthly figures."""

    name: str
    group: str
    of: str
    part: str
    whole: str
    frequency: Frequency
    part_less: tuple[str, ...] = ()
    whole_less: tuple[str, ...] = ()

    def counts(self, figures: Mapping[str, Counted]) -> tuple[Counted, Counted] | None:
        """Part and whole; None where a figure they are made of is not published."""
        needed = (self.part, self.whole, *self.part_less, *self.whole_less)
        if any(name not in figures for name in needed):
            return None
        return _less(figures, self.part, self.part_less), _less(figures, self.whole, self.whole_less)


def _less(figures: Mapping[str, Counted], name: str, less: tuple[str, ...]) -> Counted:
    return figures[name] - total(figures[n] for n in less) if less else figures[name]


LEAVING, WAITING, OUTCOMES = "Who leaves, who finishes", "Who waits", "Outcomes"
BEFORE_TREATMENT, ONCE, FINISHED = "Ended before treatment", "Treated once", "Finished a course"
FINISHED_OF_REFERRED = "Finished, of all referred"
SCORED = "Recovered, of finishers scored as cases"
OVER_90, RECOVERED = "Over 90 days to second session", "Recovered, of finished cases"
_YEAR, _MONTH = Frequency.YEAR, Frequency.MONTH
_WITHIN_6_WEEKS = "accessing_services6weeks_finished_course_treatment"

SHARES = (
    Share(BEFORE_TREATMENT, LEAVING, "referrals that ended", _ENDED, _ENDED, _MONTH, part_less=(_ONCE, _FINISHED)),
    Share(ONCE, LEAVING, "referrals that ended", _ONCE, _ENDED, _MONTH),
    Share(FINISHED, LEAVING, "referrals that ended", _FINISHED, _ENDED, _MONTH),
    Share(FINISHED_OF_REFERRED, LEAVING, "referrals received", _FINISHED, _REFERRED, _YEAR),
    Share("First session within six weeks", WAITING, "finished courses", FIRST_6_WEEKS, _FINISHED, _YEAR),
    Share("First session within 18 weeks", WAITING, "finished courses", FIRST_18_WEEKS, _FINISHED, _YEAR),
    Share("Second session within 28 days", WAITING, "finished courses", SECOND_28_DAYS, _FINISHED, _YEAR),
    Share(OVER_90, WAITING, "finished courses", SECOND_OVER_90, _FINISHED, _YEAR),
    Share("First session within six weeks", WAITING, "finished courses", _WITHIN_6_WEEKS, _FINISHED, _MONTH),
    Share("A case at the start", OUTCOMES, "finished courses", _FINISHED, _FINISHED, _YEAR, part_less=(_NOT_CASES,)),
    Share(RECOVERED, OUTCOMES, "finished cases", "recovery", _FINISHED, _YEAR, whole_less=(_NOT_CASES,)),
    Share(SCORED, OUTCOMES, "scored as cases", "recovery", "at_caseness", _YEAR),
    Share("Recovered, of all who finished", OUTCOMES, "finished courses", "recovery", _FINISHED, _YEAR),
    Share("Recovered, of all referred", OUTCOMES, "referrals received", "recovery", _REFERRED, _YEAR),
    Share("Recovered, of all who entered treatment", OUTCOMES, "who entered treatment", "recovery", _ENTERED, _MONTH),
    Share(RECOVERED, OUTCOMES, "finished cases", "recovery", _FINISHED, _MONTH, whole_less=(_NOT_CASES,)),
    Share(
        "Reliably recovered, of finished cases",
        OUTCOMES,
        "finished cases",
        "reliable_recovery",
        _FINISHED,
        _YEAR,
        whole_less=(_NOT_CASES,),
    ),
    Share("Reliably improved", OUTCOMES, "finished courses", "reliable_improvement", _FINISHED, _YEAR),
    Share("Reliably improved", OUTCOMES, "finished courses", "reliable_improvement", _FINISHED, _MONTH),
    Share("Reliably worse", OUTCOMES, "finished courses", "reliable_deterioration", _FINISHED, _YEAR),
    Share("Reliably worse", OUTCOMES, "finished courses", "reliable_deterioration", _FINISHED, _MONTH),
)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A share of one organisation, before its fellows are known."""

    share: Share
    part: Counted
    whole: Counted
    estimate: Estimate


def line_groups(figures: Figures) -> dict[Key, tuple[LineGroup, ...]]:
    """Every organisation's figures in its latest year, each with England's and the spread of its fellows."""
    drawn = {key: list(_drawn(figures, key)) for key in figures.spans}
    spread = _spread([(key[0], one) for key, mine in drawn.items() for one in mine])
    england = _England(figures)
    return {
        key: tuple(
            LineGroup(group, lines)
            for group in (LEAVING, WAITING, OUTCOMES)
            if (lines := tuple(_block(one, key, england, spread) for one in mine if one.share.group == group))
        )
        for key, mine in drawn.items()
    }


def month_year(figures: Figures, key: Key) -> int | None:
    """The financial year (of April) whose months stand for an organisation.

    The year of its annual figures if it has months in it; else the latest it has months in, full years before part ones.
    """
    own = figures.months.get(key, {})
    annual = figures.latest_year(key)
    if annual and annual.start.year in own:
        return annual.start.year
    if annual:
        return None
    england = figures.months.get(ENGLAND, {})
    return max(own, key=lambda year: (year in england and england[year].months == _FULL_YEAR, year), default=None)


def _drawn(figures: Figures, key: Key) -> Iterable[_Drawn]:
    """Each share once: from the annual figures where the organisation has any."""
    year, april = figures.latest_year(key), month_year(figures, key)
    done: set[str] = set()
    for share in SHARES:
        monthly = share.frequency is Frequency.MONTH
        period = (year_of(april) if april is not None else None) if monthly else year
        if period is None or share.name in done:
            continue
        counts = share.counts(_figures(figures, key, share, period))
        if counts:
            done.add(share.name)
            estimate = share_of(share.name, *counts, period, key[0], key[1])
            yield _Drawn(share, *counts, estimate)


def _figures(figures: Figures, key: Key, share: Share, period: Period) -> Mapping[str, Counted]:
    if share.frequency is Frequency.YEAR:
        return figures.annual.get(key, {}).get(period, {})
    year = figures.months.get(key, {}).get(period.start.year)
    return year.sums if year else {}


class _England:
    """England's share of each kind and year, worked out once."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._known: dict[tuple[Share, Period], float | None] = {}

    def __call__(self, share: Share, period: Period) -> float | None:
        if (share, period) not in self._known:
            self._known[share, period] = _exact(share.counts(_figures(self._figures, ENGLAND, share, period)))
        return self._known[share, period]


def _exact(counts: tuple[Counted, Counted] | None) -> float | None:
    """A share of two printed counts; None where either is not printed, or nobody was counted."""
    if counts is None or counts[0].value is None or not counts[1].value:
        return None
    return counts[0].value / counts[1].value


_Kind = tuple["Level", Share, "Period"]


def _spread(drawn: Iterable[tuple[Level, _Drawn]]) -> dict[_Kind, tuple[float, float]]:
    """The middle nine-tenths of each share, among the organisations of one level and year with enough counted."""
    values: defaultdict[_Kind, list[float]] = defaultdict(list)
    for level, one in drawn:
        if one.estimate.value is not None and (one.whole.value or 0) >= ENOUGH:
            values[level, one.share, _period_of(one.estimate)].append(one.estimate.value)
    return {
        kind: (float(low), float(high))
        for kind, shares in values.items()
        if len(shares) >= _COMPARED
        for low, high in [np.quantile(shares, _MIDDLE)]
    }


def _period_of(estimate: Estimate) -> Period:
    if estimate.period_start is None or estimate.period_end is None:
        raise ValueError(f"{estimate.name} has no period")
    return Period(estimate.period_start, estimate.period_end)


def _block(one: _Drawn, key: Key, england: _England, spread: dict[_Kind, tuple[float, float]]) -> FigureBlock:
    period = _period_of(one.estimate)
    nation = england(one.share, period)
    rated = one.estimate.value is not None
    return FigureBlock(
        label=one.share.name,
        estimate=one.estimate,
        of_whom=f"{counted(one.part)} of {counted(one.whole)} {one.share.of}",
        limits=share_limits(one.part, one.whole) if rated else None,
        spread=spread.get((key[0], one.share, period)),
        reference=Reference(value=nation, label="England") if nation is not None else None,
    )


def counted(number: Counted) -> str:
    """``10,795``; ``[c] 0 to 4`` where a count, or one it is made of, is suppressed."""
    if number.value is not None:
        return count(number.value)
    return f"[c] {count(number.lower)} to {count(number.upper)}"
