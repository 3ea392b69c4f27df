"""Which column of a file is which field of its table, and the table as declared: every field there, of its type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from caseness.sources.records.coercion import absent, as_text, coerced
from caseness.vocabulary.data_set import fields

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import ibis.expr.types as ir

    from caseness.vocabulary.data_set import Field, TableEntry

WRITTEN = "written_"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table as found: ``given`` maps each field that is there to its columns, present name first.

    ``extra`` columns belong to no field and are kept.
    """

    table: TableEntry
    given: dict[str, tuple[str, ...]]
    extra: tuple[str, ...]

    @property
    def lacking(self) -> tuple[str, ...]:
        """Submitted fields without a column."""
        return tuple(f.field for f in fields(self.table.table, derived=False) if f.field not in self.given)


def match_columns(table: TableEntry, names: Sequence[str]) -> Columns:
    """Match names to fields without regard to case; former names lead to present fields."""
    by_name: dict[str, Field] = {}
    for entry in fields(table.table):
        by_name[entry.field.casefold()] = entry
        if entry.former_name:
            by_name.setdefault(entry.former_name.casefold(), entry)
    given: dict[str, list[str]] = {}
    extra: list[str] = []
    for name in names:
        field = by_name.get(name.strip().casefold())
        if field is None:
            extra.append(name)
        elif name.strip().casefold() == field.field.casefold():
            given.setdefault(field.field, []).insert(0, name)
        else:
            given.setdefault(field.field, []).append(name)
    return Columns(table, {field: tuple(found) for field, found in given.items()}, tuple(extra))


def conformed(found: ir.Table, columns: Columns) -> ir.Table:
    """The table with every field of the data set, of its declared type, then the extra columns as they came."""
    return found.select(**_typed(found, columns), **{name: found[name] for name in columns.extra})


def fields_typed(found: ir.Table, columns: Columns, names: Collection[str]) -> dict[str, ir.Value]:
    """The fields named, of their declared types."""
    return {field.field: _value(found, field, columns) for field in fields(columns.table.table) if field.field in names}


def with_writing(found: ir.Table, columns: Columns) -> ir.Table:
    """The table as `conformed` gives it, and beside each submitted field that is there its text as found, trimmed.

    That column is called ``written_`` and the field's name; a blank is NULL. What was found as a date or a number is
    written the engine's way.
    """
    written = {WRITTEN + field: text for field, text in _written(found, columns).items()}
    extra = {name: found[name] for name in columns.extra}
    return found.select(**_typed(found, columns), **extra, **written)


def _typed(found: ir.Table, columns: Columns) -> dict[str, ir.Value]:
    return {field.field: _value(found, field, columns) for field in fields(columns.table.table)}


def _written(found: ir.Table, columns: Columns) -> dict[str, ir.StringValue]:
    text = {
        field.field: [as_text(found[name]) for name in columns.given[field.field]]
        for field in fields(columns.table.table, derived=False)
        if field.field in columns.given
    }
    return {field: values[0] if len(values) == 1 else ibis.coalesce(*values) for field, values in text.items()}


def _value(found: ir.Table, field: Field, columns: Columns) -> ir.Value:
    names = columns.given.get(field.field, ())
    if not names:
        return absent(field)
    values = [coerced(found[name], field) for name in names]
    return values[0] if len(values) == 1 else ibis.coalesce(*values)
