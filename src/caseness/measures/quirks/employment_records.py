"""The Employment Support and Students dashboard: what employment records say at the beginning and the end (step 1.1).

Its base are finished courses with the employment records that were sent in the file of the month they ended. Each figure is
held against the same with the one quirk put right and nothing else changed. Source of what the script does: NHS England's
public dashboard scripts, employment support step 1.1 (ES1.1); lines as in the register.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.quirks.employment_support import NO_RECORDS, records_of
from caseness.measures.quirks.quirk import Both, CannotCompute, quirk
from caseness.measures.quirks.sums import finished_courses, sums
from caseness.pathways.employment import EMPLOYMENT, employment, first_and_last, recorded
from caseness.vocabulary.data_set import codes, codes_for, field_called

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_COURSES = "finished courses"
_ROW = ("pathway", "period")
_BENEFITS = ("BenefitRecInd", "ESAInd", "PIPInd", "UCInd")
_EPOCH = ibis.date("1970-01-01")
_DAYS, _ROWS, _STATES, _SAID = 2**15, 2**40, 2**4, 2**2
_BITS = _STATES * _SAID


@quirk("ES-2")
def share_with_a_record(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """The share of finished courses with an employment status is taken of those with an employment record, and each record
    without a date adds one to them.

    Correct: of all finished courses. On both sides with a dated record that has a status (ES1.1:240, 259, 402).
    """
    finished = finished_courses(pathways, periods)
    of = sums(
        pathways,
        _with_records(pathways, finished),
        denominator=_.undated + (_.dated > 0).ifelse(1, 0),
        with_status=_.with_status > 0,
    )
    among_all = sums(pathways, finished, all=_.pathway.notnull())["all"]
    return (
        Both.shares(
            "Finished courses with a record of employment status",
            (of["with_status"], of["denominator"]),
            (of["with_status"], among_all),
            of=_COURSES,
            affected="finished courses without any employment record",
        ),
    )


@quirk("ES-3")
def records_without_a_date(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Records are put in order before those without a date are left out; the database puts these first, so that a course with
    one of them has no first record.

    Correct: those without a date are left out first (ES1.1:75-78; Transact-SQL sorts empty values before all others).
    """
    of = sums(
        pathways,
        _with_records(pathways, finished_courses(pathways, periods)),
        one=_.dated > 0,
        two=_.dated > 1,
        one_scripted=(_.dated > 0) & (_.undated == 0),
        two_scripted=(_.dated > 1) & (_.undated == 0),
    )
    figures = {
        "Finished courses with a first employment record": (of["one_scripted"], of["one"]),
        "Finished courses with a first and a last employment record": (of["two_scripted"], of["two"]),
    }
    return Both.several(
        figures, of=_COURSES, affected="finished courses with a record without a date beside dated ones"
    )


