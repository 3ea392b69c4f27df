"""What people said of their work: every record of it that can belong to a referral, and the first and the last of each.

A record belongs to a person, and so to each of the person's referrals within which it was recorded; it is sent again with
every later submission. Of records of one day the row number decides, the smallest being the first and the greatest the last
(monthly metadata 2026, M316 and M320). Employment recorded before version 2.0 of the data set lies in tables of its own,
with appointments (Rep_Appointment, Rep_EA1Appointment), which no extract of this data set has.
"""

from __future__ import annotations

from functools import cache, reduce
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.pathways.contacts import within
from caseness.pathways.referrals import REFERRALS
from caseness.vocabulary.data_set import codes, field_called

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways

EMPLOYMENT = "IDS004EmpStatus"
FIELDS = {
    "employment_status": "EmployStatus",
    "sick_absence": "SickAbsenceInd",
    "weekly_hours": "WeekHoursWorked",
    "self_employed": "SelfEmployInd",
    "benefit": "BenefitRecInd",
    "employment_support_allowance": "ESAInd",
    "universal_credit": "UCInd",
    "personal_independence_payment": "PIPInd",
    "sick_pay": "SSPInd",
    "support_suitability": "EmpSupportInd",
}
"""Our name of what a record says, and its field."""

_OF_RECORDS = (
    "RecordNumber",
    "UniqueID_IDS004",
    "EmployStatusRecDate",
    "EmpSupportReferral",
    "EmpSupportDischargeDate",
)
STATUS = ("employment_status", "sick_absence")
_TOGETHER = (
    STATUS,
    ("weekly_hours", "self_employed"),
    ("benefit", "employment_support_allowance", "universal_credit"),
    ("personal_independence_payment", "support_suitability"),
)
_SICK_PAY = ("sick_pay",)
_EXTREMES = {"first": "min", "last": "max"}
_EPOCH = ibis.date("1970-01-01")
_NOTHING = ibis.literal(0).cast("int64")
_DAYS, _ROWS, _SAID = 2**15, 2**40, 2**8


def recorded(pathways: Pathways) -> ir.Table | None:
    """One row for each of the `Pathways.states` and each record of its person, from the day of referral on.

    It counts in whatever submission it was sent. ``order`` puts the records of a state in the order of day and row number;
    ``day`` is the day recorded, ``in_referral`` whether it lies before the discharge. Each of `FIELDS` has the place of its
    code in the code list counted from 1, 0 for none of it. ``sick_absence_given`` is whether sickness absence is filled in,
    with a code or not; ``support_referral`` and ``support_end`` are the dates of employment support that the record gives.
    """
    months = pathways.months
    rows = months.rows_if_there(EMPLOYMENT, *_OF_RECORDS, *FIELDS.values())
    if rows is None:
        return None
    sent = months.rows(REFERRALS, "RecordNumber", "Person_ID")
    person = sent.group_by("RecordNumber").aggregate(person_id=_.Person_ID.max())
    known = rows.filter(_.EmployStatusRecDate.notnull()).inner_join(person, "RecordNumber")
    span = pathways.states.select("person_id", "referral_date", "discharge_date", state="pathway")
    theirs = known.inner_join(span, "person_id")
    ours = theirs.filter(theirs.EmployStatusRecDate >= theirs.referral_date)
    number = ours.EmployStatusRecDate.delta(_EPOCH, unit="day").cast("int64").clip(lower=0, upper=_DAYS - 1)
    return ours.select(
        "state",
        order=number * _ROWS + ours.UniqueID_IDS004.fill_null(0) % _ROWS,
        day=ours.EmployStatusRecDate,
        in_referral=within(ours.EmployStatusRecDate, ours.referral_date, ours.discharge_date),
        support_referral=ours.EmpSupportReferral,
        support_end=ours.EmpSupportDischargeDate,
        sick_absence_given=ours.SickAbsenceInd.notnull(),
        **{name: _place(ours[field], name) for name, field in FIELDS.items()},
    )


