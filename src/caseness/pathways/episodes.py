"""Whose pathways follow each other: every person's pathways in order, across providers, with the days between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.pathways.people import PEOPLE

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways

_NOT_KNOWN = "0"  # in Pseudo_NHS_Number_NCDR
_EPOCH = ibis.date("1970-01-01")
_DAYS = 2**20  # room for a day beside a place, in one whole number


def episodes(pathways: Pathways) -> ir.Table | None:
    """One row per pathway: ``person`` (a number of ours), ``previous`` and ``next`` pathway of that person, NULL for none.

    ``days_since_previous`` are those from the end of the previous pathway to the referral of this one, NULL while that is
    open and negative where they overlap; ``place`` counts the person's pathways from 0. Persons are told apart by
    ``Pseudo_NHS_Number_NCDR`` where it is given, which holds across providers, else by ``Person_ID``. Pathways of one
    person are in the order of their referral dates.
    """
    rows = pathways.pathways.select(
        "pathway", "submission", "record_number", "person_id", "referral_date", "discharge_date"
    )
    people = pathways.months.rows_if_there(PEOPLE, "RecordNumber", "Pseudo_NHS_Number_NCDR")
    if people is None:
        return None
    theirs = people.select("submission", "Pseudo_NHS_Number_NCDR", record_number=people.RecordNumber)
    sent = rows.select("pathway", "submission", "record_number").inner_join(theirs, ["submission", "record_number"])
    numbers = sent.group_by("pathway").aggregate(number=sent.Pseudo_NHS_Number_NCDR.max())
    known = rows.left_join(numbers, "pathway")
    number = known.number.nullif(_NOT_KNOWN)
    keyed = known.select(
        "pathway",
        "referral_date",
        "discharge_date",
        across=number.notnull(),
        key=ibis.coalesce(number, known.person_id),
    ).filter(_.key.notnull())
    people_first = [keyed.across, keyed.key]
    numbered = keyed.mutate(person=ibis.dense_rank().over(order_by=people_first).cast("int64")).drop("across", "key")
    window = ibis.window(group_by="person", order_by=[ibis.asc("referral_date", nulls_first=True), "pathway"])
    placed = numbered.mutate(
        place=ibis.row_number().over(window).cast("int64"),
        previous=numbered.pathway.lag().over(window),
        next=numbered.pathway.lead().over(window),
        previous_end=numbered.discharge_date.lag().over(window),
    )
    gap = placed.referral_date.delta(placed.previous_end, unit="day").cast("int64")
    return placed.select("pathway", "person", "place", "previous", "next", days_since_previous=gap)


def since_last_course(pathways: Pathways) -> ir.Table | None:
    """One row per pathway that has a finished course of the same person before it, in the order of referral.

    ``days_since_course`` are those from the end of the last such course to the referral, negative where it came before the
    end; ``finished`` says whether the pathway itself is a finished course.
    """
    order = pathways.facet(episodes)
    if order is None:
        return None
    own = pathways.pathways.select("pathway", "referral_date", "discharge_date", finished="completed_treatment")
    rows = order.select("pathway", "person", "place").inner_join(own, "pathway")
    ended = rows.discharge_date.delta(_EPOCH, unit="day").cast("int64")
    packed = ibis.ifelse(rows.finished & ended.notnull(), rows.place * _DAYS + ended, ibis.null().cast("int64"))
    in_order = {"group_by": "person", "order_by": "place"}
    so_far = rows.mutate(packed=packed).mutate(so_far=_.packed.max().over(ibis.cumulative_window(**in_order)))
    before = so_far.mutate(before=so_far.so_far.lag().over(ibis.window(**in_order)))
    referred = before.referral_date.delta(_EPOCH, unit="day").cast("int64")
    told = before.select("pathway", "finished", days_since_course=referred - before.before % _DAYS)
    return told.filter(told.days_since_course.notnull())
