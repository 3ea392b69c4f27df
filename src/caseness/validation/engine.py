"""All rules of a table in one grouped pass, and one more for examples of those that are broken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.sources.records import month_named, month_numbered
from caseness.validation.outcome import EXAMPLES, Outcome, Part, RowKey
from caseness.validation.prepared import Prepared, key_of
from caseness.validation.rule import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis.expr.types as ir

    from caseness.sources.records.relation import Row
    from caseness.validation.rule import Rule

    Progress = Callable[[str, int, int], None]


def judged(rules: Sequence[Rule], prepared: Prepared, progress: Progress = lambda *_: None) -> tuple[Outcome, ...]:
    """An outcome for every rule, in their order. ``progress`` hears the table, how many are done, how many there are."""
    outcomes: dict[str, Outcome] = {}
    answerable: dict[tuple[Unit, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        reason = prepared.lacks(rule)
        if reason is None:
            answerable[rule.unit, rule.table or ""].append(rule)
        else:
            outcomes[rule.id] = Outcome(rule=rule, broken=None, checked=0, reason=reason)
    for done, ((unit, table), together) in enumerate(answerable.items(), 1):
        outcomes |= {outcome.rule.id: outcome for outcome in _of_one_table(unit, table, together, prepared)}
        progress(table, done, len(answerable))
    return tuple(outcomes[rule.id] for rule in rules)


def _of_one_table(unit: Unit, table: str, rules: Sequence[Rule], prepared: Prepared) -> list[Outcome]:
    marks = [mark for rule in rules for mark in rule.marks]
    key = key_of(table) if unit is Unit.ROW else None
    if unit is Unit.ROW:
        asked = [field for rule in rules for field in (rule.field, *rule.needs) if field]
        rows = prepared.marked(table, marks, *asked, *([key] if key else []))
    else:
        rows = prepared.submissions_marked(marks)
    parts = prepared.records.fetch(_counted(rows, rules))
    outcomes = [_outcome(rule, n, parts) for n, rule in enumerate(rules)]
    broken = [outcome for outcome in outcomes if outcome.by]
    if not broken:
        return outcomes
    found = prepared.records.fetch(_examples(broken, rows, key))
    return [replace(outcome, examples=_row_keys(found, outcome.rule)) for outcome in outcomes]


def _counted(rows: ir.Table, rules: Sequence[Rule]) -> ir.Table:
    """Rows that each rule is about, and those that break it, by provider, month and version."""
    broken = {_broken(n): rows.count(where=_test(rule, rows)) for n, rule in enumerate(rules)}
    asked = {_asked(n): rows.count(where=rule.asked(rows)) for n, rule in enumerate(rules) if rule.asked}
    return rows.group_by("OrgID_Provider", "Unique_MonthID", "version").aggregate(
        **{_ROWS: _.count()}, **asked, **broken
    )


_ROWS = "rows"


def _broken(n: int) -> str:
    return f"broken_{n}"


def _asked(n: int) -> str:
    return f"asked_{n}"


def _outcome(rule: Rule, n: int, parts: Sequence[Row]) -> Outcome:
    broken, checked = _broken(n), _asked(n) if rule.asked else _ROWS
    subject = [part for part in parts if _in_versions(rule, part["version"])]
    if parts and not subject:
        return Outcome(rule=rule, broken=None, checked=0, reason="no submission follows a version that has this rule")
    by = [
        Part(part["OrgID_Provider"], _month(part["Unique_MonthID"]), part[broken], part[checked])
        for part in subject
        if part[broken]
    ]
    return Outcome(
        rule=rule,
        broken=sum(part.broken for part in by),
        checked=sum(part[checked] for part in subject),
        by=tuple(sorted(by, key=lambda part: (part.provider or "", part.month or ""))),
    )


def _examples(broken: Sequence[Outcome], rows: ir.Table, key: str | None) -> ir.Table:
    """A few rows for each broken rule, of the provider and month that breaks it most; always the same ones."""
    return ibis.union(*(_of_rule(outcome, rows, key) for outcome in broken))


def _of_rule(outcome: Outcome, rows: ir.Table, key: str | None) -> ir.Table:
    worst = max(outcome.by, key=lambda part: part.broken)
    chosen = rows.filter(
        rows.OrgID_Provider.identical_to(worst.provider),
        rows.Unique_MonthID.identical_to(None if worst.month is None else month_numbered(worst.month)),
        _test(outcome.rule, rows),
    )
    named = chosen.select(
        rule=ibis.literal(outcome.rule.id),
        submission=chosen.UniqueSubmissionID,
        key=chosen[key].cast("string") if key else ibis.null("string"),
    )
    return named.order_by("submission", "key").limit(EXAMPLES)


def _row_keys(found: Sequence[Row], rule: Rule) -> tuple[RowKey, ...]:
    keys = {RowKey(row["submission"], row["key"]) for row in found if row["rule"] == rule.id}
    return tuple(sorted(keys, key=lambda key: (key.submission or "", key.key or "")))


def _test(rule: Rule, rows: ir.Table) -> ir.BooleanValue:
    if rule.broken is None:
        raise ValueError(f"{rule.id} has no test")
    return rule.asked(rows) & rule.broken(rows) if rule.asked else rule.broken(rows)


def _in_versions(rule: Rule, version: str) -> bool:
    since, until = rule.since_version, rule.until_version
    return (since is None or _order(since) <= _order(version)) and (until is None or _order(version) <= _order(until))


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _month(number: int | None) -> str | None:
    return None if number is None else month_named(number)
