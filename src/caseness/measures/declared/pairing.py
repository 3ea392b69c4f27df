"""Whether those who finished have scores to judge them by, and of the measure that suits their problem.

The problem is the one descriptor of the pathway. If it has an anxiety measure of its own, that or GAD-7 will do, else only
GAD-7 (monthly metadata 2026, M196 to M205). No concept of the Chalder Fatigue Questionnaire is public: its scores are not read.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from ibis import _, literal

from caseness.measures.anchors import ENDED
from caseness.measures.measure import Count, Definition, Share, as_scripted, declare
from caseness.pathways.instruments import column_of, instruments
from caseness.vocabulary.data_set import versions
from caseness.vocabulary.problems import problems
from caseness.vocabulary.questionnaires import anxiety_measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.common.deferred import Deferred

_FINISHED = "Courses finished in the period"
_ANXIETY = "of GAD-7 or the anxiety measure that belongs to the problem"
_finished = _.completed_treatment


def _own_measures() -> Iterator[tuple[Deferred, str]]:
    """For each problem with an anxiety measure of its own whether a pathway has it, and how the measure's columns begin."""
    for place, problem in enumerate(problems()):
        if problem.adsm:
            here = (_.problem == place).fill_null(False)
            since = problem.adsm_since_version
            measure = anxiety_measure(problem.adsm, versions()[-1].version)
            yield (here & (_.version >= since) if since else here), column_of(measure)


def _score(end: str) -> Deferred:
    """Whether there is a first (or last) score of the measure that belongs to the problem."""
    known = {one.column for one in instruments()}
    return reduce(
        or_,
        (here & _[f"{column}_{end}"].notnull() for here, column in _own_measures() if column in known),
        literal(value=False),
    )


_own_first, _own_last = _score("first"), _score("last")
_first, _last = _own_first | _.gad7_first.notnull(), _own_last | _.gad7_last.notnull()
_suited = reduce(or_, (here for here, column in _own_measures()))
_taken = _own_last | (_own_first & _.gad7_last.isnull())

for official, condition, words in (
    ("M196", _first & ~_last, f"with one score {_ANXIETY}, and no second"),
    ("M197", ~_first, f"without a score {_ANXIETY}"),
    ("M198", _last, f"with two scores or more {_ANXIETY}"),
    ("M199", _.phq9_first.notnull() & _.phq9_last.isnull(), "with one PHQ-9 score, and no second"),
    ("M200", _.phq9_first.isnull(), "without a PHQ-9 score"),
    ("M201", _.phq9_last.notnull(), "with two PHQ-9 scores or more"),
    ("M202", _.paired, f"with two scores or more of PHQ-9, and {_ANXIETY}"),
):
    declare(official, ENDED, Count(where=_finished & condition), in_words=f"{_FINISHED} {words}.")

_EXACT_CODES = "P211-1"
_COMPARED, _BEGUN = ("F400", "F401", "F410", "F431", "F452"), "F42"  # exactly so, and as a beginning (PDT 2.11:231-241)
_places = {problem.code: place for place, problem in enumerate(problems())}
_exactly = _.problem.isin([_places[code] for code in _COMPARED]) & _.problem_exact
_listed = (_exactly | (_.problem == _places[_BEGUN])).fill_null(False)

declare(
    "M203",
    ENDED,
    Count(where=_finished & _suited),
    in_words=f"{_FINISHED} whose problem has an anxiety measure of its own.",
    scripted=as_scripted(ENDED, Count(where=_finished & _suited & _listed), _EXACT_CODES),
)
_SUITED = f"{_FINISHED} that are judged by the anxiety measure that belongs to the problem"
_SHARE = "as a share of all whose problem has one"
_TWICE = "Only those with two scores or more of it: as published one would do, where GAD-7 was not given twice."
declare(
    "M204",
    ENDED,
    Count(where=_finished & _taken),
    in_words=f"{_SUITED}.",
    scripted=as_scripted(ENDED, Count(where=_finished & _taken & _listed), _EXACT_CODES),
    corrected=Definition(anchor=ENDED, computation=Count(where=_finished & _own_last), in_words=f"{_SUITED}. {_TWICE}"),
)
declare(
    "M205",
    ENDED,
    Share(part=_finished & _taken, whole=_finished & _suited),
    in_words=f"{_SUITED}, {_SHARE}.",
    scripted=as_scripted(
        ENDED, Share(part=_finished & _taken & _listed, whole=_finished & _suited & _listed), _EXACT_CODES
    ),
    corrected=Definition(
        anchor=ENDED,
        computation=Share(part=_finished & _own_last, whole=_finished & _suited),
        in_words=f"{_SUITED}, {_SHARE}. {_TWICE}",
    ),
)
