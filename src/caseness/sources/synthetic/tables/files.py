"""About the files themselves: the header each begins with, and the warehouse's table of which of them count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness import __version__
from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.plan import VERSION
from caseness.sources.synthetic.tables.rows import Rows

if TYPE_CHECKING:
    import pyarrow as pa

    from caseness.sources.synthetic.submissions.schedule import Submissions
    from caseness.sources.synthetic.world import Organisations, Whole

_SYSTEM = f"caseness {__version__}"
_MADE_BEFORE_LOADED = 2 * 3_600  # seconds
_TYPES = ("Primary", "Refresh")


def header_rows(submissions: Submissions, organisations: Organisations) -> Rows:
    """IDS000Header: one row per file."""
    files = _there(submissions)
    provider = arrow.chosen(organisations.provider_code.tolist(), submissions.provider[files])
    constant = np.zeros(len(files), np.int8)
    return Rows(
        "IDS000Header",
        files,
        {
            "DatSetVer": arrow.chosen([VERSION], constant),
            "OrgIDProv": provider,
            "OrgIDSubmit": provider,
            "PrimSystemInUse": arrow.chosen([_SYSTEM], constant),
            **_period(submissions, submissions.reported[files]),
            "DateTimeDatSetCreate": arrow.moments(submissions.loaded[files] - _MADE_BEFORE_LOADED),
        },
    )


def submission_rows(submissions: Submissions) -> Rows:
    """IsLatest_SubmissionID: one row per file."""
    files = _there(submissions)
    return Rows(
        "IsLatest_SubmissionID",
        files,
        {
            **_period(submissions, submissions.month[files]),
            "IsLatest": arrow.flags(submissions.latest[files]),
            "File_Type": arrow.chosen(_TYPES, submissions.refresh[files].astype(np.int8)),
        },
    )


def _there(submissions: Submissions) -> Whole:
    return np.flatnonzero(submissions.there).astype(np.int32)


def _period(submissions: Submissions, month: Whole) -> dict[str, pa.Array]:
    return {
        "ReportingPeriodStartDate": arrow.dates(submissions.month_start[month]),
        "ReportingPeriodEndDate": arrow.dates(submissions.month_start[month + 1] - 1),
    }
