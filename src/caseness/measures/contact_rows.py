"""The rows of measures of appointments, therapies, internet therapy logs and staff: what was sent for each period.

Published figures count what the submission of the month itself has (monthly metadata 2026, M082 and M1014), beside the
referral as it stands in that month; an appointment sent for several months counts in each of which it has a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.standing import calendar, newest_in_period, standing
from caseness.pathways.contacts import within
from caseness.pathways.staff import Standing, standing_by_contact
from caseness.vocabulary.therapies import therapies

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

INTERNET_THERAPY = next(place for place, therapy in enumerate(therapies()) if therapy.concept is None)


def contacts(pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
    """One row per appointment and period, kept or not; of one sent for several months of a period the last.

    ``in_referral`` is true from referral to discharge as known in the period.
    """
    if pathways.sent_contacts is None:
        return None
    sent = newest_in_period(_in_period(pathways.sent_contacts, periods), periods, ["pathway", "contact_id"])
    return _beside_referral(sent, pathways, periods)


def logs(pathways: Pathways, periods: Sequence[Period]) -> ir.Table | None:
    """One row per internet therapy log that ended in the period, as often as it was sent (monthly metadata 2026, M343)."""
    if pathways.sent_logs is None:
        return None
    return _beside_referral(_in_period(pathways.sent_logs, periods), pathways, periods)


def therapy_sessions(pathways: Pathways, seen: ir.Table, done: ir.Table | None) -> ir.Table | None:
    """One row per treatment contact and therapy given at it, of those ``seen``, and one per internet therapy log ``done``.

    ``therapy`` is the place in `therapies`; ``log`` says which rows are logs. A contact with several activities of one
    therapy has one row for it.
    """
    if pathways.sent_activities is None:
        return None
    given = pathways.sent_activities.filter(_.treatment & _.therapy.notnull())
    given = given.select("pathway", "contact", "therapy").distinct()
    columns = ("pathway", "period", "period_start", "period_end", "provider", "commissioner", "day", "month")
    treated = seen.filter(seen.treatment).inner_join(given, ["pathway", "contact"])
    sessions = treated.select(*columns, "therapy", log=ibis.literal(False))
    if done is None:
        return sessions
    place = ibis.literal(INTERNET_THERAPY).cast("int64")
    return sessions.union(done.select(*columns, therapy=place, log=ibis.literal(True)))


def staffed_contacts(pathways: Pathways, seen: ir.Table) -> ir.Table | None:
    """Attended ones of the appointments ``seen`` with the ``standing`` of who gave them, see `caseness.pathways.staff`."""
    standings = pathways.facet(standing_by_contact)
    if standings is None:
        return None
    joined = seen.filter(seen.attended).left_join(standings, ["pathway", "contact"])
    joined = joined.drop("pathway_right", "contact_right")
    return joined.mutate(standing=joined.standing.fill_null(Standing.MISSING.value))


def _in_period(sent: ir.Table, periods: Sequence[Period]) -> ir.Table:
    placed = sent.inner_join(calendar(periods), "month")
    placed = placed.drop(*(name for name in placed.columns if name.endswith("_right")))
    return placed.filter(placed.day.between(placed.period_start, placed.period_end))


def _beside_referral(sent: ir.Table, pathways: Pathways, periods: Sequence[Period]) -> ir.Table:
    """With the provider and commissioner of the referral, and whether the day lies within it."""
    referrals = standing(pathways, periods)
    known = referrals.select("pathway", "period", "provider", "commissioner", "referral_date", "discharge_date")
    joined = sent.inner_join(known, ["pathway", "period"])
    joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
    return joined.mutate(in_referral=within(joined.day, joined.referral_date, joined.discharge_date))
