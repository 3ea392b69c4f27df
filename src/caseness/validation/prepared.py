"""The rows that rules are tested on: of the submissions that count, typed and as written, with period and version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from caseness.sources.records import SUBMISSION_FIELDS, WRITTEN, Shape, month_named
from caseness.sources.records.coercion import absent
from caseness.validation.marks import SUBMISSION, marked
from caseness.validation.rule import Unit
from caseness.vocabulary.data_set import ANSWERS, fields, table_called, version_in, versions
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir
    from ibis.expr.datatypes import DataType

    from caseness.sources.records import Records
    from caseness.validation.marks import Mark
    from caseness.validation.rule import Rule

HEADER, SUBMISSIONS = "IDS000Header", "IsLatest_SubmissionID"
_PERIODS = pa.schema(
    {
        "UniqueSubmissionID": pa.string(),
        "AuditId": pa.int64(),
        "OrgID_Provider": pa.string(),
        "Unique_MonthID": pa.int64(),
        "period_start": pa.date32(),
        "period_end": pa.date32(),
        "version": pa.string(),
    }
)
_WHOSE = ("OrgID_Provider", "Unique_MonthID")
_LARGE = 1_000_000  # rows up to which a table is worked out once; a larger one costs more room than it saves time


class Prepared:
    """Prepared rows by official table name, and what an extract lacks for a rule.

    ``sql`` are the queries that told which submissions count and what version of the data set they follow.
    """

    def __init__(self, records: Records) -> None:
        self.records = records
        before = len(records.queries)
        self.submissions = records.kept("submissions_prepared", _submissions(records))
        self.sql = tuple(records.queries[before:])
        self._rows: dict[str, ir.Table] = {}

    def rows(self, table: str, *asked: str) -> ir.Table:
        """The rows of a table that count: the fields asked for, typed and as written, and whose rows they are.

        With ``period_start``, ``period_end`` and ``version`` of their submission. All fields that are there if none is
        asked for.
        """
        if table not in self._rows:
            held = self.records.view if self.large(table) else self.records.kept
            self._rows[table] = held(f"prepared_{table}", self._placed(table))
        rows = self._rows[table]
        names = asked or [field.field for field in fields(table)]
        wanted = [name for field in names for name in (field, WRITTEN + field) if name in rows.columns]
        return rows.select(*dict.fromkeys((*wanted, *_PERIODS.names)))

    def large(self, table: str) -> bool:
        """Whether a table has more rows than are worked out once, or looked at in all ways at once."""
        return sum(file.rows for file in self.records.files if file.table == table) > _LARGE

    def _placed(self, table: str) -> ir.Table:
        """The rows of the submissions that count, with whose they are and of which period."""
        written = self.records.with_writing(table) if table in self.records.columns else _empty(table)
        joined = written.inner_join(self.submissions, list(SUBMISSION))
        whose = {name: ibis.coalesce(joined[name], joined[f"{name}_right"]) for name in _WHOSE}
        of_submission = [name for name in _PERIODS.names if name not in _WHOSE]
        known = [field.field for field in fields(table)]
        there = [name for field in known for name in (field, WRITTEN + field) if name in written.columns]
        return joined.select(*(name for name in there if name not in _PERIODS.names), *of_submission, **whose)

    def marked(self, table: str, marks: Iterable[Mark], *asked: str) -> ir.Table:
        """The same with a column for each mark."""
        marks = tuple(marks)
        own = [field for mark in marks for field in mark.own(table)]
        return marked(self.rows(table, *asked, *own), table, marks, self.rows)

    def submissions_marked(self, marks: Iterable[Mark]) -> ir.Table:
        """The submissions that count, one row for each, with a column for each mark."""
        return marked(self.submissions, SUBMISSIONS, marks, self.rows)

    def lacks(self, rule: Rule) -> str | None:
        """Why an extract cannot answer a rule, in words; None if it can."""
        if rule.broken is None:
            return rule.reason
        if rule.unit is Unit.ROW and rule.table not in self.records.columns:
            return f"the extract has no {rule.table}"
        needed = [(rule.table, field) for field in (rule.field, *rule.needs) if rule.table and field]
        needed += [need for mark in rule.marks for need in self._needs(mark, rule)]
        lacking = next((reason for table, field in needed if (reason := self._absent(table, field))), None)
        return lacking or self._writing_gone(rule)

    def _needs(self, mark: Mark, rule: Rule) -> list[tuple[str, str]]:
        table = rule.table or ""
        own = mark.own(table) if table and rule.unit is Unit.ROW else ()
        return [*((table, field) for field in own), *mark.needs(table)]

    def _absent(self, table: str, field: str) -> str | None:
        """Why a field cannot be asked.

        An official table that a provider did not send is one without rows; the warehouse has all.
        """
        columns, submitted = self.records.columns.get(table), self.records.shape is Shape.SUBMITTED
        if columns is None:
            return None if submitted and table != ANSWERS else f"the extract has no {table}"
        made_here = submitted and field in SUBMISSION_FIELDS
        return None if field in columns.given or made_here else f"the extract has no {field} in {table}"

    def _writing_gone(self, rule: Rule) -> str | None:
        if not (rule.of_writing and rule.table and rule.field):
            return None
        found = self.records.as_found[rule.table]
        kinds = [found[name].type() for name in self.records.columns[rule.table].given[rule.field]]
        other = next((kind for kind in kinds if not kind.is_string()), None)
        return f"the extract keeps {rule.field} as {_kind(other)}, so how it was written is not seen" if other else None


def _kind(type_: DataType) -> str:
    """What an engine keeps a column as: ``int64``, ``date``."""
    return str(type_).rstrip("!").partition("(")[0]


def _empty(table: str) -> ir.Table:
    """A table that was not sent: its columns, typed and as written, without a row."""
    declared = fields(table)
    typed = {field.field: absent(field).type() for field in declared}
    written = {WRITTEN + field.field: "string" for field in declared if not field.derived}
    return ibis.memtable([], schema=ibis.schema(typed | written))


def key_of(table: str) -> str | None:
    """The field that examples of a table are named by: its own key, or the key it hangs on its parent by."""
    entry = table_called(table)
    return (entry.key or entry.parent_key) if entry else None


def _submissions(records: Records) -> ir.Table:
    """The submissions that count: whose, of which month, and which version of the data set they follow."""
    told = _told_by_header(records)
    counted = records.submissions.filter(records.submissions.IsLatest)
    found = records.fetch(counted.select(*SUBMISSION, "OrgID_Provider", "Unique_MonthID").distinct())
    periods = []
    for row in found:
        month = month_named(row["Unique_MonthID"]) if row["Unique_MonthID"] is not None else None
        period = month_of(*map(int, month.split("-"))) if month else None
        periods.append(
            row
            | {
                "period_start": period.start if period else None,
                "period_end": period.end if period else None,
                "version": told.get(row["UniqueSubmissionID"]) or _in_force(month),
            }
        )
    return ibis.memtable(pa.Table.from_pylist(periods, _PERIODS))


def _told_by_header(records: Records) -> dict[str, str]:
    """The version that the header of each submission names, where it names one there is."""
    if HEADER not in records.columns or "DatSetVer" not in records.columns[HEADER].given:
        return {}
    known = [version.version for version in versions()]
    header = records.with_writing(HEADER)
    named = (
        header.filter(header.DatSetVer.isin(known))
        .group_by("UniqueSubmissionID")
        .aggregate(told=header.DatSetVer.max())
    )
    return {row["UniqueSubmissionID"]: row["told"] for row in records.fetch(named)}


def _in_force(month: str | None) -> str:
    return version_in(month).version if month else versions()[-1].version
