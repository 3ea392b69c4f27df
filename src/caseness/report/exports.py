"""What an analyst takes away: each table as CSV and Parquet, each chart as SVG with its data as CSV and JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from caseness.report.charts.data import chart_table
from caseness.report.charts.standalone import standalone
from caseness.report.organisation_record import organisation_tables
from caseness.report.parquet import parquet
from caseness.report.tables import as_parquet, csv_text, marked, prefix, slug, table_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from caseness.audit import Audit
    from caseness.checks.chart import Chart
    from caseness.checks.finding import Finding, ReportMark, Table


def table_exports(audit: Audit) -> dict[str, str | bytes]:
    """Every table of every finding, and those of the organisations, by their places in the report's folder."""
    tables = {
        place: marked(table, finding.marks)
        for finding in audit.findings
        for place, table in table_files(finding).items()
    }
    tables |= organisation_tables(audit.organisations)
    return {name: content for place, table in tables.items() for name, content in both(place, table).items()}


def both(place: str, table: Table) -> dict[str, str | bytes]:
    """A table as CSV in this place and as Parquet beside it."""
    return {place: csv_text(table), as_parquet(place): parquet(table)}


def chart_stem(finding: Finding, number: int) -> str:
    """Where a finding's chart and its data stand in the report's folder, but for the kind of file."""
    return f"charts/{prefix(finding.marks)}{slug(finding.id)}--{number}"


def chart_exports(stem: str, chart: Chart, drawing: Markup, marks: Sequence[ReportMark] = ()) -> dict[str, str | bytes]:
    """A chart's drawing as SVG, its data as CSV, and all that it says as JSON."""
    record: dict[str, Any] = {"kind": type(chart).__name__, **{mark.value: True for mark in marks}, **asdict(chart)}
    return {
        f"{stem}.svg": standalone(chart, drawing),
        f"{stem}.csv": csv_text(marked(chart_table(chart), marks)),
        f"{stem}.json": json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n",
    }
