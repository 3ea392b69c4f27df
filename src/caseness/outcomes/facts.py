"""One row per course of the cohort with all that a definition of recovery may ask of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import ibis

from caseness.outcomes.scored import (
    GAD7_PLACE,
    SESSIONS,
    cohort,
    days_of_sessions,
    epoch_day,
    scored_points,
)
from caseness.pathways.episodes import episodes
from caseness.pathways.instruments import instruments
from caseness.pathways.outcomes import case_line, change_line, decides
from caseness.pathways.treatment import INCLUDES_INTERNET, INTERNET, count_column
from caseness.vocabulary.problems import problems
from caseness.vocabulary.specifications import factors, nice_doses, number_of
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways import Choices, Pathways

POPULATIONS = tuple(one.id for one in factors()["population"])
FOLLOWED = tuple(one for one in factors()["durability"] if one.value is not None)


def outcome_facts(pathways: Pathways) -> ir.Table | None:
    """Every pathway of the cohort with its scores (`scored.scored_points`) and what it belongs to.

    ``reached`` is the place in `POPULATIONS` of the last that it belongs to, as each lies within the one before. ``later`` is
    the last reached by a later referral of the same person, −1 for none; ``first`` whether it is the person's first
    in the extract. ``number`` counts providers from 0 in the order of their codes; ``line`` and ``change`` are the lines of
    the anxiety measure in hundredths, ``gad7`` whether it is GAD-7. ``returned`` is the place in `FOLLOWED`
    of the first period within which the person was referred again, the number of periods for none; ``followed`` how many
    periods the extract spans after the end. None without scores.
    """
    points = scored_points(pathways)
    if points is None:
        return None
    own = _reached(pathways)
    placed = _placed(pathways, own)
    days = own.left_join(placed, "pathway").drop("pathway_right").left_join(points, "pathway").drop("pathway_right")
    held = pathways.facet(days_of_sessions)
    if held is None:
        return days.mutate(**{one.id: ibis.null().cast("int64") for one in SESSIONS})
    return days.left_join(held, "pathway").drop("pathway_right")


def _reached(pathways: Pathways) -> ir.Table:
    own = cohort(pathways)
    contacts = own.treatment_contact_count
    seen = own.assessment_first_date.notnull() | (contacts >= number_of("population", "entered"))
    enough = contacts >= number_of("population", "four_contacts")
    reached = ibis.cases(
        (enough & _nice_dose(own), POPULATIONS.index("nice_dose")),
        (enough, POPULATIONS.index("four_contacts")),
        (contacts >= number_of("population", "three_contacts"), POPULATIONS.index("three_contacts")),
        (contacts >= number_of("population", "two_contacts"), POPULATIONS.index("two_contacts")),
        (contacts >= number_of("population", "entered"), POPULATIONS.index("entered")),
        (seen, POPULATIONS.index("assessed")),
        else_=POPULATIONS.index("referred"),
    )
    calendar = pathways.months.calendar
    last = calendar.aggregate(last=calendar.period_end.max()).as_scalar()
    after = epoch_day(last) - epoch_day(own.discharge_date)
    spans = [(after >= one.value).ifelse(1, 0) for one in FOLLOWED]
    own = own.mutate(provider=own.provider.fill_null(""))
    return own.select(
        "pathway",
        "provider",
        gad7=(own.anxiety_measure == GAD7_PLACE).fill_null(False),
        line=anxiety_line(own, pathways.choices),
        change=_by_measure(own, 1, pathways.choices),
        number=ibis.dense_rank().over(order_by=own.provider).cast("int64"),
        reached=reached.cast("int64"),
        followed=sum(spans[1:], spans[0]).cast("int64"),
        last_treatment_day=epoch_day(own.treatment_last_date),
        first_treatment_day=epoch_day(own.treatment_first_date),
    )


@cache
def _thresholds(choices: Choices) -> dict[int, tuple[int, int]]:
    """Case line and reliable change, in hundredths, of each anxiety measure by its place in `instruments`."""
    return {
        place: (case_line(one.questionnaire) or 0, change_line(one.questionnaire, choices) or 0)
        for place, one in enumerate(instruments())
        if one.questionnaire and decides(one.questionnaire) and one.questionnaire.adsm
    }


def anxiety_line(own: ir.Table, choices: Choices) -> ir.IntegerValue:
    """The line of the anxiety measure of each pathway, in hundredths; NULL where it has none."""
    return _by_measure(own, 0, choices)


def _by_measure(own: ir.Table, which: int, choices: Choices) -> ir.IntegerValue:
    branches = ((own.anxiety_measure == place, both[which]) for place, both in _thresholds(choices).items())
    return ibis.cases(*branches).cast("int64")


def _nice_dose(own: ir.Table) -> ir.BooleanValue:
    """Whether there were as many treatment contacts as the guideline for the problem names at the least.

    Anybody with a therapy of high intensity is held to the number for high intensity. A problem without a guideline's number
    has no such dose.
    """
    intense = high_intensity(own)
    codes = [one.code for one in problems()]
    least = {step: [d for d in nice_doses() if d.intensity is step] for step in (Step.LOW, Step.HIGH)}

    def enough(step: Step) -> ir.BooleanValue:
        wanted = ibis.cases(*((own.problem == codes.index(d.code), d.least_sessions) for d in least[step]))
        return (own.treatment_contact_count >= wanted).fill_null(False)

    return (intense & enough(Step.HIGH)) | (~intense & enough(Step.LOW))


def high_intensity(own: ir.Table) -> ir.BooleanValue:
    """Whether pathways had a treatment contact of high intensity."""
    columns = [count_column(t.count_column) for t in therapies() if t.step is Step.HIGH and t.count_column]
    high = own[INCLUDES_INTERNET] - own[INTERNET]
    for column in columns:
        high = high + own[column] if column not in (INCLUDES_INTERNET, INTERNET) else high
    return (high > 0).fill_null(False)


def _placed(pathways: Pathways, own: ir.Table) -> ir.Table:
    """``later``, ``first`` and ``returned`` of each pathway; of one whose person is not known as if there were no other."""
    order = pathways.facet(episodes)
    nobody = ibis.literal(-1).cast("int64")
    never = ibis.literal(len(FOLLOWED)).cast("int64")
    if order is None:
        return own.select("pathway", later=nobody, first=ibis.literal(True), returned=never)
    known = own.select("pathway", "reached").left_join(order.select("pathway", "person", "place"), "pathway")
    known = known.drop("pathway_right")
    from_last = ibis.cumulative_window(group_by="person", order_by=ibis.desc("place"))
    so_far = known.mutate(so_far=known.reached.max().over(from_last))
    later = so_far.mutate(later=so_far.so_far.lag().over(ibis.window(group_by="person", order_by=ibis.desc("place"))))
    again = order.filter(order.previous.notnull() & (order.days_since_previous >= 0)).select(
        before="previous", days="days_since_previous"
    )
    rows = later.left_join(again, later.pathway == again.before)
    unknown = rows.person.isnull()
    returned = ibis.cases(*((rows.days <= one.value, place) for place, one in enumerate(FOLLOWED)), else_=len(FOLLOWED))
    return rows.select(
        "pathway",
        later=ibis.ifelse(unknown, nobody, rows.later.fill_null(-1)),
        first=(unknown | (rows.place == 0)).fill_null(True),
        returned=returned.cast("int64"),
    )
