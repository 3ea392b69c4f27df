"""What an extract of records has of its own for the model of value for money: the flow, sessions, time, return and work.

Counts are rounded as those that leave an audit, and a share of too few keeps its default.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from caseness.checks.inputs import use
from caseness.checks.official.headline_measures import headlines
from caseness.checks.spend.employment_change import starts_of
from caseness.disclosure.rule import rounded, rounded_share
from caseness.errors import CannotRun
from caseness.measures.periods import months_of
from caseness.pathways import pathways_of
from caseness.pathways.contact_counts import contact_counts
from caseness.pathways.episodes import episodes
from caseness.pathways.instruments import HUNDREDTHS, column_of
from caseness.pathways.outcomes import PHQ9, case_line
from caseness.value.own import FEWEST, MOST, Own
from caseness.wording import decimal, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from caseness.sources.records import Records
    from caseness.value.assumptions import Assumption, Assumptions

LEAST = 100  # of records, below which no figure is taken
_REFERRED, _ENTERED, _FINISHED, _SESSIONS, _WAIT = "M001", "M031", "M076", "M141", "M050"
_MONTHS = 12
_WITHIN = {365: "a year", 182: "half a year"}
_DAYS_A_MONTH = 365.25 / _MONTHS
_HOUR = 60

_Counts = dict[str, int]


def figures_of_records(records: Records, given: Assumptions) -> dict[str, Own]:
    """Every assumption that the extract has a figure for, of those ``given``."""
    pathways = pathways_of(records)
    months = months_of(pathways.months.numbers)
    computed = headlines(pathways, months) if months else {}
    made_of = {one.id: (found.all.numerator, found.all.denominator) for one, found in computed.items()}
    sums = finished_sums(records)
    return {
        **large_enough(_shares(made_of, sums)),
        **_a_year(made_of, len(months)),
        **_course(made_of, sums, given),
        **_return(records, given["relapse_12_months"]),
        **_work(records),
    }


def large_enough(shares: Mapping[str, tuple[int, int, str]]) -> dict[str, Own]:
    """Shares of counts as they may leave, of enough; one that is no share, as in months when more finish than enter, is left."""
    found = {}
    for key, (part, whole, what) in shares.items():
        share = rounded_share(part, whole) if whole >= LEAST else None
        if share is not None and share < 1:
            found[key] = Own(share, what)
    return found


def _shares(made_of: Mapping[str, tuple[int, int]], sums: _Counts) -> dict[str, tuple[int, int, str]]:
    referred, entered, finished = (made_of.get(key, (0, 0))[0] for key in (_REFERRED, _ENTERED, _FINISHED))
    no_case, all_finished = made_of.get("M180", (0, 0))
    return {
        "share_entering": (entered, referred, "entered of referred, same months"),
        "share_finishing": (finished, entered, "finished of entered, same months"),
        "share_at_caseness": (all_finished - no_case, all_finished, "cases of finished courses"),
        "recovery_official": (*made_of.get("M192", (0, 0)), "official recovery"),
        "deteriorated": (*made_of.get("M1010", (0, 0)), "reliable deterioration"),
        "recovery_phq9": (sums["below"], sums["scored"], "last PHQ-9 below 10, of finished courses with a first of 10 or more"),
        "improved_not_recovered": (sums["improved"], sums["cases"], "reliably improved and not recovered, of cases who finished"),
    }  # fmt: skip


def _a_year(made_of: Mapping[str, tuple[int, int]], months: int) -> dict[str, Own]:
    found = {}
    for key, measure, what in (
        ("referrals_a_year", _REFERRED, "referrals received"),
        ("finished_a_year", _FINISHED, "finished courses"),
    ):
        counted = rounded(made_of.get(measure, (0, 0))[0])
        if counted and counted >= LEAST:
            found[key] = Own(round(counted / months * _MONTHS), f"{what}, {months} months put at a year")
    return found


def _course(made_of: Mapping[str, tuple[int, int]], sums: _Counts, given: Assumptions) -> dict[str, Own]:
    """What a course costs by its sessions, how long an appointment takes, and how long it is until the course ends."""
    found = {}
    sessions, courses = made_of.get(_SESSIONS, (0, 0))
    if courses >= LEAST and sessions:
        mean = round(sessions / courses, 1)
        (england,) = use("mean_sessions_2017")
        row, by = given["cost_per_course"], mean / england.value
        what = f"{row.source}; for {decimal(mean, 1)} sessions a course, not {decimal(england.value, 1)}, as sessions"
        found["cost_per_course"] = Own(row.value * by, what, _times(row, by))
    if sums["timed"] >= LEAST and sums["minutes"]:
        hours = round(sums["minutes"] / sums["timed"] / _HOUR, 2)
        row = given["contact_hours"]
        found["contact_hours"] = Own(hours, "clinical time of treatment appointments", _times(row, hours / row.value))
    if sums["dated"] >= LEAST and sums["days"] > 0:
        length = round(sums["days"] / sums["dated"] / _DAYS_A_MONTH, 1)
        waited, began = made_of.get(_WAIT, (0, 0))
        of_it = f", {decimal(waited / began / _DAYS_A_MONTH, 1)} of them before the first" if began >= LEAST else ""
        row = given["course_months"]
        what = f"{decimal(length, 1)} months from referral to the last treatment of finished courses{of_it}"
        found["course_months"] = Own(length, what, _times(row, length / row.value))
    return found


def _times(row: Assumption, by: float) -> tuple[float, float]:
    low, high = row.range
    return low * by, high * by


def _return(records: Records, row: Assumption) -> dict[str, Own]:
    """Relapse within a year: who comes back has relapsed, and others may have, so the share that does is the least it can be.

    Where too few courses ended a year before the extract does, those who come back within half a year are the least.
    """
    for days, words in _WITHIN.items():
        back, ended = came_back(records, days)
        share = rounded_share(back, ended) if ended >= LEAST else None
        if share is not None:
            value = max(row.value, share)
            _low, high = row.range
            what = f"{row.source}; at least the {percent(share)} who recovered and were referred again within {words}"
            return {"relapse_12_months": Own(value, what, (share, min(max(high, value + FEWEST), MOST)))}
    return {}


def came_back(records: Records, days: int) -> tuple[int, int]:
    """Who was referred again within so many days of a recovery, of recovered courses that ended as long before the extract."""
    pathways = pathways_of(records)
    order = pathways.facet(episodes)
    months = months_of(pathways.months.numbers)
    if order is None or not months:
        return 0, 0
    until = ibis.date((months[-1].end - timedelta(days=days)).isoformat())
    rows = pathways.pathways
    ended = rows.filter((rows.recovered & rows.completed_treatment & (rows.discharge_date <= until)).fill_null(False))
    after = order.filter(order.previous.notnull() & order.days_since_previous.between(0, days))
    later = ended.select("pathway").left_join(after.select("previous").distinct(), ended.pathway == after.previous)
    counted = later.aggregate(all=later.count(), back=later.previous.notnull().ifelse(1, 0).sum())
    (row,) = records.fetch(counted)
    return int(row["back"] or 0), int(row["all"] or 0)


def _work(records: Records) -> dict[str, Own]:
    """The effect on employment: from none to all of the change between the first and the last record, and half of it.

    That is how the shipped figure is made from a study, which has no untreated group either.
    """
    try:
        starts = [start for start in starts_of(records) if start.status]
    except CannotRun:
        return {}
    asked = sum(start.asked_again for start in starts)
    into = sum(start.in_work for start in starts if not start.employed)
    left = sum(start.asked_again - start.in_work for start in starts if start.employed)
    gained, lost = (rounded_share(part, asked) if asked >= LEAST else None for part in (into, left))
    if gained is None or lost is None or gained == lost:
        return {}
    change = gained - lost
    what = f"half of the change in work between two records, {percent(gained)} into it and {percent(lost)} out of it"
    return {"effect_on_employment_held": Own(change / 2, what, (min(change, 0.0), max(change, 0.0)))}


def finished_sums(records: Records) -> _Counts:
    """Counts and sums over finished courses, in one pass."""
    line = (case_line(PHQ9) or 0) // HUNDREDTHS  # columns of pathways are in points
    pathways = pathways_of(records)
    rows = pathways.pathways.filter(pathways.pathways.completed_treatment)
    timed = pathways.facet(contact_counts)
    if timed is not None:
        rows = rows.left_join(timed.select("pathway", "timed_treatment_count", "treatment_minutes"), "pathway")
    first, last = (rows[f"{column_of(PHQ9)}_{end}"] for end in ("first", "last"))
    scored = (first.notnull() & last.notnull() & (first >= line)).fill_null(False)
    improved = (rows.at_caseness & rows.reliably_improved & ~rows.recovered).fill_null(False)
    dated = (rows.treatment_last_date.notnull() & (rows.treatment_last_date >= rows.referral_date)).fill_null(False)
    days = rows.treatment_last_date.delta(rows.referral_date, unit="day").cast("int64")
    nothing = ibis.literal(0)
    counted = rows.aggregate(
        scored=_count(scored),
        below=_count((scored & (last < line)).fill_null(False)),
        cases=_count(rows.at_caseness.fill_null(False)),
        improved=_count(improved),
        dated=_count(dated),
        days=dated.ifelse(days, 0).sum(),
        timed=(nothing if timed is None else rows.timed_treatment_count).sum(),
        minutes=(nothing if timed is None else rows.treatment_minutes).sum(),
    )
    (row,) = records.fetch(counted)
    return {name: int(value or 0) for name, value in row.items()}


def _count(held: ir.BooleanValue) -> ir.IntegerScalar:
    return held.ifelse(1, 0).sum()
