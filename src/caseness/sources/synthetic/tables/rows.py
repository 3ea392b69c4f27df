"""What every module of tables makes: the rows of one table as sent, by column, each with the file it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from caseness.sources.synthetic.columns import arrow

if TYPE_CHECKING:
    from caseness.sources.synthetic.submissions.schedule import Submissions
    from caseness.sources.synthetic.world import Whole


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table; ``submission`` is the number of the file of each."""

    table: str
    submission: Whole
    columns: dict[str, pa.Array]

    def national(self, submissions: Submissions, provider_codes: list[str]) -> pa.Table:
        """The rows as the warehouse keeps them, in the order they have."""
        keys = file_keys(self.submission, submissions, provider_codes)
        return arrow.declared(self.table, {**self.columns, **keys}, len(self.submission), derived=True)

    def by_submission(self) -> list[tuple[int, pa.Table]]:
        """The rows as submitted, apart for each file."""
        order = np.argsort(self.submission, kind="stable")
        whole = arrow.declared(self.table, self.columns, len(order), derived=False).take(order)
        numbers, starts = np.unique(self.submission[order], return_index=True)
        ends = np.append(starts, len(order))[1:]
        return [(int(n), whole.slice(start, end - start)) for n, start, end in zip(numbers, starts, ends, strict=True)]


def file_keys(submission: Whole, submissions: Submissions, provider_codes: list[str]) -> dict[str, pa.Array]:
    """The columns that every table of the warehouse has."""
    return {
        "UniqueSubmissionID": arrow.all_numbers(submissions.identity[submission]),
        "AuditId": arrow.all_numbers(submissions.audit[submission]),
        "Unique_MonthID": arrow.all_numbers(submissions.month_number[submission]),
        "OrgID_Provider": arrow.chosen(provider_codes, submissions.provider[submission]),
        "EFFECTIVE_FROM": arrow.moments(submissions.loaded[submission]),
    }


def taken(rows: Rows, which: Whole) -> Rows:
    """Some rows, in the order given."""
    if len(which) == len(rows.submission) and (np.diff(which) == 1).all():
        return rows
    columns = {name: column.take(pa.array(which)) for name, column in rows.columns.items()}
    return Rows(rows.table, rows.submission[which], columns)