@quirk("ES-4")
def first_and_last_of_one_file(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """First and last are those of one person record, which is that of the file of the month the course ended.

    Correct: first and last from referral to discharge, in whatever file they were sent; two records are two days with one
    (ES1.1:75-78, 339-341).
    """
    finished = finished_courses(pathways, periods)
    in_file = sums(
        pathways,
        _with_records(pathways, finished),
        two=_.dated > 1,
        changed=(_.dated > 1) & (_.first_status != _.last_status),
    )
    of_course = sums(
        pathways,
        _over_the_course(pathways, finished),
        two=_.recorded_days > 1,
        changed=(_.recorded_days > 1) & _.changed,
    )
    figures = {
        "Finished courses with a first and a last employment record": (in_file["two"], of_course["two"]),
        "Finished courses whose employment status changed": (in_file["changed"], of_course["changed"]),
    }
    return Both.several(
        figures, of=_COURSES, affected="finished courses whose first records were sent in earlier months only"
    )


@quirk("ES-5")
def sick_pay_by_another_question(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Statutory sick pay is said to be not stated where sickness absence is not stated, and sick pay has no other answer.

    Correct: where sick pay is not stated (ES1.1:125).
    """
    records = records_of(pathways, finished_courses(pathways, periods), "SSPInd", "SickAbsenceInd")
    pay_unsaid, absence_unsaid = (_not_stated(name) for name in ("SSPInd", "SickAbsenceInd"))
    other_answers = [code for code in _codes("SSPInd") if code not in pay_unsaid]
    answered = _.SSPInd.isin(other_answers).fill_null(False)
    of = sums(
        pathways,
        records,
        scripted=~answered & _.SickAbsenceInd.isin(absence_unsaid).fill_null(False),
        correct=_.SSPInd.isin(pay_unsaid).fill_null(False),
    )
    return (
        Both.counts(
            "Employment records of finished courses that leave sick pay not stated",
            of["scripted"],
            of["correct"],
            of="employment records",
            affected="people who did not state sick pay, and those who did not state sickness absence",
        ),
    )


@quirk("ES-8")
def one_no_is_no_benefit(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Somebody receives no benefit where none of four questions has a yes and any of them a no, whatever the others say.

    Correct: where all four have a no. On both sides of the first dated record (ES1.1:158-160).
    """
    of = sums(
        pathways,
        _with_records(pathways, finished_courses(pathways, periods)).filter(_.dated > 0),
        any_no=_.any_no,
        all_no=_.all_no,
    )
    return (
        Both.counts(
            "Finished courses without a benefit at first",
            of["any_no"],
            of["all_no"],
            of=_COURSES,
            affected="people of whom one benefit is known and others are not",
        ),
    )


def _with_records(pathways: Pathways, finished: ir.Table) -> ir.Table:
    """Finished courses with an employment record in their own file: how many are ``dated`` and ``undated``, how many dated
    ones have a status, and what the first and the last of these say.

    ``first_status`` and ``last_status`` are places in the code list counted from 1, 0 for none of it; ``any_no`` and
    ``all_no`` are what the first says of benefits. Of records of one day the row number decides.
    """
    records = records_of(pathways, finished, "UniqueID_IDS004", "EmployStatusRecDate", "EmployStatus", *_BENEFITS)
    dated, status = records.EmployStatusRecDate.notnull(), _place(records.EmployStatus, "EmployStatus")
    day = records.EmployStatusRecDate.delta(_EPOCH, unit="day").cast("int64").clip(lower=0, upper=_DAYS - 1)
    any_no, all_no = _without_benefit(records)
    said = (status * 2 + any_no.ifelse(1, 0)) * 2 + all_no.ifelse(1, 0)
    packed = (day * _ROWS + records.UniqueID_IDS004.fill_null(0) % _ROWS) * _BITS + said.cast("int64")
    told = records.select(
        *_ROW,
        packed=ibis.ifelse(dated, packed, None),
        dated=dated.ifelse(1, 0),
        undated=dated.ifelse(0, 1),
        with_status=(dated & (status > 0)).ifelse(1, 0),
    )
    one = told.group_by(*_ROW).aggregate(
        dated=told.dated.sum(),
        undated=told.undated.sum(),
        with_status=told.with_status.sum(),
        first=told.packed.min() % _BITS,
        last=told.packed.max() % _BITS,
    )
    return one.select(
        *_ROW,
        "dated",
        "undated",
        "with_status",
        first_status=(one["first"] // _SAID).fill_null(0),
        last_status=(one["last"] // _SAID).fill_null(0),
        any_no=(one["first"] // 2 % 2 == 1).fill_null(False),
        all_no=(one["first"] % 2 == 1).fill_null(False),
    )


def _without_benefit(records: ir.Table) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Whether no benefit has a yes and any a no, and whether all have a no."""
    yes, no = (codes_for("BenefitIndicator", role) for role in ("yes", "no"))
    any_yes = reduce(or_, (records[name].isin(yes).fill_null(False) for name in _BENEFITS))
    nos = [records[name].isin(no).fill_null(False) for name in _BENEFITS]
    return ~any_yes & reduce(or_, nos), reduce(and_, nos)


def _over_the_course(pathways: Pathways, finished: ir.Table) -> ir.Table:
    """Finished courses with a record from referral to discharge: on how many days, and whether the status ``changed``."""
    days, rows = pathways.facet(employment), pathways.facet(recorded)
    if days is None or rows is None:
        raise CannotCompute(NO_RECORDS)
    within = rows.filter(rows.in_referral)
    ends = first_and_last(within, ["state"], {("employment_status",): within.order.notnull()})
    first, last = (ends[f"employment_status_{end}"].fill_null("") for end in ("first", "last"))
    changes = ends.select("state", changed=first != last)
    known = days.select("state", "recorded_days").inner_join(changes, "state")
    return finished.select(*_ROW, "state").inner_join(known, "state")


def _place(column: ir.StringValue, field: str) -> ir.IntegerValue:
    return ibis.cases(*((column == code, number) for number, code in enumerate(_codes(field), 1)), else_=0).cast(
        "int64"
    )


def _codes(field: str) -> list[str]:
    entry = field_called(EMPLOYMENT, field)
    return list(dict.fromkeys(code.code for code in codes(entry.code_list))) if entry and entry.code_list else []


def _not_stated(field: str) -> list[str]:
    entry = field_called(EMPLOYMENT, field)
    listed = codes(entry.code_list) if entry and entry.code_list else ()
    return [code.code for code in listed if code.meaning == "not stated"]
