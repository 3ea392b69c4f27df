"""What became of those who finished a course of treatment."""

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.measure import Count, Share, declare

finished = _.completed_treatment
cases = finished & ~_.not_at_caseness
_less_not_cases = finished.ifelse(1, 0) - _.not_at_caseness.ifelse(1, 0)  # one count less another: metadata 2026, M192
reliably_recovered = _.recovered & _.reliably_improved

_FINISHED = "Courses finished in the period"
_CASES = "as a share of all but those whose first scores were both below caseness"
_ALL = "as a share of all finished"

_GROUPS = (
    (_.not_at_caseness, "whose first scores were both below caseness", "M179", (("M180", finished, _ALL),)),
    (
        _.reliably_improved,
        "with a reliable fall of one score and no reliable rise of the other",
        "M185",
        (("M186", finished, _ALL),),
    ),
    (_.no_reliable_change, "with no reliable change, or a change each way", "M187", ()),
    (
        _.reliably_deteriorated,
        "with a reliable rise of one score and no reliable fall of the other",
        "M189",
        (("M1010", finished, _ALL),),
    ),
    (
        _.recovered,
        "that began as a case and ended with both scores below caseness",
        "M191",
        (("M192", _less_not_cases, _CASES),),
    ),
    (reliably_recovered, "recovered and reliably improved", "M193", (("M195", _less_not_cases, _CASES),)),
)

for part, words, count, shares in _GROUPS:
    declare(count, ENDED, Count(where=part), in_words=f"{_FINISHED} {words}.")
    for official, whole, of_whom in shares:
        declare(official, ENDED, Share(part=part, whole=whole), in_words=f"{_FINISHED} {words}, {of_whom}.")
