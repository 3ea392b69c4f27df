"""Our own rules: what holds on any extract, whatever the official rules say.

Nothing is rejected for breaking one, so each is a warning. Where a row can break a rule and be right, the rule says how.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from caseness.validation.ours import contacts, continuity, courses, dates, items, pathways, people, scores

if TYPE_CHECKING:
    from caseness.validation.rule import Rule

__all__ = ["our_rules"]


@cache
def our_rules() -> tuple[Rule, ...]:
    """Every rule of ours that one row, with what it hangs on, can break."""
    return (
        *pathways.RULES,
        *people.RULES,
        *dates.RULES,
        *courses.RULES,
        *contacts.RULES,
        *scores.RULES,
        *items.RULES,
        *continuity.RULES,
    )
