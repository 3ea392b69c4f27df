"""Conditions on the fields of one row, written as data: ``AttendOrDNACode = 5 6; Cancellation blank``.

Terms are parted by semicolons and all have to hold: ``Field blank``, ``Field given``, ``Field = one other …`` and
``Field not one other …``, which a blank also satisfies. ``@experience`` stands for the concepts of that kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import ibis

from caseness.sources.records import WRITTEN
from caseness.vocabulary.data_set import concepts
from caseness.wording import listed

if TYPE_CHECKING:
    import ibis.expr.types as ir

_CONCEPTS = "@"


class Relation(StrEnum):
    """What a term says of its field."""

    BLANK = "blank"
    GIVEN = "given"
    ONE_OF = "="
    NONE_OF = "not"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing said of one field; ``values`` as the code list writes them."""

    field: str
    relation: Relation
    values: tuple[str, ...] = ()

    def holds(self, rows: ir.Table) -> ir.BooleanValue:
        """The term as an expression over prepared rows; never NULL."""
        written = rows[WRITTEN + self.field]
        match self.relation:
            case Relation.BLANK:
                return written.isnull()
            case Relation.GIVEN:
                return written.notnull()
            case Relation.ONE_OF:
                return rows[self.field].isin(self._codes).fill_null(False)
            case Relation.NONE_OF:
                return ~rows[self.field].isin(self._codes).fill_null(False)

    @property
    def words(self) -> str:
        """``AttendOrDNACode is 5 or 6``."""
        said = {
            Relation.BLANK: "is blank",
            Relation.GIVEN: "is given",
            Relation.ONE_OF: "is",
            Relation.NONE_OF: "is not",
        }
        values = " or ".join(value.removeprefix(_CONCEPTS) for value in self.values)
        return f"{self.field} {said[self.relation]} {values}".rstrip()

    @property
    def _codes(self) -> tuple[str, ...]:
        return tuple(code for value in self.values for code in _meant(value))


@dataclass(frozen=True, slots=True)
class Condition:
    """Terms that all have to hold; without any it always does."""

    terms: tuple[Term, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it asks about."""
        return tuple(term.field for term in self.terms)

    @property
    def words(self) -> str:
        """``AttendOrDNACode is 5 or 6 and Cancellation is blank``."""
        return listed([term.words for term in self.terms]) if self.terms else ""

    @property
    def name(self) -> str:
        """A short name without blanks, for the column of a mark."""
        return "_".join(f"{term.field}_{term.relation.name.lower()}" for term in self.terms)

    def holds(self, rows: ir.Table) -> ir.BooleanValue:
        """The condition as an expression over prepared rows; never NULL."""
        return ibis.and_(*(term.holds(rows) for term in self.terms))


def condition(text: str) -> Condition:
    """The condition that a text states. Raises `ValueError` where it is not written as this module says."""
    return Condition(tuple(_term(part.split()) for part in text.split(";") if part.strip()))


def _term(words: list[str]) -> Term:
    field, relation, *values = words
    term = Term(field, Relation(relation), tuple(values))
    if bool(values) != (term.relation in (Relation.ONE_OF, Relation.NONE_OF)):
        raise ValueError(f"a condition is not written as it should be: {' '.join(words)}")
    return term


def _meant(value: str) -> tuple[str, ...]:
    if not value.startswith(_CONCEPTS):
        return (value,)
    return tuple(concept.concept for concept in concepts(value.removeprefix(_CONCEPTS)))
