"""Which months belong to a period, and how each pathway stood in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
from ibis import _

from caseness.sources.records import month_numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_CALENDAR = pa.schema(
    {"month": pa.int64(), "period": pa.int64(), "period_start": pa.date32(), "period_end": pa.date32()}
)


def calendar(periods: Sequence[Period]) -> ir.Table:
    """Month by month, the periods it belongs to."""
    months = [
        {"month": month, "period": place, "period_start": period.start, "period_end": period.end}
        for place, period in enumerate(periods)
        for month in range(month_numbered(f"{period.start:%Y-%m}"), month_numbered(f"{period.end:%Y-%m}") + 1)
    ]
    return ibis.memtable(pa.Table.from_pylist(months, _CALENDAR))


def in_period(rows: ir.Table, day: ir.DateValue) -> ir.BooleanValue:
    """Whether a day lies in the period of its row; false for none, which an engine can see before it looks up anything else."""
    return day.notnull() & day.between(rows.period_start, rows.period_end)


def newest_in_period(rows: ir.Table, periods: Sequence[Period], key: Sequence[str]) -> ir.Table:
    """Of rows with ``month`` and ``period`` the one of the last month for each key; each as it is where periods are months."""
    if all(period.is_month for period in periods):
        return rows
    window = ibis.window(group_by=[*key, "period"], order_by=ibis.desc("month"))
    return rows.mutate(place=ibis.row_number().over(window)).filter(_.place == 0).drop("place")


def standing(pathways: Pathways, periods: Sequence[Period]) -> ir.Table:
    """One row per pathway and period: as it stood in the last of the period's months in which it was sent."""
    rows = pathways.referral_months.drop("period_start", "period_end").inner_join(calendar(periods), "month")
    rows = rows.drop(*(name for name in rows.columns if name.endswith("_right")))
    return newest_in_period(rows, periods, ["pathway"])
