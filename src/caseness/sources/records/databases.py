"""The tables of an extract in a database: DuckDB or PostgreSQL by its address, or any session that Ibis is connected to.

Nothing is copied and nothing is written where the tables are: the engine that holds them computes.
"""

from __future__ import annotations

import re
import warnings
import weakref
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import ibis

from caseness.errors import InputRefused, Unreachable
from caseness.sources.records.addresses import Address, Engine, read_address
from caseness.sources.records.faults import engine_faults
from caseness.sources.records.found import Unknown, nearest
from caseness.sources.records.scratch import scratch_database
from caseness.sources.records.tables import SUBMISSION_FOLDER, FileRead, Tables
from caseness.sources.records.views import PREFIX, Views
from caseness.vocabulary.data_set import reference_tables, table_called, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import ibis.expr.types as ir

    from caseness.sources.records.tables import Progress

_COMPUTING = ("duckdb", "postgres", "pyspark")  # the engines whose answers are tested to be the same
_SOURCE = "extract_source"
_ERROR_NUMBER = re.compile(r"\[Errno -?\d+\] ")  # of the system, before its words
_LISTED = 8  # tables named in a refusal
_PATIENCE = {  # libpq's own defaults wait for hours on a server that has gone
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}


def read_database(address: str, progress: Progress = lambda *_: None) -> Tables:
    """The tables at an address.

    Raises `Unreachable` for a server that does not answer or lets nobody in, and `InputRefused` for an address that
    leads to no database or a schema without tables of the data set.
    """
    place = read_address(address)
    connected = _connect_duckdb if place.engine is Engine.DUCKDB else _connect_postgresql
    backend, schema, close = connected(place)
    try:
        return _tables(backend, schema, place.shown, close, progress)
    except BaseException:
        close()
        raise


def read_session(backend: Any, schema: str | None = None, progress: Progress = lambda *_: None) -> Tables:
    """The tables in a schema (``schema`` or ``catalog.schema``) of a session that Ibis is connected to, such as Spark.

    Raises as `read_database` does; the session stays open.
    """
    if backend.name not in _COMPUTING:
        raise InputRefused(
            f"nothing is computed on {backend.name}, where the same query may have another answer",
            hint="Export the tables to Parquet and give the folder.",
        )
    with engine_faults(backend.name):
        origin = f"{backend.name} {schema or backend.current_database}"
    return _tables(backend, schema, origin, lambda: None, progress)


def _connect_duckdb(place: Address) -> tuple[Any, str, Callable[[], object]]:
    """A scratch database with the user's attached read-only."""
    if not Path(place.reached).is_file():
        raise InputRefused("there is no such file", file=place.shown, hint="Check the path.")
    scratch = scratch_database()
    quoted = place.reached.replace("'", "''")
    try:
        scratch.backend.raw_sql(f"ATTACH '{quoted}' AS {_SOURCE} (READ_ONLY)")
    except duckdb.Error as fault:
        scratch.close()
        if "lock" in str(fault):
            raise Unreachable(
                f"{place.shown}: another program has the database open. Close it and try again."
            ) from None
        raise InputRefused(
            "the file is no DuckDB database, or of a version that cannot be read",
            file=place.shown,
            hint="Export its tables to Parquet and give the folder.",
        ) from None
    return scratch.backend, f"{_SOURCE}.{place.schema or 'main'}", scratch.close


def _connect_postgresql(place: Address) -> tuple[Any, str | None, Callable[[], object]]:
    try:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict, make_conninfo
    except ImportError:
        raise InputRefused(
            "reading PostgreSQL needs a package that is not installed",
            file=place.shown,
            hint="Install it with: pip install 'caseness[postgres]'",
        ) from None
    try:
        given = conninfo_to_dict(place.reached)
        patience = {option: value for option, value in _PATIENCE.items() if option not in given}
        connection = psycopg.connect(make_conninfo(place.reached, **patience), autocommit=True)
    except psycopg.ProgrammingError:
        raise InputRefused("the address has an option that PostgreSQL does not know", file=place.shown) from None
    except psycopg.OperationalError as fault:
        raise Unreachable(f"{place.shown}: {_why(str(fault), str(given.get('password') or ''))}") from None
    backend = ibis.postgres.from_connection(connection)
    return backend, place.schema, weakref.finalize(backend, connection.close)


