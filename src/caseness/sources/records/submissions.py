"""Which submission counts, and the identities that the national warehouse would give to what a provider submits.

A provider sends each month twice, first the primary file, then its refresh; the newest one counts (guide 2021, 3.3). The
warehouse says which that is in ``IsLatest_SubmissionID``; without that table the newest file of each provider and month is
taken. Submitted tables carry neither month nor pathway: the header of each submission gives provider, month and time of
creation, and the keys are made here, by a rule with a name. A folder without a header is a submission of nobody knows
whose month, which replaces none and is replaced by none.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.errors import InputRefused
from caseness.sources.records.tables import SUBMISSION_FOLDER
from caseness.vocabulary.data_set import table_called

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis.expr.types as ir

HEADER, PATIENTS, REFERRALS = "IDS000Header", "IDS001MPI", "IDS101Referral"
SUBMISSIONS = "IsLatest_SubmissionID"
SUBMISSION_FIELDS = ("UniqueSubmissionID", "AuditId", "Unique_MonthID", "OrgID_Provider")  # whose row it is
IDENTITIES = ("PathwayID", "RecordNumber", "Person_ID")
_SEPARATOR = "|"


class Shape(StrEnum):
    """Whether tables are as a provider submits them or as the national warehouse keeps them."""

    SUBMITTED = "submitted"
    NATIONAL = "national"


class PathwayRule(StrEnum):
    """How referrals of several months, or of several providers, become one pathway where the warehouse did not say.

    ``SERVICE_REQUEST`` follows provider, person and service request over months. ``PERSON_AND_DATE`` also joins providers:
    NHS number and the day the referral was received. The warehouse's own rule across providers has not been published.
    """

    SERVICE_REQUEST = "service_request"
    PERSON_AND_DATE = "person_and_date"


def shape_of(referral_columns: Mapping[str, object]) -> Shape:
    """National where referrals say which pathway and submission they belong to."""
    return Shape.NATIONAL if {"PathwayID", "UniqueSubmissionID"} <= set(referral_columns) else Shape.SUBMITTED


def lifted(
    tables: Mapping[str, ir.Table], rule: PathwayRule, kept: Callable[[str, ir.Table], ir.Table]
) -> dict[str, ir.Table]:
    """Submitted tables with the identities of the warehouse, and the table of submissions.

    ``kept`` works a table out once. Raises `InputRefused` where no header says whose month it is.
    """
    if HEADER not in tables:
        raise InputRefused(
            f"there is no {HEADER}, so nothing says which provider and month the tables belong to",
            hint="Give one folder per submission, each with its header; or the tables of the national warehouse.",
        )
    submissions = kept("submissions", _submissions(tables))
    within = {
        name: in_submission(table, submissions)
        for name, table in tables.items()
        if name != HEADER and name != SUBMISSIONS
    }
    referrals = _referrals(within[REFERRALS], within[PATIENTS], rule)
    done = {REFERRALS: referrals, PATIENTS: _person_keys(within[PATIENTS])}
    for name in within:
        _with_identities(name, within, done)
    return {**done, SUBMISSIONS: submissions, HEADER: tables[HEADER]}


def newest(referrals: ir.Table) -> ir.Table:
    """The submissions that count where the warehouse's own table is missing: the latest load of provider and month."""
    loads = referrals.select("UniqueSubmissionID", "AuditId", "Unique_MonthID", "OrgID_Provider").distinct()
    last = loads.group_by("OrgID_Provider", "Unique_MonthID").aggregate(AuditId=_.AuditId.max())
    marked = loads.left_join(last, ["OrgID_Provider", "Unique_MonthID", "AuditId"])
    return marked.mutate(IsLatest=marked.AuditId_right.notnull()).select(
        "UniqueSubmissionID", "AuditId", "Unique_MonthID", "OrgID_Provider", "IsLatest"
    )


def month_named(number: int) -> str:
    """The month, ``YYYY-MM``, of a national month number; see `month_number`."""
    years, month = divmod(number + 2, 12)
    return f"{1900 + years}-{month + 1:02d}"


def month_numbered(month: str) -> int:
    """The national month number of a month, ``YYYY-MM``; see `month_number`."""
    return (int(month[:4]) - 1900) * 12 + int(month[5:]) - 3


def month_number(start: ir.DateValue) -> ir.IntegerValue:
    """The national month number: (year − 1900) × 12 + month − 3, so that September 2021 is 1458."""
    return (start.year().cast("int64") - 1900) * 12 + start.month().cast("int64") - 3