def employment(pathways: Pathways) -> ir.Table | None:
    """By state what the first and the last record within the referral say: ``_first`` and ``_last`` of each of `FIELDS`.

    They are codes. The two records are one where there is only one. ``recorded_days`` counts the days with a record of any
    kind, ``recorded_first_date`` is the first of them; ``support_referral_date`` is the first date of referral to an
    employment adviser and ``support_end_date`` the last end of employment support that a record gives.

    Only records that are `stated` count; for the sick pay indicator those that have one, as the national rule for it is not
    public (monthly metadata 2026, M316 and M237).
    """
    rows = pathways.facet(recorded)
    if rows is None:
        return None
    rows = rows.filter(rows.in_referral)
    days = rows.group_by("state").aggregate(
        recorded_days=rows.day.nunique(),
        recorded_first_date=rows.day.min(),
        support_referral_date=rows.support_referral.min(),
        support_end_date=rows.support_end.max(),
    )
    said = first_and_last(rows, ["state"], {**dict.fromkeys(_TOGETHER, stated(rows)), _SICK_PAY: rows.sick_pay > 0})
    return days.left_join(said, "state").drop("state_right")


def stated(rows: ir.Table) -> ir.BooleanValue:
    """Whether status and sickness absence are codes of their lists, "not stated" being one of them."""
    return (rows.employment_status > 0) & (rows.sick_absence > 0)


def says(rows: ir.Table, name: str, wanted: Sequence[str]) -> ir.BooleanValue:
    """Whether records say one of these codes of one of `FIELDS`."""
    return rows[name].isin([place for place, code in enumerate(_codes(name), 1) if code in wanted])


def first_and_last(rows: ir.Table, by: Sequence[str], together: Mapping[tuple[str, ...], ir.BooleanValue]) -> ir.Table:
    """By these columns the codes of the first and of the last of the records of `recorded`.

    ``together`` has fields of one record, and which records count for them. NULL where none does, or where it has no code.
    """
    found = rows.group_by(by).aggregate(
        **{
            f"{end}_{place}": getattr(ibis.ifelse(where, _packed(rows, names), None), extreme)()
            for place, (names, where) in enumerate(together.items())
            for end, extreme in _EXTREMES.items()
        }
    )
    codes_said = {
        f"{name}_{end}": code
        for place, names in enumerate(together)
        for end in _EXTREMES
        for name, code in _unpacked(found[f"{end}_{place}"], names).items()
    }
    return found.select(*by, **codes_said)


def _packed(rows: ir.Table, names: tuple[str, ...]) -> ir.IntegerValue:
    """The order of a record and what it says, in one number."""
    said = reduce(lambda so_far, name: so_far * (len(_codes(name)) + 1) + rows[name].cast("int64"), names, _NOTHING)
    return rows.order * _SAID + said


def _unpacked(packed: ir.IntegerValue, names: tuple[str, ...]) -> dict[str, ir.StringValue]:
    said = packed % _SAID
    told: dict[str, ir.StringValue] = {}
    for name in reversed(names):
        known = _codes(name)
        place = said % (len(known) + 1)
        told[name] = ibis.cases(*((place == number, code) for number, code in enumerate(known, 1)))
        said = said // (len(known) + 1)
    return told


def _place(column: ir.StringValue, name: str) -> ir.IntegerValue:
    return ibis.cases(*((column == code, number) for number, code in enumerate(_codes(name), 1)), else_=0).cast("int8")


@cache
def _codes(name: str) -> tuple[str, ...]:
    """The codes of one of `FIELDS`, those for "not stated" and the like among them."""
    entry = field_called(EMPLOYMENT, FIELDS[name])
    return tuple(dict.fromkeys(code.code for code in codes(entry.code_list))) if entry and entry.code_list else ()
