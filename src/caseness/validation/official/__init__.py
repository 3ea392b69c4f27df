"""The official rules, made from their declarations in the vocabulary.

Public are the rules of version 2.0 (`caseness.vocabulary.data_set.official_rules`); those on what version 2.1 dropped end
with 2.0, and code lists and the version asked for follow the version of each submission. Every rule becomes a test by its
kind, or says what it would take that no extract holds.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from caseness.validation.official import dates, given, keys
from caseness.validation.rule import Origin, Rule
from caseness.vocabulary import data_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.validation.official.made import Made
    from caseness.vocabulary.data_set import OfficialRule

__all__ = ["official_rules"]

_KINDS: dict[str, Callable[[OfficialRule], Made]] = {
    "blank": given.blank,
    "blank_conditional": given.together,
    "child_missing": keys.childless,
    "date_after_period": dates.after,
    "date_before_period": dates.before,
    "date_order": dates.before,
    "duplicate": keys.duplicate,
    "empty_table": keys.empty,
    "parent_missing": keys.orphan,
}


@cache
def official_rules() -> tuple[Rule, ...]:
    """Every official rule, in the official order."""
    return tuple(_rule(declared) for declared in data_set.official_rules() if declared.kind in _KINDS)


def _rule(declared: OfficialRule) -> Rule:
    made = _KINDS[declared.kind](declared)
    return Rule(
        id=declared.rule,
        origin=Origin.OFFICIAL,
        severity=declared.severity,
        table=declared.table,
        field=declared.field,
        kind=declared.kind,
        words=made.words,
        source="; ".join(data_set.citations(declared.source)),
        broken=made.broken,
        needs=made.needs,
        marks=made.marks,
        of_writing=made.of_writing,
        unit=made.unit,
        until_version=declared.until_version,
    )