def _submissions(tables: Mapping[str, ir.Table]) -> ir.Table:
    """One row per folder with rows of any table, numbered in the order in which the files were made."""
    folders = ibis.union(*(table.select(SUBMISSION_FOLDER) for table in tables.values()), distinct=True)
    told = (
        tables[HEADER]
        .group_by(SUBMISSION_FOLDER)
        .aggregate(
            OrgID_Provider=_.OrgIDProv.max(),
            ReportingPeriodStartDate=_.ReportingPeriodStartDate.max(),
            ReportingPeriodEndDate=_.ReportingPeriodEndDate.max(),
            made=_.DateTimeDatSetCreate.max(),
        )
    )
    one = folders.left_join(told, SUBMISSION_FOLDER).drop(f"{SUBMISSION_FOLDER}_right")
    numbered = one.mutate(
        AuditId=(ibis.row_number().over(order_by=[one.made, one[SUBMISSION_FOLDER]]) + 1).cast("int64"),
        Unique_MonthID=month_number(one.ReportingPeriodStartDate),
    )
    last = numbered.group_by("OrgID_Provider", "Unique_MonthID").aggregate(AuditId=_.AuditId.max())
    marked = numbered.left_join(last.select("AuditId"), "AuditId")
    return marked.mutate(
        UniqueSubmissionID=marked.OrgID_Provider.fill_null(marked[SUBMISSION_FOLDER])
        + "-"
        + marked.AuditId.cast("string"),
        IsLatest=marked.AuditId_right.notnull() | marked.OrgID_Provider.isnull() | marked.Unique_MonthID.isnull(),
        File_Type=ibis.null().cast("string"),
    ).select(
        SUBMISSION_FOLDER,
        "UniqueSubmissionID",
        "AuditId",
        "Unique_MonthID",
        "OrgID_Provider",
        "ReportingPeriodStartDate",
        "ReportingPeriodEndDate",
        "IsLatest",
        "File_Type",
    )


def in_submission(table: ir.Table, submissions: ir.Table) -> ir.Table:
    """The table with the submission, month and provider that its folder's header gives."""
    placed = submissions.select(SUBMISSION_FOLDER, *SUBMISSION_FIELDS)
    return table.drop(*SUBMISSION_FIELDS).inner_join(placed, SUBMISSION_FOLDER)


def _person_keys(patients: ir.Table) -> ir.Table:
    return patients.mutate(Person_ID=_person(patients), RecordNumber=_record(patients))


def _person(table: ir.Table) -> ir.StringValue:
    return table.OrgID_Provider + _SEPARATOR + table.LocalPatientId


def _record(table: ir.Table) -> ir.StringValue:
    return table.UniqueSubmissionID + _SEPARATOR + table.LocalPatientId


def _referrals(referrals: ir.Table, patients: ir.Table, rule: PathwayRule) -> ir.Table:
    keyed = referrals.mutate(
        Person_ID=_person(referrals),
        RecordNumber=_record(referrals),
        PathwayID=by_service_request(referrals),
        UsePathway_Flag=ibis.literal(True),
    )
    if rule is PathwayRule.SERVICE_REQUEST:
        return keyed
    return with_person_and_date(keyed, patients, "PathwayID").select(keyed.columns)


def by_service_request(referrals: ir.Table) -> ir.StringValue:
    """The pathway of each referral by `PathwayRule.SERVICE_REQUEST`."""
    return _person(referrals) + _SEPARATOR + referrals.ServiceRequestId


def with_person_and_date(referrals: ir.Table, patients: ir.Table, name: str) -> ir.Table:
    """Referrals with their pathway by `PathwayRule.PERSON_AND_DATE`; by the other rule where number or day is missing."""
    numbers = patients.group_by("UniqueSubmissionID", "LocalPatientId").aggregate(number=_.NHSNumber.max())
    numbered = referrals.left_join(numbers, ["UniqueSubmissionID", "LocalPatientId"])
    day = numbered.number + _SEPARATOR + numbered.ReferralRequestReceivedDate.cast("string")
    return numbered.mutate(**{name: ibis.coalesce(day, by_service_request(numbered))})


def _with_identities(name: str, within: Mapping[str, ir.Table], done: dict[str, ir.Table]) -> None:
    """Give a table the identities of the row it hangs on, parents first; a row without a parent keeps none."""
    if name in done:
        return
    entry = table_called(name)
    parent = entry.parent if entry else None
    if entry is None or parent is None or parent not in within:
        done[name] = within[name]
        return
    _with_identities(parent, within, done)
    above = done[parent]
    carried = [identity for identity in IDENTITIES if identity in above.columns and identity in within[name].columns]
    key = ["UniqueSubmissionID", entry.parent_key]
    keys = above.group_by(key).aggregate(**{identity: above[identity].max() for identity in carried})
    done[name] = within[name].drop(*carried).left_join(keys, key).drop(*(f"{column}_right" for column in key))
