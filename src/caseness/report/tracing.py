"""Which input files a finding rests on: those that hold a figure its queries read.

Every query reads ``figures`` through a filter. The files that have rows within its scope (publication, period, level,
measure and so on) are those the finding rests on. What a filter asks of the amount itself narrows no scope: that no
count is negative is seen in every file. A finding that asks no query is either arithmetic on cited figures, as some
claims are, or about the reading itself, and then about every file. One made from records rests on the files that
its queries read, themselves or through the views made on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp

from caseness.report.extract import records_of
from caseness.report.inputs import published

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.audit import Audit
    from caseness.checks.finding import Finding
    from caseness.sources.published import Published
    from caseness.sources.records import Records

_FIGURES = "figures"
_DIALECT = "duckdb"
_AMOUNT = {"value", "lower", "upper", "mark"}
# Figures that share these texts pass or fail most filters together; a file has few such groups.
_TEXTS = (
    "source_file",
    "publication",
    "frequency",
    "period_start",
    "period_end",
    "level",
    "breakdown",
    "category",
    "measure",
    "statistic",
)


def files_read(audit: Audit) -> dict[str, tuple[str, ...]]:
    """For each finding, the input files it rests on, in the order in which they were read."""
    by_query: dict[str, set[str]] = {}
    from_figures = [finding for finding in audit.findings if not finding.from_records]
    queries = dict.fromkeys(query for finding in from_figures for query in finding.result.sql)
    for source in published(audit):
        for query, files in _files_of(source, list(queries)).items():
            by_query.setdefault(query, set()).update(files)
    order = [file.file for source in published(audit) for file in source.reading.files]
    records = records_of(audit)
    return {
        **{finding.id: _of(finding, by_query, order) for finding in from_figures},
        **{f.id: _of_records(f, records) for f in audit.findings if f.from_records},
    }


def _of_records(finding: Finding, records: Records | None) -> tuple[str, ...]:
    return tuple(file.name for file in records.files_behind(finding.result.sql)) if records else ()


def _of(finding: Finding, by_query: dict[str, set[str]], order: list[str]) -> tuple[str, ...]:
    if not finding.result.sql and finding.claim is None:
        return tuple(order)
    used = set().union(*(by_query.get(query, set()) for query in finding.result.sql))
    return tuple(dict.fromkeys(file for file in order if file in used))


@dataclass(frozen=True, slots=True)
class _Scope:
    """The condition under which a scan of ``figures`` looks at a row, and the columns it speaks of."""

    condition: str
    columns: frozenset[str]


def _files_of(source: Published, queries: list[str]) -> dict[str, set[str]]:
    """The files with rows in the scope of each query. Equal scopes are tried once, most of them on the groups alone."""
    scopes = {query: tuple(_scopes(query)) for query in queries}
    distinct = list(dict.fromkeys(scope for those in scopes.values() for scope in those))
    files = _files_by_group(source, [scope for scope in distinct if scope.columns <= set(_TEXTS)])
    for scope in distinct:
        if scope not in files:
            rows = _rows(source, f"SELECT DISTINCT source_file FROM {_FIGURES} WHERE {scope.condition}")
            files[scope] = {file for (file,) in rows}
    return {query: set().union(*(files[scope] for scope in those)) for query, those in scopes.items()}


def _files_by_group(source: Published, scopes: list[_Scope]) -> dict[_Scope, set[str]]:
    """For each scope told by texts alone, the files with a group of figures in it."""
    tried = "".join(f", coalesce(bool_or({scope.condition}), false)" for scope in scopes)
    groups = f"SELECT DISTINCT {', '.join(_TEXTS)} FROM {_FIGURES}"
    rows = _rows(source, f"SELECT source_file{tried} FROM ({groups}) GROUP BY source_file")
    return {scope: {file for file, *inside in rows if inside[n]} for n, scope in enumerate(scopes)}


def _rows(source: Published, query: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = source.figures.get_backend().raw_sql(query).fetchall()
    return rows


def _scopes(query: str) -> Iterator[_Scope]:
    for table in sqlglot.parse_one(query, read=_DIALECT).find_all(exp.Table):
        select = table.parent_select
        if table.name == _FIGURES and select is not None:
            where = select.args.get("where")
            yield _scope(where.this, table.alias_or_name) if where else _Scope("TRUE", frozenset())


def _scope(where: exp.Expression, alias: str) -> _Scope:
    """The parts of a condition on the scope of this table alone; what is left out only lets more through."""
    parts = where.flatten() if isinstance(where, exp.And) else (where,)
    own = [part for part in parts if not part.find(exp.Select) and _tables(part) <= {alias}]
    kept = [part for part in own if not _names(part) & _AMOUNT]
    condition = " AND ".join(_unqualified(part) for part in kept) or "TRUE"
    return _Scope(condition, frozenset().union(*map(_names, kept)))


def _names(part: exp.Expr) -> set[str]:
    return {column.name for column in part.find_all(exp.Column)}


def _tables(part: exp.Expr) -> set[str]:
    return {column.table for column in part.find_all(exp.Column)}


def _unqualified(part: exp.Expr) -> str:
    bare = part.transform(lambda node: exp.column(node.name) if isinstance(node, exp.Column) else node)
    return f"({bare.sql(_DIALECT)})"
