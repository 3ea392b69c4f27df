"""VODIM: how many values of each field are valid, other, default, invalid or missing, by provider and month.

The construction is that of the data quality metadata for version 2.0 (NHS Digital): of all rows of a table, *default* are
those with a national code that says only that something is not known, *invalid* those not in the list or not in the
format, *missing* those that are blank, *valid* the rest. It has no rule for *other*; here *other* are values that
nothing public says how to judge, which the construction would count among the valid ones.

What leaves the engine is a count for each provider, month, field and state.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
from ibis import _

from caseness.sources.records import WRITTEN, month_named
from caseness.sources.records.coercion import canonical_code
from caseness.validation.formats import has_format, well_formed
from caseness.vocabulary.data_set import CodeKind, codes, fields, tables, versions

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from caseness.validation.prepared import Prepared
    from caseness.vocabulary.data_set import Code, Field

    Progress = Callable[[str, int, int], None]
    Whose = tuple[str | None, int | None]  # provider and national month number


class State(StrEnum):
    """What a value is to its field."""

    VALID = "valid"
    OTHER = "other"
    DEFAULT = "default"
    INVALID = "invalid"
    MISSING = "missing"


SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("field", pa.string()),
        ("provider", pa.string()),
        ("month", pa.string()),
        ("records", pa.int64()),
        *((state.value, pa.int64()) for state in State),
    ]
)
SOURCE = "NHS Digital, data quality metadata for data set v2.0"


_WHOSE = ("OrgID_Provider", "Unique_MonthID")


def vodim(prepared: Prepared, progress: Progress = lambda *_: None) -> pa.Table:
    """Counts by table, field, provider and month (`SCHEMA`); only fields that the extract has, in the official order.

    ``provider`` and ``month`` (``YYYY-MM``) are None where nothing says whose rows they are.
    """
    present = [entry.table for entry in tables() if entry.table in prepared.records.columns]
    pieces = []
    for done, table in enumerate(present, 1):
        pieces += _of_table(prepared, table)
        progress(table, done, len(present))
    return pa.concat_tables(pieces) if pieces else SCHEMA.empty_table()


def judged(text: ir.StringValue, field: Field, version: ir.StringValue) -> ir.StringValue:
    """The `State` of a value as written; ``version`` is that of the data set the row follows."""
    listed = codes(field.code_list) if field.code_list else ()
    if listed:
        code = canonical_code(text, field.code_list or "")
        default = _among(code, version, [c for c in listed if c.kind is CodeKind.DEFAULT])
        valid = _among(code, version, [c for c in listed if c.kind is CodeKind.VALID])
        there = ibis.cases((default, State.DEFAULT.value), (valid, State.VALID.value), else_=State.INVALID.value)
    elif has_format(field):
        there = ibis.ifelse(well_formed(text, field), State.VALID.value, State.INVALID.value)
    else:
        there = ibis.literal(State.OTHER.value)
    return ibis.ifelse(text.isnull(), State.MISSING.value, there)


def _of_table(prepared: Prepared, table: str) -> list[pa.Table]:
    given = [f for f in fields(table, derived=False) if f.field in prepared.records.columns[table].given]
    if not given:
        return []
    rows = prepared.rows(table)
    found: dict[str, dict[Whose, Counter[str]]] = {field.field: defaultdict(Counter) for field in given}
    for row in prepared.records.fetch(ibis.union(*(_of_field(rows, field) for field in given))):
        found[row["field"]][row["OrgID_Provider"], row["Unique_MonthID"]][row["state"]] = row["values"]
    return [_long(table, field, counts) for field, counts in found.items()]


def _of_field(rows: ir.Table, field: Field) -> ir.Table:
    """How many values of a field are in each state; what is written often is judged once for each provider and month."""
    written = rows.group_by(*_WHOSE, "version", text=rows[WRITTEN + field.field]).aggregate(values=_.count())
    states = written.select(*_WHOSE, "values", state=judged(written.text, field, written.version))
    counted = states.group_by(*_WHOSE, "state").aggregate(values=states["values"].sum().cast("int64"))
    return counted.mutate(field=ibis.literal(field.field))


def _long(table: str, field: str, counts: dict[Whose, Counter[str]]) -> pa.Table:
    """The counts of one field, with a row for each provider and month in order, those that nobody knows at the end."""
    places = sorted(counts, key=lambda whose: [(part is None, part or 0) for part in whose])
    columns = {
        "table": [table] * len(places),
        "field": [field] * len(places),
        "provider": [provider for provider, _month_number in places],
        "month": [_month(number) for _provider, number in places],
        "records": [counts[place].total() for place in places],
        **{state.value: [counts[place][state.value] for place in places] for state in State},
    }
    return pa.table(columns, schema=SCHEMA)


def _month(number: int | None) -> str | None:
    return None if number is None else month_named(number)


def _among(code: ir.StringValue, version: ir.StringValue, listed: list[Code]) -> ir.BooleanValue:
    """Whether a code is among those listed, in the version that the row follows; false for a blank."""
    always = [c.code for c in listed if not _bounded(c)]
    bounded = [
        (code == c.code) & version.isin([v.version for v in versions() if _in_force(c, v.version)]).fill_null(True)
        for c in listed
        if _bounded(c)
    ]
    return ibis.or_(code.isin(always), *bounded).fill_null(False)


def _bounded(code: Code) -> bool:
    """Whether a code belongs to some versions only of those whose lists are known (2.0 and later)."""
    return code.until_version is not None or code.since_version != _OLDEST_LISTED


_OLDEST_LISTED = "2.0"


def _in_force(code: Code, version: str) -> bool:
    return code.since_version <= version and (code.until_version is None or version <= code.until_version)
