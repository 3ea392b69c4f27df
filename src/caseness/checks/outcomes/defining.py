"""What findings on definitions share: the definitions of an extract worked out once, and their words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.errors import CannotRun
from caseness.outcomes import OFFICIAL, evaluate
from caseness.outcomes.cells import cell_tables
from caseness.pathways import pathways_of
from caseness.vocabulary.specifications import factors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.outcomes import Evaluated
    from caseness.outcomes.specification import Specification
    from caseness.sources.records import Records
    from caseness.vocabulary.specifications import Choice

ASKED = {
    "population": "Of whom",
    "whom": "Cases or everyone",
    "start": "Start score",
    "end": "End score",
    "criterion": "What counts as recovered",
    "missing": "If a score is missing",
    "unit": "What is counted",
    "durability": "Does it last?",
}
"""Each question of a definition in a few words."""

LEAST = 20
"""Cases of the official definition with first and last scores, below which nothing is told of any definition."""


def evaluated(records: Records) -> Evaluated:
    """Every definition worked out on the extract, once. Raises `CannotRun` where none can be."""
    found = records.once("outcomes under every definition", lambda: _evaluated(records))
    if found is None:
        raise CannotRun(
            "the extract has no scores of questionnaires",
            settled_by="an extract with IDS606CodedScoreAssessmentRefer or IDS607CodedScoreAssessmentAct",
        )
    if counts_of(found, OFFICIAL.population).known < LEAST:
        raise CannotRun(
            f"fewer than {LEAST} cases with first and last scores began and ended a course of two treatment contacts in it",
            settled_by="an extract of more courses, with their scores",
        )
    return found


def _evaluated(records: Records) -> Evaluated | None:
    tables = cell_tables(pathways_of(records))
    return None if tables is None else evaluate(tables)


@dataclass(frozen=True, slots=True)
class Counts:
    """Those who may be cases of one population: how many, how many with an end score, how many of these recovered.

    ``unknown`` are those without a start score, whom the official rate takes for cases; ``last_seen`` how many recovered if the
    last score before stands in for one that is missing.
    """

    whole: int
    known: int
    recovered: int
    unknown: int
    last_seen: int


def counts_of(found: Evaluated, population: str) -> Counts:
    """The counts of a population, all other choices official."""
    known = {one: place for place, one in enumerate(found.specifications)}

    def counted(rule: str) -> tuple[int, int]:
        place = known[replace(OFFICIAL, population=population, missing=rule)]
        return int(found.numerator[place]), int(found.denominator[place])

    recovered, whole = counted("as_official")
    _same, cases = counted("not_recovered")
    all_missing, _cases = counted("recovered")
    last_seen, _cases = counted("last_observed")
    missing = all_missing - recovered + (whole - cases)
    return Counts(whole, whole - missing, recovered, whole - cases, last_seen)


def telling(found: Evaluated) -> NDArray[np.intp]:
    """The places of definitions of which England has `LEAST` or more counted, the official among them."""
    return np.flatnonzero((found.denominator >= LEAST) | (np.arange(len(found.specifications)) == found.official))


def short(factor: str, chosen: str) -> str:
    """A choice in a word or two."""
    return next(one.short for one in factors()[factor] if one.id == chosen)


def changed_alone(found: Evaluated) -> list[tuple[Choice, int]]:
    """Every choice with the place of the definition that makes it and is official in all else; none for one not told."""
    known = {one: place for place, one in enumerate(found.specifications)}
    official = found.specifications[found.official]
    changed = [
        (choice, replace(official, **{factor: choice.id}))
        for factor, choices in factors().items()
        for choice in choices
    ]
    return [(choice, known[one]) for choice, one in changed if one in known]


def in_short(one: Specification) -> str:
    """What a definition does otherwise than the official one, in a few words each."""
    said = [
        f"{ASKED[factor].lower()}: {short(factor, chosen)}"
        for factor, chosen in one.choices.items()
        if not next(c for c in factors()[factor] if c.id == chosen).official
    ]
    return "; ".join(said) or "as official"
