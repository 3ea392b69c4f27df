"""Control totals: that what was read is what the files hold, and that the parts make the whole.

For each input file, rows read and set aside, figures made and figures kept after repeats, and the sum of England's key
counts. For each key count, England beside the sum of its parts, whose limits follow from rounding and suppression.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis
from ibis import _

from caseness.checks.finding import Column, Table, Unit
from caseness.report.inputs import published
from caseness.vocabulary import TOTAL, Level, Statistic
from caseness.vocabulary.period import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.audit import Audit
    from caseness.sources.published import Published

KEY_COUNTS = ("referrals_received", "accessing_services", "finished_course_treatment", "recovery")
PARTS = "evidence/england-and-parts.csv"
_PUBLICATIONS = ("annual", "monthly")
_PARTS = (Level.REGION, Level.ICB, Level.STP, Level.PROVIDER)


def control_totals(audit: Audit) -> dict[str, Table]:
    """The control totals by their places in the report's folder."""
    return {"evidence/inputs.csv": inputs_table(audit), PARTS: parts_table(audit)}


def balance(audit: Audit) -> dict[str, Any]:
    """Whether every figure made is accounted for: kept, repeated in another file, or different there."""
    readings = [source.reading for source in published(audit)]
    made = sum(file.figures for reading in readings for file in reading.files)
    kept = sum(int(source.figures.count().to_pyarrow().as_py()) for source in published(audit))
    repeated = sum(reading.repeated for reading in readings)
    conflicting = sum(reading.conflicting for reading in readings)
    return {
        "rows_read": sum(file.rows_read for reading in readings for file in reading.files),
        "rows_set_aside": sum(file.rows_set_aside for reading in readings for file in reading.files),
        "figures_made": made,
        "figures_kept": kept,
        "repeated": repeated,
        "conflicting": conflicting,
        "adds_up": made == kept + repeated + conflicting,
    }


def inputs_table(audit: Audit) -> Table:
    """One row per input file."""
    rows = []
    for source in published(audit):
        kept = {row["source_file"]: row for row in _kept(source)}
        for file in source.reading.files:
            sums = kept.get(file.file, {})
            rows.append(
                (
                    file.file,
                    file.sha256,
                    file.layout,
                    file.rows_read,
                    file.rows_set_aside,
                    file.figures,
                    sums.get("kept", 0),
                    *(_whole(sums.get(measure)) for measure in KEY_COUNTS),
                )
            )
    return Table(
        name="inputs",
        caption="Input files: rows, figures, and the sum of England’s key counts among the figures kept",
        columns=(
            *(Column(key=key, title=key) for key in ("file", "sha256", "layout")),
            *(_counted(key) for key in ("rows_read", "rows_set_aside", "figures_made", "figures_kept")),
            *(_counted(f"england_{measure}") for measure in KEY_COUNTS),
        ),
        rows=tuple(rows),
        note="A figure that stands in two files with one value is kept once, from the later. [x] no such figure kept.",
    )


def _kept(source: Published) -> list[dict[str, Any]]:
    england = (_.level == Level.ENGLAND.value) & (_.breakdown == TOTAL) & (_.statistic == Statistic.COUNT.value)
    sums = {measure: _.value.sum(where=england & (_.measure == measure)) for measure in KEY_COUNTS}
    rows: list[dict[str, Any]] = (
        source.figures.group_by("source_file").aggregate(kept=_.count(), **sums).to_pyarrow().to_pylist()
    )
    return rows


def parts_table(audit: Audit) -> Table:
    """One row per publication, period, key count and level below England that has it."""
    rows = [row for source in published(audit) for row in _parts(source)]
    return Table(
        name="england-and-parts",
        caption="England’s key counts beside the sum of their parts",
        columns=(
            *(Column(key=key, title=key) for key in ("publication", "period", "measure", "level")),
            *(_counted(key) for key in ("england", "parts", "parts_printed", "parts_lowest", "parts_highest")),
            Column(key="england_inside", title="England inside the limits"),
        ),
        rows=tuple(rows),
        note="Parts are rounded to 5 and those under 5 suppressed: lowest and highest are what they can add up to.",
    )


def _parts(source: Published) -> list[tuple[str | float, ...]]:
    counts = source.figures.filter(
        _.publication.isin(_PUBLICATIONS),
        _.measure.isin(KEY_COUNTS),
        _.statistic == Statistic.COUNT.value,
        _.breakdown == TOTAL,
    )
    key = ["publication", "period_start", "period_end", "measure"]
    england = counts.filter(_.level == Level.ENGLAND.value).select(*key, england=_.value)
    parts = counts.filter(_.level.isin([level.value for level in _PARTS])).group_by([*key, "level"])
    sums = parts.aggregate(n=_.count(), printed=_.value.sum(), lowest=_.lower.sum(), highest=_.upper.sum())
    found = _ordered(england.join(sums, key), [*key, "level"])
    return [
        (
            row["publication"],
            str(Period(row["period_start"], row["period_end"])),
            row["measure"],
            row["level"],
            *(_whole(row[part]) for part in ("england", "n", "printed", "lowest", "highest")),
            _inside(row),
        )
        for row in found
    ]


def _ordered(rows: ir.Table, keys: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rows.order_by([ibis.asc(key) for key in keys]).to_pyarrow().to_pylist()
    return found


def _inside(row: dict[str, Any]) -> str:
    ends = (row["england"], row["lowest"], row["highest"])
    return "[x]" if None in ends else "yes" if row["lowest"] <= row["england"] <= row["highest"] else "no"


def _counted(key: str) -> Column:
    return Column(key=key, title=key.replace("_", " "), unit=Unit.COUNT)


def _whole(value: float | None) -> str | float:
    """A count without the point of its float; ``[x]`` where there is none."""
    if value is None:
        return "[x]"
    return int(value) if float(value).is_integer() else value
