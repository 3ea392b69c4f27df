"""Referrals: the row that speaks for each pathway in each month, and the newest of them, which speaks for the whole.

A referral that was discharged in one month can be open again in the next, or discharged on another day. Figures of the first
month rest on the row of that month, so that each earlier end is derived as well, beside the pathway as it stands.
"""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

import ibis
from ibis import _

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.months import Months
    from caseness.sources.records import Records

REFERRALS = "IDS101Referral"
_TIES = ("UniqueID_IDS101",)
_OWN = {
    "pathway_id": "PathwayID",
    "person_id": "Person_ID",
    "record_number": "RecordNumber",
    "provider": "OrgID_Provider",
    "commissioner": "OrgIDComm",
    "referral_date": "ReferralRequestReceivedDate",
    "source_of_referral": "SourceOfReferralIAPT",
    "discharge_date": "ServDischDate",
    "end_code": "EndCode",
}


_SPAN = ("referral_date", "discharge_date")


def speaking_rows(records: Records, months: Months) -> ir.Table:
    """One row per pathway and month, as it stood in the submission of that month that counts.

    ``newest`` marks the row of the pathway's last month, ``earlier_end`` one that was discharged otherwise than that.
    Where the warehouse says which row speaks for a pathway (``UsePathway_Flag``, monthly metadata 2026, I101D12) it is
    that one. Its rule is not public: of several rows, and where no flag is given, it is the referral received last, then
    the greatest row number and person record.
    """
    rows = months.rows(REFERRALS, "UsePathway_Flag", *_TIES, *_OWN.values())
    if "UsePathway_Flag" in records.columns[REFERRALS].given:
        rows = rows.filter(_.UsePathway_Flag)
    rows = rows.filter(_.PathwayID.notnull()).select("submission", "month", *_TIES, **_OWN)
    last_first = [ibis.desc(name, nulls_first=False) for name in ("month", "referral_date", *_TIES, "record_number")]
    window = ibis.window(group_by="pathway_id", order_by=last_first)
    ranked = rows.mutate(
        place=ibis.row_number().over(window),
        month_above=rows.month.lag().over(window),
        **{f"newest_{day}": rows[day].first().over(window) for day in _SPAN},
    )
    one = ranked.filter(ranked.month_above.isnull() | (ranked.month_above != ranked.month))
    same = reduce(and_, (one[day].identical_to(one[f"newest_{day}"]) for day in _SPAN))
    marked = one.mutate(newest=one.place == 0, earlier_end=one.discharge_date.notnull() & ~same)
    return marked.drop("place", "month_above", *_TIES, *(f"newest_{day}" for day in _SPAN))


def numbered(speaking: ir.Table) -> ir.Table:
    """The newest row of each pathway and its earlier ends, with ``pathway``, a number that joins faster than text.

    That of an earlier end is negative, and its own.
    """

    def number(rows: ir.Table, *order: str) -> ir.IntegerValue:
        return ibis.row_number().over(order_by=[rows[name] for name in order]).cast("int64")

    newest = speaking.filter(speaking.newest)
    earlier = speaking.filter(speaking.earlier_end)
    return ibis.union(
        newest.mutate(pathway=number(newest, "pathway_id")),
        earlier.mutate(pathway=-1 - number(earlier, "pathway_id", "month")),
    ).drop("newest", "earlier_end")


def as_it_stands(rows: ir.Table) -> ir.Table:
    """The rows of pathways as they stand, without those of earlier ends."""
    return rows.filter(rows.pathway >= 0)
