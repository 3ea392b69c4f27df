"""How many sessions a finished course had, of which therapy, and how far apart.

M113 is printed without “more than 0” behind its count, a misprint as the others of its kind show (monthly metadata 2026).
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.measure import Extreme, Mean, Median, Ratio, Rows, Total, declare
from caseness.pathways.treatment import count_column
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ibis.common.deferred import Deferred

_finished = _.completed_treatment
_sessions = _.treatment_contact_count
_FINISHED = "courses finished in the period"


def _given(columns: Sequence[str]) -> Deferred:
    """Sessions of all these therapies together, one counting once for each that it has."""
    return reduce(add, (_[count_column(column)] for column in columns))


def _mean(official: str, columns: Sequence[str], words: str) -> None:
    declare(
        official,
        ENDED,
        Mean(of=_given(columns), where=_finished & (_given(columns) > 0)),
        in_words=f"Mean {words}, of {_FINISHED} with at least one.",
    )


declare(
    "M089", ENDED, Total(of=_sessions, where=_finished), in_words=f"Treatment sessions of all {_FINISHED}, added up."
)
declare("M141", ENDED, Mean(of=_sessions, where=_finished), in_words=f"Mean treatment sessions of {_FINISHED}.")
declare("M142", ENDED, Median(of=_sessions, where=_finished), in_words=f"Median treatment sessions of {_FINISHED}.")
declare(
    "M143",
    ENDED,
    Extreme(of=_sessions, where=_finished, greatest=True),
    in_words=f"The most treatment sessions of any of the {_FINISHED}.",
)
declare(
    "M144",
    ENDED,
    Extreme(of=_sessions, where=_finished, greatest=False),
    in_words=f"The fewest treatment sessions of any of the {_FINISHED}.",
)

_mean(
    "M112",
    [t.count_column for t in therapies() if t.step is Step.HIGH and t.concept and t.count_column],
    "high-intensity sessions (internet therapy included)",
)
_mean("M120", [t.count_column for t in therapies() if t.step is Step.LOW and t.count_column], "low-intensity sessions")
for therapy in therapies():
    if therapy.sessions_id and therapy.count_column:
        _mean(therapy.sessions_id, [therapy.count_column], f"sessions with the therapy “{therapy.therapy.lower()}”")

_repeated = _finished & (_sessions > 1)
declare(
    "M351",
    ENDED,
    Ratio(
        above=_repeated.ifelse(_.treatment_last_date.delta(_.treatment_first_date, unit="day"), 0),
        below=_repeated.ifelse(_sessions - 1, 0),
    ),
    in_words=f"Mean days from one treatment session to the next, of {_FINISHED}: all days over all gaps.",
)
declare(
    "M1013",
    ENDED.on(Rows.INTERNET_THERAPY),
    Mean(of=_.internet_therapy_minutes, where=_finished),
    in_words=f"Mean minutes of therapists' time logged for internet therapy, of {_FINISHED} with any log of it.",
)
