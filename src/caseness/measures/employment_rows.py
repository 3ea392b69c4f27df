"""The rows of measures of employment: referrals with what records say of work and of employment support, and the records.

Few referrals have had employment support. They are worked out once, so that what is put together with them is small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.referral_rows import referrals
from caseness.measures.standing import calendar, in_period, standing
from caseness.pathways.employment import EMPLOYMENT, FIELDS, STATUS, first_and_last, recorded, says, stated
from caseness.pathways.employment_support import support_contacts, support_ends
from caseness.sources.records.submissions import month_number
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_ROW = ["pathway", "period"]
_OF_RECORDS = ("RecordNumber", "OrgID_Provider", "EmployStatusRecDate")


def support_started(pathways: Pathways, known: ir.Table) -> ir.Table | None:
    """Referrals whose first employment support was in the period, with the status recorded last by its end.

    A record counts from referral to the later of discharge and the end of support it gives, or without either to the end
    of the period; its sickness absence may be left out (monthly metadata 2026, EA276).
    """
    records = pathways.facet(recorded)
    if records is None:
        return None
    started = known.filter(in_period(known, known.employment_support_first_date))
    started = pathways.records.kept("support_started", started)
    theirs = started.select(*_ROW, "state", "period_end", "discharge_date").inner_join(records, "state")
    until = _later(theirs.discharge_date, theirs.support_end).fill_null(theirs.period_end)
    theirs = theirs.filter((theirs.day <= until) & (theirs.day <= theirs.period_end))
    counts = (theirs.employment_status > 0) & ((theirs.sick_absence > 0) | ~theirs.sick_absence_given)
    return _beside(started, first_and_last(theirs, _ROW, {STATUS: counts}))


def support_ended(pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
    """Referrals with a record, sent with them, by which employment support ended in the period: ``support_end``.

    Status first and last is that recorded from referral to the later of discharge and the last employment support (monthly
    metadata 2026, EA050). ``support_contact_count`` has all their appointments for employment support, NULL for none (EA131).
    """
    ends, records = pathways.facet(support_ends), pathways.facet(recorded)
    if ends is None or records is None:
        return None
    rows = standing(pathways, periods).select(*_ROW, "state", "month", "period_start", "period_end")
    sent = rows.inner_join(ends, ["pathway", "month"])
    sent = sent.filter(in_period(sent, sent.support_end))
    told = sent.group_by(*_ROW, "state").aggregate(support_end=_.support_end.max())
    told = pathways.records.kept("support_ends_in_period", told)
    whose = told.select(*_ROW, "support_end")
    ended = pathways.records.kept("support_ended", referrals(pathways, periods, among=told).inner_join(whose, _ROW))
    until = _later(ended.discharge_date, ended.employment_support_last_date)
    theirs = ended.select(*_ROW, "state", "period_end", until=until).inner_join(records, "state")
    theirs = theirs.filter((theirs.day <= theirs.until) & (theirs.day <= theirs.period_end))
    with_status = _beside(ended, first_and_last(theirs, _ROW, {STATUS: stated(theirs)}))
    contacts = pathways.facet(support_contacts)
    if contacts is None:
        return with_status.mutate(support_contact_count=ibis.null().cast("int64"))
    return _beside(with_status, _contact_counts(ended, contacts))


def _contact_counts(ended: ir.Table, contacts: ir.Table) -> ir.Table:
    """Appointments with an activity of employment support within the referral, or in follow-up after it; and those of the
    type employment support, or in follow-up with such an activity, up to the end of support (monthly metadata 2026, EA131).
    """
    span = ended.select(*_ROW, "period_end", "discharge_date", "support_end")
    t = contacts.filter(contacts.newest & contacts.from_referral).inner_join(span, "pathway")
    inside = t.day <= t.discharge_date.fill_null(t.period_end)
    after = (t.day > t.discharge_date).fill_null(False)
    coded = t.coded & ((t.typed & ~t.typed_follow_up & inside) | (t.typed_follow_up & after))
    until_end = (t.typed_support | (t.coded & t.typed_follow_up)) & (t.day <= t.support_end)
    counted = t.filter((coded | until_end) & (t.day <= t.period_end))
    return counted.group_by(_ROW).aggregate(support_contact_count=counted.count())


def support_suitable(pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
    """Referrals that a record calls suitable for employment support, with what the last record says by the period's end.

    It is the last within the referral (monthly metadata 2026, EA139).
    """
    records = pathways.facet(recorded)
    if records is None:
        return None
    told = records.filter(says(records, "support_suitability", codes_for("EmpSupportInd", "suitable")))
    rows = pathways.records.view("support_suitable", referrals(pathways, periods, among=told))
    theirs = rows.select(*_ROW, "state", "period_end", "discharge_date").inner_join(records, "state")
    until = theirs.discharge_date.fill_null(theirs.period_end)
    theirs = theirs.filter((theirs.day <= until) & (theirs.day <= theirs.period_end))
    anything = ibis.literal(True)
    return _beside(rows, first_and_last(theirs, _ROW, {("support_suitability",): anything}))


def employment_records(pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
    """The records of employment status as first sent: each in the month it was recorded in, not when it is sent again.

    They have the fields of the data set, and ``day``. ``commissioner`` is that of a referral of the same person record.
    """
    rows = pathways.months.rows_if_there(EMPLOYMENT, *_OF_RECORDS, *FIELDS.values())
    if rows is None:
        return None
    own = rows.filter((month_number(rows.EmployStatusRecDate) == rows.month).fill_null(False))
    sent = pathways.referral_months.semi_join(own, [("record_number", "RecordNumber")])
    of_record = sent.group_by(RecordNumber=sent.record_number).aggregate(commissioner=_.commissioner.max())
    known = own.inner_join(calendar(periods), "month").left_join(of_record, "RecordNumber")
    return known.drop(*(name for name in known.columns if name.endswith("_right"))).mutate(
        provider=_.OrgID_Provider, day=_.EmployStatusRecDate
    )


def _later(one: ir.DateValue, other: ir.DateValue) -> ir.DateValue:
    """The later of two days; of one that is not given the other."""
    return ibis.greatest(one.fill_null(other), other.fill_null(one))


def _beside(rows: ir.Table, more: ir.Table) -> ir.Table:
    """Rows by pathway and period with the columns of other such rows, NULL where there is none."""
    return rows.left_join(more, _ROW).drop(*(f"{name}_right" for name in _ROW))
