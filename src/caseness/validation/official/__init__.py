"""The official rules, made from their declarations in the vocabulary.

Public are the rules of version 2.0 (`caseness.vocabulary.data_set.official_rules`); those on what version 2.1 dropped end
with 2.0, and code lists and the version asked for follow the version of each submission. Every rule becomes a test by its
kind, or says what it would take that no extract holds.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from caseness.validation.official import dates, files, given, keys, lists, scores, writing
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
    "inconsistent": given.inconsistent,
    "invalid_value": files.invalid,
    "mismatch": given.other_organisation,
    "not_in_list": lists.not_in_list,
    "out_of_range": scores.out_of_range,
    "parent_missing": keys.orphan,
    "wrong_format": writing.wrong_format,
}
_OUTSIDE = {
    "all_rules": "it follows from all other rules together, which are counted here one by one",
    "file": "it is about the database that was uploaded; an extract has the rows",
    "organisations": "the national table of live organisations is not at hand",
    "portal": "it compares the file with what was chosen when it was uploaded, which no extract holds",
    "postcodes": "the national table of live postcodes is not at hand",
    "upload": "no extract says when the file was uploaded",
}
_FIRST_VERSION = "2.0"  # the rules read are those of this version


@cache
def official_rules() -> tuple[Rule, ...]:
    """Every official rule, in the official order."""
    return tuple(_rule(declared) for declared in data_set.official_rules())


def _rule(declared: OfficialRule) -> Rule:
    made = None if declared.outside else _KINDS[declared.kind](declared)
    rule = Rule(
        id=declared.rule,
        origin=Origin.OFFICIAL,
        severity=declared.severity,
        table=declared.table,
        field=declared.field,
        kind=declared.kind,
        words=declared.detail,
        source="; ".join(data_set.citations(declared.source)),
        since_version=_FIRST_VERSION,
        until_version=declared.until_version,
    )
    if made is None:
        return replace(rule, reason=_OUTSIDE[str(declared.outside)])
    return replace(
        rule,
        words=made.words,
        broken=made.broken,
        needs=made.needs,
        marks=made.marks,
        of_writing=made.of_writing,
        unit=made.unit,
    )
