"""Which published categories and measures say that something about a person or a session is not known.

Two kinds. In the annual report a breakdown has a category for it (``data/categories_not_known.csv``). Elsewhere it is a
measure of its own, or what is left of a whole after all its known parts (``data/details_not_known.csv``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from caseness.vocabulary import table


class Why(StrEnum):
    """Why a detail is not known, as far as the category tells."""

    NOT_RECORDED = "not_recorded"  # no code, or one that is not valid
    ASKED = "asked"  # the person was asked and gave no answer
    MIXED = "mixed"  # the printed category holds both


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail whose unknown share follows from measures of one breakdown's category in one publication.

    ``of_whom`` names what ``whole`` counts; without a whole it is the sum of ``known`` and ``not_known``. Without
    ``not_known`` it is what the known parts leave of the whole.
    """

    id: str
    title: str
    of_whom: str
    publication: str
    breakdown: str
    category: str
    whole: str | None
    not_known: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that takes part."""
        return (*((self.whole,) if self.whole else ()), *self.not_known, *self.known)


@cache
def categories_not_known() -> dict[str, dict[str, Why]]:
    """For each breakdown, its categories that stand for not known, with why."""
    found: dict[str, dict[str, Why]] = defaultdict(dict)
    for row in table("categories_not_known"):
        found[row["breakdown"]][row["category"]] = Why(row["why"])
    return dict(found)


def is_not_known(breakdown: str, category: str) -> bool:
    """Whether this category of a breakdown stands for not known."""
    return category in categories_not_known().get(breakdown, {})


@cache
def details() -> tuple[Detail, ...]:
    """Every detail that has measures of its own for not known, in the order of the data."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in table("details_not_known"):
        rows[row["detail"]].append(row)
    return tuple(_detail(of_one) for of_one in rows.values())


def _detail(rows: list[dict[str, str]]) -> Detail:
    first = rows[0]
    roles: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        roles[row["role"]].append(row["measure"])
    return Detail(
        id=first["detail"],
        title=first["title"],
        of_whom=first["of_whom"],
        publication=first["publication"],
        breakdown=first["breakdown"],
        category=first["category"],
        whole=next(iter(roles["whole"]), None),
        not_known=tuple(roles["not_known"]),
        known=tuple(roles["known"]),
    )
