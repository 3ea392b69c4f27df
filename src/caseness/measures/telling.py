"""A measure told: its definition in words, its expression, and its SQL for every engine, without an extract."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import ibis
from ibis import _

from caseness.measures.engine import cells_of
from caseness.measures.families import EVERY
from caseness.measures.rows import rows_of
from caseness.pathways import pathways_of
from caseness.pathways.warehouse import OF_PATHWAY
from caseness.sources.records.coercion import absent
from caseness.sources.records.relation import Records
from caseness.sources.records.scratch import scratch_database
from caseness.sources.records.tables import SUBMISSION_FOLDER, Tables
from caseness.sources.records.views import Views
from caseness.vocabulary.data_set import fields as fields_of
from caseness.vocabulary.data_set import tables
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.measures.measure import Definition, Rows
    from caseness.pathways import Pathways

DIALECTS = {"DuckDB": ("duckdb", "duckdb"), "PostgreSQL": ("postgres", "psycopg"), "Spark": ("pyspark", "pyspark")}
"""By engine, what Ibis calls it and the package it needs to write its SQL."""
_DERIVED = {
    "referral_date": "ReferralRequestReceivedDate",
    "discharge_date": "ServDischDate",
    "end_code": "EndCode",
    "source_of_referral": "SourceOfReferralIAPT",
    **OF_PATHWAY,
}


def expression(definition: Definition) -> dict[str, str]:
    """The parts of a definition as they are written: which rows are of a period (``when``), then what is computed.

    A condition that every row meets is told so.
    """
    parts = {"when": definition.anchor.when}
    parts |= {part.name: getattr(definition.computation, part.name) for part in fields(definition.computation)}
    return {name: _written(part) for name, part in parts.items()}


def construction(definition: Definition) -> str:
    """The computation in the warehouse's own columns: what a script on the national tables would test."""
    parts = {name: _in_national_words(text) for name, text in expression(definition).items()}
    kind = type(definition.computation).__name__
    told = ", ".join(f"{name}: {text}" for name, text in parts.items() if name != "when")
    return f"{kind} of {definition.anchor.rows.value.replace('_', ' ')}, {definition.anchor.title}; {told}"


def sql(definition: Definition) -> dict[str, str]:
    """By engine, the query over the rows of the measure's kind that brings its sums by period, provider and commissioner.

    Engines whose package is not installed are left out. Nothing is connected to.
    """
    rows = _unbound(definition.anchor.rows)
    if rows is None:
        return {}
    cells = cells_of(rows, definition)
    told = {}
    for name, (dialect, package) in DIALECTS.items():
        if find_spec(package):
            getattr(ibis, dialect)  # Spark's options are there only once it is loaded
            told[name] = str(ibis.to_sql(cells, dialect=dialect, pretty=True))
    return told


def _written(part: Any) -> str:
    if isinstance(part, bool):
        return str(part)
    try:
        told = repr(part(_) if callable(part) and not isinstance(part, type(_)) else part)
    except (TypeError, AttributeError, ValueError):
        return f"{part.__name__}(rows)"
    return "every row" if told == repr(EVERY) else told


def _in_national_words(text: str) -> str:
    def named(found: re.Match[str]) -> str:
        return _DERIVED.get(found.group(1), found.group(1))

    return re.sub(r"\b_\.(\w+)", named, re.sub(r"\b_\['(\w+)'\]", r"_.\1", text))


@cache
def _unbound(kind: Rows) -> ir.Table | None:
    """The rows of a kind with their columns, and nothing behind them."""
    built = rows_of(kind, _of_nothing(), [month_of(2024, 4)])
    return None if built is None else ibis.table(built.schema(), name=kind.value)


@cache
def _of_nothing() -> Pathways:
    """Pathways of an extract that has every table and no row."""
    scratch = scratch_database()
    found = {
        entry.table: scratch.backend.create_table(
            entry.table,
            schema=ibis.schema(
                {field.field: absent(field).type() for field in fields_of(entry.table)} | {SUBMISSION_FOLDER: "string"}
            ),
        )
        for entry in tables()
    }
    views = Views(scratch.backend, "nothing")
    return pathways_of(Records(Tables("nothing", scratch.backend, views, found, {}, (), (), (), scratch.close)))
