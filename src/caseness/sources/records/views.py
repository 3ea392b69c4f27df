"""Temporary views and tables of one extract: they need no permission in anybody's schema, and go when the work is done."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from caseness.sources.records.faults import engine_faults

if TYPE_CHECKING:
    import ibis.expr.types as ir

PREFIX = "caseness_"


class Views:
    """Makes views and tables that only this session sees, under names that no other extract in the session has."""

    def __init__(self, backend: Any, origin: str) -> None:
        self._backend = backend
        self._origin = origin
        self._prefix = f"{PREFIX}{secrets.token_hex(4)}_"
        self._made: list[tuple[str, str]] = []

    def make(self, name: str, table: ir.Table) -> ir.Table:
        """The same table behind a view, so that what builds on it does not carry its long expression along.

        On a standby server, where nobody can make one, the table itself.
        """
        return self._made_as("VIEW", name, table)

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        """The same table worked out once, for what is asked of it many times; on Spark in its cache, where it has one."""
        return self._made_as("TABLE", name, table)

    def _made_as(self, kind: str, name: str, table: ir.Table) -> ir.Table:
        made = f"{self._prefix}{len(self._made)}_{name.lower()}"
        with engine_faults(self._origin):
            if not self._allowed():
                return table
            self._backend._run_pre_execute_hooks(table)  # brings along tables of ours that are in memory
            sql = self._backend.compile(table)
            if self._backend.name == "pyspark":
                self._on_spark(kind, made, sql)
            else:
                self._run(f"CREATE TEMPORARY {kind} {made} AS {sql}")
            self._made.append((kind, made))
            return self._backend.table(made)

    def _on_spark(self, kind: str, made: str, sql: str) -> None:
        """A view of the plan: one made in SQL is read again, with all below it, wherever it is named."""
        from pyspark.errors import PySparkException

        rows = self._backend._session.sql(sql)
        rows.createTempView(made)
        if kind == "TABLE":
            with suppress(PySparkException):  # a cluster that keeps no cache works it out each time
                rows.cache()

    def told(self, sql: str) -> str:
        """A query as it is shown: by names that are the same in every session."""
        return sql.replace(self._prefix, PREFIX)

    def drop(self) -> None:
        """Drop them, the last made first. A session that is gone took them along."""
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
        answer = self._backend.raw_sql(sql)
        if self._backend.name == "postgres":
            answer.close()
