"""The validation of an extract for machines: figures are numbers, what does not apply is null."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caseness.validation import Examined, Outcome, Rule


def validation_record(examined: Examined) -> dict[str, Any]:
    """The record that ``validation.json`` holds; VODIM and failures by part are in the CSV files."""
    return {
        "synthetic": examined.synthetic,
        "shape": examined.shape.value,
        "pathway_rule": examined.pathway_rule.value,
        "files": [asdict(file) for file in examined.files],
        "set_aside": [asdict(aside) for aside in examined.set_aside],
        "unknown_files": [asdict(unknown) for unknown in examined.unknown],
        "missing_tables": list(examined.missing),
        "fields_not_there": {table: list(fields) for table, fields in examined.lacking.items()},
        "submissions": {
            "counts": examined.history.why,
            "months": [asdict(month) for month in examined.history.months],
            "not_sent": [asdict(month) for month in examined.history.not_sent],
        },
        "rules": [_outcome(outcome) for outcome in examined.validation.outcomes],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        **_rule(outcome.rule),
        "broken": outcome.broken,
        "checked": outcome.checked if outcome.broken is not None else None,
        "not_computed": outcome.reason,
        "by": [asdict(part) for part in outcome.by],
        "examples": [asdict(key) for key in outcome.examples],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "origin": rule.origin.value,
        "severity": rule.severity.value,
        "kind": str(rule.kind),
        "table": rule.table,
        "field": rule.field,
        "words": rule.words,
        "innocent": rule.innocent or None,
        "source": rule.source,
        "unit": rule.unit.value,
    }
