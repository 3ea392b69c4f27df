"""Who gave each attended appointment: staff with a qualification of the service, in training for one, or neither.

Source: monthly metadata 2026, M1014 to M1017. Read one by one they overlap, where several gave an appointment or a trainee
completes after it. The figures printed for England do not: from January 2021 to February 2026 the four add up to all attended
appointments, those by medium, in every month printed but one. So each appointment counts once, for the best standing of
those who gave it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.vocabulary.data_set import CodeKind, codes

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways

QUALIFICATIONS = "IDS902CarePersQual"


class Standing(IntEnum):
    """The best standing counts. Missing is no member of staff, or none of whom a qualification record was ever sent."""

    MISSING = 0
    NEITHER = 1
    IN_TRAINING = 2
    QUALIFIED = 3


def standing_by_contact(pathways: Pathways) -> ir.Table | None:
    """``standing`` by ``pathway`` and ``contact``, of each attended one as sent, where anything is known of its staff.

    Qualified is who was awarded a qualification by the day; in training who was not, but has a date to complete one. What was
    sent for the month of the appointment and before it counts.
    """
    staff = _staff(pathways)
    if staff is None or pathways.sent_activities is None:
        return None
    given = pathways.sent_activities.filter(_.attended & _.staff.notnull())
    joined = given.select("pathway", "contact", "submission", "staff", "day").inner_join(staff, ["submission", "staff"])
    standing = ibis.cases(
        ((joined.awarded <= joined.day).fill_null(False), Standing.QUALIFIED.value),
        (joined.planned.notnull(), Standing.IN_TRAINING.value),
        else_=Standing.NEITHER.value,
    )
    return (
        joined.mutate(standing=standing.cast("int64"))
        .group_by("pathway", "contact")
        .aggregate(standing=_.standing.max())
    )


def staff_counts(pathways: Pathways) -> ir.Table | None:
    """By pathway its attended appointments, as sent last, by the standing of who gave them.

    ``qualified_contact_count``, ``in_training_contact_count``, ``neither_contact_count`` and ``missing_contact_count``
    add up to the attended appointments.
    """
    standings = pathways.facet(standing_by_contact)
    if standings is None or pathways.contacts is None:
        return None
    seen = pathways.contacts.filter(_.attended).select("pathway", "contact")
    known = seen.left_join(standings, ["pathway", "contact"])
    told = known.select("pathway", standing=known.standing.fill_null(Standing.MISSING.value))
    return told.group_by("pathway").aggregate(
        **{
            f"{standing.name.lower()}_contact_count": (told.standing == standing.value).ifelse(1, 0).sum()
            for standing in Standing
        }
    )


def _staff(pathways: Pathways) -> ir.Table | None:
    """By submission and member of staff the earliest award, and planned completion, of what was sent so far; NULL for none."""
    rows = pathways.months.rows_if_there(
        QUALIFICATIONS,
        "OrgID_Provider",
        "CarePersLocalId",
        "QualAttainLevelIAPT",
        "QualAwardedDate",
        "QualPlannedCompletionDate",
    )
    if rows is None:
        return None
    listed = [code.code for code in codes("QualAttainLevelIAPT") if code.kind is CodeKind.VALID]
    nothing = ibis.null().cast("date")
    counts = rows.QualAttainLevelIAPT.isin(listed).fill_null(False)
    told = rows.filter(rows.CarePersLocalId.notnull()).select(
        "month",
        provider=rows.OrgID_Provider,
        staff=rows.CarePersLocalId,
        awarded=ibis.ifelse(counts, rows.QualAwardedDate, nothing),
        planned=ibis.ifelse(counts, rows.QualPlannedCompletionDate, nothing),
    )
    first = told.group_by("provider", "staff", "awarded", "planned").aggregate(since=told.month.min())
    submissions = pathways.referral_months.group_by("submission").aggregate(
        month=_.month.max(), provider=_.provider.max()
    )
    by_then = submissions.inner_join(first, "provider").filter(_.since <= _.month)
    return by_then.group_by("submission", "staff").aggregate(awarded=_.awarded.min(), planned=_.planned.min())
