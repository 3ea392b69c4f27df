"""The submissions that count, and the rows that came in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from caseness.sources.records import month_named
from caseness.vocabulary.data_set import version_in
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.sources.records import Records

_IN_SUBMISSION = ("UniqueSubmissionID", "AuditId")
_CALENDAR = pa.schema(
    {"month": pa.int64(), "period_start": pa.date32(), "period_end": pa.date32(), "version": pa.string()}
)


class Months:
    """The reporting months of an extract, by national month number in ``numbers``; ``begin`` is the first day of the first.

    ``calendar`` has a row for each: ``month``, ``period_start``, ``period_end``, and the ``version`` of the data set in force.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        counted = records.submissions.filter(
            records.submissions.IsLatest & records.submissions.Unique_MonthID.notnull()
        ).select(*_IN_SUBMISSION, "Unique_MonthID")
        numbers = sorted(row["Unique_MonthID"] for row in records.fetch(counted.select("Unique_MonthID").distinct()))
        self.calendar = ibis.memtable(pa.Table.from_pylist([_month(number) for number in numbers], _CALENDAR))
        self.numbers = tuple(numbers)
        self.begin = _month(numbers[0])["period_start"] if numbers else date.min
        one = counted.group_by(*_IN_SUBMISSION).aggregate(month=counted.Unique_MonthID.max())
        in_order = [one.month, *(one[key] for key in _IN_SUBMISSION)]
        numbered = one.mutate(submission=ibis.row_number().over(order_by=in_order).cast("int64"))
        self._loads = records.kept("pathway_submissions", numbered)
        if self._load_tells_submission():
            self._loads = self._loads.drop("UniqueSubmissionID")

    def _load_tells_submission(self) -> bool:
        """Whether no two submissions, counted or not, share the number of a load."""
        loads = self._records.submissions.select(*_IN_SUBMISSION).distinct()
        (told,) = self._records.fetch(loads.aggregate(all=loads.count(), different=loads.AuditId.nunique()))
        return bool(told["all"] == told["different"])

    def rows(self, table: str, *names: str) -> ir.Table:
        """The fields named of the rows of a table in submissions that count.

        With ``submission``, a number of ours, and ``month``. Raises `KeyError` where the extract lacks the table.
        """
        return self._records.of_loads(table, self._loads, names)

    def rows_if_there(self, table: str, *names: str) -> ir.Table | None:
        """The same; None where the extract lacks the table."""
        return self.rows(table, *names) if table in self._records.everything else None


def _month(number: int) -> dict[str, object]:
    name = month_named(number)
    period = month_of(*map(int, name.split("-")))
    return {
        "month": number,
        "period_start": period.start,
        "period_end": period.end,
        "version": version_in(name).version,
    }
