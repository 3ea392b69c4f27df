"""How referrals end: for which reason, and after how much care."""

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.families import EVERY, counted_by_code
from caseness.measures.measure import Count, Share, declare
from caseness.vocabulary.data_set import codes

_MEANINGS = {code.code: code.meaning for code in codes("EndCode")}
_ENDED = "Referrals that ended in the period"
_OF_ENDED = "as a share of all that ended in the period"
_OF_TREATED = "as a share of all with a treatment session that ended in the period"

not_assessed = _.assessment_first_date.isnull()
not_treated = _.treatment_first_date.isnull()
treated = _.treatment_first_date.notnull()
treated_once = _.treatment_contact_count == 1
finished = _.completed_treatment

declare("M056", ENDED, Count(where=EVERY), in_words=f"{_ENDED}.")
declare("M028", ENDED, Count(where=not_assessed), in_words=f"{_ENDED} without an assessment.")

for official, reasons in counted_by_code("EndCode"):
    meaning = "; ".join(_MEANINGS[reason] or reason for reason in reasons)
    declare(official, ENDED, Count(where=_.end_code.isin(reasons)), in_words=f"{_ENDED}, reason given: {meaning}.")
declare(
    "M071",
    ENDED,
    Count(where=_.end_code.notnull() & _.end_code.notin(list(_MEANINGS))),
    in_words=f"{_ENDED} with a reason that is not one of the permitted codes.",
)
declare("M072", ENDED, Count(where=_.end_code.isnull()), in_words=f"{_ENDED} without a reason.")

declare("M073", ENDED, Count(where=_.care_contact_count == 0), in_words=f"{_ENDED} without an attended appointment.")
declare(
    "M074",
    ENDED,
    Count(where=(_.treatment_contact_count == 0) & (_.care_contact_count > 0)),
    in_words=f"{_ENDED} after attended appointments of which none was treatment.",
)
declare("M075", ENDED, Count(where=treated_once), in_words=f"{_ENDED} after one treatment session.")
declare("M076", ENDED, Count(where=finished), in_words=f"{_ENDED} after two treatment sessions or more.")
declare("M153", ENDED, Count(where=not_treated), in_words=f"{_ENDED} before a treatment session.")

declare(
    "M077", ENDED, Share(part=not_treated, whole=EVERY), in_words=f"{_ENDED} before a treatment session, {_OF_ENDED}."
)
declare(
    "M078", ENDED, Share(part=treated_once, whole=EVERY), in_words=f"{_ENDED} after one treatment session, {_OF_ENDED}."
)
declare(
    "M079",
    ENDED,
    Share(part=finished, whole=EVERY),
    in_words=f"{_ENDED} after two treatment sessions or more, {_OF_ENDED}.",
)
declare(
    "M080",
    ENDED,
    Share(part=finished.ifelse(1, 0) + treated_once.ifelse(1, 0), whole=EVERY),
    in_words=f"{_ENDED} after one treatment session or more, {_OF_ENDED}.",
)
declare(
    "M081",
    ENDED,
    Share(part=finished, whole=treated),
    in_words=f"{_ENDED} after two treatment sessions or more, {_OF_TREATED}.",
)
declare(
    "M288",
    ENDED,
    Share(part=treated_once, whole=treated),
    in_words=f"{_ENDED} after one treatment session, {_OF_TREATED}.",
)