def _why(message: str, password: str) -> str:
    """What the server or the network answered, in one line without the password."""
    last = message.strip().splitlines()[0].rpartition("failed: ")[2] if message.strip() else "no answer"
    plain = _ERROR_NUMBER.sub("", last)
    shown = plain.replace(password, "…") if password else plain
    return f"{shown}. Check the address, that the server runs and that this machine and user are let in."


def _tables(backend: Any, schema: str | None, origin: str, close: Callable[[], object], progress: Progress) -> Tables:
    with engine_faults(origin):
        database = tuple(schema.split(".", 1)) if schema and "." in schema else schema
        official, unknown = _matched(_names(backend, database), origin)
        found: dict[str, ir.Table] = {}
        for done, (table, name) in enumerate(official.items(), 1):
            found[table] = _placed(backend.table(name, database=database))
            progress(table, done, len(official))
        rows = _counted(backend, found)
        references = _references(backend, database)
    files = tuple(FileRead(name, table, rows[table], 0) for table, name in official.items())
    return Tables(origin, backend, Views(backend, origin), found, references, files, (), unknown, close)


def _references(backend: Any, database: str | tuple[str, ...] | None) -> dict[str, ir.Table]:
    """Tables of reference, in the schema of the extract or else in the one beside it that the warehouse keeps them in."""
    catalog = database[0] if isinstance(database, tuple) else None
    with _quiet():
        beside = {name.casefold(): name for name in backend.list_databases(catalog=catalog)}
    listed: dict[Any, dict[str, str]] = {}
    found: dict[str, ir.Table] = {}
    for entry in reference_tables():
        schema = beside.get((entry.schema or "").casefold())
        places = [database] + ([(catalog, schema) if catalog else schema] if schema else [])
        for place in places:
            if place not in listed:
                listed[place] = {name.casefold(): name for name in _names(backend, place)}
            name = listed[place].get(entry.table.casefold())
            if name and entry.table not in found:
                found[entry.table] = backend.table(name, database=place)
    return found


def _names(backend: Any, database: str | tuple[str, ...] | None) -> list[str]:
    with _quiet():
        return [name for name in backend.list_tables(database=database) if not name.startswith(PREFIX)]


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Ibis 12 calls DuckDB 1.5 by an older name
        yield


def _counted(backend: Any, found: dict[str, ir.Table]) -> dict[str, int]:
    """The rows of each table, counted in one query."""
    counts = [table.aggregate(rows=table.count()).mutate(name=ibis.literal(name)) for name, table in found.items()]
    counted = counts[0] if len(counts) == 1 else ibis.union(*counts)
    return {row["name"]: row["rows"] for row in backend.to_pyarrow(counted).to_pylist()}


def _matched(names: list[str], origin: str) -> tuple[dict[str, str], tuple[Unknown, ...]]:
    """Official names, in the official order, with the names found; and the names of other tables."""
    found: dict[str, list[str]] = {}
    unknown: list[Unknown] = []
    known = {entry.table.casefold() for entry in reference_tables()}
    for name in sorted(names):
        entry = table_called(name)
        if name.casefold() in known:
            continue
        if entry is None:
            unknown.append(Unknown(name, nearest(name)))
        else:
            found.setdefault(entry.table, []).append(name)
    if not found:
        seen = "; ".join(u.described for u in sorted(unknown, key=lambda u: not u.nearest)[:_LISTED])
        raise InputRefused(
            "no table is named after one of the national data set" + (f"; found {seen}" if seen else "; it is empty"),
            file=origin,
            hint="Say which schema has them: ?schema=name. The tables are IDS001MPI, IDS101Referral, IDS201CareContact …",
        )
    twice = next((called for called in found.values() if len(called) > 1), None)
    if twice:
        raise InputRefused(f"{' and '.join(twice)} are one table", file=origin, hint="Rename or drop one of them.")
    return {entry.table: found[entry.table][0] for entry in tables() if entry.table in found}, tuple(unknown)


def _placed(table: ir.Table) -> ir.Table:
    """The table with the submission a row lies in: its own column of that name, or one submission for all."""
    if SUBMISSION_FOLDER in table.columns:
        return table
    return table.mutate(**{SUBMISSION_FOLDER: ibis.literal("")})
