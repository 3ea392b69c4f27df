"""Problem descriptors: which codes mean which problem, and which anxiety measure belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from caseness.vocabulary import table

FALLBACK_MEASURE = "GAD"  # for every problem without a measure of its own (guide 2021, 7.7)
OTHER_PROBLEMS = "Other recorded problems"  # how the warehouse writes a descriptor that is none of `problems`


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem descriptor: all codes that begin with ``code`` (dot removed) and with no longer entry's.

    ``warehouse_higher`` and ``warehouse_lower`` are the pair of categories that the national warehouse writes for it.
    """

    code: str
    problem: str
    group: str
    adsm: str | None
    adsm_since_version: str | None
    warehouse_higher: str
    warehouse_lower: str | None
    source: str

    def measure(self, version: str) -> str:
        """The value of ADSM that belongs to the problem in a version of the data set."""
        if self.adsm is None or (self.adsm_since_version or version) > version:
            return FALLBACK_MEASURE
        return self.adsm


@cache
def problems() -> tuple[Problem, ...]:
    """Every problem descriptor."""
    return tuple(
        Problem(
            code=row["code"],
            problem=row["problem"],
            group=row["group"],
            adsm=row["adsm"] or None,
            adsm_since_version=row["adsm_since_version"] or None,
            warehouse_higher=row["warehouse_higher"],
            warehouse_lower=row["warehouse_lower"] or None,
            source=row["source"],
        )
        for row in table("data_set/problems")
    )


def problem_of(code: str) -> Problem | None:
    """The problem a descriptor stands for, ``F40.0`` and ``F400`` alike; None for any other recorded problem."""
    plain = code.strip().upper().replace(".", "")
    matching = [p for p in problems() if plain.startswith(p.code)]
    return max(matching, key=lambda p: len(p.code), default=None)
