"""Treatment contacts by therapy: attended or unplanned, each counted once for every therapy given at it."""

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
    if count_column(therapy.count_column) == INCLUDES_INTERNET:
        declare(
            therapy.official_id, SESSIONS, Count(where=given | _.log), in_words="Internet therapy logs are among them."
        )
    else:
        declare(therapy.official_id, SESSIONS, Count(where=given))
