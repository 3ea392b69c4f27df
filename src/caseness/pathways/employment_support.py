"""Employment support: its appointments, by type or by what was done in them, and when a record says that it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.pathways.contacts import STEPS
from caseness.pathways.employment import EMPLOYMENT
from caseness.vocabulary.data_set import codes_for
from caseness.vocabulary.therapies import Step

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways


def support_contacts(pathways: Pathways) -> ir.Table | None:
    """The attended appointments that are of the type employment support, or have an activity of it, or both, as sent.

    ``newest`` marks the one of each that was sent last. ``coded`` is whether an activity says so, ``only_coded`` whether no
    activity says anything else. ``typed_support`` and ``typed_follow_up`` are what the appointment type says, ``typed``
    whether there is one; ``from_referral`` is on the day of referral or later.
    """
    contacts, activities = pathways.sent_contacts, pathways.sent_activities
    if contacts is None:
        return None
    kept = contacts.filter(contacts.attended)
    if activities is None:
        kept = kept.mutate(coded=False, others=False)
    else:
        of_support = activities.therapy.isin(STEPS[Step.NEITHER]).fill_null(False)
        coded = activities.filter(of_support).select("pathway", "contact").distinct()
        others = activities.filter(~of_support).semi_join(coded, ["pathway", "contact"])
        others = others.select("pathway", "contact").distinct()
        kept = kept.left_join(coded, ["pathway", "contact"])
        kept = kept.mutate(coded=kept.pathway_right.notnull()).drop("pathway_right", "contact_right")
        kept = kept.left_join(others, ["pathway", "contact"])
        kept = kept.mutate(others=kept.pathway_right.notnull()).drop("pathway_right", "contact_right")
    typed_support, typed_follow_up = typed(kept, "employment_support"), typed(kept, "follow_up")
    return kept.filter(kept.coded | typed_support).select(
        "pathway",
        "contact",
        "newest",
        "day",
        "coded",
        "from_referral",
        only_coded=kept.coded & ~kept.others,
        typed=kept.appointment_type.notnull(),
        typed_support=typed_support,
        typed_follow_up=typed_follow_up,
    )


def typed(contacts: ir.Table, role: str) -> ir.BooleanValue:
    """Whether the appointment type, of an appointment kept or not, is one of ``role``: follow_up or employment_support."""
    return contacts.appointment_type.isin(codes_for("AppType", role)).fill_null(False)


def support_ends(pathways: Pathways) -> ir.Table | None:
    """By pathway and month the ends of employment support that the records sent with it give, one row for each.

    ``support_end`` is the day, ``all_ended`` whether every record sent with it gives one. They belong together by the person
    record of the submission (monthly metadata 2026, EA041).
    """
    rows = pathways.months.rows_if_there(EMPLOYMENT, "RecordNumber", "EmpSupportDischargeDate")
    if rows is None:
        return None
    ended = rows.filter(_.EmpSupportDischargeDate.notnull())
    ends = ended.select("RecordNumber", support_end=ended.EmpSupportDischargeDate).distinct()
    open_ = rows.filter(_.EmpSupportDischargeDate.isnull()).semi_join(ends, "RecordNumber")
    open_ = open_.select("RecordNumber").distinct()
    told = ends.left_join(open_, "RecordNumber")
    told = told.select("support_end", record_number=told.RecordNumber, all_ended=told.RecordNumber_right.isnull())
    sent = pathways.referral_months.select("pathway", "month", "record_number")
    return sent.inner_join(told, "record_number").drop("record_number")
