"""Rules on the order of dates: of one row, of a row and what it hangs on, of a row and its reporting period.

A date that is blank or cannot be read breaks none of them: other rules say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import ibis

from caseness.validation.condition import condition
from caseness.validation.marks import Above, Below
from caseness.validation.official.made import Made
from caseness.vocabulary.data_set import FieldType, field_called
from caseness.wording import listed

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.vocabulary.data_set import OfficialRule

_PERIOD = {"period_start": "the reporting period begins", "period_end": "the reporting period ends"}


def after(declared: OfficialRule) -> Made:
    """The date lies after another, by more than the declared margin."""
    return _compared(declared, later=True)


def before(declared: OfficialRule) -> Made:
    """The date lies before another, unless the declared rows hang on this one; after it, where it is the period's end."""
    return _compared(declared, later=declared.against == "period_end")


def birth(declared: OfficialRule) -> Made:
    """A birth after the period, or so long before its end that the age is implausible (the limit is ours)."""
    column = str(declared.field)

    def broken(rows: ir.Table) -> ir.BooleanValue:
        born = rows[column]
        return ((born > rows.period_end) | (born < rows.period_end - _interval(declared.margin))).fill_null(False)

    words = f"{column} lies after the reporting period, or more than {declared.margin} before its end."
    return Made(words=words, broken=broken)


@dataclass(frozen=True, slots=True)
class _Other:
    """The date that a date is held against: of the period, of the calendar, of the same row, of a row above."""

    named: str

    @property
    def above(self) -> Above | None:
        table, dot, field = self.named.partition(".")
        return Above(table, field) if dot else None

    @property
    def own(self) -> str | None:
        """The field of the same row, where it is one."""
        return None if self.above or self.named in _PERIOD or self.named[0].isdigit() else self.named

    @property
    def words(self) -> str:
        if self.above:
            return f"{self.above.field} of its {self.above.table}"
        return _PERIOD.get(self.named) or (self.named if self.own else f"{date.fromisoformat(self.named):%-d %B %Y}")

    def of(self, rows: ir.Table) -> ir.Value:
        if self.named[0].isdigit():
            return ibis.date(self.named)
        return rows[self.above.column if self.above else self.named]


def _compared(declared: OfficialRule, *, later: bool) -> Made:
    column, other = str(declared.field), _Other(str(declared.against))
    unless = _unless(declared.unless)
    by_month = _type_of(declared) is FieldType.MONTH

    def broken(rows: ir.Table) -> ir.BooleanValue:
        limit = other.of(rows).strftime("%Y-%m") if by_month else other.of(rows)
        if declared.margin:
            limit = limit + _interval(declared.margin)
        wrong = rows[column] > limit if later else rows[column] < limit
        return ibis.and_(wrong.fill_null(False), *(~rows[mark.column] for mark in unless))

    margin = f"more than {declared.margin} " if declared.margin else ""
    spared = f", and {_without(unless)}" if unless else ""
    return Made(
        words=f"{column} lies {margin}{'after' if later else 'before'} {other.words}{spared}.",
        broken=broken,
        needs=(other.own,) if other.own else (),
        marks=(*((other.above,) if other.above else ()), *unless),
    )


def _unless(declared: str) -> tuple[Below, ...]:
    parts = (part.partition(":") for part in declared.split("|") if part.strip())
    return tuple(Below(table.strip(), condition(when)) for table, _colon, when in parts)


def _without(unless: tuple[Below, ...]) -> str:
    return listed([f"no {mark.table} was sent for it whose {mark.when.words}" for mark in unless])


def _interval(margin: str | None) -> ir.IntervalScalar:
    number, unit = str(margin).split()
    return ibis.interval(int(number), unit={"day": "D", "year": "Y"}[unit.rstrip("s")])


def _type_of(declared: OfficialRule) -> FieldType | None:
    field = field_called(str(declared.table), str(declared.field))
    return field.type if field else None
