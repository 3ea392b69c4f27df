"""Marks: facts about a row that lie in other rows or tables, as columns that all rules in need of them share.

Each mark is a value: two rules that need the same one name the same column, and the prepared rows get it once. Parents
are found within the submission. A boolean mark is never NULL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

from ibis import _

from caseness.validation.condition import Condition
from caseness.vocabulary.data_set import TableEntry, table_called

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import ibis.expr.types as ir

    Tables = Callable[..., ir.Table]  # the prepared rows of a table, with the fields named after it

SUBMISSION = ("UniqueSubmissionID", "AuditId")
ANY = Condition()


class Mark(Protocol):
    """A column that prepared rows can be given."""

    @property
    def column(self) -> str:
        """Its name."""

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """The (table, field) pairs that other tables have to have for it, if the rows are those of ``table``."""

    def own(self, table: str) -> tuple[str, ...]:
        """The fields of the rows of ``table`` themselves that it is found by."""

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """The rows of ``table`` with the column; ``tables(name, *fields)`` gives the prepared rows of another."""


@dataclass(frozen=True, slots=True)
class Above:
    """A field of the row that a row hangs on, in a table one or more steps up; NULL where there is no such row.

    Without a field, whether there is such a row.
    """

    table: str
    field: str | None = None

    @property
    def column(self) -> str:
        """``IDS001MPI_PersonBirthDate``, or ``IDS001MPI_there``."""
        return f"{self.table}_{self.field or 'there'}"

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """The keys on the way, and the field."""
        return (*_links(table, self.table), *([(self.table, self.field)] if self.field else []))

    def own(self, table: str) -> tuple[str, ...]:
        """The key it hangs by."""
        return (str(_entry(table).parent_key),)

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `Mark`."""
        return _with_above(rows, table, [self], tables)


