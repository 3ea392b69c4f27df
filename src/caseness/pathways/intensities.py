"""Treatment sessions by the intensity of what was given at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.pathways.contacts import STEPS, course, moment
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways

_NO_CONTACT = -1


def intensities(pathways: Pathways) -> ir.Table | None:
    """One row per treatment contact and intensity, low (``high`` 0) or high (1), and one per internet therapy log, which is high.

    A contact with several therapies of one intensity has one row for it; one without a therapy has none. ``listed`` is 1
    where one of the therapies is among those that the waits between steps of care count (`Therapy.stage`). ``moment`` puts
    sessions in order: minutes since 1970, of a log those of the midnight at which its period began. ``counts`` says whether it
    is part of the course, ``in_stages`` whether it is within the referral; all logs are (monthly metadata 2026, M347).
    """
    if pathways.sent_activities is None or pathways.contacts is None:
        return None
    listed = [place for place, therapy in enumerate(therapies()) if therapy.stage]
    given = pathways.sent_activities.filter(
        _.newest & _.treatment & _.therapy.isin([*STEPS[Step.LOW], *STEPS[Step.HIGH]])
    )
    marked = given.mutate(
        high=given.therapy.isin(STEPS[Step.HIGH]).ifelse(1, 0).cast("int64"),
        listed=given.therapy.isin(listed).ifelse(1, 0).cast("int64"),
        counts=course(given, pathways.choices),
    )
    at_contacts = marked.group_by("pathway", "contact", "high", "day", "moment", "counts", "in_referral").aggregate(
        listed=marked.listed.max()
    )
    order = ("pathway", "contact", "moment", "day", "high", "listed", "counts", "in_stages")
    sessions = at_contacts.mutate(in_stages=at_contacts.in_referral).select(*order)
    logs = pathways.logs
    if logs is None:
        return sessions
    one = ibis.literal(1).cast("int64")
    began = logs.filter(logs.start.notnull())
    as_sessions = began.select(
        "pathway",
        contact=ibis.literal(_NO_CONTACT).cast("int64"),
        moment=moment(began.start, ibis.null().cast("string")),
        day=began.start,
        high=one,
        listed=one,
        counts=began.in_referral,
        in_stages=ibis.literal(True),
    )
    return sessions.union(as_sessions)
