"""Each pathway as it stood at the end of each month in which it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.pathways.referrals import as_it_stands

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.months import Months

_WHOLE = (
    "assessment_first_date",
    "treatment_first_date",
    "treatment_second_date",
    "integrated_first_date",
    "integrated_treatment_first_date",
)


def as_at_month_end(speaking: ir.Table, months: Months, states: ir.Table, sessions: ir.Table) -> ir.Table:
    """One row per pathway and month, with the dates and counts known by the end of the month.

    ``state`` leads to what `Pathways.states` has on it: the pathway as it stands, or the earlier end that the row tells of.
    """
    whole = as_it_stands(states).select("pathway", *_WHOLE)
    keyed = speaking.left_join(whole, "pathway").drop("pathway_right")
    keyed = keyed.left_join(months.calendar, "month").drop("month_right")

    def by_then(day: ir.DateValue) -> ir.DateValue:
        return ibis.ifelse((day <= keyed.period_end).fill_null(False), day, ibis.null().cast("date"))

    rows = keyed.mutate(**{name: by_then(keyed[name]) for name in _WHOLE})
    return _with_sessions(rows, speaking.select("pathway", "month"), by_month(sessions, months))


def by_month(sessions: ir.Table, months: Months) -> ir.Table:
    """By pathway and month its ``sessions``, those that were ``treated``, and the day of the ``last`` of these.

    What was before the first month of the extract counts in that.
    """
    number = ((sessions.day.year().cast("int64") - 1900) * 12 + sessions.day.month().cast("int64") - 3).clip(
        lower=min(months.numbers, default=0)
    )
    monthly = sessions.mutate(month=number).group_by("pathway", "month")
    return monthly.aggregate(
        last=_.day.max(where=_.treatment),
        sessions=_.count(),
        treated=_.treatment.ifelse(1, 0).sum().cast("int64"),
    )


def _with_sessions(rows: ir.Table, keys: ir.Table, monthly: ir.Table) -> ir.Table:
    """Rows with the last treatment and the sessions up to the end of their month.

    After the last session of a pathway they are those of the whole, and before the first there are none; only between is
    anything added up.
    """
    whole = _added_up(monthly, "pathway", begun=monthly.month.min(), ended=monthly.month.max())
    between = keys.inner_join(whole.select("pathway", "begun", "ended"), "pathway")
    between = between.filter((between.begun <= between.month) & (between.month < between.ended))
    until = between.select("pathway", at="month").inner_join(monthly, "pathway").filter(_.month <= _.at)
    so_far = _added_up(until, "pathway", "at").rename(month="at")
    told = rows.left_join(whole, "pathway").drop("pathway_right")
    told = told.left_join(so_far, ["pathway", "month"], rname="{name}_so_far").drop("pathway_so_far", "month_so_far")
    over = (told.month >= told.ended).fill_null(False)
    return told.mutate(
        treatment_last_date=ibis.ifelse(over, told["last"], told.last_so_far),
        care_contact_count=ibis.ifelse(over, told.sessions, told.sessions_so_far).fill_null(0),
        treatment_contact_count=ibis.ifelse(over, told.treated, told.treated_so_far).fill_null(0),
    ).drop("begun", "ended", *_SUMS, *(f"{name}_so_far" for name in _SUMS))


_SUMS = ("last", "sessions", "treated")


def _added_up(monthly: ir.Table, *key: str, **more: ir.Value) -> ir.Table:
    return monthly.group_by(key).aggregate(
        last=monthly["last"].max(),
        sessions=monthly.sessions.sum().cast("int64"),
        treated=monthly.treated.sum().cast("int64"),
        **more,
    )
