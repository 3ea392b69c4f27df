"""Means and deviations of first scores of finished courses, and what became of the cases among them: sums from the engine."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from caseness.outcomes.cells import facts_in_parts
from caseness.outcomes.facts import POPULATIONS
from caseness.outcomes.scored import SCORE
from caseness.pathways.instruments import HUNDREDTHS
from caseness.pathways.outcomes import GAD7, PHQ9, case_line

if TYPE_CHECKING:
    from caseness.pathways import Pathways


@dataclass(frozen=True, slots=True)
class Moments:
    """One questionnaire: mean and standard deviation of the first score in points, its line, and what those at it or above did.

    ``cases`` are at the line or above on this one at first; ``below`` of them are under it at the end, ``change`` is their mean
    change in points.
    """

    mean: float
    sd: float
    line: float
    cases: int
    below: int
    change: float


@dataclass(frozen=True, slots=True)
class ScoreMoments:
    """Finished courses with both scores of PHQ-9 and GAD-7, where GAD-7 is the measure of anxiety.

    ``not_cases`` lay below both lines at first; ``recovered`` are the cases below both at the end.
    """

    courses: int
    not_cases: int
    recovered: int
    phq9: Moments
    gad7: Moments

    @property
    def cases(self) -> int:
        """At or above a line at first."""
        return self.courses - self.not_cases


def score_moments(pathways: Pathways) -> ScoreMoments | None:
    """The sums; None where the extract has no scores or nobody has all four."""
    facts = pathways.facet(facts_in_parts)
    if facts is None:
        return None
    finished = facts.reached >= POPULATIONS.index("two_contacts")
    both = facts.p_before.notnull() & facts.a_before.notnull()
    rows = facts.filter(facts.gad7 & finished & both)
    lines = {"p": case_line(PHQ9) or 0, "a": case_line(GAD7) or 0}
    told = rows.select(
        **{f"{role}1": (rows[f"{role}_first"] % SCORE) for role in lines},
        **{f"{role}2": (rows[f"{role}_last"] % SCORE) for role in lines},
    )
    began = {role: told[f"{role}1"] >= line for role, line in lines.items()}
    ended = {role: told[f"{role}2"] < line for role, line in lines.items()}
    sums = {
        name: condition.ifelse(1, 0).sum()
        for name, condition in {
            "not_cases": ~began["p"] & ~began["a"],
            "recovered": (began["p"] | began["a"]) & ended["p"] & ended["a"],
            **{f"{role}_cases": began[role] for role in lines},
            **{f"{role}_below": began[role] & ended[role] for role in lines},
        }.items()
    }
    for role in lines:
        first, last = told[f"{role}1"] // HUNDREDTHS, told[f"{role}2"] // HUNDREDTHS
        sums |= {f"{role}_sum": first.sum(), f"{role}_squares": (first * first).sum()}
        sums[f"{role}_change"] = began[role].ifelse(last - first, 0).sum()
    (row,) = pathways.records.fetch(told.aggregate(n=told.count(), **sums))
    n = int(row["n"])
    if n < 2 or not row["p_cases"] or not row["a_cases"]:
        return None

    def moments(role: str) -> Moments:
        total, squares, cases = (int(row[f"{role}_{name}"]) for name in ("sum", "squares", "cases"))
        variance = (squares - total * total / n) / (n - 1)
        return Moments(
            mean=total / n,
            sd=sqrt(max(variance, 0.0)),
            line=lines[role] / HUNDREDTHS,
            cases=cases,
            below=int(row[f"{role}_below"]),
            change=int(row[f"{role}_change"]) / cases,
        )

    return ScoreMoments(n, int(row["not_cases"]), int(row["recovered"]), moments("p"), moments("a"))
