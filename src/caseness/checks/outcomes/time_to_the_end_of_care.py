"""How long after treatment began care ends, recorded as recovered or not, where some are still in treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.finding import Answer, Chapter, Column, Estimate, Interval, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.outcomes.scored import epoch_day
from caseness.pathways import pathways_of
from caseness.sources.records import Records
from caseness.statistics.competing_risks import cumulative_incidence
from caseness.wording import percent, percent_range

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.statistics.competing_risks import Incidence

_WEEK = 7
_SHOWN = (4, 8, 12, 16, 20, 26, 39, 52)  # weeks after treatment began
_LEAST = 30  # still followed at a week, for it to be told
_ENDS = ("recovered", "not recorded as recovered")


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=19)
def time_to_the_end_of_care(records: Records) -> Answer:
    """How long after treatment began does care end, with and without recovery?"""
    events, lost = _counted(records)
    both = cumulative_incidence(events, lost)
    told = [week for week in _SHOWN if week <= lost.size and both[0].at_risk[week - 1] >= _LEAST]
    if not told:
        raise CannotRun(
            f"fewer than {_LEAST} courses that began in the extract are followed for {_SHOWN[0]} weeks",
            settled_by="an extract of more months",
        )
    at = told[-1]
    well, other = (_at(one, at) for one in both)
    return Answer(
        short="Time to the end of care",
        answer=(
            f"Within {at} weeks of the first treatment contact care has ended with a recorded recovery for "
            f"{percent(well[0], decimals=0)} (95%: {percent_range(well[1], well[2], 100)}) and without one for "
            f"{percent(other[0], decimals=0)} ({percent_range(other[1], other[2], 100)}); the others are still in care."
        ),
        verdict=Verdict.DESCRIBED,
        condition="pathways whose treatment began in the months of the extract",
        estimates=tuple(
            Estimate(
                name=f"care ended within {week} weeks of the first treatment contact, {end}",
                value=_at(one, week)[0],
                unit=Unit.PROPORTION,
                low=_at(one, week)[1],
                high=_at(one, week)[2],
                interval=Interval.SAMPLING,
                confidence=0.95,
                denominator=float(one.at_risk[0]),
            )
            for one, end in zip(both, _ENDS, strict=True)
            for week in told
        ),
        charts=(
            OverTime(
                title="Care that has ended by weeks after the first treatment contact",
                subtitle="Of those who began treatment, cases or not. Axis 0 to 100%",
                alt=f"After {at} weeks {percent(well[0], decimals=0)} ended recovered, {percent(other[0], decimals=0)} "
                "otherwise.",
                note="Those still in care at the end of the extract are followed as long as they can be.",
                periods=tuple(f"week {week}" for week in told),
                series=tuple(
                    Series(name=end, role=role, values=tuple(_at(one, week)[0] for week in told))
                    for one, end, role in zip(both, _ENDS, (Role.SUBJECT, Role.OTHER), strict=True)
                ),
            ),
        ),
        caveats=(
            "Those not at caseness at the start cannot recover by definition and are among those not recorded as recovered.",
            "Whoever is still in care is taken to go on like others who were in care as long.",
        ),
        method=(
            "Weeks from the first treatment contact to discharge, which is an end with or without a recorded recovery (official "
            "flag); competing ends by Aalen and Johansen on weekly counts from the engine; interval (95%) on the scale of "
            "log(−log)."
        ),
        sources=("Aalen and Johansen 1978, Scandinavian Journal of Statistics 5: 141-150",),
        tables=(_table(both, told),),
    )


def _counted(records: Records) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends by kind and week, and how many are lost to sight in each week, as the extract ends."""
    pathways = pathways_of(records)
    calendar = pathways.months.calendar
    last = calendar.aggregate(last=calendar.period_end.max()).as_scalar()
    rows = pathways.pathways
    begun = rows.treatment_first_date.between(pathways.months.begin, last).fill_null(False)
    rows = rows.filter(begun & (rows.referral_date >= pathways.months.begin).fill_null(False))
    ended = (rows.discharge_date <= last).fill_null(False)
    end = ended.ifelse(epoch_day(rows.discharge_date), epoch_day(last))
    days = (end - epoch_day(rows.treatment_first_date)).clip(lower=0)
    kind = ended.ifelse(rows.recovered.ifelse(0, 1), 2)
    told = rows.select(week=days // _WEEK, kind=kind.cast("int64"))
    counts = records.fetch(told.group_by("week", "kind").aggregate(n=told.count()).order_by("week", "kind"))
    found = np.zeros((3, max((row["week"] for row in counts), default=0) + 1))
    for row in counts:
        found[row["kind"], row["week"]] = row["n"]
    return found[:2], found[2]


def _at(one: Incidence, week: int) -> tuple[float, float, float]:
    return float(one.share[week - 1]), float(one.low[week - 1]), float(one.high[week - 1])


def _table(both: tuple[Incidence, ...], told: list[int]) -> Table:
    well, other = both
    return Table(
        name="time-to-the-end-of-care",
        caption="Care that has ended by weeks after the first treatment contact",
        columns=(
            Column(key="week", title="Weeks"),
            Column(key="followed", title="Still followed", unit=Unit.COUNT),
            *(Column(key=f"recovered_{n}", title=t, unit=Unit.PROPORTION) for n, t in enumerate(_HEADS)),
            *(Column(key=f"otherwise_{n}", title=t, unit=Unit.PROPORTION) for n, t in enumerate(_OTHERS)),
        ),
        rows=tuple((str(week), int(well.at_risk[week - 1]), *_at(well, week), *_at(other, week)) for week in told),
    )


_HEADS = ("Ended, recovered", "From", "To")
_OTHERS = ("Ended otherwise", "From", "To")
