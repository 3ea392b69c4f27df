"""Referrals: the row that speaks for each pathway in each month, and the newest of them, which speaks for the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.months import Months
    from caseness.sources.records import Records

REFERRALS = "IDS101Referral"
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


def speaking_rows(records: Records, months: Months) -> ir.Table:
    """One row per pathway and month, as it stood in the submission of that month that counts.

    ``newest`` marks the row of the pathway's last month. Where the warehouse says which row speaks for a pathway
    (``UsePathway_Flag``, monthly metadata 2026, I101D12) it is that one. Its rule is not public: of several rows, and
    where no flag is given, it is the referral received last, then the greatest service request and person record.
    """
    rows = months.rows(REFERRALS)
    if "UsePathway_Flag" in records.columns[REFERRALS].given:
        rows = rows.filter(_.UsePathway_Flag)
    rows = rows.filter(_.PathwayID.notnull()).select("submission", "month", "ServiceRequestId", **_OWN)
    last_first = [
        ibis.desc(name, nulls_first=False) for name in ("month", "referral_date", "ServiceRequestId", "record_number")
    ]
    window = ibis.window(group_by="pathway_id", order_by=last_first)
    ranked = rows.mutate(place=ibis.row_number().over(window), month_above=rows.month.lag().over(window))
    one_a_month = ranked.filter(ranked.month_above.isnull() | (ranked.month_above != ranked.month))
    return one_a_month.mutate(newest=one_a_month.place == 0).drop("place", "month_above", "ServiceRequestId")


def numbered(speaking: ir.Table) -> ir.Table:
    """The newest row of each pathway, with ``pathway``, a number of ours that joins faster than the text it stands for."""
    newest = speaking.filter(speaking.newest).drop("newest")
    return newest.mutate(pathway=ibis.row_number().over(order_by=newest.pathway_id).cast("int64"))
