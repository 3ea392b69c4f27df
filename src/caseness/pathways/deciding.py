"""The outcome of each course: which anxiety measure counts, and what first and last scores make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.pathways import outcomes
from caseness.pathways.instruments import HUNDREDTHS, column_of, instruments
from caseness.pathways.outcomes import GAD7, Scored
from caseness.vocabulary.questionnaires import questionnaires

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.choices import Choices

OUTCOMES = (
    "completed_treatment",
    "at_caseness",
    "not_at_caseness",
    "recovered",
    "reliably_improved",
    "reliably_deteriorated",
    "no_reliable_change",
)
"""The flags that tell the outcome of a course; `paired` follows from them."""

COURSE = 2  # treatment contacts that make a course: guide 2021, 6.15


def decided(pathways: ir.Table, choices: Choices) -> ir.Table:
    """Pathways with the anxiety measure that counts and the outcome of a finished course.

    Scores are in hundredths; ``suited`` is the measure that belongs to the problem.
    """
    chosen = _anxiety(pathways)
    lines = {
        one: (outcomes.case_line(one), outcomes.change_line(one, choices))
        for one in questionnaires()
        if outcomes.decides(one) and one.adsm
    }
    by_place = {
        place: lines[one.questionnaire]
        for place, one in enumerate(instruments())
        if one.questionnaire in lines and one.questionnaire is not None
    }

    def line(end: int) -> ir.IntegerValue:
        return ibis.cases(*((chosen.anxiety_measure == place, ends[end]) for place, ends in by_place.items())).cast(
            "int64"
        )

    s = Scored(
        chosen.phq9_first, chosen.phq9_last, chosen.anxiety_first, chosen.anxiety_last, line(0), line(1), choices
    )
    finished = chosen.discharge_date.notnull() & (chosen.treatment_contact_count >= COURSE)
    return chosen.mutate(
        completed_treatment=finished,
        at_caseness=finished & outcomes.at_caseness(s),
        not_at_caseness=finished & outcomes.not_at_caseness(s),
        recovered=finished & outcomes.recovered(s),
        reliably_improved=finished & outcomes.reliably_improved(s),
        reliably_deteriorated=finished & outcomes.reliably_deteriorated(s),
        no_reliable_change=finished & outcomes.no_reliable_change(s),
    )


def paired(pathways: ir.Table) -> ir.BooleanValue:
    """A finished course with a last score of both measures: M202 (guide 2021, 6.3).

    Only a pair can have changed, so that a course whose change is known is one, even if its scores are not in the extract.
    """
    both = pathways.phq9_last.notnull() & pathways.anxiety_last.notnull()
    judged = pathways.reliably_improved | pathways.reliably_deteriorated | pathways.no_reliable_change
    return pathways.completed_treatment & (both | judged)


def _anxiety(pathways: ir.Table) -> ir.Table:
    """The measure of the problem if it has a pair, else GAD-7 if that has one (guide 2021, 7.7).

    Where neither has, the first score of either still says whether someone was a case, the problem's own measure first.
    """
    able = [
        (place, one.column)
        for place, one in enumerate(instruments())
        if one.questionnaire is not None and one.questionnaire.adsm and outcomes.decides(one.questionnaire)
    ]
    gad7 = [one.column for one in instruments()].index(column_of(GAD7))

    def of_suited(end: str) -> ir.IntegerValue:
        return ibis.cases(*((pathways.suited == place, pathways[f"{column}_{end}"]) for place, column in able)).cast(
            "int64"
        )

    own_first, own_last = of_suited("first"), of_suited("last")
    own = own_last.notnull() | (own_first.notnull() & pathways.gad7_last.isnull())
    fallback = ~own & pathways.gad7_first.notnull() & pathways.suited.notnull()
    return pathways.mutate(
        anxiety_measure=ibis.cases((own, pathways.suited), (fallback, gad7)).cast("int64"),
        anxiety_first=ibis.cases((own, own_first), (fallback, pathways.gad7_first)).cast("int64"),
        anxiety_last=ibis.cases((own, own_last), (fallback, pathways.gad7_last)).cast("int64"),
    )


def in_points(pathways: ir.Table) -> ir.Table:
    """Pathways with scores in their own units: whole points, or points with decimals."""
    columns: dict[str, ir.Value] = {}
    for end in ("first", "last"):
        for one in instruments():
            score = pathways[f"{one.column}_{end}"]
            points = score.cast("float64") / HUNDREDTHS if one.decimals else score // HUNDREDTHS
            columns[f"{one.column}_{end}"] = points
        columns[f"anxiety_{end}"] = pathways[f"anxiety_{end}"].cast("float64") / HUNDREDTHS
    return pathways.mutate(**columns)
