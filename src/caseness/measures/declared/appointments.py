"""Appointments: how many there were, what became of them, and which share belonged to integrated care."""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.families import EVERY, counted_by_code
from caseness.measures.measure import Count, Share, declare
from caseness.vocabulary.data_set import codes
from caseness.wording import listed

within_referral = _.attended & _.in_referral & _.appointment_type.notnull() & ~_.follow_up

declare("M082", SEEN, Count(where=EVERY), in_words="Appointments, kept or not.")
_MEANINGS = {code.code: code.meaning or code.code for code in codes("AttendOrDNACode")}
for official, counted in counted_by_code("AttendOrDNACode"):
    became = listed([_MEANINGS[code] for code in counted])
    declare(official, SEEN, Count(where=_.attendance.isin(counted)), in_words=f"Appointments in the period: {became}.")
declare(
    "M1011",
    SEEN,
    Share(part=within_referral & _.integrated, whole=within_referral),
    in_words="Of attended or unplanned appointments within the referral, follow-up apart, those in an integrated service.",
)
