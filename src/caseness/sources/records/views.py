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
        """The same table worked out once, for what is asked of it many times; behind a view on Spark, which has no such table."""
        return self._made_as("VIEW" if self._backend.name == "pyspark" else "TABLE", name, table)

    def _made_as(self, kind: str, name: str, table: ir.Table) -> ir.Table:
        made = f"{self._prefix}{len(self._made)}_{name.lower()}"
        with engine_faults(self._origin):
            if not self._allowed():
                return table
            self._backend._run_pre_execute_hooks(table)  # brings along tables of ours that are in memory
            self._run(f"CREATE TEMPORARY {kind} {made} AS {self._backend.compile(table)}")
            self._made.append((kind, made))
            return self._backend.table(made)

    def told(self, sql: str) -> str:
        """A query as it is shown: by names that are the same in every session."""
        return sql.replace(self._prefix, PREFIX)

    def drop(self) -> None:
        """Drop them, the last made first. A session that is gone took them along."""
        while self._made:
            with suppress(Exception):
                self._run("DROP {} {}".format(*self._made.pop()))

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
