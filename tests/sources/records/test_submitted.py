"""What a provider submits: one folder per submission, with the identities of the warehouse made here."""

from __future__ import annotations

import pytest
from tests.sources.records.extracts import submission, write
from tests.sources.records.test_folder import NATIONAL

from caseness.errors import InputRefused
from caseness.sources.records import Joining, PathwayRule, Shape, open_records

PATIENTS = """
    LocalPatientId  NHSNumber   PersonBirthDate
    P1              9990000018  1980-01-31
    P2              .           31/12/1990
"""
REFERRALS = """
    ServiceRequestId  LocalPatientId  ReferralRequestReceivedDate  EndCode  ServDischDate
    R1                P1              02/04/2024                   .        .
    R2                P2              2024-04-05                   46       2024-04-20
"""
CONTACTS = """
    CareContactId  ServiceRequestId  CareContDate  AttendOrDNACode  AppType
    C1             R1                2024-04-10    05               1
    C2             R2                2024-04-11    5                02
    C3             R9                2024-04-12    3                02
"""
ACTIVITIES = """
    CareActId  CareContactId  CodeProcAndProcStatus
    A1         C2             304891004
"""
SCORES = """
    CareActId  CodedAssToolType  PersScore
    A1         720433000         12
"""


@pytest.fixture
def extract(tmp_path):
    """April, sent twice, and May with one referral gone on."""
    tables = {
        "IDS001MPI": PATIENTS,
        "IDS101Referral": REFERRALS,
        "IDS201CareContact": CONTACTS,
        "IDS202CareActivity": ACTIVITIES,
        "IDS607CodedScoreAssessmentAct": SCORES,
    }
    submission(tmp_path / "april", "2024-04", "2024-05-10T09:00:00", **tables)
    submission(tmp_path / "april-refresh", "2024-04", "2024-06-10T09:00:00", **tables)
    later = REFERRALS.replace("R2  ", "R2b ")
    submission(tmp_path / "may", "2024-05", "2024-06-11T09:00:00", **(tables | {"IDS101Referral": later}))
    return tmp_path


def rows(table, *columns):
    return sorted(tuple(row.values()) for row in table.select(*columns).to_pyarrow().to_pylist())


def test_the_refresh_counts_and_the_primary_file_does_not(extract):
    records = open_records(extract)
    assert records.shape is Shape.SUBMITTED
    assert records.everything["IDS101Referral"].count().to_pyarrow().as_py() == 6
    assert rows(records.submissions, "AuditId", "Unique_MonthID", "IsLatest") == [
        (1, 1489, False),
        (2, 1489, True),
        (3, 1490, True),
    ]
    assert records.counting("IDS101Referral").count().to_pyarrow().as_py() == 4


def test_a_pathway_is_followed_over_months_by_provider_person_and_service_request(extract):
    records = open_records(extract)
    assert rows(records.counting("IDS101Referral"), "PathwayID", "Unique_MonthID") == [
        ("PRV|P1|R1", 1489),
        ("PRV|P1|R1", 1490),
        ("PRV|P2|R2", 1489),
        ("PRV|P2|R2b", 1490),
    ]


def test_the_other_rule_joins_by_person_and_date(extract):
    records = open_records(extract, pathway_rule=PathwayRule.PERSON_AND_DATE)
    assert rows(records.counting("IDS101Referral").filter(lambda t: t.Unique_MonthID == 1490), "PathwayID") == [
        ("9990000018|2024-04-02",),
        ("PRV|P2|R2b",),
    ]


def test_what_the_other_rule_would_join_and_divide(tmp_path):
    """By hand: P1's R1 is one with its new number R1x and with Q7 of the other provider; R2 changes its day and divides."""
    april = {
        "IDS001MPI": PATIENTS.replace("P2              . ", "P2              9990000026"),
        "IDS201CareContact": CONTACTS,
    }
    moved = REFERRALS.replace("2024-04-05", "2024-04-06")
    elsewhere = """
        ServiceRequestId  LocalPatientId  ReferralRequestReceivedDate
        Q7                Q1              2024-04-02
    """
    numbered = "LocalPatientId  NHSNumber\nQ1  9990000018"
    submission(tmp_path / "april", "2024-04", "2024-05-10T09:00:00", **april, IDS101Referral=REFERRALS)
    may = moved + "R1x               P1              02/04/2024                   .        .\n"
    submission(tmp_path / "may", "2024-05", "2024-06-10T09:00:00", **april, IDS101Referral=may)
    other = submission(
        tmp_path / "other", "2024-05", "2024-06-11T09:00:00", IDS001MPI=numbered, IDS101Referral=elsewhere
    )
    header = other / "IDS000Header.csv"
    header.write_text(header.read_text().replace("PRV", "QRV"))
    found = open_records(tmp_path).joining()
    assert found == Joining(by_service_request=4, by_person_and_date=3, joined=3, across_providers=1, divided=1)


def test_the_warehouse_has_joined_already(tmp_path):
    assert open_records(write(tmp_path, **NATIONAL)).joining() is None


def test_children_belong_to_the_pathway_of_what_they_hang_on(extract):
    records = open_records(extract)
    april = 1489
    contacts = records.counting("IDS201CareContact").filter(lambda t: t.Unique_MonthID == april)
    assert rows(contacts, "CareContactId", "PathwayID", "AttendOrDNACode", "AppType") == [
        ("C1", "PRV|P1|R1", "5", "01"),
        ("C2", "PRV|P2|R2", "5", "02"),
        ("C3", None, "3", "02"),
    ] or rows(contacts.filter(contacts.PathwayID.isnull()), "CareContactId") == [("C3",)]
    scores = records.counting("IDS607CodedScoreAssessmentAct").filter(lambda t: t.Unique_MonthID == april)
    assert rows(scores, "PathwayID", "PersScore") == [("PRV|P2|R2", "12")]


def test_without_a_header_nothing_says_whose_month_it_is(tmp_path):
    write(tmp_path, IDS001MPI=PATIENTS, IDS101Referral=REFERRALS, IDS201CareContact=CONTACTS)
    with pytest.raises(InputRefused, match="there is no IDS000Header"):
        open_records(tmp_path)


def test_dates_in_both_writings_and_fields_that_are_not_there(extract):
    records = open_records(extract)
    patients = records.counting("IDS001MPI").filter(lambda t: t.Unique_MonthID == 1490)
    assert [str(day) for (day,) in rows(patients, "PersonBirthDate")] == ["1980-01-31", "1990-12-31"]
    assert "Postcode" in records.columns["IDS001MPI"].lacking
    assert rows(patients.filter(patients.Postcode.notnull()), "Postcode") == []


def test_a_table_without_which_nothing_can_be_done(tmp_path):
    write(tmp_path, IDS001MPI=PATIENTS, IDS101Referrals=REFERRALS)
    with pytest.raises(InputRefused) as refused:
        open_records(tmp_path)
    assert "lacks IDS101Referral, IDS201CareContact" in str(refused.value)
    assert "IDS101Referrals.csv (nearest: IDS101Referral" in str(refused.value)
