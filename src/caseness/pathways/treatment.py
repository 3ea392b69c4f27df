"""What was done in each pathway: first, second and last treatment, how many sessions, and of which therapy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.pathways.contacts import course
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.choices import Choices


def dates_and_counts(sessions: ir.Table) -> ir.Table:
    """One row per pathway with a session: first and last dates, and counts (monthly metadata 2026, I101D23 to D29).

    ``care_contact_count`` has every attended contact and log, whenever it was; ``treatment_contact_count`` those that make
    the course.
    """
    treatment, support = sessions.treatment, sessions.employment_support
    once = sessions.group_by("pathway").aggregate(
        assessment_first_date=sessions.day.min(where=sessions.assessment),
        assessment_last_date=sessions.day.max(where=sessions.assessment),
        treatment_first_date=sessions.day.min(where=treatment),
        treatment_last_date=sessions.day.max(where=treatment),
        employment_support_first_date=sessions.day.min(where=support),
        employment_support_last_date=sessions.day.max(where=support),
        integrated_first_date=sessions.day.min(where=sessions.integrated),
        integrated_treatment_first_date=sessions.day.min(where=sessions.integrated & treatment),
        care_contact_count=sessions.count(),
        treatment_contact_count=sessions.count(where=treatment),
        internet_enabled_therapy_count=sessions.count(where=sessions.log & treatment),
    )
    second = _second_treatment(sessions)
    return once.left_join(second, "pathway").drop("pathway_right")


def _second_treatment(sessions: ir.Table) -> ir.Table:
    """The day of the second treatment session, which may be that of the first."""
    treated = sessions.filter(_.treatment)
    placed = treated.mutate(place=ibis.row_number().over(ibis.window(group_by="pathway", order_by="day")))
    return placed.filter(placed.place == 1).select("pathway", treatment_second_date=placed.day)


def count_column(national: str) -> str:
    """Our name of a national count column: ``cognitive_behaviour_therapy_count`` of ``CognitiveBehaviourTherapy_Count``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", national).lower()


def by_therapy(contacts: ir.Table, activities: ir.Table, choices: Choices) -> ir.Table:
    """One row per pathway: treatment contacts with each therapy, a contact counting once for each that it has.

    Employment support counts every attended contact, for it is no treatment.
    """
    kept = contacts.filter(contacts.attended)
    given = (
        activities.filter(activities.therapy.notnull())
        .select("pathway", "contact", "therapy")
        .distinct()
        .inner_join(
            kept.select("pathway", "contact", counts=course(kept, choices)),
            ["pathway", "contact"],
        )
    )
    named = [(place, therapy) for place, therapy in enumerate(therapies()) if therapy.count_column and therapy.concept]
    support = [place for place, therapy in named if therapy.step is Step.NEITHER]
    counted = given.filter(given.counts | given.therapy.isin(support))
    return counted.group_by("pathway").aggregate(
        **{
            count_column(therapy.count_column or ""): counted.count(where=counted.therapy == place)
            for place, therapy in named
        }
    )


INTERNET, INCLUDES_INTERNET = "internet_enabled_therapy_count", "other_high_intensity_count"
"""Internet therapy sessions, and the count that has them on top of its own (monthly metadata 2026, M108 and M112)."""

COUNTS = (
    "care_contact_count",
    "treatment_contact_count",
    *(count_column(therapy.count_column) for therapy in therapies() if therapy.count_column),
)
"""Every count of a pathway."""
