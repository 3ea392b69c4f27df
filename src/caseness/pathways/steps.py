"""Stages of low and high intensity therapy, and the waits for the first and between the first two.

A stage is two or more consecutive treatment sessions of one intensity. Source: monthly metadata 2026, M347 to M367. As read
here, where its construction leaves it open:

- sessions are in order of day, then time of day, then the number of the appointment; a log is placed by the start of its
  period, at midnight; low intensity comes before high intensity at the same appointment;
- one single session before the first stage is ignored, and more than one excludes the pathway, which then has no stage. As
  stretches alternate, those before a first stage are all single sessions, so it is the first or the second stretch;
- of the single sessions between the first and the second stage more than one excludes the pathway. After just one the second
  stage has the intensity of the first; so a step is a stage of the other intensity at once after the first;
- ``LowIntensityTherapy_FirstDate`` and ``HighIntensityTherapy_FirstDate`` in the published formulas are the first days of the
  stages: with the therapies that the construction lists they cannot be other days. So the formulas of step up and step
  down, written for either order of these dates, have one answer, also where both dates are the same day;
- of a pathway that began before the extract, the sessions in the extract are all that is known. Sessions count up to the
  discharge that was sent last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.pathways.intensities import intensities

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways

_STAGE = 2  # sessions of one intensity
_IGNORED = 1  # session before the first stage


def steps(pathways: Pathways) -> ir.Table | None:
    """Stages by the therapies that the published construction lists, see `stages`."""
    sessions = pathways.facet(intensities)
    return None if sessions is None else stages(sessions.filter(_.in_stages & (_.listed == 1)))


def steps_of_all_therapies(pathways: Pathways) -> ir.Table | None:
    """Stages by every therapy of low or high intensity, see `stages`.

    The published construction leaves out collaborative care and counselling for depression, both of high intensity.
    """
    sessions = pathways.facet(intensities)
    return None if sessions is None else stages(sessions.filter(_.in_stages))


def stages(sessions: ir.Table) -> ir.Table:
    """One row per pathway with a first stage that counts.

    ``sessions`` has ``pathway``, ``moment``, ``day``, ``contact`` and ``high`` (1 or 0). ``first_high`` says whether the first
    stage is of high intensity; ``first_begin`` and ``first_end`` are its first and last day; ``steps`` whether a stage of the
    other intensity follows, which begins on ``second_begin``.
    """
    runs = _runs(sessions)
    first = runs.filter(_.sessions >= _STAGE).group_by("pathway").aggregate(run=_.run.min())
    counted = first.filter(first.run <= 1 + _IGNORED)
    begun = runs.semi_join(counted, ["pathway", "run"])
    next_stage = runs.filter(_.sessions >= _STAGE).select("pathway", run=_.run - 1, second_begin="begin")
    both = begun.left_join(next_stage, ["pathway", "run"])
    return both.select(
        "pathway",
        "second_begin",
        first_begin="begin",
        first_end="end",
        first_high=both.high == 1,
        steps=both.second_begin.notnull(),
    )


def _runs(sessions: ir.Table) -> ir.Table:
    """Stretches of ``sessions`` of one intensity, numbered from 1 in each pathway, with the days of ``begin`` and ``end``."""
    order = ["moment", "contact", "high"]
    before = sessions.high.lag().over(ibis.window(group_by="pathway", order_by=order))
    changed = sessions.mutate(changes=(before.isnull() | (before != sessions.high)).ifelse(1, 0))
    so_far = ibis.cumulative_window(group_by="pathway", order_by=order)
    numbered = changed.mutate(run=changed.changes.sum().over(so_far))
    return numbered.group_by("pathway", "run", "high").aggregate(
        begin=numbered.day.min(), end=numbered.day.max(), sessions=numbered.count()
    )


def first_dates(pathways: Pathways) -> ir.Table | None:
    """``low_intensity_first_date`` and ``high_intensity_first_date`` by pathway, of treatment contacts in the course.

    They are the national ``LowIntensityTherapy_FirstDate`` and ``HighIntensityTherapy_FirstDate``: internet therapy logs are no
    contacts.
    """
    sessions = pathways.facet(intensities)
    if sessions is None:
        return None
    of_contacts = sessions.filter(sessions.counts & (sessions.contact >= 0))
    return of_contacts.group_by("pathway").aggregate(
        low_intensity_first_date=of_contacts.day.min(where=of_contacts.high == 0),
        high_intensity_first_date=of_contacts.day.min(where=of_contacts.high == 1),
    )
