"""The rows that measures are computed over, one relation for each kind, with the period each row belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
from ibis import _

from caseness.measures.measure import Rows
from caseness.pathways.internet_therapy import internet_therapy
from caseness.pathways.people import people_by_month
from caseness.sources.records import month_numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

PERIOD = ("period", "period_start", "period_end")
_CALENDAR = pa.schema(
    {"month": pa.int64(), "period": pa.int64(), "period_start": pa.date32(), "period_end": pa.date32()}
)


def rows_of(kind: Rows, pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
    """The rows of a kind, once for each period they belong to; None where the extract lacks their table.

    ``period`` is the place in ``periods``. Every kind has ``provider`` and ``commissioner``. They stand behind a view, made
    once, so that a query for many measures does not carry along how rows come about.
    """
    remembered = pathways.records.remembered
    key = f"rows {kind} {pathways.choices} {periods}"
    if key not in remembered:
        built = _BUILT[kind](pathways, periods)
        behind = None if built is None else pathways.records.view(f"{kind}_rows", built)
        remembered[key] = behind, built  # a view reads the calendar as long as what was built is there
    rows: ir.Table | None = remembered[key][0]
    return rows


def calendar(periods: Sequence[Period]) -> ir.Table:
    """Month by month, the periods it belongs to."""
    months = [
        {"month": month, "period": place, "period_start": period.start, "period_end": period.end}
        for place, period in enumerate(periods)
        for month in range(month_numbered(f"{period.start:%Y-%m}"), month_numbered(f"{period.end:%Y-%m}") + 1)
    ]
    return ibis.memtable(pa.Table.from_pylist(months, _CALENDAR))


def _referrals(pathways: Pathways, periods: Sequence[Period]) -> ir.Table:
    """One row per pathway and period: as it stood in the last of the period's months in which it was sent."""
    rows = pathways.referral_months.drop("period_start", "period_end").inner_join(calendar(periods), "month")
    rows = rows.drop(*(name for name in rows.columns if name.endswith("_right")))
    if any(not period.is_month for period in periods):
        window = ibis.window(group_by=["pathway", "period"], order_by=ibis.desc("month"))
        rows = rows.mutate(place=ibis.row_number().over(window)).filter(_.place == 0).drop("place")
    states = pathways.states
    known = [name for name in states.columns if name not in rows.columns]
    joined = rows.inner_join(states.select(*known, state="pathway"), "state")
    return _with_waits(joined.drop(*(name for name in joined.columns if name.endswith("_right"))))


def _with_waits(t: ir.Table) -> ir.Table:
    """Whole days between two dates; NULL where either is not there. A date before the other gives a negative number."""

    def days(begin: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
        return end.delta(begin, unit="day").cast("int64")

    return t.mutate(
        wait_to_assessment=days(t.referral_date, t.assessment_first_date),
        wait_to_treatment=days(t.referral_date, t.treatment_first_date),
        wait_to_second=days(t.treatment_first_date, t.treatment_second_date),
        days_since_treatment=days(t.treatment_last_date, t.period_end),
        days_since_referral=days(t.referral_date, t.period_end),
    )


def _contacts(pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
    """One row per appointment in the period, as its own month's submission has it."""
    if pathways.contacts is None:
        return None
    rows = pathways.contacts.inner_join(calendar(periods), "month")
    whole = pathways.pathways.select("pathway", "provider", "commissioner")
    joined = rows.inner_join(whole, "pathway")
    return joined.drop(*(name for name in joined.columns if name.endswith("_right")))


def _referrals_with(
    facet: Callable[[Pathways], ir.Table | None], *keys: str
) -> Callable[[Pathways, Sequence[Period]], ir.Table | None]:
    """Referrals with the columns of a facet, NULL where it has no row for them."""

    def rows(pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
        more = pathways.facet(facet)
        if more is None:
            return None
        joined = _referrals(pathways, periods).left_join(more, keys)
        return joined.drop(*(name for name in joined.columns if name.endswith("_right")))

    return rows


_BUILT: dict[Rows, Callable[[Pathways, Sequence[Period]], ir.Table | None]] = {
    Rows.REFERRALS: _referrals,
    Rows.PEOPLE: _referrals_with(people_by_month, "pathway", "month"),
    Rows.INTERNET_THERAPY: _referrals_with(internet_therapy, "pathway"),
    Rows.CONTACTS: _contacts,
}
