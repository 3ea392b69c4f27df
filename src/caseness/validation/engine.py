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
    tested = _tested(unit, table, rules, prepared)
    parts = prepared.records.fetch(_counted(tested))
    outcomes = [_outcome(rule, n, parts) for n, rule in enumerate(rules)]
    if not any(outcome.by for outcome in outcomes):
        return outcomes
    found = _examples(outcomes, tested, prepared)
    return [replace(outcome, examples=_row_keys(found, outcome.rule)) for outcome in outcomes]


def _tested(unit: Unit, table: str, rules: Sequence[Rule], prepared: Prepared) -> ir.Table:
    """Whose each row is, its key, and for each rule whether it is about the row and whether the row breaks it."""
    marks = [mark for rule in rules for mark in rule.marks]
    key = key_of(table) if unit is Unit.ROW else None
    if unit is Unit.ROW:
        used = [field for rule in rules for field in (rule.field, *rule.needs, *rule.wants) if field]
        rows = prepared.marked(table, marks, *used, *([key] if key else []))
    else:
        rows = prepared.submissions_marked(marks)
    flags = {_broken(n): _test(rule, rows) for n, rule in enumerate(rules)}
    asked = {_asked(n): rule.asked(rows) for n, rule in enumerate(rules) if rule.asked}
    named = rows[key].cast("string") if key else ibis.null("string")
    tested = rows.select(*_WHOSE, "version", submission=rows.UniqueSubmissionID, key=named, **asked, **flags)
    return prepared.records.view(f"tested_{unit}_{table}", tested)


def _counted(tested: ir.Table) -> ir.Table:
    """Rows that each rule is about, and those that break it, by provider, month and version."""
    flags = {name: tested.count(where=tested[name]) for name in tested.columns if name.startswith(_FLAGS)}
    return tested.group_by(*_WHOSE, "version").aggregate(**{_ROWS: _.count()}, **flags)


_WHOSE = ("OrgID_Provider", "Unique_MonthID")
_ROWS = "rows"
_FLAGS = ("broken_", "asked_")


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


def _examples(outcomes: Sequence[Outcome], tested: ir.Table, prepared: Prepared) -> list[Row]:
    """A few rows for each broken rule, of the provider and month that breaks it most; always the same ones."""
    found = {_broken(n): outcome for n, outcome in enumerate(outcomes) if outcome.by}
    bad = tested.filter(ibis.or_(*(tested[flag] for flag in found))).select(*_WHOSE, "submission", "key", *found)
    kept = prepared.records.kept("broken", bad)
    return prepared.records.fetch(ibis.union(*(_of_rule(kept, flag, outcome) for flag, outcome in found.items())))


def _of_rule(kept: ir.Table, flag: str, outcome: Outcome) -> ir.Table:
    worst = max(outcome.by, key=lambda part: part.broken)
    chosen = kept.filter(
        kept.OrgID_Provider.identical_to(worst.provider),
        kept.Unique_MonthID.identical_to(None if worst.month is None else month_numbered(worst.month)),
        kept[flag],
    )
    named = chosen.select("submission", "key", rule=ibis.literal(outcome.rule.id)).distinct()
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
