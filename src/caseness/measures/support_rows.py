"""The rows of measures of what was done in a period: who was seen for what, and appointments for employment support."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.pathways.employment_support import support_contacts, support_ends, typed

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways import Pathways

_ROW = ("pathway", "period", "period_start", "period_end", "provider", "commissioner")
_FLAGS = ("therapy", "support", "any_contact")


def seen_in_period(pathways: Pathways, seen: ir.Table, done: ir.Table | None) -> ir.Table:
    """Pathways with an attended one of the appointments ``seen`` or an internet therapy log that is ``done``, and what it was.

    ``therapy`` is a contact or log that is not employment support, ``support`` a contact that is, ``any_contact`` either of
    them whatever its activities (monthly metadata 2026, EA036 to EA039).
    """
    parts = [_seen_at_contacts(pathways, seen), *([] if done is None else [_seen_in_logs(done)])]
    both = reduce(lambda left, right: left.union(right), parts)
    one = both.group_by(*_ROW).aggregate(**{name: both[name].ifelse(1, 0).max() for name in _FLAGS})
    return one.mutate(**{name: one[name] == 1 for name in _FLAGS})


def _seen_at_contacts(pathways: Pathways, seen: ir.Table) -> ir.Table:
    kept = _with_activity(pathways, seen.filter(seen.attended & seen.from_referral))
    follow_up, support = typed(kept, "follow_up"), typed(kept, "employment_support")
    other_type = kept.appointment_type.notnull() & ~follow_up
    in_its_time = (other_type & kept.in_referral) | (follow_up & ~kept.in_referral)
    until = kept.support_end.fill_null(kept.period_end)
    support_in_time = support & (kept.day <= until)
    return kept.select(
        *_ROW,
        therapy=in_its_time & ~support & ~kept.only_coded,
        support=(in_its_time & kept.coded) | support_in_time,
        any_contact=in_its_time | support_in_time,
    )


def _with_activity(pathways: Pathways, seen: ir.Table) -> ir.Table:
    """Whether they have activities of employment support, and when it ended."""
    special = pathways.facet(support_contacts)
    if special is None:
        return seen.mutate(coded=False, only_coded=False, support_end=ibis.null().cast("date"))
    told = special.select("pathway", "contact", "coded", "only_coded")
    kept = seen.left_join(told, ["pathway", "contact"]).drop("pathway_right", "contact_right")
    kept = kept.mutate(coded=kept.coded.fill_null(False), only_coded=kept.only_coded.fill_null(False))
    return _with_support_end(pathways, kept)


def _with_support_end(pathways: Pathways, seen: ir.Table) -> ir.Table:
    """``support_end`` where all records sent for the month give one: the latest; NULL where support goes on, or none says."""
    ends = pathways.facet(support_ends)
    if ends is None:
        return seen.mutate(support_end=ibis.null().cast("date"))
    over = ends.filter(ends.all_ended).group_by("pathway", "month").aggregate(support_end=_.support_end.max())
    return seen.left_join(over, ["pathway", "month"]).drop("pathway_right", "month_right")


def _seen_in_logs(done: ir.Table) -> ir.Table:
    """Those that began and ended within the referral."""
    kept = done.filter(done.in_referral & (done.start >= done.referral_date).fill_null(False))
    yes, no = ibis.literal(True), ibis.literal(False)
    return kept.select(*_ROW, therapy=yes, support=no, any_contact=yes)


def support_appointments(pathways: Pathways, seen: ir.Table) -> ir.Table | None:
    """Those of the appointments ``seen`` that are among `support_contacts`.

    ``after_referral`` is after the discharge known in the period, and
    ``in_support`` is from referral to the end of employment support, or of the period where none is given.
    """
    special = pathways.facet(support_contacts)
    if special is None:
        return None
    told = special.select("pathway", "contact", "coded", "typed", "typed_support", "typed_follow_up")
    rows = _with_support_end(pathways, seen.inner_join(told, ["pathway", "contact"]))
    return rows.mutate(
        after_referral=(rows.day > rows.discharge_date).fill_null(False),
        in_support=rows.day.between(rows.referral_date, rows.support_end.fill_null(rows.period_end)).fill_null(False),
    )
