"""Appointments: how many there were, what became of them, and which share belonged to integrated care."""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.measure import Count, Share, declare
from caseness.vocabulary import table

within_referral = _.attended & _.in_referral & _.appointment_type.notnull() & ~_.follow_up

declare("M082", SEEN, Count(where=_.contact.notnull()))
for counted in table("counted_codes"):
    if counted["field"] == "AttendOrDNACode":
        declare(counted["official_id"], SEEN, Count(where=_.attendance == counted["code"]))
declare(
    "M1011",
    SEEN,
    Share(part=within_referral & _.integrated, whole=within_referral),
    in_words="Of attended or unplanned appointments within the referral, follow-up apart, those in an integrated service",
)
