"""Temporary views and tables of one extract: they need no permission in anybody's schema, and go when the work is done."""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ibis.expr.operations import DatabaseTable

from caseness.sources.compiled import IN_MEMORY, Statement, statement
from caseness.sources.records.faults import engine_faults
from caseness.sources.records.scratch import in_more_memory
from caseness.sources.records.spark import bring_along

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis
    import ibis.expr.types as ir

PREFIX = "caseness_"
_WORD = re.compile(r"\w+")


class Views:
    """Makes views and tables that only this session sees, under names that no other extract in the session has.

    ``definitions`` has the statement that made each, by its name as it is `told`, in the order they were made.
    """

    def __init__(self, backend: Any, origin: str) -> None:
        self._backend = backend
        self._origin = origin
        self._prefix = f"{PREFIX}{secrets.token_hex(4)}_"
        self._made: list[tuple[str, str]] = []
        self.definitions: dict[str, str] = {}

    def make(self, name: str, table: ir.Table) -> ir.Table:
        """The same table behind a view, so that what builds on it does not carry its long expression along.

        On a standby server, where nobody can make one, the table itself.
        """
        return self._made_as("VIEW", name, table)

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        """The same table worked out once, for what is asked of it many times; on Spark in its cache, where it has one."""
        return self._made_as("TABLE", name, table)

    def let_go(self, name: str) -> None:
        """Drop the table last kept under a name, which nothing reads any more, where it would lie in memory."""
        if self._backend.name != "duckdb":
            return
        alike = re.compile(re.escape(self._prefix + name) + r"(__\d+)?")
        told = [(kind, made) for kind, made in self._made if kind == "TABLE" and alike.fullmatch(made)]
        for one in told[-1:]:
            self._run(f"DROP TABLE {one[1]}")
            self._made.remove(one)

    def _made_as(self, kind: str, name: str, table: ir.Table) -> ir.Table:
        made = self._named(name.lower())
        with engine_faults(self._origin):
            if not self._allowed():
                return table
            compiled = self.ready(table)
            if self._backend.name == "pyspark":
                self._on_spark(kind, made, compiled.sql)
            else:
                self._run(f"CREATE TEMPORARY {kind} {made} AS {compiled.sql}")
            self._made.append((kind, made))
            self.definitions[self.told(made)] = self.told(f"CREATE TEMPORARY {kind} {made} AS\n{compiled.sql}")
            return _of_types(self._found(made, compiled), table.schema())

    def ready(self, table: ir.Table) -> Statement:
        """The SQL of an expression in this session, which is given what the expression reads that is in memory."""
        compiled = statement(self._backend, table, self._prefix)
        if compiled.reads_memory:
            if self._backend.name == "pyspark":
                bring_along(self._backend, table)
            else:
                self._backend._run_pre_execute_hooks(table)
        return compiled

    def _found(self, made: str, compiled: Statement) -> ir.Table:
        """What was made, in the types in which the engine answers."""
        if compiled.types is not None:
            return DatabaseTable(made, schema=compiled.types, source=self._backend).to_expr()
        found = self._backend.table(made)
        compiled.answers_in(found.schema())
        return found

    def _named(self, name: str) -> str:
        """A name not used yet, the same in every session that makes the same."""
        alike = sum(told == PREFIX + name or told.startswith(f"{PREFIX}{name}__") for told in self.definitions)
        return f"{self._prefix}{name}__{alike + 1}" if alike else self._prefix + name

    def _on_spark(self, kind: str, made: str, sql: str) -> None:
        """A view of the plan: one made in SQL is read again, with all below it, wherever it is named."""
        from pyspark.errors import PySparkException

        rows = self._backend._session.sql(sql)
        if kind == "TABLE":
            with suppress(PySparkException):  # a cluster that keeps nothing works it out each time
                rows = rows.localCheckpoint()  # a cache would keep the plan too, and read all of it for each use
        rows.createTempView(made)

    def told(self, sql: str) -> str:
        """A query as it is shown: by names that are the same in every session."""
        return IN_MEMORY.sub("rows_in_memory", sql.replace(self._prefix, PREFIX))

    def behind(self, queries: Iterable[str]) -> dict[str, str]:
        """The definitions of what queries read, themselves or through each other; queries and definitions as `told`."""
        found: set[str] = set()
        ahead = list(queries)
        while ahead:
            new = (named(ahead.pop()) & self.definitions.keys()) - found
            found |= new
            ahead += [self.definitions[name] for name in new]
        return {name: sql for name, sql in self.definitions.items() if name in found}

    def drop(self) -> None:
        """Drop them, the last made first. A session that is gone took them along."""
        if self._backend.name == "duckdb":
            self._backend.con.interrupt()  # a query that an interrupt broke off would first be run to its end
        while self._made:
            kind, made = self._made.pop()
            with suppress(Exception):
                if self._backend.name == "pyspark":
                    self._backend._session.catalog.dropTempView(made)  # and what is cached of it
                else:
                    self._run(f"DROP {kind} {made}")

    def _allowed(self) -> bool:
        if self._backend.name != "postgres":
            return True
        may = "SELECT NOT pg_is_in_recovery() AND has_database_privilege(current_database(), 'TEMPORARY')"
        with self._backend.raw_sql(may) as answer:
            return bool(answer.fetchone()[0])

    def _run(self, sql: str) -> None:
        if self._backend.name == "duckdb":
            in_more_memory(self._backend.con, lambda: self._backend.raw_sql(sql))
            return
        answer = self._backend.raw_sql(sql)
        if self._backend.name == "postgres":
            answer.close()


@lru_cache(maxsize=4096)
def named(sql: str) -> frozenset[str]:
    """Every name and word of a query, in lower case."""
    return frozenset(_WORD.findall(sql.lower()))


def _of_types(made: ir.Table, types: ibis.Schema) -> ir.Table:
    """The table with the types that its expression has, where an engine numbers rows or adds up in others."""
    others = _others(made.schema(), types)
    return made.cast(others) if others else made


@lru_cache(maxsize=4096)
def _others(found: ibis.Schema, wanted: ibis.Schema) -> dict[str, ibis.DataType]:
    return {name: kind for name, kind in wanted.items() if kind.copy(nullable=True) != found[name].copy(nullable=True)}
