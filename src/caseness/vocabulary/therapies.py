"""Therapy types and the step of care each belongs to, as the published measures group them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from caseness.vocabulary import table


class Step(StrEnum):
    """Low intensity (step 2), high intensity (step 3), or no therapy at all."""

    LOW = "low"
    HIGH = "high"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Therapy:
    """A therapy: its SNOMED CT procedure (None for internet logs) and national count column.

    ``official_id`` is the published count of its appointments, ``sessions_id`` the published mean of sessions in a course.
    ``other_concepts`` count as the same therapy (M110). ``stage`` is the intensity under which the published waits between
    steps of care list it; None where they do not, as counselling for depression and collaborative care (M347 to M367).
    """

    concept: str | None
    other_concepts: tuple[str, ...]
    therapy: str
    step: Step
    stage: Step | None
    count_column: str | None
    official_id: str | None
    sessions_id: str | None
    source: str

    @property
    def concepts(self) -> tuple[str, ...]:
        """Every procedure that counts as this therapy."""
        return (*((self.concept,) if self.concept else ()), *self.other_concepts)


@cache
def therapies() -> tuple[Therapy, ...]:
    """Every therapy type."""
    return tuple(
        Therapy(
            concept=row["concept"] or None,
            other_concepts=tuple(row["other_concepts"].split()),
            therapy=row["therapy"],
            step=Step(row["step"]),
            stage=Step(row["stage"]) if row["stage"] else None,
            count_column=row["count_column"] or None,
            official_id=row["official_id"] or None,
            sessions_id=row["sessions_id"] or None,
            source=row["source"],
        )
        for row in table("data_set/therapies")
    )


def therapy_of(code: str) -> Therapy | None:
    """The therapy of a procedure code; a status expression may follow the concept. None for another procedure."""
    concept = _leading_digits(code)
    return next((t for t in therapies() if concept in t.concepts), None)


def _leading_digits(code: str) -> str:
    stripped = code.strip()
    return stripped[: len(stripped) - len(stripped.lstrip("0123456789"))]
