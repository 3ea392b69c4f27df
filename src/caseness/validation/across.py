"""Marks that look across all submissions that count, where those of `caseness.validation.marks` stay within one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from caseness.sources.records import SUBMISSION_FIELDS
from caseness.validation.marks import left_joined, marked

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from caseness.validation.marks import Above

    Tables = Callable[..., ir.Table]


def _fields(*names: str) -> tuple[str, ...]:
    """Without those that say whose row it is, which prepared rows always have."""
    return tuple(name for name in names if name not in SUBMISSION_FIELDS)


@dataclass(frozen=True, slots=True)
class Twice:
    """Whether another row of any submission has the same values in all of ``fields``; with ``flag``, among its rows.

    A row with a blank among them is like no other.
    """

    fields: tuple[str, ...]
    flag: str | None = None

    @property
    def column(self) -> str:
        """``twice_RecordNumber``."""
        return "_".join(("twice", *self.fields))

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """Nothing from other tables."""
        return ()

    def own(self, table: str) -> tuple[str, ...]:
        """The fields that are compared."""
        return _fields(*self.fields, *([self.flag] if self.flag else []))

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `caseness.validation.marks.Mark`."""
        bare = tables(table, *self.own(table))
        asked = bare[self.flag] if self.flag else ibis.literal(True)
        compared = bare.filter(asked, *(bare[field].notnull() for field in self.fields))
        counted = compared.group_by(*self.fields).aggregate(rows_alike=compared.count())
        several = counted.filter(counted.rows_alike > 1)
        joined = left_joined(rows, several, self.fields)
        twice = joined.rows_alike.notnull() & (joined[self.flag] if self.flag else ibis.literal(True))
        return joined.mutate(**{self.column: twice}).drop("rows_alike")


@dataclass(frozen=True, slots=True)
class Varying:
    """Whether rows with the same values ``by`` have more than one value in any of ``fields``, or of those ``above``.

    Blanks are no value.
    """

    by: tuple[str, ...]
    fields: tuple[str, ...] = ()
    above: tuple[Above, ...] = ()

    @property
    def column(self) -> str:
        """``varying_OrgIDComm_by_PathwayID``."""
        return f"varying_{self._compared[0]}_by_{self.by[0]}"

    @property
    def _compared(self) -> tuple[str, ...]:
        return (*self.fields, *(mark.column for mark in self.above))

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """What lies above."""
        return tuple(need for mark in self.above for need in mark.needs(table))

    def own(self, table: str) -> tuple[str, ...]:
        """The fields that are compared, and the keys that others above are found by."""
        return _fields(*self.by, *self.fields, *(key for mark in self.above for key in mark.own(table)))

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `caseness.validation.marks.Mark`."""
        bare = marked(tables(table, *self.own(table)), table, self.above, tables)
        compared = bare.filter(*(bare[field].notnull() for field in self.by))
        least = {f"least_{n}": compared[field].min() for n, field in enumerate(self._compared)}
        most = {f"most_{n}": compared[field].max() for n, field in enumerate(self._compared)}
        ends = compared.group_by(*self.by).aggregate(**least, **most)
        apart = [ends[low] != ends[high] for low, high in zip(least, most, strict=True)]
        several = ends.filter(ibis.or_(*apart)).select(*self.by, varies=True)
        joined = left_joined(rows, several, self.by)
        return joined.mutate(**{self.column: joined.varies.notnull()}).drop("varies")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows of another table, in any submission, have the value that this row has in ``key``; never NULL."""

    table: str
    key: str

    @property
    def column(self) -> str:
        """``IDS001MPI_rows_by_RecordNumber``."""
        return f"{self.table}_rows_by_{self.key}"

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """The key in the other table."""
        return ((self.table, self.key),)

    def own(self, table: str) -> tuple[str, ...]:
        """The key."""
        return _fields(self.key)

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `caseness.validation.marks.Mark`."""
        others = tables(self.table, self.key)
        keyed = others.filter(others[self.key].notnull())
        counted = keyed.group_by(self.key).aggregate(rows_found=keyed.count())
        joined = left_joined(rows, counted, (self.key,))
        return joined.mutate(**{self.column: joined.rows_found.fill_null(0)}).drop("rows_found")
