"""What figures made from records are labelled with, so that a table or chart taken out of its report still says what it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from caseness.checks.finding import ReportMark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.checks.finding import Finding

WORDS = {
    ReportMark.SYNTHETIC: "Synthetic: made-up records of made-up people and services. No figure of theirs is real; trials, "
    "studies and prices cited beside them are.",
    ReportMark.INTERNAL: "Internal: without disclosure control, not for release.",
}


def in_short(marks: Iterable[ReportMark]) -> str:
    """``Synthetic, internal``; empty without marks."""
    return ", ".join(mark.value for mark in marks).capitalize()


def labelled(finding: Finding) -> Finding:
    """The finding with its marks before the title of every chart and the caption of every table."""
    if not finding.marks:
        return finding
    label, result = in_short(finding.marks), finding.result
    return replace(
        finding,
        result=replace(
            result,
            charts=tuple(replace(chart, title=f"{label}. {chart.title}") for chart in result.charts),
            tables=tuple(replace(table, caption=f"{label}. {table.caption}") for table in result.tables),
        ),
    )
