"""The one way to evidence: asked for by its type, read once for each grouping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from caseness.forensics.evidence import Courses, DecisiveChanges, FirstScores, LastContacts, ScoreChanges, Scores
from caseness.forensics.evidence.counting import (
    ChangeMoments,
    Denominators,
    FirstContacts,
    MonthlyCourses,
    TargetMargins,
)
from caseness.forensics.evidence.forms import AlikeForms, AnswerDrops, FormPairs, UniformForms
from caseness.forensics.evidence.handling import Breaches, Hours, LastForms, Repeats
from caseness.forensics.reading.answers import (
    read_alike_forms,
    read_answer_drops,
    read_form_pairs,
    read_uniform_forms,
)
from caseness.forensics.reading.counting import (
    read_change_moments,
    read_denominators,
    read_first_contacts,
    read_monthly_courses,
    read_target_margins,
)
from caseness.forensics.reading.handling import read_breaches, read_hours, read_last_forms, read_repeats
from caseness.forensics.reading.totals import (
    read_changes,
    read_courses,
    read_decisive_changes,
    read_first_scores,
    read_last_contacts,
    read_scores,
)
from caseness.forensics.reading.units import Grouping, months_of, units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from caseness.forensics.evidence import Evidence
    from caseness.forensics.reading.units import Units
    from caseness.pathways import Pathways

READERS: dict[type[Evidence], Callable[..., Evidence | None]] = {
    Courses: read_courses,
    Scores: read_scores,
    ScoreChanges: read_changes,
    DecisiveChanges: read_decisive_changes,
    FirstScores: read_first_scores,
    LastContacts: read_last_contacts,
    Breaches: read_breaches,
    Repeats: read_repeats,
    LastForms: read_last_forms,
    Hours: read_hours,
    FormPairs: read_form_pairs,
    UniformForms: read_uniform_forms,
    AnswerDrops: read_answer_drops,
    AlikeForms: read_alike_forms,
    Denominators: read_denominators,
    FirstContacts: read_first_contacts,
    MonthlyCourses: read_monthly_courses,
    TargetMargins: read_target_margins,
    ChangeMoments: read_change_moments,
}
"""What reads each type of evidence; None where the extract cannot give it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One table of evidence, whose its slices are, and the queries it was read with.

    ``table`` is None where the extract cannot give it.
    """

    units: Units
    table: Evidence | None
    queries: tuple[str, ...]


def read(pathways: Pathways, kind: type[Evidence], grouping: Grouping = Grouping.PROVIDER) -> Reading:
    """A table of evidence by provider or by therapist, read once. Raises `KeyError` for a type that no record gives."""
    whose = units(pathways, grouping)
    remembered: dict[str, Any] = pathways.records.remembered
    key = f"forensic {kind.__name__} {grouping} {pathways.choices}"
    if key not in remembered:
        remembered[key] = _read(pathways, kind, whose)
    found: Reading = remembered[key]
    return found


def read_by_month(pathways: Pathways, kind: type[Evidence], providers: Sequence[str]) -> Reading:
    """A table of evidence with a slice for each month at each of these providers, read anew."""
    return _read(pathways, kind, months_of(pathways, providers))


def _read(pathways: Pathways, kind: type[Evidence], whose: Units) -> Reading:
    logged = pathways.records.queries
    before = len(logged)
    table = READERS[kind](pathways, whose)
    queries = tuple(logged[before:])
    del logged[before:]  # a finding shows its own
    return Reading(whose, table, queries)
