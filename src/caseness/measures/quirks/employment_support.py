"""The Employment Support and Students dashboard: referrals to employment support, and how often people were seen for it.

Each figure is held against the same with the one quirk put right and nothing else changed. Source of what the scripts do: NHS
England's public dashboard scripts, employment support steps 1.1 and 3 (ES1.1, ES3); lines as in the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED, ENTERED, RECEIVED, SENT
from caseness.measures.measure import Rows
from caseness.measures.periods import months_of
from caseness.measures.quirks.quirk import Both, CannotCompute, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.measures.rows import rows_of
from caseness.pathways.contacts import within
from caseness.pathways.employment import EMPLOYMENT
from caseness.pathways.referrals import REFERRALS
from caseness.pathways.warehouse import given

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

NO_RECORDS = "the extract has no table of employment records"
_ROW = ("pathway", "period")
_SUPPORT = ("EmpSupportReferral", "EmpSupportDischargeDate")
_FIRST = "EmpSupport_FirstDate"


@quirk("ES-1")
def referrals_with_several_records(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """A referral has a row for every pair of dates of employment support that its employment records give, and all rows are
    added up, also where the figure is of any appointment type.

    Correct: one row per referral (ES1.1:464, 478, 556, 664).
    """
    figures = (
        ("Referrals received", RECEIVED, True, "referrals"),
        ("People entering treatment", ENTERED, True, "people entering treatment"),
        ("Finished courses", ENDED, _.completed_treatment, "finished courses"),
    )
    told = []
    for name, anchor, where, who in figures:
        rows = anchored(anchor, pathways, periods).filter(where)
        pairs = records_of(pathways, rows, *_SUPPORT).select(*_ROW, *_SUPPORT).distinct()
        of_one = pairs.group_by(*_ROW).aggregate(pairs=pairs.count())
        more = sums(pathways, of_one, more=_.pairs - 1)["more"]
        correct = sums(pathways, rows, all=_.pathway.notnull())["all"]
        told.append(
            Both.counts(
                f"{name}, any appointment type",
                correct + more,
                correct,
                of=who,
                affected="referrals whose records give employment support under several dates",
            )
        )
    return tuple(told)


@quirk("ES-6")
def referred_and_not_yet_seen(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """A referral to employment support counts only where there was an appointment for it, at whatever time.

    Correct: every referral to it, by a date in the month in a record sent with the referral, once (ES1.1:794-814 and copies).
    """
    rows = anchored(SENT, pathways, periods)
    records = records_of(pathways, rows, "EmpSupportReferral")
    referred = records.filter(records.EmpSupportReferral.between(records.period_start, records.period_end))
    told = referred.select(*_ROW).distinct().left_join(support_counts(pathways), "pathway")
    of = sums(pathways, told, all=_.pathway.notnull(), seen=(_.support_contact_count > 0).fill_null(False))
    return (
        Both.counts(
            "Referrals to employment support",
            of["seen"],
            of["all"],
            of="people referred to employment support",
            affected="people who wait for employment support or were never seen for it",
        ),
    )


@quirk("ES-12")
def latest_of_first_dates(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Where the files of a referral give several days of its first employment support, access is dated on the latest.

    Correct: on the earliest (ES3:13, 60, 100).
    """
    if _FIRST not in pathways.records.columns[REFERRALS].given:
        raise CannotCompute(f"the extract lacks {_FIRST}, which the warehouse works out")
    rows = given(pathways.records, pathways.months, _FIRST)
    days = rows.group_by("pathway_id").aggregate(first=rows[_FIRST].min(), last=rows[_FIRST].max())
    begin, end = min(period.start for period in periods), max(period.end for period in periods)
    of = sums(
        pathways,
        days.mutate(pathway=1),
        late=days["last"].between(begin, end).fill_null(False),
        early=days["first"].between(begin, end).fill_null(False),
    )
    return (
        Both.counts(
            "Access to employment support in the months looked at",
            of["late"],
            of["early"],
            of="people seen for employment support",
            affected="people whose first appointment was sent late, or put right",
        ),
    )


def records_of(pathways: Pathways, rows: ir.Table, *names: str) -> ir.Table:
    """The employment records that were sent with referrals, in the same file: the fields named beside ``pathway``,
    ``period`` and the ends of the period. Raises `CannotCompute` where the extract has none.
    """
    records = pathways.months.rows_if_there(EMPLOYMENT, "RecordNumber", *names)
    if records is None:
        raise CannotCompute(NO_RECORDS)
    own = rows.select(*_ROW, "period_start", "period_end", "submission", "record_number")
    theirs = own.inner_join(
        records.select("submission", "RecordNumber", *names), ["submission", ("record_number", "RecordNumber")]
    )
    return theirs.select(*_ROW, "period_start", "period_end", *names)


def support_counts(pathways: Pathways) -> ir.Table:
    """By pathway how many appointments for employment support it had in all months, each in the file of its own month.

    They are attended; and have an activity of employment support within the referral, or in follow-up after it; or are of
    that type, or in follow-up with such an activity, up to the end of support. No row where there is none. Source: NHS
    England's public dashboard scripts, long-term conditions step 1, lines 183 to 215. Raises `CannotCompute` where the
    extract has no appointments.
    """
    rows = _support_contacts(pathways)
    counted = rows.filter(_counts(rows, rows.in_referral, rows.after_referral, rows.in_support))
    return counted.group_by("pathway").aggregate(support_contact_count=counted.count().cast("int64"))


def support_counts_by_person(pathways: Pathways) -> ir.Table:
    """The same of all referrals with one person record in a file, as far as they lie within the dates of each.

    Raises `CannotCompute` as `support_counts` does.
    """
    rows = _support_contacts(pathways).drop("referral_date", "discharge_date")
    sent = pathways.referral_months.select("pathway", "submission", "record_number", "referral_date", "discharge_date")
    holders = sent.select("submission", "record_number", holder="pathway")
    records = rows.inner_join(holders, ["submission", ("pathway", "holder")]).drop("pathway", "holder")
    theirs = records.inner_join(sent, ["submission", "record_number"])
    from_referral = (theirs.day >= theirs.referral_date).fill_null(False)
    until = theirs.support_end.fill_null(theirs.period_end)
    counted = theirs.filter(
        _counts(
            theirs,
            within(theirs.day, theirs.referral_date, theirs.discharge_date),
            (theirs.day > theirs.discharge_date).fill_null(False),
            from_referral & (theirs.day <= until),
        )
    )
    return counted.group_by("pathway").aggregate(support_contact_count=counted.count().cast("int64"))


def _support_contacts(pathways: Pathways) -> ir.Table:
    rows = rows_of(Rows.SUPPORT_CONTACTS, pathways, months_of(pathways.months.numbers))
    if rows is None:
        raise CannotCompute("the extract has no table of appointments")
    return rows


def _counts(
    rows: ir.Table, in_referral: ir.BooleanValue, after_referral: ir.BooleanValue, in_support: ir.BooleanValue
) -> ir.BooleanValue:
    """Whether appointments count as employment support, by where they lie and what their type and activities say."""
    coded_follow_up = rows.coded & rows.typed_follow_up
    other_type = rows.coded & rows.typed & ~rows.typed_follow_up
    return (
        (other_type & in_referral)
        | (coded_follow_up & after_referral)
        | ((rows.typed_support | coded_follow_up) & in_support)
    )
