"""All rules of a table in one grouped pass; of a large table, those that look at the same other rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.sources.records import month_named
from caseness.validation.outcome import EXAMPLES, Outcome, Part, RowKey
from caseness.validation.prepared import Prepared, key_of
from caseness.validation.rule import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import ibis.expr.types as ir

    from caseness.sources.records.relation import Row
    from caseness.validation.marks import Mark
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
        for at_once in _passes(unit, table, together, prepared):
            outcomes |= {outcome.rule.id: outcome for outcome in _of_one_pass(unit, table, at_once, prepared)}
        progress(table, done, len(answerable))
    return tuple(outcomes[rule.id] for rule in rules)


def _passes(unit: Unit, table: str, rules: Sequence[Rule], prepared: Prepared) -> list[list[Rule]]:
    """The rules that are tested at once: all of a table, but of a large one only those with the same marks.

    Each mark is a join, and what all joins of a query are found by lies in memory together.
    """
    if unit is Unit.SUBMISSION or not prepared.large(table):
        return [list(rules)]
    alike: dict[frozenset[Mark], list[Rule]] = defaultdict(list)
    for rule in rules:
        alike[frozenset(rule.marks)].append(rule)
    return list(alike.values())


def _of_one_pass(unit: Unit, table: str, rules: Sequence[Rule], prepared: Prepared) -> list[Outcome]:
    tested = _tested(unit, table, rules, prepared)
    parts = prepared.records.fetch(_counted(tested))
    sql = prepared.records.queries[-1]
    outcomes = [_outcome(rule, n, parts, sql) for n, rule in enumerate(rules)]
    short = {n: _worst(rules[n], n, parts) for n, outcome in enumerate(outcomes) if _too_few(outcome)}
    if not short:
        return outcomes
    rows = prepared.records.fetch(_first_rows(tested, {_broken(n): worst for n, worst in short.items()}))
    more = {n: _first_examples(rows, _broken(n), worst) for n, worst in short.items()}
    return [replace(outcome, examples=more.get(n, outcome.examples)) for n, outcome in enumerate(outcomes)]


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
    """Rows that each rule is about, and those that break it with their first and last key, by submission."""
    flags = [name for name in tested.columns if name.startswith(_FLAGS)]
    counts = {name: tested[name].nullif(False).count() for name in flags}
    keys = {
        name: ibis.ifelse(tested[name], tested.key, ibis.null("string")) for name in flags if name.startswith(_BROKEN)
    }
    first = {_FIRST + name: key.min() for name, key in keys.items()}
    last = {_LAST + name: key.max() for name, key in keys.items()}
    return tested.group_by(*_WHOSE, "version", "submission").aggregate(**{_ROWS: _.count()}, **counts, **first, **last)


def _first_rows(tested: ir.Table, worst: Mapping[str, Sequence[Row]]) -> ir.Table:
    """The first rows by key that break each rule, in its worst submissions: each key once, with the rules they break.

    All rules are counted along one order of the keys, which costs one sorting however many there are.
    """
    submissions = {part["submission"]: None for parts in worst.values() for part in parts[:EXAMPLES]}
    inside = tested.filter(tested.submission.isin(list(submissions)), ibis.or_(*(tested[flag] for flag in worst)))
    keyed = inside.group_by("submission", "key").aggregate(**{flag: inside[flag].any() for flag in worst})
    up_to_here = ibis.window(group_by="submission", order_by=keyed.key.asc(nulls_first=False), rows=(None, 0))
    ranks = {_RANK + flag: keyed[flag].nullif(False).count().over(up_to_here) for flag in worst}
    ranked = keyed.mutate(**ranks)
    first = ranked.filter(ibis.or_(*(ranked[flag] & (ranked[_RANK + flag] <= EXAMPLES) for flag in worst)))
    return first.select("submission", "key", *worst)


_WHOSE = ("OrgID_Provider", "Unique_MonthID")
_ROWS, _FIRST, _LAST, _RANK = "rows", "first_", "last_", "rank_"
_FLAGS = _BROKEN, _ASKED = "broken_", "asked_"


def _broken(n: int) -> str:
    return f"{_BROKEN}{n}"


def _asked(n: int) -> str:
    return f"{_ASKED}{n}"


def _outcome(rule: Rule, n: int, parts: Sequence[Row], sql: str) -> Outcome:
    broken, checked = _broken(n), _asked(n) if rule.asked else _ROWS
    subject = _subject(rule, parts)
    if parts and not subject:
        return Outcome(rule=rule, broken=None, checked=0, reason="no submission follows a version that has this rule")
    worst = _worst(rule, n, parts)
    return Outcome(
        rule=rule,
        broken=sum(part[broken] for part in worst),
        checked=sum(part[checked] for part in subject),
        by=_by_month(worst, broken, checked),
        examples=_ends(worst, broken),
        sql=sql,
    )


def _subject(rule: Rule, parts: Sequence[Row]) -> list[Row]:
    """The submissions that follow a version which has the rule."""
    return [part for part in parts if _in_versions(rule, part["version"])]


def _worst(rule: Rule, n: int, parts: Sequence[Row]) -> list[Row]:
    """The submissions that break a rule, those that break it most first."""
    breaking = (part for part in _subject(rule, parts) if part[_broken(n)])
    return sorted(breaking, key=lambda part: (-part[_broken(n)], *_place(part)))


def _by_month(parts: Sequence[Row], broken: str, checked: str) -> tuple[Part, ...]:
    """What submissions break, by provider and month."""
    sums: dict[tuple[str | None, int | None], list[int]] = defaultdict(lambda: [0, 0])
    for part in parts:
        found = sums[part["OrgID_Provider"], part["Unique_MonthID"]]
        found[0] += part[broken]
        found[1] += part[checked]
    by = (Part(provider, _month(month), *found) for (provider, month), found in sums.items())
    return tuple(sorted(by, key=lambda part: (part.provider or "", part.month or "")))


def _ends(worst: Sequence[Row], broken: str) -> tuple[RowKey, ...]:
    """The first and the last row, by key, of the submissions that break a rule most; always the same ones."""
    keys = (RowKey(part["submission"], part[end + broken]) for part in worst for end in (_FIRST, _LAST))
    return tuple(islice(dict.fromkeys(keys), EXAMPLES))


def _too_few(outcome: Outcome) -> bool:
    """Whether there may be more examples than the ends of submissions, as few submissions break the rule."""
    return len(outcome.examples) < min(EXAMPLES, outcome.broken or 0)


def _first_examples(rows: Sequence[Row], broken: str, worst: Sequence[Row]) -> tuple[RowKey, ...]:
    """The first rows, by key, of the submissions that break a rule most; always the same ones."""
    keys: dict[str, list[str | None]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["key"] is None, row["key"])):
        if row[broken]:
            keys[row["submission"]].append(row["key"])
    found = (RowKey(part["submission"], key) for part in worst for key in keys[part["submission"]])
    return tuple(islice(found, EXAMPLES))


def _place(part: Row) -> tuple[str, int, str]:
    return part["OrgID_Provider"] or "", part["Unique_MonthID"] or 0, part["submission"] or ""


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
