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
    "pathway",
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
    earlier = states.filter(states.pathway < 0).select("pathway_id", "month", state="pathway")
    marked = speaking.drop("newest", "earlier_end").left_join(earlier, ["pathway_id", "month"])
    keyed = (
        marked.drop("pathway_id_right", "month_right")
        .inner_join(as_it_stands(states).select("pathway_id", *_WHOLE), "pathway_id")
        .inner_join(months.calendar, "month")
    )
    keyed = keyed.mutate(state=ibis.coalesce(keyed.state, keyed.pathway))
    keyed = keyed.drop(*(name for name in keyed.columns if name.endswith("_right")))

    def by_then(day: ir.DateValue) -> ir.DateValue:
        return ibis.ifelse((day <= keyed.period_end).fill_null(False), day, ibis.null().cast("date"))

    rows = keyed.mutate(**{name: by_then(keyed[name]) for name in _WHOLE[1:]})
    so_far = _so_far(rows, sessions, months)
    return rows.left_join(so_far, ["pathway", "month"]).drop("pathway_right", "month_right")


def _so_far(rows: ir.Table, sessions: ir.Table, months: Months) -> ir.Table:
    """By pathway and month: the last treatment and the sessions up to the end of the month."""
    number = ((sessions.day.year().cast("int64") - 1900) * 12 + sessions.day.month().cast("int64") - 3).clip(
        lower=min(months.numbers, default=0)
    )
    monthly = (
        sessions.mutate(month=number)
        .group_by("pathway", "month")
        .aggregate(
            last=_.day.max(where=_.treatment),
            sessions=_.count(),
            treated=_.treatment.ifelse(1, 0).sum(),
        )
    )
    sent = rows.select(
        "pathway",
        "month",
        last=ibis.null().cast("date"),
        sessions=ibis.literal(0).cast("int64"),
        treated=ibis.literal(0).cast("int64"),
        sent=ibis.literal(True),
    )
    both = ibis.union(sent, monthly.mutate(sent=ibis.literal(False)))
    one = both.group_by("pathway", "month").aggregate(
        last=both["last"].max(), sessions=both.sessions.sum(), treated=both.treated.sum(), sent=both.sent.max()
    )
    window = ibis.cumulative_window(group_by="pathway", order_by="month")
    told = one.mutate(
        treatment_last_date=one["last"].max().over(window),
        care_contact_count=one.sessions.sum().over(window),
        treatment_contact_count=one.treated.sum().over(window),
    )
    return told.filter(told.sent).select(
        "pathway", "month", "treatment_last_date", "care_contact_count", "treatment_contact_count"
    )
