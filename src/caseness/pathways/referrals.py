"""Referrals: the row that speaks for each pathway in each month, and the newest of them, which speaks for the whole.

A referral that was discharged in one month can be open again in the next, or discharged on another day. Figures of the first
month rest on the row of that month, so that each earlier end is derived as well, beside the pathway as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.months import Months
    from caseness.sources.records import Records

REFERRALS = "IDS101Referral"
SENT = "referrals_sent"
"""The name of what `speaking_rows` reads them from."""
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


_EPOCH = ibis.date("1800-01-01")  # no day of an extract is before
_DAYS = 2**18  # more than there are days in the years that are read
_SPANS = _DAYS**2


def speaking_rows(records: Records, months: Months) -> tuple[ir.Table, ir.Table]:
    """One row per pathway and month, as it stood in the submission of that month that counts; and of each pathway its own.

    ``pathway`` is a number of ours, which joins faster than text. ``state`` is the pathway, or the negative number of an
    earlier end: a row that was discharged otherwise than the pathway's last. The second table has the last row of each
    pathway and those of its earlier ends, whose ``pathway`` is the negative number.

    Where the warehouse says which row speaks for a pathway (``UsePathway_Flag``, monthly metadata 2026, I101D12) it is
    that one. Its rule is not public: of several rows, and where no flag is given, it is the referral received last, then
    the greatest row number and person record.
    """
    rows = _of_pathways(records, months, *_TIES, *_OWN.values()).select("submission", "month", *_TIES, **_OWN)
    named = _of_pathways(records, months, "PathwayID").select(pathway_id="PathwayID").distinct()
    numbers = records.kept("pathway_numbers", named.mutate(pathway=_number(named, "pathway_id")))
    sent = records.kept(SENT, rows.inner_join(numbers, "pathway_id"))
    one = _one_a_month(records, sent).drop(*_TIES)
    packed = one.mutate(packed=one.month * _SPANS + _span(one))
    last = records.kept("last_months", packed.group_by("pathway").aggregate(last=packed.packed.max()))
    beside = one.left_join(last, "pathway").drop("pathway_right")
    marked = beside.mutate(
        newest=beside["last"] < (beside.month + 1) * _SPANS,
        earlier_end=beside.discharge_date.notnull() & (beside["last"] % _SPANS != _span(beside)),
    ).drop("last")
    ends = marked.filter(marked.earlier_end).select("pathway", "month")
    ends = records.kept("earlier_ends", ends.mutate(state=-1 - _number(ends, "pathway", "month")))
    own = _of_states(marked.filter(marked.newest | marked.earlier_end), ends).drop("newest", "earlier_end")
    return (
        records.view("speaking_rows", _of_states(one, ends)),
        records.kept("pathways_numbered", own.mutate(pathway=own.state).drop("state")),
    )


def _of_states(rows: ir.Table, ends: ir.Table) -> ir.Table:
    told = rows.left_join(ends, ["pathway", "month"]).drop("pathway_right", "month_right")
    return told.mutate(state=told.state.fill_null(told.pathway))


def _of_pathways(records: Records, months: Months, *names: str) -> ir.Table:
    """Rows of referrals that may speak for a pathway."""
    rows = months.rows(REFERRALS, "UsePathway_Flag", *names)
    if "UsePathway_Flag" in records.columns[REFERRALS].given:
        rows = rows.filter(_.UsePathway_Flag)
    return rows.filter(_.PathwayID.notnull())


def _one_a_month(records: Records, sent: ir.Table) -> ir.Table:
    """One of several rows of a pathway and month; there are few of them, and only they are put in order."""
    counted = sent.group_by("pathway", "month").aggregate(rows=sent.count())
    several = records.kept("months_of_several", counted.filter(counted.rows > 1).drop("rows"))
    (found,) = records.fetch(several.aggregate(rows=several.count()))
    if not found["rows"]:
        return sent
    key = ["pathway", "month"]
    last_first = [ibis.desc(name, nulls_first=False) for name in ("referral_date", *_TIES, "record_number")]
    ranked = sent.semi_join(several, key).mutate(
        place=ibis.row_number().over(ibis.window(group_by=key, order_by=last_first))
    )
    return sent.anti_join(several, key).union(ranked.filter(ranked.place == 0).drop("place"))


def _span(rows: ir.Table) -> ir.IntegerValue:
    """The day of referral and that of discharge in one number; days that are not given are different from any that are."""
    first, last = (
        (rows[name].delta(_EPOCH, unit="day").cast("int64") + 1).fill_null(0)
        for name in ("referral_date", "discharge_date")
    )
    return first * _DAYS + last


def _number(rows: ir.Table, *order: str) -> ir.IntegerValue:
    return ibis.row_number().over(order_by=[rows[name] for name in order]).cast("int64")


def as_it_stands(rows: ir.Table) -> ir.Table:
    """The rows of pathways as they stand, without those of earlier ends."""
    return rows.filter(rows.pathway >= 0)
