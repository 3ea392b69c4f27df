"""Who is referred, waits, is treated and is open, as the dashboards show it."""

from __future__ import annotations

from ibis import _

from caseness.measures.anchors import ENDED, ENTERED, OPEN, RECEIVED, RECEIVED_OR_ENDED, SEEN, TREATED_AGAIN
from caseness.measures.families import EVERY, counted_by_code, possible, without_negative
from caseness.measures.measure import Count, Mean, Share, as_scripted, declare_ours

_WEEK = 7
_LATE = 90  # days
_sources, _attendance = dict(counted_by_code("SourceOfReferralIAPT")), dict(counted_by_code("AttendOrDNACode"))

_self = _.source_of_referral.isin(_sources["M002"]).fill_null(False)
_named = _.source_of_referral.isin([*_sources["M002"], *_sources["M003"]]).fill_null(False)
declare_ours(
    "self_referral_rate",
    RECEIVED,
    Share(part=_self, whole=EVERY),
    in_words="Self-referrals received in the period, as a share of all referrals received.",
)
declare_ours(
    "other_referrals",
    RECEIVED,
    Count(where=~_named),
    in_words="Referrals received in the period that are neither self-referrals nor from a general practice.",
    scripted=as_scripted(RECEIVED, Count(where=~_named & _.source_of_referral.notnull()), "P211-4"),
)

_received = _.referral_date.between(_.period_start, _.period_end).fill_null(False)
_ended = _.discharge_date.between(_.period_start, _.period_end).fill_null(False)
_untreated = _ended & _.treatment_first_date.isnull()
declare_ours(
    "attrition_rate",
    RECEIVED_OR_ENDED,
    Share(part=_untreated, whole=_ended),
    in_words="Referrals that ended in the period before a treatment session, as a share of all that ended.",
    scripted=as_scripted(RECEIVED_OR_ENDED, Share(part=_untreated, whole=_received), "P3-1"),
)
declare_ours(
    "dna_rate",
    SEEN,
    Share(part=_.attendance.isin(_attendance["M084"]).fill_null(False), whole=EVERY),
    in_words="Appointments in the period missed without notice, as a share of all, kept or not.",
)

for weeks, counted in ((2, True), (6, False), (12, True), (18, False)):
    soon, certain = (_.wait_to_treatment <= weeks * _WEEK).fill_null(False), possible(_.wait_to_treatment)
    words = (
        f"Referrals with their first treatment session in the period, at most {weeks} weeks after they were received"
    )
    if counted:  # the counts within 6 and 18 weeks are official
        declare_ours(
            f"first_treatment_le_{weeks}w",
            ENTERED,
            Count(where=soon),
            in_words=f"{words}.",
            corrected=without_negative(ENTERED, Count(where=soon & certain), f"{words}."),
        )
    share = f"{words}, as a share of all first treated in the period."
    declare_ours(
        f"first_treatment_le_{weeks}w_rate",
        ENTERED,
        Share(part=soon, whole=EVERY),
        in_words=share,
        corrected=without_negative(ENTERED, Share(part=soon & certain, whole=certain), share),
    )

_waiting = _.treatment_first_date.isnull()
for weeks in (6, 18):
    declare_ours(
        f"waiting_treatment_le_{weeks}w_rate",
        OPEN,
        Share(part=_waiting & (_.days_since_referral <= weeks * _WEEK).fill_null(False), whole=_waiting),
        in_words=f"Referrals open and not yet treated at the end of the period, received at most {weeks} weeks before it, "
        "as a share of all open and not yet treated.",
    )

_known = _waiting & (_.referral_date <= _.period_end).fill_null(False)
for name, days, words in (
    ("lt61d", _.days_since_referral < 61, "less than 61 days"),
    ("61_90d", _.days_since_referral.between(61, 90), "61 to 90 days"),
    ("91_120d", _.days_since_referral.between(91, 120), "91 to 120 days"),
    ("over120d", _.days_since_referral > 120, "more than 120 days"),
):
    declare_ours(
        f"es_open_wait_{name}",
        OPEN,
        Count(where=_known & days.fill_null(False)),
        in_words=f"Referrals open and not yet treated at the end of the period, received {words} before it.",
    )

_late = (_.wait_to_second > _LATE).fill_null(False)
declare_ours(
    "first_to_second_over90d__pc",
    TREATED_AGAIN,
    Count(where=_late),
    in_words="Referrals with their second treatment session in the period, more than 90 days after the first.",
    scripted=as_scripted(TREATED_AGAIN, Count(where=_late & _.discharge_date.isnull()), "PC-4"),
)
declare_ours(
    "wait_second_mean_finished",
    ENDED,
    Mean(of=_.wait_to_second, where=_.completed_treatment),
    in_words="Mean days from the first treatment session to the second, of courses finished in the period.",
)

_last_known = (_.treatment_last_date <= _.period_end).fill_null(False)
_treated = _.treatment_last_date.notnull()
_idle = (_.days_since_treatment > _LATE).fill_null(False)
_twice = _treated & (_.treatment_contact_count > 1).fill_null(False)
declare_ours(
    "open_treated",
    OPEN,
    Count(where=_last_known),
    in_words="Referrals open at the end of the period that were treated by then.",
    scripted=as_scripted(OPEN, Count(where=_treated), "OPS-6"),
)
declare_ours(
    "open_idle_over90d",
    OPEN,
    Count(where=_treated & _idle),
    in_words="Referrals open at the end of the period whose last treatment session was more than 90 days before it.",
)
declare_ours(
    "open_idle_over90d_rate",
    OPEN,
    Share(part=_treated & _idle, whole=_treated),
    in_words="Referrals open at the end of the period whose last treatment session was more than 90 days before it, as a "
    "share of all open that were treated.",
)
declare_ours(
    "open_idle_over90d_2appts_rate",
    OPEN,
    Share(part=_twice & _idle, whole=_twice),
    in_words="Referrals open at the end of the period with two treatment sessions or more, the last more than 90 days before "
    "it, as a share of all open with two or more.",
    scripted=as_scripted(OPEN, Share(part=_twice & _idle, whole=_treated), "KM-6"),
)
