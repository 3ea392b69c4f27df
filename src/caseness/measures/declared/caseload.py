"""Who is open at the end of the period: without a session for how long, and waiting for what."""

from ibis import _

from caseness.measures.anchors import OPEN
from caseness.measures.families import declare_band
from caseness.measures.measure import Count, declare
from caseness.vocabulary.day_bands import day_bands

_not_assessed = _.assessment_first_date.isnull()
_not_treated = _.treatment_first_date.isnull()
_NOT_ASSESSED = "Referrals open at the end of the period and not yet assessed"
_NOT_TREATED = "Referrals open at the end of the period and not yet treated"

for band in day_bands("since_treatment"):
    declare_band(
        OPEN,
        _.days_since_treatment,
        band,
        "Referrals open at the end of the period whose last treatment session was {band} before it",
    )

declare("M029", OPEN, Count(where=_not_assessed), in_words=f"{_NOT_ASSESSED}.")
for band in day_bands("waiting_for_assessment"):
    declare_band(
        OPEN, _.days_since_referral, band, f"{_NOT_ASSESSED}, received {{band}} before it", whole=_not_assessed
    )

declare("M038", OPEN, Count(where=_not_treated), in_words=f"{_NOT_TREATED}.")
for band in day_bands("waiting_for_treatment"):
    declare_band(OPEN, _.days_since_referral, band, f"{_NOT_TREATED}, received {{band}} before it", whole=_not_treated)