@dataclass(frozen=True, slots=True)
class Below:
    """Whether a table further down has a row that hangs on this one and meets a condition."""

    table: str
    when: Condition = ANY

    @property
    def column(self) -> str:
        """``IDS202CareActivity_below``, with the condition's name."""
        return _column(self.table, "below", self.when.name)

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """The key it hangs by, those on the way, and the fields that are asked for."""
        asked = (str(_entry(self.table).parent_key), *self.when.fields)
        return (*((self.table, field) for field in asked), *_links(self.table, table))

    def own(self, table: str) -> tuple[str, ...]:
        """The key that the others hang on."""
        return (_key(table),)

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `Mark`."""
        below = tables(self.table, str(_entry(self.table).parent_key), *self.when.fields)
        found = _hung_on(below.filter(self.when.holds(below)), self.table, table, tables)
        joined = left_joined(rows, found.mutate(hangs=True), (*SUBMISSION, _key(table)))
        return joined.mutate(**{self.column: joined.hangs.notnull()}).drop("hangs")


@dataclass(frozen=True, slots=True)
class Alike:
    """Whether another row of the submission has the same values in all of ``fields``, both meeting a condition.

    A row with a blank among them is alike to none, except in ``blank_too``, where two blanks are the same.
    """

    fields: tuple[str, ...]
    blank_too: tuple[str, ...] = ()
    when: Condition = ANY

    @property
    def column(self) -> str:
        """``alike_CareContactId``, with the condition's name."""
        same = ("or_blank" if field in self.blank_too else "" for field in self.fields)
        return _column(
            "alike", *(part for pair in zip(self.fields, same, strict=True) for part in pair), self.when.name
        )

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """Nothing of other tables."""
        return ()

    def own(self, table: str) -> tuple[str, ...]:
        """The fields that are compared, and those of the condition."""
        return (*self.fields, *self.when.fields)

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `Mark`."""
        bare = self._keyed(tables(table, *self.own(table)))
        own = [f"own_{field}" for field in self.fields]
        compared = bare.filter(self.when.holds(bare), *(bare[key].notnull() for key in own))
        several = compared.group_by(*SUBMISSION, *own).aggregate(rows_alike=_.count()).filter(_.rows_alike > 1)
        joined = left_joined(self._keyed(rows), several, (*SUBMISSION, *own))
        alike = joined.rows_alike.notnull() & self.when.holds(joined)
        return joined.mutate(**{self.column: alike}).drop("rows_alike", *own)

    def _keyed(self, rows: ir.Table) -> ir.Table:
        """The rows with what is compared in columns of its own; a blank that is a value like any is an empty text."""
        return rows.mutate(
            **{
                f"own_{field}": _filled(rows[field]) if field in self.blank_too else rows[field]
                for field in self.fields
            }
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """Whether a submission has any row of a table; for rules about submissions."""

    table: str

    @property
    def column(self) -> str:
        """``IDS002GP_sent``."""
        return _column(self.table, "sent")

    def needs(self, table: str) -> tuple[tuple[str, str], ...]:
        """Some column of the table that is always there: the key it is found by, where it has one."""
        return tuple((self.table, key) for key in self._found_by)

    @property
    def _found_by(self) -> tuple[str, ...]:
        entry = _entry(self.table)
        return (key,) if (key := entry.key or entry.parent_key) else ()

    def own(self, table: str) -> tuple[str, ...]:
        """Nothing but the submission."""
        return ()

    def added(self, rows: ir.Table, table: str, tables: Tables) -> ir.Table:
        """See `Mark`."""
        sent = tables(self.table, *self._found_by).group_by(*SUBMISSION).aggregate(rows_sent=_.count())
        joined = left_joined(rows, sent, SUBMISSION)
        return joined.mutate(**{self.column: joined.rows_sent.notnull()}).drop("rows_sent")


def marked(rows: ir.Table, table: str, marks: Iterable[Mark], tables: Tables) -> ir.Table:
    """The rows of a table with a column for each mark; what comes from the same row above comes by one join."""
    wanted = list(dict.fromkeys(marks))
    above = [mark for mark in wanted if isinstance(mark, Above)]
    if above:
        rows = _with_above(rows, table, above, tables)
    for mark in wanted:
        if not isinstance(mark, Above):
            rows = mark.added(rows, table, tables)
    return rows


def _with_above(rows: ir.Table, table: str, marks: Sequence[Above], tables: Tables) -> ir.Table:
    """Join the row that a row hangs on, which brings along what hangs above it."""
    entry = _entry(table)
    if entry.parent is None or entry.parent_key is None:
        raise ValueError(f"{table} hangs on no table")
    wanted = [mark.field for mark in marks if mark.table == entry.parent and mark.field]
    further = [mark for mark in marks if mark.table != entry.parent]
    upwards = [str(_entry(entry.parent).parent_key)] if further else []
    parents = tables(entry.parent, entry.parent_key, *wanted, *upwards)
    if further:
        parents = _with_above(parents, entry.parent, further, tables)
    keys = (*SUBMISSION, entry.parent_key)
    values = {
        mark.column: parents[mark.field if mark.table == entry.parent and mark.field else mark.column].max()
        for mark in marks
        if mark.field
    }
    flags = {mark.column: parents[mark.column].any() for mark in further if not mark.field}
    keyed = parents.filter(parents[entry.parent_key].notnull())
    one = keyed.group_by(*keys).aggregate(**values, **flags, rows_above=_.count())
    joined = left_joined(rows, one, keys)
    there = {
        mark.column: joined.rows_above.notnull() if mark.table == entry.parent else joined[mark.column].fill_null(False)
        for mark in marks
        if not mark.field
    }
    return joined.mutate(**there).drop("rows_above")


def left_joined(rows: ir.Table, others: ir.Table, keys: Sequence[str]) -> ir.Table:
    """The rows with the columns of others that have the same keys, each key once."""
    return rows.left_join(others, list(keys)).drop(*(f"{key}_right" for key in keys))


def _column(*parts: str) -> str:
    """A name for a column; a long one is cut and told apart by a checksum, as PostgreSQL keeps 63 bytes of it."""
    name = "_".join(part for part in parts if part)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 9]}_{crc32(name.encode()):08x}"


_LONGEST_NAME = 60


def _filled(column: ir.Column) -> ir.StringValue:
    return column.cast("string").fill_null("")


def _hung_on(rows: ir.Table, low: str, high: str, tables: Tables) -> ir.Table:
    """The keys of ``high``, each once, that rows of ``low`` hang on.

    Where a key on the way stands twice, with two parents, a row hangs on both.
    """
    link = str(_entry(low).parent_key)
    keys = rows.filter(rows[link].notnull()).select(*SUBMISSION, link).distinct()
    parent = _entry(low).parent
    if parent == high:
        return keys
    if parent is None:
        raise ValueError(f"{low} does not hang on {high}")
    above = tables(parent, link, str(_entry(parent).parent_key))
    return _hung_on(above.semi_join(keys, [*SUBMISSION, link]), parent, high, tables)


def _links(low: str, high: str) -> tuple[tuple[str, str], ...]:
    """The keys by which rows of ``low`` hang on ``high``, from step to step, but for the one in ``low`` itself."""
    entry = _entry(low)
    if entry.parent is None or entry.parent_key is None:
        raise ValueError(f"{low} does not hang on {high}")
    met = (entry.parent, entry.parent_key)
    if entry.parent == high:
        return (met,)
    return (met, (entry.parent, str(_entry(entry.parent).parent_key)), *_links(entry.parent, high))


def _key(table: str) -> str:
    key = _entry(table).key
    if key is None:
        raise ValueError(f"{table} has no key of its own")
    return key


def _entry(table: str) -> TableEntry:
    entry = table_called(table)
    if entry is None:
        raise ValueError(f"no table of the data set is called {table}")
    return entry
