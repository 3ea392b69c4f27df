"""A finding as it leaves the audit: exact for internal use, under the rule for anybody else."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from caseness.checks.finding import Unit
from caseness.disclosure.charts import charts_under_rule, known_shares, shown_share
from caseness.disclosure.rule import rounded, rounded_share, without_counts
from caseness.disclosure.tables import table_under_rule
from caseness.disclosure.words import resolved
from caseness.vocabulary.disclosure import LEAST_SHOWN, ROUNDED_TO

if TYPE_CHECKING:
    from caseness.checks.finding import Answer, Estimate, FigureBlock, Finding, Reference

RULE = (
    f"Of figures made from records, counts under {LEAST_SHOWN} are suppressed and others rounded to the nearest {ROUNDED_TO}; "
    "shares are worked out from rounded counts."
)


def released(finding: Finding, *, internal: bool) -> Finding:
    """The finding as it may be seen. One that was not made from records is left as it is."""
    if not finding.from_records:
        return finding
    result = finding.result if internal else _under_rule(finding.result)
    return replace(finding, result=_resolved(result, internal=internal))


def _under_rule(exact: Answer) -> Answer:
    """Every count and share of an answer, but for those in its prose, as they may be seen."""
    known = known_shares(exact)
    return replace(
        exact,
        estimates=tuple(_estimate(e) for e in exact.estimates),
        figures=tuple(_figure(block, known) for block in exact.figures),
        tables=tuple(table_under_rule(table) for table in exact.tables),
        charts=charts_under_rule(exact, exact.charts),
    )


def _figure(exact: FigureBlock, known: dict[float, float | None]) -> FigureBlock:
    """A figure block under the rule, its ranges to whole per cent, its line where the shown counts put it."""
    ranges = {
        part: None if span is None else (without_counts(span[0], 0), without_counts(span[1], 0))
        for part, span in (("limits", exact.limits), ("definitions", exact.definitions), ("spread", exact.spread))
    }
    return replace(
        exact,
        estimate=_estimate(exact.estimate),
        limits=ranges["limits"],
        definitions=ranges["definitions"],
        spread=ranges["spread"],
        reference=_reference(exact.reference, known),
    )


def _reference(exact: Reference | None, known: dict[float, float | None]) -> Reference | None:
    shown = None if exact is None else shown_share(exact.value, known)
    return None if exact is None or shown is None else replace(exact, value=shown)


def _estimate(exact: Estimate) -> Estimate:
    """An estimate under the rule; without value and interval where it rests on a suppressed count."""
    shown = replace(
        exact, value=_value(exact), numerator=_count(exact.numerator), denominator=_count(exact.denominator)
    )
    if shown.value is None:
        return replace(shown, low=None, high=None, interval=None, confidence=None)
    if exact.unit is not Unit.PROPORTION or exact.denominator is None:
        return shown
    low, high = (None if end is None else without_counts(end, exact.denominator) for end in (exact.low, exact.high))
    return replace(shown, low=low, high=high)


def _count(exact: float | None) -> int | None:
    return None if exact is None else rounded(exact)


def _value(exact: Estimate) -> float | None:
    """The value under the rule. One that names no count has nobody behind it, such as a share of rules, and stays."""
    if exact.value is None:
        return None
    if exact.unit is Unit.COUNT:
        return rounded(exact.value)
    if exact.denominator is None:
        return exact.value
    if exact.unit is Unit.PROPORTION and exact.numerator is not None:
        return rounded_share(exact.numerator, exact.denominator)
    if exact.denominator < LEAST_SHOWN:
        return None
    return without_counts(exact.value, exact.denominator) if exact.unit is Unit.PROPORTION else exact.value


def _resolved(value: Any, *, internal: bool) -> Any:
    """A value, however deep, with the counts in its prose as they may be seen."""
    match value:
        case str():
            return resolved(value, internal=internal) if type(value) is str else value
        case tuple():
            return tuple(_resolved(one, internal=internal) for one in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            parts = {part.name: _resolved(getattr(value, part.name), internal=internal) for part in fields(value)}
            return replace(value, **parts)
        case _:
            return value
