"""What calibration counts in an extract: referrals, courses and appointments, by what they are broken down by.

Every tally comes from the written national extract, as a user's would, through `sources.records`; only counts and sums
leave the engine. A referral stands as in the last month in which it was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import ibis
from ibis import _
from ibis import selectors as s
from ibis.util import gen_name

from caseness.sources.synthetic.calibration.courses import SCORES, courses_by_therapy
from caseness.sources.synthetic.calibration.referrals import COUNTS, NOT_KNOWN, QUANTITIES, breakdowns, pathways
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import ibis.expr.types as ir

    from caseness.sources.records import Records


@dataclass(frozen=True, slots=True)
class Moments:
    """How many values, their sum and the sum of their squares."""

    number: int
    total: float
    squares: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts and moments by name, of one category of one breakdown."""

    breakdown: str
    category: str
    counts: Mapping[str, int]
    moments: Mapping[str, Moments]


def tallies(records: Records, deprivation: ir.Table, *, start: date, end: date) -> list[Tally]:
    """The tallies of what happened from ``start`` up to but without ``end``; ``deprivation`` is the
    warehouse's table of areas.
    """
    every = pathways(records, deprivation, start, end)
    kept = records.backend.create_table(gen_name("calibration"), every, temp=True)
    longer = kept.pivot_longer(s.cols(*breakdowns()), names_to="breakdown", values_to="category")
    contacts = _contacts(records, start, end)
    return [
        *_tallied(records, longer, COUNTS, QUANTITIES),
        *_tallied(records, courses_by_therapy(records, kept), ("finished",), SCORES),
        *_tallied(records, _by_code(contacts, "attendance", "AttendOrDNACode")),
        *_tallied(records, _by_code(_first_of_each(records, kept), "first attendance", "AttendOrDNACode")),
        *_tallied(records, _by_code(_attended(contacts), "medium", "ConsMechanism")),
    ]


def _tallied(
    records: Records, rows: ir.Table, counts: Sequence[str] = (), quantities: Mapping[str, str] = MappingProxyType({})
) -> list[Tally]:
    """The tallies of rows that have a ``breakdown`` and a ``category``."""
    columns: dict[str, Any] = {"rows": rows.count()} | {name: rows[name].sum() for name in counts}
    for name, among in quantities.items():
        value = rows[name].cast("float64")
        columns[f"{name} number"] = value.count(where=rows[among])
        columns[f"{name} total"] = value.sum(where=rows[among])
        columns[f"{name} squares"] = (value * value).sum(where=rows[among])
    grouped = rows.group_by("breakdown", "category").aggregate(**columns)
    return [
        Tally(
            breakdown=row["breakdown"],
            category=row["category"],
            counts={name: int(row[name] or 0) for name in ("rows", *counts)},
            moments={
                name: Moments(row[f"{name} number"], row[f"{name} total"] or 0.0, row[f"{name} squares"] or 0.0)
                for name in quantities
            },
        )
        for row in records.backend.to_pyarrow(grouped).to_pylist()
    ]


def _contacts(records: Records, start: date, end: date) -> ir.Table:
    contacts = records.counting("IDS201CareContact")
    day = contacts.CareContDate
    return contacts.filter((day >= ibis.literal(start)) & (day < ibis.literal(end)))


def _attended(contacts: ir.Table) -> ir.Table:
    kept = contacts.AttendOrDNACode.isin(codes_for("AttendOrDNACode", "attended"))
    unplanned = contacts.PlannedCareContIndicator.isin(codes_for("PlannedCareContIndicator", "attended"))
    return contacts.filter((kept | unplanned).fill_null(False))


def _first_of_each(records: Records, pathways: ir.Table) -> ir.Table:
    """The earliest appointment of each referral received in the period."""
    contacts = records.counting("IDS201CareContact")
    mine = contacts.semi_join(pathways.filter(pathways.received), "PathwayID")
    order = ibis.window(group_by="PathwayID", order_by=["CareContDate", "CareContTime", "CareContactId"])
    return mine.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)


def _by_code(contacts: ir.Table, breakdown: str, field: str) -> ir.Table:
    return contacts.select(breakdown=ibis.literal(breakdown), category=contacts[field].fill_null(NOT_KNOWN))
