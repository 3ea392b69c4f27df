"""Finished courses by whether there was employment support before their end, and status of work at either end of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

finished = _.completed_treatment
_first = _.employment_support_first_date
therapies_only = finished & (_first.isnull() | (_first > _.discharge_date).fill_null(False))
with_support = finished & _first.between(_.referral_date, _.discharge_date).fill_null(False)
GROUPS = {
    "therapies_only": (therapies_only, "Courses finished in the period without employment support before their end"),
    "with_support": (with_support, "Courses finished in the period with employment support between referral and end"),
}
"""Each group, and how it is called in words."""


def in_work(t: ir.Table, end: str) -> ir.BooleanValue:
    """Employed and not absent through sickness, by the record at the ``first`` or ``last`` end."""
    return _status(t, end, "employed") & _absent(t, end, "no")


def off_sick(t: ir.Table, end: str) -> ir.BooleanValue:
    """Employed and absent through sickness."""
    return _status(t, end, "employed") & _absent(t, end, "yes")


def not_employed(t: ir.Table, end: str) -> ir.BooleanValue:
    """A status other than employed, whatever is said of sickness absence."""
    return _status(t, end, "not_employed")


def unknown(t: ir.Table, end: str) -> ir.BooleanValue:
    """Status or sickness absence not stated or not known, or the two not of one piece, or no record that counts.

    Somebody not employed whose sickness absence is anything but "not applicable" is both unknown and `not_employed`
    (monthly metadata 2026, M318 and M319). Where sickness absence is blank, what is said of it is neither true nor false.
    """
    absence = t[f"sick_absence_{end}"]
    neither = absence.notnull() & ~_absent(t, end, "yes") & ~_absent(t, end, "no")
    applies = absence.notnull() & ~_absent(t, end, "not_applicable")
    return (
        _status(t, end, "not_stated")
        | _absent(t, end, "not_known")
        | (_status(t, end, "employed") & neither)
        | (_status(t, end, "not_employed") & applies)
        | (t[f"employment_status_{end}"].isnull() & absence.isnull())
    )


STATES = {"in work": in_work, "off sick": off_sick, "not employed": not_employed, "with work not known": unknown}
"""In the order of the published ids."""


def those(
    group: object, state: Callable[[ir.Table, str], ir.BooleanValue], end: str
) -> Callable[[ir.Table], ir.BooleanValue]:
    """Rows of a group whose status at one end is this."""

    def where(t: ir.Table) -> ir.BooleanValue:
        (member,) = t.bind(group)
        return member & state(t, end)

    return where


def _status(t: ir.Table, end: str, role: str) -> ir.BooleanValue:
    return t[f"employment_status_{end}"].isin(codes_for("EmployStatus", role)).fill_null(False)


def _absent(t: ir.Table, end: str, role: str) -> ir.BooleanValue:
    return t[f"sick_absence_{end}"].isin(codes_for("WorkIndicator", role)).fill_null(False)
