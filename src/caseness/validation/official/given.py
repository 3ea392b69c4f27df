"""Rules on what has to be given: blanks, and fields that belong or do not belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.sources.records import WRITTEN
from caseness.validation.condition import condition
from caseness.validation.official.continued import not_continued
from caseness.validation.official.made import Made

if TYPE_CHECKING:
    from caseness.vocabulary.data_set import OfficialRule


def blank(declared: OfficialRule) -> Made:
    """The field is blank."""
    column = f"{WRITTEN}{declared.field}"
    return Made(words=f"{declared.field} is blank.", broken=lambda rows: rows[column].isnull())


def together(declared: OfficialRule) -> Made:
    """Two fields that do not go together; the declared condition says how."""
    when = condition(declared.when)
    return Made(words=f"{when.words}.", broken=when.holds, needs=when.fields)


def inconsistent(declared: OfficialRule) -> Made:
    """Fields of one row that contradict each other, or a row that asks for another after it."""
    return not_continued(declared) if declared.against else together(declared)


def other_organisation(declared: OfficialRule) -> Made:
    """The organisation is not the one it should be, where both are given; case does not matter."""
    column, other = f"{WRITTEN}{declared.field}", str(declared.against)
    return Made(
        words=f"{declared.field} is not the provider that submits ({other}).",
        broken=lambda rows: (rows[column].upper() != rows[other].upper()).fill_null(False),
    )
