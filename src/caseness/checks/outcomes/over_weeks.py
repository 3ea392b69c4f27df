"""What findings on how long things take share: groups of courses, their curves by week, charts and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, OverTime, Role, Series
from caseness.checks.finding import Column, Estimate, Interval, Table, Unit
from caseness.errors import CannotRun
from caseness.outcomes.durations import PROBLEMS
from caseness.statistics.competing_risks import cumulative_incidence
from caseness.wording import percent, percent_range

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from caseness.outcomes.durations import Durations
    from caseness.statistics.competing_risks import Incidence

_LEAST = 30  # still followed at a week, for it to be told
_ENOUGH = 100  # courses, for a group to be told
_HALF, _NEAR_HALF = 0.5, 0.45


@dataclass(frozen=True, slots=True)
class Group:
    """Some courses: how many, and the share to whom what is waited for, and the other end, have come by each week."""

    name: str
    number: int
    event: Incidence
    other: Incidence

    def at(self, week: int) -> tuple[float, float, float]:
        """The share to whom it has come within so many weeks, with its interval."""
        place = week - 1
        return float(self.event.share[place]), float(self.event.low[place]), float(self.event.high[place])

    def followed(self, week: int) -> bool:
        """Whether enough are followed to the week."""
        return week <= self.event.at_risk.size and self.event.at_risk[week - 1] >= _LEAST


def group(name: str, counts: NDArray[np.int64]) -> Group:
    """Of counts by kind of end and week."""
    event, other = cumulative_incidence(counts[:2].astype(float), counts[2].astype(float))
    return Group(name, int(counts.sum()), event, other)


def by_intensity(found: Durations) -> list[Group]:
    """Everybody, then those with and without a contact of high intensity, where there are enough."""
    all_ = found.counts.sum(axis=(0, 1, 2))
    steps = found.counts.sum(axis=(0, 2))
    named = (("all", all_), ("high intensity", steps[1]), ("low intensity only", steps[0]))
    return [group(name, counts) for name, counts in named if name == "all" or counts.sum() >= _ENOUGH]


def by_problem(found: Durations) -> list[Group]:
    """Each problem with enough courses, the most frequent first."""
    counts = found.counts.sum(axis=(0, 1))
    frequent = sorted(range(len(PROBLEMS)), key=lambda place: -int(counts[place].sum()))
    return [group(PROBLEMS[place], counts[place]) for place in frequent if counts[place].sum() >= _ENOUGH]


def weeks_followed(all_: Group, shown: tuple[int, ...], too_few: str) -> list[int]:
    """Those of the weeks shown to which enough are followed; ``too_few`` says of whom there are not enough.

    Raises:
        CannotRun: not even the first week can be told.
    """
    weeks = [week for week in shown if all_.followed(week)]
    if not weeks:
        raise CannotRun(too_few, settled_by="an extract of more months")
    return weeks


def estimates(what: str, groups: list[Group], weeks: list[int]) -> tuple[Estimate, ...]:
    """``what`` within each of the weeks that a group is followed to."""
    return tuple(
        Estimate(
            name=f"{what} within {week} weeks, {one.name}",
            value=one.at(week)[0],
            unit=Unit.PROPORTION,
            low=one.at(week)[1],
            high=one.at(week)[2],
            interval=Interval.SAMPLING,
            confidence=0.95,
            denominator=float(one.number),
        )
        for one in groups
        for week in weeks
        if one.followed(week)
    )


def curves(title: str, subtitle: str, note: str, groups: list[Group], weeks: list[int]) -> OverTime:
    """The share by week, of all and by intensity; the axis ends at half where no share comes near it."""
    first = groups[0]
    top = _top([one.at(week)[0] for one in groups for week in weeks if one.followed(week)])
    ends = "; ".join(f"week {week}: {percent(first.at(week)[0], decimals=0)}" for week in weeks)
    return OverTime(
        title=title,
        subtitle=f"{subtitle}. Axis 0 to {percent(top, decimals=0)}",
        alt=f"Of {first.name}: {ends}.",
        note=note,
        periods=tuple(f"week {week}" for week in weeks),
        series=tuple(
            Series(
                name=one.name,
                role=Role.SUBJECT if one is first else Role.OTHER,
                values=tuple(one.at(week)[0] if one.followed(week) else None for week in weeks),
            )
            for one in groups
        ),
        domain=(0.0, top),
    )


def _top(shares: list[float]) -> float:
    return _HALF if max(shares, default=0.0) < _NEAR_HALF else 1.0


def by_problem_charts(title: str, groups: list[Group], week: int) -> tuple[Dots, ...]:
    """The share within one week, by problem; no chart where none is followed so far."""
    if not any(one.followed(week) for one in groups):
        return ()
    top = _top([one.at(week)[2] for one in groups if one.followed(week)])
    rows = tuple(
        Dot(
            label=one.name,
            value=one.at(week)[0],
            text=f"{percent(one.at(week)[0], one.number)} ({percent_range(*one.at(week)[1:], one.number)})",
            low=one.at(week)[1],
            high=one.at(week)[2],
        )
        for one in groups
        if one.followed(week)
    )
    drawn = Dots(
        title=f"{title}, by problem, week {week}",
        subtitle=f"Axis 0 to {percent(top, decimals=0)}",
        alt="; ".join(f"{row.label}: {row.text}" for row in rows) + ".",
        note="Line: 95% interval. Problems with enough courses, the most frequent first.",
        rows=rows,
        domain=(0.0, top),
    )
    return (drawn,)


def table(name: str, caption: str, head: str, other: str, groups: list[Group], weeks: list[int]) -> Table:
    """A row for each group and week; ``other`` heads the share that came to another end, empty where there is none."""
    rows = [(one, week) for one in groups for week in weeks if one.followed(week)]
    return Table(
        name=name,
        caption=caption,
        columns=(
            Column(key="group", title="Of whom"),
            Column(key="number", title="Courses", unit=Unit.COUNT),
            Column(key="week", title="Weeks"),
            Column(key="followed", title="Still followed", unit=Unit.COUNT),
            Column(key="share", title=head, unit=Unit.PROPORTION),
            Column(key="low", title="From", unit=Unit.PROPORTION),
            Column(key="high", title="To", unit=Unit.PROPORTION),
            *((Column(key="other", title=other, unit=Unit.PROPORTION),) if other else ()),
        ),
        rows=tuple(
            (
                one.name,
                one.number,
                str(week),
                int(one.event.at_risk[week - 1]),
                *one.at(week),
                *((float(one.other.share[week - 1]),) if other else ()),
            )
            for one, week in rows
        ),
    )
