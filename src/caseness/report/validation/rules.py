"""The rules as the page shows them: broken ones in full, with where, examples and what else could explain them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.validation import Origin, key_of
from caseness.validation.rule import Unit
from caseness.vocabulary.data_set import Severity
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from caseness.validation import Examined, Outcome, Part

SEVERITIES = {
    Severity.REJECT_FILE: "Rejects the file",
    Severity.REJECT_GROUP: "Rejects the group",
    Severity.REJECT_RECORD: "Rejects the record",
    Severity.WARNING: "Warning",
}
_GRAVEST_FIRST = tuple(SEVERITIES)
_PARTS_SHOWN = 24  # providers and months of one rule; failures.csv has all


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A broken rule, ready to print."""

    outcome: Outcome
    keys: str
    severity: str
    share: str
    providers: int
    months: str
    parts: tuple[Part, ...]
    more_parts: int
    examples: tuple[tuple[str, str], ...]
    key: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A button that shows part of the broken rules."""

    key: str
    words: str
    rules: int


def broken_rows(examined: Examined) -> list[RuleRow]:
    """The broken rules: those that reject most first, then by how many rows break them."""
    order = sorted(
        examined.validation.broken,
        key=lambda o: (_GRAVEST_FIRST.index(o.rule.severity), -(o.broken or 0), o.rule.id),
    )
    return [_row(outcome) for outcome in order]


def filters(rows: Sequence[RuleRow]) -> list[Filter]:
    """The buttons above the broken rules, each with how many it shows."""
    choices = {
        "all": "All",
        "reject": "Reject",
        Severity.WARNING.value: "Warnings",
        Origin.OFFICIAL.value: "Official",
        Origin.OURS.value: "Ours",
    }
    tallies = {key: sum(key == "all" or key in row.keys.split() for row in rows) for key in choices}
    return [Filter(key, words, tallies[key]) for key, words in choices.items() if tallies[key] or key == "all"]


def tally(examined: Examined) -> list[tuple[str, int]]:
    """What became of the rules, in words."""
    outcomes = examined.validation.outcomes
    broken = [
        (f"broken: {words[0].lower()}{words[1:]}", sum(o.rule.severity is severity for o in examined.validation.broken))
        for severity, words in SEVERITIES.items()
    ]
    kept = sum(outcome.broken == 0 for outcome in outcomes)
    return [*broken, ("kept by every row", kept), ("not tested", len(examined.validation.not_computed))]


def kept_by_table(examined: Examined) -> list[tuple[str, list[Outcome]]]:
    """The rules that every row keeps, by table."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in examined.validation.outcomes:
        if outcome.broken == 0:
            found[outcome.rule.table or "The whole submission"].append(outcome)
    return list(found.items())


def not_computed(examined: Examined) -> list[tuple[str, list[Outcome]]]:
    """Why rules were not tested, the reason that stops most first, with the rules it stops."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in examined.validation.not_computed:
        found[outcome.reason or ""].append(outcome)
    return sorted(found.items(), key=lambda reason: (-len(reason[1]), reason[0]))


def _row(outcome: Outcome) -> RuleRow:
    rule = outcome.rule
    reject = "warning" if rule.severity is Severity.WARNING else "reject"
    worst = sorted(outcome.by, key=lambda part: (-part.broken, part.provider or "", part.month or ""))
    return RuleRow(
        outcome=outcome,
        keys=f"{reject} {rule.origin.value}",
        severity=SEVERITIES[rule.severity],
        share=_share(outcome),
        providers=len({part.provider for part in outcome.by}),
        months=_span(part.month for part in outcome.by),
        parts=tuple(worst[:_PARTS_SHOWN]),
        more_parts=max(0, len(worst) - _PARTS_SHOWN),
        examples=tuple((key.submission or "", key.key or "") for key in outcome.examples),
        key=(key_of(rule.table) or "") if rule.table and rule.unit is Unit.ROW else "",
    )


def _share(outcome: Outcome) -> str:
    if outcome.checked < _FEWEST:
        return f"{count(outcome.broken or 0)} of {count(outcome.checked)}"
    return percent((outcome.broken or 0) / outcome.checked, outcome.checked)


_FEWEST = 20  # counted; below it a share is no number


def _span(months: Iterable[str | None]) -> str:
    """``2024-04``, ``2024-04 to 2025-03``; ``[z]`` where no month is known."""
    known = sorted({month for month in months if month})
    if not known:
        return "[z]"
    return known[0] if len(known) == 1 else f"{known[0]} to {known[-1]}"
