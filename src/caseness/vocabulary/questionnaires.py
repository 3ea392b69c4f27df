"""The questionnaires: their range, the line of caseness, the smallest change that counts, and the problem each belongs to.

Thresholds and their sources are in ``data/data_set/questionnaires.csv``. Where no official threshold was found there is
none here: `Questionnaire.case_line` and `Questionnaire.reliable_change` are then None, and whatever needs them has to say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from caseness.vocabulary import table


class Relation(StrEnum):
    """Whether a threshold itself counts."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A line on a scale: ``10, at least`` for a case on the PHQ-9, ``5, more than`` for reliable change on the PDSS."""

    value: Decimal
    relation: Relation

    def met_by(self, score: Decimal | int) -> bool:
        """Whether a score (or the size of a change) reaches the threshold."""
        return score >= self.value if self.relation is Relation.AT_LEAST else score > self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A questionnaire whose total the data set carries.

    ``adsm`` is the value of the national column ADSM if it may be the paired anxiety measure, ``column_prefix`` begins
    its national columns (``PHQ9`` of ``PHQ9_FirstScore``), ``condition`` is the long-term condition (SNOMED CT) that it
    is for, ``items`` is the number of questions. Scores have ``decimals`` places; the public validator takes them
    ``accepted_from`` a value that may lie under the lowest. ``since_version`` and ``until_version`` bound the versions of
    the data set in which it decides outcomes.
    """

    id: str
    name: str
    adsm: str | None
    concept: str | None
    lowest: Decimal | None
    accepted_from: Decimal | None
    highest: Decimal | None
    decimals: int
    items: int | None
    case_line: Threshold | None
    reliable_change: Threshold | None
    column_prefix: str
    condition: str | None
    since_version: str | None
    until_version: str | None
    note: str
    source: str


@cache
def questionnaires() -> tuple[Questionnaire, ...]:
    """Every questionnaire, PHQ-9 and GAD-7 first."""
    return tuple(_questionnaire(row) for row in table("data_set/questionnaires"))


def questionnaire(identity: str) -> Questionnaire:
    """The questionnaire called ``PHQ-9``, ``GAD-7`` … Raises `KeyError` if there is none."""
    return {q.id: q for q in questionnaires()}[identity]


def anxiety_measure(adsm: str, version: str) -> Questionnaire:
    """The questionnaire that the national column ADSM names, in a version of the data set.

    Raises `KeyError` for a value that is not one of that version.
    """
    for q in questionnaires():
        begun = q.since_version is None or q.since_version <= version
        ended = q.until_version is not None and q.until_version < version
        if q.adsm == adsm and begun and not ended:
            return q
    raise KeyError(adsm)


def _questionnaire(row: dict[str, str]) -> Questionnaire:
    return Questionnaire(
        id=row["id"],
        name=row["name"],
        adsm=row["adsm"] or None,
        concept=row["concept"] or None,
        lowest=_decimal(row["lowest"]),
        accepted_from=_decimal(row["accepted_from"]),
        highest=_decimal(row["highest"]),
        decimals=int(row["decimals"]),
        items=int(row["items"]) if row["items"] else None,
        case_line=_threshold(row["case_line"], row["case_relation"]),
        reliable_change=_threshold(row["reliable_change"], row["change_relation"]),
        column_prefix=row["column_prefix"],
        condition=row["condition"] or None,
        since_version=row["since_version"] or None,
        until_version=row["until_version"] or None,
        note=row["note"],
        source=row["source"],
    )


def _threshold(value: str, relation: str) -> Threshold | None:
    return Threshold(Decimal(value), Relation(relation)) if value else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
