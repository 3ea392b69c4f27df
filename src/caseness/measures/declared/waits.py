"""How long people waited: for assessment, for the first session of treatment and for the second.

M122 and M125 are printed with “29 <= days >= 90”, a misprint for 29 to 90 (monthly metadata 2026).
"""

from ibis import _

from caseness.measures.anchors import ASSESSED, ENDED, ENTERED, TREATED_AGAIN
from caseness.measures.families import EVERY, declare_band, possible, without_negative
from caseness.measures.measure import Count, Mean, Median, declare
from caseness.vocabulary.day_bands import day_bands

_finished = _.completed_treatment
_FINISHED = "Courses finished in the period"

declare("M023", ASSESSED, Count(where=EVERY), in_words="Referrals first assessed in the period.")
for band in day_bands("to_assessment"):
    declare_band(
        ASSESSED, _.wait_to_assessment, band, "Referrals first assessed in the period, {band} after they were received"
    )

declare("M031", ENTERED, Count(where=EVERY), in_words="Referrals with their first treatment session in the period.")
for band in day_bands("to_treatment"):
    declare_band(
        ENTERED,
        _.wait_to_treatment,
        band,
        "Referrals with their first treatment session in the period, {band} after they were received",
    )
for band in day_bands("to_treatment_of_finished"):
    declare_band(
        ENDED,
        _.wait_to_treatment,
        band,
        f"{_FINISHED} of which the first treatment session was {{band}} after referral",
        whole=_finished,
        of_all="courses finished in the period",
    )

declare(
    "M184", TREATED_AGAIN, Count(where=EVERY), in_words="Referrals with their second treatment session in the period."
)
for band in day_bands("to_second_treatment"):
    declare_band(
        TREATED_AGAIN,
        _.wait_to_second,
        band,
        "Referrals with their second treatment session in the period, {band} after the first",
        of_all="with their second session in the period",
    )

for official, statistic, anchor, whole, words in (
    ("M048", Mean, ENTERED, EVERY, "Mean days from referral to the first treatment session, of those first treated"),
    (
        "M049",
        Median,
        ENTERED,
        EVERY,
        "Median days from referral to the first treatment session, of those first treated",
    ),
    ("M050", Mean, ENDED, _finished, "Mean days from referral to the first treatment session, of courses finished"),
    ("M051", Median, ENDED, _finished, "Median days from referral to the first treatment session, of courses finished"),
):
    sentence = f"{words} in the period."
    declare(
        official,
        anchor,
        statistic(of=_.wait_to_treatment, where=whole),
        in_words=sentence,
        corrected=without_negative(
            anchor, statistic(of=_.wait_to_treatment, where=whole & possible(_.wait_to_treatment)), sentence
        ),
    )
