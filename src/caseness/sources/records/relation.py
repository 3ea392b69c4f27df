"""Record-level tables as one source: lazy, typed, with the names and identities of the national warehouse."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import pyarrow as pa

from caseness.errors import InputRefused
from caseness.sources.records.addresses import is_address
from caseness.sources.records.columns import conformed, fields_typed, match_columns, with_writing
from caseness.sources.records.databases import read_database, read_session
from caseness.sources.records.faults import engine_faults
from caseness.sources.records.fingerprints import fingerprint, rows_and_sum
from caseness.sources.records.folder import read_folder
from caseness.sources.records.joining import Joining, joining
from caseness.sources.records.providers import all_made_up, provider_codes
from caseness.sources.records.scratch import in_more_memory
from caseness.sources.records.spark import fetched
from caseness.sources.records.submissions import (
    SUBMISSIONS,
    PathwayRule,
    Shape,
    in_submission,
    lifted,
    newest,
    shape_of,
)
from caseness.sources.records.views import named
from caseness.vocabulary.data_set import reference_tables, table_called, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Self

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

    from caseness.sources.records.columns import Columns
    from caseness.sources.records.tables import FileRead, Progress, Tables

    Row = dict[str, Any]

_T = TypeVar("_T")

_LOAD = ("UniqueSubmissionID", "AuditId")
_FINGERPRINTS = "fingerprints"


class Records:
    """An extract of the national data set.

    ``everything[table]`` has all rows of a table by its official name; `counting` those of the submissions that count.
    Both have every field of the data set, of its declared type: one that the extract lacks is NULL (a flag: false), and
    ``columns[table].lacking`` names it. ``shape`` says whether the warehouse's identities were given or made here, and
    ``pathway_rule`` how. ``newest_taken`` is true where no table said which submission counts. ``origin`` is what the
    source is called in messages, without a password.
    ``providers`` are the codes of those who submitted; ``synthetic`` is true where every one is made up, and an extract that
    mixes them with others is refused.

    ``therapists`` says whether findings may speak of single therapists, under pseudonyms; nothing does unless it is set.

    ``remembered`` is shared by all views of the extract, for what is worked out once.

    What it makes on the way are temporary views; `close`, or the end of a ``with``, drops them and what was opened.
    """

    called: ClassVar = "record-level data"
    obtained: ClassVar = "an extract of the national data set: a folder of its tables"
    of_people: ClassVar = True

    def __init__(self, found: Tables, *, pathway_rule: PathwayRule = PathwayRule.SERVICE_REQUEST) -> None:
        self.origin = found.origin
        self.backend = found.backend
        self.files = found.files
        self.set_aside = found.set_aside
        self.unknown = found.unknown
        self.pathway_rule = pathway_rule
        self.as_found = found.found
        self.columns = _matched(found)
        self._found = found
        self.shape = shape_of(self.columns["IDS101Referral"].given)
        typed = self._views("typed", {name: conformed(found.found[name], self.columns[name]) for name in self.columns})
        lifted_up = self.shape is Shape.SUBMITTED
        self.everything = self._views("lifted", lifted(typed, pathway_rule, found.views.keep)) if lifted_up else typed
        self.newest_taken = SUBMISSIONS not in self.everything
        self.submissions = (
            newest(self.everything["IDS101Referral"]) if self.newest_taken else self.everything[SUBMISSIONS]
        )
        self.queries: list[str] = []
        self.providers = tuple(self._providers())
        self.synthetic = all_made_up(self.providers)
        self._written: dict[str, ir.Table] = {}
        self._references: dict[str, ir.Table] = {}
        self.remembered: dict[str, Any] = {}
        self.therapists = False

    def _views(self, stage: str, tables: dict[str, ir.Table]) -> dict[str, ir.Table]:
        """The same tables behind views, so that what builds on them does not carry their long expressions along."""
        return {name: self._found.views.make(f"{stage}_{name}", table) for name, table in tables.items()}

    def view(self, name: str, rows: ir.Table) -> ir.Table:
        """The same rows behind a temporary view, so that what builds on them does not carry their long expression along."""
        return self._found.views.make(name, rows)

    def kept(self, name: str, rows: ir.Table) -> ir.Table:
        """The same rows worked out once, in a temporary table where the engine has them."""
        return self._found.views.keep(name, rows)

    def let_go(self, name: str) -> None:
        """Drop the rows that were `kept` under a name and that nothing reads any more, where they would lie in memory."""
        self._found.views.let_go(name)

    @property
    def missing(self) -> tuple[str, ...]:
        """The optional tables that the extract lacks."""
        return tuple(entry.table for entry in tables() if entry.table not in self.everything)

    def counting(self, table: str) -> ir.Table:
        """The rows of a table that belong to a submission that counts. Raises `KeyError` for a table that is not there."""
        rows = self.everything[table]
        if table in (SUBMISSIONS, "IDS000Header"):
            return rows
        counted = self.submissions.filter(self.submissions.IsLatest).select("UniqueSubmissionID", "AuditId").distinct()
        return rows.semi_join(counted, ["UniqueSubmissionID", "AuditId"])

    def of_loads(self, table: str, loads: ir.Table, names: Collection[str]) -> ir.Table:
        """The fields named of the rows of a table in the loads given, with what the loads say of themselves.

        ``loads`` has a row for each: ``AuditId``, and ``UniqueSubmissionID`` unless the first says it all. Rows of other
        loads are passed over before anything is made of them, where the extract keeps the number of a load as such.
        Raises `KeyError` for a table that is not there.
        """
        keys = [key for key in _LOAD if key in loads.columns]
        said = [name for name in loads.columns if name not in keys]
        given = self.columns[table].given.get("AuditId", ())
        found = self.as_found[table]
        if self.shape is Shape.NATIONAL and keys == ["AuditId"] and len(given) == 1 and _counts(found[given[0]]):
            numbered = loads.select(*said, caseness_load=loads.AuditId)
            own = found[given[0]].cast("int64") == numbered.caseness_load
            rows = found.inner_join(numbered, own).select(*found.columns, *said)
            return rows.select(*said, **fields_typed(rows, self.columns[table], names))
        return self.everything[table].inner_join(loads, keys).select(*names, *said)

    def with_writing(self, table: str) -> ir.Table:
        """All rows of a table, typed, with the text as found beside each submitted field (``written_`` and its name).

        They say which submission they belong to, but not which pathway. Raises `KeyError` for a table that is not there.
        """
        if table not in self._written:
            rows = with_writing(self.as_found[table], self.columns[table])
            placed = in_submission(rows, self.submissions) if self.shape is Shape.SUBMITTED else rows
            self._written |= self._views("written", {table: placed})
        return self._written[table]

    def reference(self, table: str) -> ir.Table | None:
        """One of the warehouse's tables of reference, typed; None where the extract does not bring it along."""
        if table not in self._found.references:
            return None
        if table not in self._references:
            entry = next(entry for entry in reference_tables() if entry.table == table)
            found = self._found.references[table]
            typed = conformed(found, match_columns(entry, found.columns))
            self._references |= self._views("reference", {table: typed})
        return self._references[table]

    def _providers(self) -> list[str]:
        codes = self.recording().fetch(provider_codes(self.everything["IDS101Referral"]))
        return [row["OrgID_Provider"] for row in codes]

    def joining(self) -> Joining | None:
        """What joining referrals of providers by person and date would change; None where the warehouse gave pathways."""
        if self.shape is Shape.NATIONAL:
            return None
        (counts,) = self.fetch(joining(self.counting("IDS101Referral"), self.counting("IDS001MPI")))
        return Joining.of(counts)

    def recording(self) -> Records:
        """The same source with a query log of its own, so that a finding can show its SQL."""
        view = copy.copy(self)
        view.queries = []
        return view

    def once(self, key: str, work: Callable[[], _T]) -> _T:
        """What ``work`` comes to, worked out once for an extract; its queries are in the log of everyone who asks."""
        if key not in self.remembered:
            before = len(self.queries)
            found = work()
            self.remembered[key] = found, tuple(self.queries[before:])
            del self.queries[before:]
        found, queries = self.remembered[key]
        self.queries.extend(query for query in queries if query not in self.queries)
        return cast("_T", found)

    def fetch(self, expression: ir.Table) -> list[Row]:
        """Run an expression over aggregates and return its rows; NULL is None. The SQL is logged.

        Raises `Unreachable`, `InputRefused` or `OutputFailed` where the engine cannot go on.
        """
        rows: list[Row] = self.fetch_table(expression).to_pylist()
        return rows

    def fetch_table(self, expression: ir.Table) -> pa.Table:
        """The same in columns, for many rows."""
        with engine_faults(self.origin):
            sql = self._found.views.ready(expression).sql
            self.queries.append(self._found.views.told(sql))
            if self.backend.name == "pyspark":
                return fetched(self.backend, expression, sql)
            if self.backend.name == "duckdb":
                found = in_more_memory(self.backend.con, lambda: self.backend.con.sql(sql).to_arrow_table())
                return found.cast(expression.schema().to_pyarrow())
            return _from_postgresql(self.backend, expression, sql)

    def definitions(self, queries: Iterable[str]) -> dict[str, str]:
        """The views and tables made here that queries of the log read, by name, in the order made: each as its statement."""
        return self._found.views.behind(queries)

    def files_behind(self, queries: Iterable[str]) -> tuple[FileRead, ...]:
        """The files or database tables that queries of the log read, themselves or through what was made here."""
        asked = list(queries)
        read = frozenset[str]().union(*map(named, (*asked, *self.definitions(asked).values())))
        return tuple(file for file in self.files if {file.name.lower(), file.table.lower()} & read)

    def fingerprints(self) -> dict[str, str]:
        """For each table, by the name of its file or in its database, what stands for its rows (`fingerprint`).

        Columns that belong to no field are left out.
        """
        if _FINGERPRINTS not in self.remembered:
            known = {file.name: self.columns[file.table] for file in self.files if file.table in self.columns}
            self.remembered[_FINGERPRINTS] = {name: self._fingerprint(columns) for name, columns in known.items()}
        found: dict[str, str] = self.remembered[_FINGERPRINTS]
        return found

    def _fingerprint(self, columns: Columns) -> str:
        found = self.as_found[columns.table.table]
        kinds = {name: found[name].type() for names in columns.given.values() for name in names}
        (counted,) = self.recording().fetch(rows_and_sum(found, kinds, self.backend.name))
        return fingerprint(self.backend.name, kinds, counted)

    def close(self) -> None:
        """Drop the views made here and close what was opened to read the source."""
        self._found.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_records(
    source: Path | str | BaseBackend,
    *,
    schema: str | None = None,
    pathway_rule: PathwayRule = PathwayRule.SERVICE_REQUEST,
    progress: Progress = lambda *_: None,
) -> Records:
    """The extract in a folder, at the address of a database, or in a session that Ibis is connected to.

    An address is ``duckdb:///path/file.duckdb`` or ``postgresql://user@host:port/database``, with ``?schema=…``; a
    session takes its ``schema`` here. Raises `InputRefused` for what cannot be read or lacks a table nothing can do
    without, `Unreachable` for a server that does not answer.
    """
    if not isinstance(source, Path | str):
        found = read_session(source, schema, progress)
    elif is_address(str(source)):
        found = read_database(str(source), progress)
    else:
        found = read_folder(Path(source), progress)
    try:
        return Records(found, pathway_rule=pathway_rule)
    except BaseException:
        found.close()
        raise


def _from_postgresql(backend: Any, expression: ir.Table, sql: str) -> pa.Table:
    schema = expression.schema()
    with backend._safe_raw_sql(sql) as answer:
        rows = pa.array(map(tuple, answer.fetchall()), schema.as_struct().to_pyarrow())
    return pa.Table.from_struct_array(rows).cast(schema.to_pyarrow())


def _counts(column: ir.Column) -> bool:
    return bool(column.type().is_signed_integer())


def _matched(found: Tables) -> dict[str, Columns]:
    needed = [entry.table for entry in tables() if entry.needed]
    lacking = [table for table in needed if table not in found.found]
    if lacking:
        nearest = "; ".join([entry.described for entry in found.unknown if entry.nearest][:5])
        raise InputRefused(
            f"the extract lacks {', '.join(lacking)}; it has {', '.join(found.found)}"
            + (f"; {nearest}" if nearest else ""),
            hint="Nothing can be computed without these tables.",
        )
    matched: dict[str, Columns] = {}
    for name, table in found.found.items():
        entry = table_called(name)
        if entry is not None:
            matched[name] = match_columns(entry, table.columns)
    return matched
