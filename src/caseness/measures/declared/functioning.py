"""Work and social adjustment: the first and last score of each question of the WSAS, of those asked twice."""

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.measure import Count, Mean, Median, declare
from caseness.vocabulary import Statistic, official_ids

_QUESTIONS = {
    "wsasw": "work",
    "wsashm": "home_management",
    "wsassla": "social_leisure",
    "wsaspla": "private_leisure",
    "wsasr": "relationships",
}
_STATISTICS: dict[Statistic, type[Mean | Median]] = {Statistic.MEAN: Mean, Statistic.MEDIAN: Median}

for measure, question in _QUESTIONS.items():
    paired = _.completed_treatment & _[f"wsas_{question}_last"].notnull()
    words = (
        f"courses finished in the period with two scores or more of the WSAS question on {question.replace('_', ' ')}"
    )
    declare(
        official_ids()[f"{measure}_paired_scores", Statistic.COUNT],
        ENDED,
        Count(where=paired),
        in_words=f"{words[0].upper()}{words[1:]}.",
    )
    for end in ("first", "last"):
        for statistic, computation in _STATISTICS.items():
            declare(
                official_ids()[f"{end}_{measure}", statistic],
                ENDED,
                computation(of=_[f"wsas_{question}_{end}"], where=paired),
                in_words=f"{statistic.value.capitalize()} {end} score, of {words}.",
            )
