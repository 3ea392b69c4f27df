"""The events that bring a row into a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.measures.measure import Anchor, Rows
from caseness.measures.standing import in_period

if TYPE_CHECKING:
    import ibis.expr.types as ir


def _event(column: str, title: str, rows: Rows = Rows.REFERRALS) -> Anchor:
    """A date between the first and the last day of the period."""

    def when(t: ir.Table) -> ir.BooleanValue:
        return in_period(t, t[column])

    return Anchor(column, rows, when, title)


def _open(t: ir.Table) -> ir.BooleanValue:
    return t.discharge_date.isnull()


RECEIVED = _event("referral_date", "referral received in the period")
ASSESSED = _event("assessment_first_date", "first assessed in the period")
ENTERED = _event("treatment_first_date", "first treated in the period")
TREATED_AGAIN = _event("treatment_second_date", "second treatment in the period")
ENDED = _event("discharge_date", "discharged in the period")
INTEGRATED = _event("integrated_first_date", "first integrated appointment in the period")
TREATED_INTEGRATED = _event("integrated_treatment_first_date", "first integrated treatment in the period")
RECEIVED_OR_ENDED = Anchor(
    "received_or_ended",
    Rows.REFERRALS,
    lambda t: RECEIVED.when(t) | ENDED.when(t),
    "received or discharged in the period",
)
OPEN = Anchor("open", Rows.REFERRALS, _open, "open at the end of the period")
SEEN = _event("day", "appointment in the period", Rows.CONTACTS)
SENT = Anchor("sent", Rows.REFERRALS, lambda t: t.pathway.notnull(), "sent in the period")
SEEN_AT_ALL = Anchor("seen", Rows.SEEN, lambda t: t.pathway.notnull(), "seen in the period")
SUPPORT_STARTED = _event("employment_support_first_date", "first employment support in the period")
SUPPORT_ENDED = _event("support_end", "employment support ended in the period", Rows.SUPPORT_ENDED)
RECORDED = _event("day", "recorded in the period", Rows.EMPLOYMENT_RECORDS)
