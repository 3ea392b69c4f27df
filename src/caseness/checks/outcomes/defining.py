"""What findings on definitions share: the definitions of an extract worked out once, and their words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.errors import CannotRun
from caseness.outcomes import evaluate
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

_KEPT = "outcomes under every definition"


def evaluated(records: Records) -> Evaluated:
    """Every definition worked out on the extract, once. Raises `CannotRun` where none can be."""
    if _KEPT not in records.remembered:
        tables = cell_tables(pathways_of(records))
        records.remembered[_KEPT] = (None, ()) if tables is None else (evaluate(tables), tuple(records.queries))
    found, queries = records.remembered[_KEPT]
    if found is None:
        raise CannotRun(
            "the extract has no scores of questionnaires",
            settled_by="an extract with IDS606CodedScoreAssessmentRefer or IDS607CodedScoreAssessmentAct",
        )
    if not found.denominator[found.official]:
        raise CannotRun(
            "no course of two treatment contacts began and ended in the extract", settled_by="an extract of more months"
        )
    records.queries.extend(query for query in queries if query not in records.queries)
    evaluation: Evaluated = found
    return evaluation


def telling(found: Evaluated, least: int) -> NDArray[np.intp]:
    """The places of definitions of which England has at least so many counted, the official among them."""
    return np.flatnonzero((found.denominator >= least) | (np.arange(len(found.specifications)) == found.official))


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
