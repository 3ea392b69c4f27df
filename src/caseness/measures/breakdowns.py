"""Breakdowns: into which categories the rows of a measure fall, named as in the published quarterly statistics.

``data/breakdowns.csv`` has every category with the keys that belong to it: codes parted by ``|``, ``18-25`` for a span of
whole numbers, ``~sleepio`` for a text that contains it, ``*`` for any key without another category and ``-`` for none. A
person with several keys, such as two disabilities, counts in the category of each. Source: NHS England monthly measure
metadata, July 2026, V001 to V015; for deprivation deciles the annual statistics.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import ibis

from caseness.pathways import characteristics
from caseness.vocabulary import breakdown_title

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from caseness.pathways import Pathways

_KEYS: dict[str, Callable[[Pathways], ir.Table | None]] = {
    "age_group": characteristics.age,
    "bme_group": characteristics.ethnic_category,
    "disability": characteristics.disability,
    "education": characteristics.education,
    "ethnic_group": characteristics.ethnic_category,
    "ex_armed_forces": characteristics.ex_armed_forces,
    "gender_identity": characteristics.gender_identity,
    "gender_identity_same_at_birth": characteristics.same_gender_at_birth,
    "internet_enabled_therapy_programme": characteristics.programme,
    "long_term_condition": characteristics.long_term_condition,
    "problem_descriptor": characteristics.problem,
    "medication_status_at_start": characteristics.medication,
    "religion": characteristics.religion,
    "sexual_orientation": characteristics.sexual_orientation,
    "working_age": characteristics.age,
    "indices_of_deprivation_decile": characteristics.deprivation,
}


@dataclass(frozen=True, slots=True)
class Category:
    """One category and its keys; ``official`` is its breakdown's id in the monthly metadata, None where it has none."""

    official: str | None
    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A breakdown by its name in the vocabulary, with its categories in the published order."""

    name: str
    categories: tuple[Category, ...]

    @property
    def title(self) -> str:
        """How it is called in words."""
        return breakdown_title(self.name)

    def broken(self, rows: ir.Table, pathways: Pathways) -> ir.Table | None:
        """Rows with ``category``, the place in `categories`, once for each that they fall into.

        ``rows`` have ``pathway`` and ``month``. None where the extract lacks the table.
        """
        known = pathways.facet(_KEYS[self.name])
        if known is None:
            return None
        placed = known.mutate(category=self._place(known.key)).select("pathway", "month", "category").distinct()
        joined = rows.left_join(placed, ["pathway", "month"])
        told = joined.mutate(category=joined.category.fill_null(self._of("-")))
        return told.drop(*(name for name in told.columns if name.endswith("_right")))

    def _of(self, token: str) -> int:
        return next(place for place, one in enumerate(self.categories) if token in one.keys)

    def _place(self, key: ir.Value) -> ir.IntegerValue:
        told = [[one for one in category.keys if one not in ("*", "-")] for category in self.categories]
        tests = [(_met(key, keys), place) for place, keys in enumerate(told) if keys]
        others = next((place for place, one in enumerate(self.categories) if "*" in one.keys), self._of("-"))
        return ibis.cases(*tests, else_=others).cast("int64")


def _met(key: ir.Value, keys: list[str]) -> ir.BooleanValue:
    if key.type().is_integer():
        low, _, high = keys[0].partition("-")
        return (key >= int(low)) & (key <= int(high)) if high else key >= int(low)
    whole = [one for one in keys if not one.startswith("~")]
    met = [key.isin(whole)] if whole else []
    met += [key.contains(one[1:]) for one in keys if one.startswith("~")]
    return ibis.or_(*met)


@cache
def breakdowns() -> dict[str, Breakdown]:
    """Every breakdown by name."""
    text = resources.files("caseness.measures").joinpath("data/breakdowns.csv").read_text(encoding="utf-8")
    found: dict[str, list[Category]] = {}
    for row in csv.DictReader(text.splitlines()):
        category = Category(row["official_id"] or None, row["category"], tuple(row["keys"].split("|")))
        found.setdefault(row["breakdown"], []).append(category)
    return {name: Breakdown(name, tuple(categories)) for name, categories in found.items()}
