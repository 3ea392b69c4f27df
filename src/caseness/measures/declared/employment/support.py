"""Employment support itself: who has it, how long they wait for it, how often they are seen, and when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import SEEN_AT_ALL, SENT, SUPPORT_ENDED, SUPPORT_STARTED
from caseness.measures.families import EVERY
from caseness.measures.measure import Count, Extreme, Mean, Median, Rows, Share, Total, declare
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    import ibis.expr.types as ir

_supported = (_.employment_support_first_date <= _.period_end).fill_null(False)
_no_record = _.recorded_first_date.isnull() | (_.recorded_first_date > _.period_end)
declare(
    "EA001",
    SENT.on(Rows.EMPLOYMENT),
    Share(part=_supported & _no_record, whole=_supported),
    in_words="Referrals sent in the month, with employment support by then: the share without any record of employment "
    "status from referral to discharge, or to the end of the month.",
)
_SENT = "Referrals sent in the month that by its end had"
declare("EA034", SENT, Count(where=_supported), in_words=f"{_SENT} an appointment for employment support.")
declare("EA035", SENT, Count(where=~_supported), in_words=f"{_SENT} no appointment for employment support.")

_MONTH = (
    "To be seen is to have an attended appointment or an internet therapy log, within the referral or in follow-up after it. An "
    "appointment of the type employment support counts up to the end of support that all records sent with the referral give."
)
for _id, _where, _who in (
    ("EA036", _.any_contact, ""),
    ("EA037", _.therapy & ~_.support, ", never for employment support"),
    ("EA038", _.support & ~_.therapy, ", for employment support only"),
    ("EA039", _.therapy & _.support, ", for employment support and for something else"),
):
    declare(_id, SEEN_AT_ALL, Count(where=_where), in_words=f"Referrals seen in the month{_who}. {_MONTH}")

declare(
    "EA040", SUPPORT_STARTED, Count(where=EVERY), in_words="Referrals first seen for employment support in the month."
)
_OVER = (
    "Referrals with a record, sent with them, by which employment support ended in the month, and an appointment for it"
)
declare("EA041", SUPPORT_ENDED, Count(where=_supported), in_words=f"{_OVER}.")
declare(
    "EA136",
    SUPPORT_ENDED,
    Count(where=_supported & (_.treatment_contact_count == 0)),
    in_words=f"{_OVER}, not treated by the end of the month.",
)

_count = _.support_contact_count
_APPOINTMENTS = (
    "Attended appointments, whenever they were, of referrals whose employment support ended in the month: with an activity "
    "of employment support within the referral, or in follow-up after it; or of that type, up to its end. The printed "
    "construction lacks a bracket; attendance is taken to be required of both kinds."
)
_WITH_ANY = f"{_APPOINTMENTS} Referrals without any are left out."
_any = _count.notnull()
declare("EA131", SUPPORT_ENDED, Total(of=_count, where=EVERY), in_words=_APPOINTMENTS)
declare("EA132", SUPPORT_ENDED, Mean(of=_count, where=_any), in_words=_WITH_ANY)
declare("EA133", SUPPORT_ENDED, Median(of=_count, where=_any), in_words=_WITH_ANY)
declare("EA134", SUPPORT_ENDED, Extreme(of=_count, where=_any, greatest=True), in_words=_WITH_ANY)

declare(
    "EA139",
    SENT.on(Rows.SUPPORT_SUITABLE),
    Count(where=_.support_suitability_last.isin(codes_for("EmpSupportInd", "suitable")).fill_null(False)),
    in_words="Referrals whose last record by the end of the month says that employment support would suit. The printed "
    "construction takes the last of each person, which leaves open which of a person's referrals counts.",
)


def _wait(t: ir.Table) -> ir.IntegerValue:
    """Days from the first assessment to the first employment support."""
    return t.employment_support_first_date.delta(t.assessment_first_date, unit="day").cast("int64")


_not_before = (_.employment_support_first_date >= _.assessment_first_date).fill_null(False)
_WAIT = "days from first assessment to first employment support, where that is in the month and not before assessment."
declare("EA140", SUPPORT_STARTED, Mean(of=_wait, where=_not_before), in_words=f"Mean {_WAIT}")
declare("EA281", SUPPORT_STARTED, Median(of=_wait, where=_not_before), in_words=f"Median {_WAIT}")
