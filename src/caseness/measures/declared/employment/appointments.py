"""Appointments for employment support whose type does not agree with their date."""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.measure import Count, Rows, declare

_appointments = SEEN.on(Rows.SUPPORT_CONTACTS)
_ATTENDED = "Attended appointments of the month with an activity of employment support, "
declare(
    "EA108",
    _appointments,
    Count(where=_.coded & _.typed_follow_up & _.in_referral),
    in_words=f"{_ATTENDED}of the type follow-up, within the referral.",
)
declare(
    "EA110",
    _appointments,
    Count(where=_.coded & _.typed & ~_.typed_follow_up & _.after_referral),
    in_words=f"{_ATTENDED}of another type than follow-up, after the discharge.",
)
declare(
    "EA280",
    _appointments,
    Count(where=_.coded & _.typed & ~_.typed_support & _.after_referral),
    in_words=f"{_ATTENDED}of another type than employment support, after the discharge.",
)
