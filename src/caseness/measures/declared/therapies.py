"""Treatment contacts by therapy: attended or unplanned, each counted once for every therapy given at it.

The construction of M099, employment support, joins referrals with records of employment. It is read so that an appointment
counts also where none was sent: the end of support is then not known, and the end of the period stands for it.
"""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.measure import Count, Rows, declare
from caseness.pathways.treatment import INCLUDES_INTERNET, count_column
from caseness.vocabulary.therapies import Step, therapies

SESSIONS = SEEN.on(Rows.THERAPY_SESSIONS)

for place, therapy in enumerate(therapies()):
    if not (therapy.official_id and therapy.concept and therapy.count_column) or therapy.step is Step.NEITHER:
        continue
    given = _.therapy == place
    words = f"Treatment contacts in the period, attended or unplanned, with the therapy “{therapy.therapy.lower()}”."
    if count_column(therapy.count_column) == INCLUDES_INTERNET:
        declare(
            therapy.official_id,
            SESSIONS,
            Count(where=given | _.log),
            in_words=f"{words} Internet therapy logs are among them.",
        )
    else:
        declare(therapy.official_id, SESSIONS, Count(where=given), in_words=words)

coded_in_time = _.coded & ((_.treatment & _.in_referral) | (_.typed_follow_up & _.after_referral))
support_in_time = (_.typed_support | (_.coded & _.typed_follow_up)) & _.in_support
declare(
    "M099",
    SEEN.on(Rows.SUPPORT_CONTACTS),
    Count(where=coded_in_time | support_in_time),
    in_words="Attended appointments of the period for employment support: of the type treatment within the referral, or "
    "follow-up after it, with an activity of employment support; or of the type employment support, or follow-up with such an "
    "activity, until employment support ended.",
)
