"""What breaks a rule: on which rows of a table it can be done, and what is written there then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from caseness.sources.synthetic.submissions.schedule import Submissions
    from caseness.sources.synthetic.tables.rows import Rows
    from caseness.sources.synthetic.world import Flags, Whole
    from caseness.vocabulary.data_set import OfficialRule


class Act(StrEnum):
    """What is done to a row."""

    CHANGE = "change"  # the rule's field gets another value
    REPEAT = "repeat"  # the row is sent a second time
    REMOVE = "remove"  # the row is not sent


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a table as sent, with the months that their files report."""

    rows: Rows
    submissions: Submissions

    def column(self, field: str) -> pa.Array:
        """A column; all null where the table is made without it."""
        return self.rows.columns.get(field, pa.nulls(len(self.rows.submission), pa.string()))

    def given(self, field: str) -> Flags:
        """Where a field is not blank."""
        return np.asarray(self.column(field).is_valid())

    def only(self, field: str) -> Flags:
        """Where no other row of the same file has the value of a field."""
        column = self.column(field)
        values = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        text = np.asarray(values.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)
        key = self.rows.submission.astype(np.int64) * (len(values.dictionary) + 1) + text
        _keys, which, rows = np.unique(key, return_inverse=True, return_counts=True)
        return np.asarray((rows[which] == 1) & (text >= 0))

    def is_one_of(self, field: str, codes: tuple[str, ...]) -> Flags:
        """Where a field holds one of some codes."""
        column = self.column(field).cast(pa.string())
        return np.asarray(pc.is_in(column, value_set=pa.array(codes, pa.string())))

    def values(self, field: str, which: Whole) -> list[object]:
        """The values of some rows."""
        return list(self.column(field).take(pa.array(which)).to_pylist())

    def period(self, which: Whole) -> list[tuple[date, date]]:
        """First and last day of the months that some rows are sent for."""
        month = self.submissions.month[self.rows.submission[which]]
        starts = self.submissions.month_start
        begin, end = (days.astype("datetime64[D]").tolist() for days in (starts[month], starts[month + 1] - 1))
        return list(zip(begin, end, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaking:
    """How one rule is broken.

    ``open_to`` are the rows on which it can be; ``values`` what the field of some of them gets, None for a blank.
    With ``as_text`` the whole column is written as text, for what no date and no number can hold.
    """

    rule: OfficialRule
    table: str
    field: str | None
    open_to: Callable[[Sheet], Flags]
    values: Callable[[Sheet, Whole], list[object]]
    act: Act = Act.CHANGE
    as_text: bool = False


def days_after(day: date, number: int) -> date:
    """The day so many days later."""
    return day + timedelta(days=number)


def given(field: str) -> Callable[[Sheet], Flags]:
    """Rows in which a field is not blank."""
    return lambda sheet: sheet.given(field)


def always(value: object) -> Callable[[Sheet, Whole], list[object]]:
    """The same value in every row."""
    return lambda _sheet, which: [value] * len(which)
