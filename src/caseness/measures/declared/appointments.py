"""Appointments: how many there were, what became of them, and which share belonged to integrated care."""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.families import EVERY, counted_by_code
from caseness.measures.measure import Count, Share, declare

within_referral = _.attended & _.in_referral & _.appointment_type.notnull() & ~_.follow_up

declare("M082", SEEN, Count(where=EVERY), in_words="Appointments, kept or not.")
for official, codes in counted_by_code("AttendOrDNACode"):
    declare(official, SEEN, Count(where=_.attendance.isin(codes)))
declare(
    "M1011",
    SEEN,
    Share(part=within_referral & _.integrated, whole=within_referral),
    in_words="Of attended or unplanned appointments within the referral, follow-up apart, those in an integrated service.",
)
