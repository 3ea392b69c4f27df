"""Appointments held, in all and by medium, as the dashboards show them."""

from __future__ import annotations

from ibis import _

from caseness.measures.anchors import SEEN
from caseness.measures.families import counted_by_code
from caseness.measures.measure import Count, as_scripted, declare_ours

_attendance, _media = dict(counted_by_code("AttendOrDNACode")), dict(counted_by_code("ConsMechanism"))
_ON_TIME, _LATE, _MISSED = "M086", "M087", "M084"  # the published counts of appointments that went so
_FACE_TO_FACE, _ANOTHER = "M1001", "M1008"

_on_time = _.attendance.isin(_attendance[_ON_TIME]).fill_null(False)
_listed = _.attendance.isin([code for name in (_ON_TIME, _LATE, _MISSED) for code in _attendance[name]]).fill_null(
    False
)
_in_person = _.medium.isin(_media[_FACE_TO_FACE]).fill_null(False)
_apart = _.medium.isin([code for name, codes in _media.items() if name != _FACE_TO_FACE for code in codes]).fill_null(
    False
)
_another = _.medium.isin(_media[_ANOTHER]).fill_null(False)
_HELD = "Attended or unplanned appointments in the period"

declare_ours(
    "appts_attended",
    SEEN,
    Count(where=_.attended),
    in_words=f"{_HELD}.",
    scripted=as_scripted(SEEN, Count(where=_on_time), "OPS-7"),
)
declare_ours(
    "appts_f2f__km",
    SEEN,
    Count(where=_.attended & _in_person),
    in_words=f"{_HELD}, face to face.",
    scripted=as_scripted(SEEN, Count(where=_listed & _in_person), "KM-3"),
)
declare_ours(
    "appts_nonf2f__km",
    SEEN,
    Count(where=_.attended & _apart),
    in_words=f"{_HELD}, by a medium other than face to face.",
    scripted=as_scripted(SEEN, Count(where=_listed & _apart), "KM-3"),
)
declare_ours(
    "appts_total__km",
    SEEN,
    Count(where=_.attended),
    in_words=f"{_HELD}, by whatever medium or none.",
    scripted=as_scripted(SEEN, Count(where=_listed & (_in_person | _apart)), "KM-3", "KM-5"),
)
declare_ours(
    "appts_other_medium__pdt",
    SEEN,
    Count(where=_.attended & _another),
    in_words=f"{_HELD}, by a medium listed as other.",
    scripted=as_scripted(SEEN, Count(where=_.attended & (_another | _.medium.isnull())), "P217-1"),
)
