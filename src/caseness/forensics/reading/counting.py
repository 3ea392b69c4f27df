"""What is read of how courses come to be counted, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import ibis
import numpy as np
from ibis import _

from caseness.forensics.evidence import SCALES
from caseness.forensics.evidence.counting import (
    LEAST_OF_A_MONTH,
    MARGINS,
    ChangeMoments,
    Denominators,
    FirstContacts,
    MonthlyCourses,
    TargetMargins,
)
from caseness.forensics.reading.cells import array
from caseness.forensics.reading.occasions import finished
from caseness.pathways.contacts import course
from caseness.vocabulary.standards import LONG_BETWEEN_TREATMENTS, RECOVERY_TARGET

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from caseness.forensics.reading.units import Units
    from caseness.pathways import Pathways

_COURSE = 2  # appointments
_MONTHS = 12
_IMPAIRMENT = ("wsas_home_management", "wsas_social_leisure", "wsas_private_leisure", "wsas_relationships")


def read_denominators(pathways: Pathways, units: Units) -> Denominators | None:
    """Cases who were seen twice or more, whether or not two of the appointments were treatment."""
    if pathways.contacts is None:
        return None
    p = pathways.pathways
    seen = pathways.contacts.filter(_.attended & _.in_referral).group_by("pathway").aggregate(seen=_.count())
    ended = p.filter((p.discharge_date >= pathways.months.begin).fill_null(False) & ~p.began_before)
    rows = ended.inner_join(seen.filter(seen.seen >= _COURSE), "pathway")
    firsts = [(rows[f"{name}_first"], scale.line) for name, scale in zip(("phq9", "gad7"), SCALES, strict=True)]
    lasts = [(rows[f"{name}_last"], scale.line) for name, scale in zip(("phq9", "gad7"), SCALES, strict=True)]
    case = (firsts[0][0] >= firsts[0][1]).fill_null(False) | (firsts[1][0] >= firsts[1][1]).fill_null(False)
    below = (lasts[0][0] < lasts[0][1]).fill_null(False) & (lasts[1][0] < lasts[1][1]).fill_null(False)
    told = rows.mutate(case=case, recovery=below.ifelse(1, 0), counted=rows.completed_treatment.ifelse(1, 0))
    told = told.filter(told.case).select("pathway", finished="counted", recovered="recovery")
    return Denominators(array(pathways, units, told, ["finished", "recovered"], [2, 2]))


def read_first_contacts(pathways: Pathways, units: Units) -> FirstContacts | None:
    """First treatments of courses begun within the extract, and whether the second was long in coming."""
    if pathways.contacts is None:
        return None
    treated = pathways.contacts.filter(course(pathways.contacts, pathways.choices))
    window = ibis.window(group_by="pathway", order_by=["moment", "contact"])
    placed = treated.mutate(place=ibis.row_number().over(window))
    first = placed.filter(placed.place == 0)
    second = pathways.pathways.filter(~_.began_before).select("pathway", "treatment_second_date")
    rows = first.select("pathway", "day", both=(first.assessment & first.treatment).ifelse(1, 0)).inner_join(
        second, "pathway"
    )
    wait = rows.treatment_second_date.delta(rows.day, unit="day")
    told = rows.select("pathway", "both", waited=(wait > LONG_BETWEEN_TREATMENTS).fill_null(True).ifelse(1, 0))
    return FirstContacts(array(pathways, units, told, ["both", "waited"], [2, 2]))


def _by_month(pathways: Pathways) -> ir.Table:
    cases = finished(pathways).filter(_.at_caseness)
    begin, end = cast("date", pathways.months.begin), cases.discharge_date
    since = (end.year() - begin.year) * _MONTHS + end.month() - begin.month
    return cases.select("pathway", month=since.cast("int64"), recovered=cases.recovered.ifelse(1, 0))


def read_monthly_courses(pathways: Pathways, units: Units) -> MonthlyCourses:
    """Cases and recoveries in each month of the extract."""
    numbers = pathways.months.numbers
    span = numbers[-1] - numbers[0] + 1 if numbers else 1
    return MonthlyCourses(array(pathways, units, _by_month(pathways), ["month", "recovered"], [span, 2]))


def read_target_margins(pathways: Pathways, units: Units) -> TargetMargins:
    """How far from the target the recoveries of each provider were, month by month."""
    counts = read_monthly_courses(pathways, units).counts
    cases = counts.sum(axis=2)
    least = np.ceil(cases * RECOVERY_TARGET).astype(int)
    margin = np.clip(counts[:, :, 1] - least + MARGINS // 2, 0, MARGINS - 1)
    margins = np.zeros((len(units.names), MARGINS), np.int64)
    unit, month = np.nonzero(cases >= LEAST_OF_A_MONTH)
    np.add.at(margins, (unit, margin[unit, month]), 1)
    return TargetMargins(margins)


def read_change_moments(pathways: Pathways, units: Units) -> ChangeMoments | None:
    """Sums and products of how far the counted scales and impairment fell, over courses that have all of them."""
    courses = pathways.facet(finished)
    if courses is None:
        return None
    p = pathways.pathways.semi_join(courses, "pathway")

    def fall(name: str) -> ir.NumericValue:
        return (p[f"{name}_first"] - p[f"{name}_last"]).cast("int64")

    x = fall("phq9") + fall("gad7")
    y = fall(_IMPAIRMENT[0])
    for name in _IMPAIRMENT[1:]:
        y = y + fall(name)
    rows = p.select("pathway", x=x, y=y)
    rows = rows.filter(rows.x.notnull() & rows.y.notnull()).inner_join(units.numbers, "pathway")
    told = rows.group_by("unit").aggregate(
        **{
            f"m{place}": value.sum().cast("int64")
            for place, value in enumerate(
                (rows.x * 0 + 1, rows.x, rows.y, rows.x * rows.x, rows.x * rows.y, rows.y * rows.y)
            )
        }
    )
    found = pathways.records.fetch_table(told)
    sums = np.zeros((len(units.names), 6), np.int64)
    for place in range(6):
        sums[found["unit"].to_numpy(), place] = found[f"m{place}"].to_numpy()
    return ChangeMoments(sums)
