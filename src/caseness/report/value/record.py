"""Value for money for machines: figures are numbers, what does not apply is null."""

from __future__ import annotations

from dataclasses import asdict
from math import isinf
from typing import TYPE_CHECKING, Any

from caseness.checks.finding import Column, Table
from caseness.report.record import finding_record, flags
from caseness.report.tables import marked, prefix, table_files

if TYPE_CHECKING:
    from caseness.statistics.cost_effectiveness import Increment
    from caseness.valuation import Valuation
    from caseness.value.analysis import Analysis, Changed, Variant
    from caseness.value.assumptions import Assumption


def value_record(valuation: Valuation) -> dict[str, Any]:
    """The record that ``value.json`` holds."""
    analysis = valuation.analysis
    return {
        **flags(valuation.marks),
        "draws": analysis.draws,
        "seed": analysis.seed,
        "years": analysis.years,
        "cost_per_qaly": _variant(analysis.base),
        "monte_carlo_error": analysis.ratio_error,
        "variants": [_variant(variant) for variant in analysis.variants],
        "price_index": {"name": analysis.assumptions.prices.name, "source": analysis.assumptions.prices.source},
        "assumptions": [_assumption(row) for row in analysis.used],
        "changed": [_changed(changed) for changed in analysis.changed],
        "findings": [finding_record(finding) for finding in valuation.findings],
        "not_run": [{"check": lack.check, "reason": lack.reason} for lack in valuation.not_run],
    }


def value_tables(valuation: Valuation) -> dict[str, Table]:
    """Every table of the findings and the assumptions, by their places beside the page."""
    found = {
        place: marked(table, valuation.marks)
        for finding in valuation.findings
        for place, table in table_files(finding).items()
    }
    place = f"tables/{prefix(valuation.marks)}assumptions.csv"
    return {**found, place: marked(_assumptions(valuation.analysis), valuation.marks)}


def _increment(increment: Increment) -> dict[str, Any]:
    return {
        "added_cost": increment.cost,
        "added_qalys": increment.effect,
        "ratio": increment.ratio,
        "standing": increment.standing.value,
    }


def _variant(variant: Variant) -> dict[str, Any]:
    low, high = (None if isinf(end) else end for end in variant.ends)
    setting = variant.setting
    return {
        "outcome": setting.comparison.outcome.value,
        "treated": setting.comparison.treated,
        "untreated": setting.comparison.untreated,
        "utilities": setting.utilities.name,
        "years": setting.years,
        **_increment(variant.increment),
        "low": low,
        "high": high,
        "share_worth_its_cost": list(variant.worth),
    }


def _assumption(row: Assumption) -> dict[str, Any]:
    return {key: None if value == "" else value for key, value in asdict(row).items() if key != "index"}


def _changed(changed: Changed) -> dict[str, Any]:
    return {
        "assumption": changed.now.id,
        "now": changed.now.value,
        "now_range": list(changed.now.range),
        "before": changed.before.value,
        "before_range": list(changed.before.range),
        "source": changed.now.source,
        "without_this_change": None if changed.without is None else _increment(changed.without),
        "other_results": [asdict(effect) for effect in changed.effects],
    }


def _assumptions(analysis: Analysis) -> Table:
    fields = (
        "id",
        "title",
        "value",
        "low",
        "high",
        "unit",
        "distribution",
        "price_year",
        "outcome",
        "source",
        "verified",
    )
    return Table(
        name="assumptions",
        caption="Every assumption that the model reads",
        columns=tuple(Column(key=field, title=field) for field in fields),
        rows=tuple(tuple(_cell(getattr(row, field)) for field in fields) for row in analysis.used),
    )


def _cell(value: object) -> str | float | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, float) or value is None else str(value)
