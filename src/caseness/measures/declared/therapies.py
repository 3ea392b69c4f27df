"""Treatment contacts by therapy: attended or unplanned, each counted once for every therapy given at it."""

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.measure import Count, Rows, declare
from caseness.vocabulary.therapies import Step, therapies

SESSIONS = SEEN.on(Rows.THERAPY_SESSIONS)
WITH_LOGS = "M108"

for place, therapy in enumerate(therapies()):
    if not (therapy.official_id and therapy.concept) or therapy.step is Step.NEITHER:
        continue
    given = _.therapy == place
    if therapy.official_id == WITH_LOGS:
        declare(
            therapy.official_id, SESSIONS, Count(where=given | _.log), in_words="Internet therapy logs count among them"
        )
    else:
        declare(therapy.official_id, SESSIONS, Count(where=given))
