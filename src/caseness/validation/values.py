"""Tests that depend on nothing but the values of a few fields: worked out for the values that occur, not for each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.sources.records import WRITTEN
from caseness.validation.marks import left_joined

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.validation.marks import Tables
    from caseness.validation.rule import Test


@dataclass(frozen=True, slots=True)
class OfValues:
    """A mark: whether what a row has in ``columns`` meets a test, which asks for nothing else; false where one is blank.

    Millions of scores are few values, so a test that is long costs little. Where nearly every row has a value of its
    own, such as a key, nothing is gained.
    """

    name: str
    columns: tuple[str, ...]
    test: Test

    @property
    def column(self) -> str:
        """``beyond_by_value``."""
        return f"{self.name}_by_value"

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """Nothing of other tables."""
        return ()

    def own(self, table: str) -> tuple[str, ...]:
        """The fields of the columns."""
        return tuple(column.removeprefix(WRITTEN) for column in self.columns)

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `caseness.validation.marks.Mark`."""
        values = tables(table, *self.own(table)).select(*self.columns).distinct()
        met = values.mutate(**{self.column: self.test(values)})
        joined = left_joined(
            rows, met, self.columns
        )  # unfiltered: engines would test each row before they look for values
        return joined.mutate(**{self.column: joined[self.column].fill_null(False)})
