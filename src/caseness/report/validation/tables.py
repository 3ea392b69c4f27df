"""The validation of an extract as tables: failures and VODIM by provider and month, and the submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.finding import Column, Table, Unit
from caseness.validation.vodim import SCHEMA, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.checks.finding import Cell
    from caseness.validation import Examined


def validation_tables(examined: Examined) -> dict[str, Table]:
    """Each table by its place beside the page."""
    return {
        "failures.csv": _failures(examined),
        "vodim.csv": _vodim(examined),
        "submissions.csv": _submissions(examined),
    }


def _failures(examined: Examined) -> Table:
    return Table(
        name="failures",
        caption="Rules broken, by provider and month",
        columns=(
            *_texts("rule", "origin", "severity", "table", "field", "words", "provider", "month"),
            *_counts("broken", "checked"),
        ),
        rows=tuple(_failure_rows(examined)),
    )


def _failure_rows(examined: Examined) -> Iterator[tuple[Cell, ...]]:
    for outcome in examined.validation.broken:
        rule = outcome.rule
        named = (rule.id, rule.origin.value, rule.severity.value, rule.table, rule.field, rule.words)
        for part in outcome.by:
            yield (*named, part.provider, part.month, part.broken, part.checked)


def _vodim(examined: Examined) -> Table:
    columns = examined.vodim.to_pydict()
    return Table(
        name="vodim",
        caption="Valid, other, default, invalid and missing values of each field, by provider and month",
        columns=(
            *_texts("table", "field", "provider", "month"),
            *_counts("records", *(state.value for state in State)),
        ),
        rows=tuple(zip(*(columns[name] for name in SCHEMA.names), strict=True)),
    )


def _submissions(examined: Examined) -> Table:
    months = sorted(
        (*examined.history.months, *examined.history.not_sent), key=lambda m: (m.provider or "", m.month or "")
    )
    return Table(
        name="submissions",
        caption="Submissions by provider and month",
        columns=(*_texts("provider", "month"), *_counts("files"), *_texts("counts")),
        rows=tuple((m.provider, m.month, m.files, " ".join(m.counts) or None) for m in months),
    )


def _texts(*keys: str) -> tuple[Column, ...]:
    return tuple(Column(key=key, title=key.capitalize()) for key in keys)


def _counts(*keys: str) -> tuple[Column, ...]:
    return tuple(Column(key=key, title=key.capitalize(), unit=Unit.COUNT) for key in keys)
