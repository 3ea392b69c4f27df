"""What the warehouse derives, against a second, plain computation from the tables as they were sent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.synthetic.blocks import random_block
from tests.sources.synthetic.warehouse.naive import Sent, derived

from caseness.sources.synthetic.columns.days import NONE, day_number
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.submissions.delivery import Delivery
from caseness.sources.synthetic.tables import rows_of
from caseness.sources.synthetic.tables.files import submission_rows
from caseness.sources.synthetic.warehouse.derived import age_on

PLAN = Plan(months=5)


def national(plan, block) -> dict[str, list[dict]]:
    """The tables of a block as the warehouse has them, as plain rows."""
    delivery = Delivery.of(plan, block)
    codes = block.organisations.provider_code.tolist()
    rows = [*rows_of(delivery, derived=True, items=False), submission_rows(delivery.submissions)]
    return {table.table: table.national(delivery.submissions, codes).to_pylist() for table in rows}


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_derived_columns_are_those_of_a_plain_computation(seed):
    tables = national(PLAN, random_block(PLAN, 60, seed))
    sent = Sent(tables)
    compared = 0
    for referral in tables["IDS101Referral"]:
        if referral["ReferralRequestReceivedDate"] < PLAN.start:
            continue
        expected = derived(referral, sent)
        found = {column: referral[column] for column in expected}
        assert found == pytest.approx(expected), (referral["PathwayID"], referral["Unique_MonthID"])
        compared += 1
    assert compared > 50


def test_invariants_of_the_warehouse():
    """Section 6 of the notes on the national schema."""
    tables = national(PLAN, random_block(PLAN, 200))
    referrals = tables["IDS101Referral"]
    latest = {row["AuditId"] for row in tables["IsLatest_SubmissionID"] if row["IsLatest"]}
    speaking = [(r["PathwayID"], r["Unique_MonthID"]) for r in referrals if r["AuditId"] in latest]
    assert len(speaking) == len(set(speaking))
    people = [row["RecordNumber"] for row in tables["IDS001MPI"]]
    assert len(people) == len(set(people))
    assert {r["RecordNumber"] for r in referrals} == set(people)
    for r in referrals:
        finished = r["ServDischDate"] is not None and r["TreatmentCareContact_Count"] >= 2
        assert r["CompletedTreatment_Flag"] == finished
        changes = [r["ReliableImprovement_Flag"], r["NoChange_Flag"], r["ReliableDeterioration_Flag"]]
        assert sum(changes) <= finished
        assert not (r["NotCaseness_Flag"] and r["Recovery_Flag"])
        assert r["InternetEnabledTherapy_Count"] <= r["OtherHighIntensity_Count"]
        dates = [r["TherapySession_FirstDate"], r["TherapySession_SecondDate"], r["TherapySession_LastDate"]]
        given_dates = [day for day in dates if day]
        assert given_dates == sorted(given_dates)
        assert all(day >= r["ReferralRequestReceivedDate"] for day in given_dates)
    contacts = [(row["AuditId"], row["OrgID_Provider"], row["CareContactId"]) for row in tables["IDS201CareContact"]]
    assert len(contacts) == len(set(contacts))


def test_every_row_hangs_on_one_of_the_same_file():
    tables = national(PLAN, random_block(PLAN, 200))

    def keys(table, *columns):
        return {tuple(row[c] for c in ("AuditId", *columns)) for row in tables[table]}

    assert keys("IDS101Referral", "LocalPatientId") <= keys("IDS001MPI", "LocalPatientId")
    for child in ("IDS201CareContact", "IDS205InternetTherLog", "IDS606CodedScoreAssessmentRefer"):
        assert keys(child, "ServiceRequestId") <= keys("IDS101Referral", "ServiceRequestId")
    assert keys("IDS202CareActivity", "CareContactId") <= keys("IDS201CareContact", "CareContactId")
    assert keys("IDS607CodedScoreAssessmentAct", "CareActId") <= keys("IDS202CareActivity", "CareActId")
    assert keys("IDS202CareActivity", "CarePersLocalId") <= keys("IDS902CarePersQual", "CarePersLocalId")


def test_primary_and_refresh_differ_and_the_last_month_has_no_refresh():
    tables = national(PLAN, random_block(PLAN, 200))
    files = {row["AuditId"]: row for row in tables["IsLatest_SubmissionID"]}
    by_month = {}
    for row in tables["IDS201CareContact"]:
        file = files[row["AuditId"]]
        attended = by_month.setdefault((file["Unique_MonthID"], file["File_Type"]), {})
        attended[row["OrgID_Provider"], row["CareContactId"]] = row["AttendOrDNACode"]
    months = sorted({month for month, _type in by_month})
    assert (months[-1], "Refresh") not in by_month
    for month in months[:-1]:
        primary, refresh = by_month[month, "Primary"], by_month[month, "Refresh"]
        assert primary.keys() < refresh.keys()
    corrected = [
        (primary[contact], by_month[month, "Refresh"][contact])
        for month in months[:-1]
        for primary in [by_month[month, "Primary"]]
        for contact in primary
        if primary[contact] != by_month[month, "Refresh"][contact]
    ]
    assert corrected
    assert {before for before, _after in corrected} == {"5"}


def test_what_happened_before_the_extract_counts_though_it_is_not_in_it():
    plan = Plan(months=2)
    start = day_number(plan.start)
    block = random_block(plan, 3)
    referrals, contacts = block.referrals, block.contacts
    referrals.received[:] = start - 50
    referrals.end[:] = start + 20
    contacts.referral[:] = 0
    contacts.day[:] = np.linspace(start - 40, start + 10, len(contacts.day)).astype(np.int32)
    contacts.app_type = contacts.app_type.constant("02", len(contacts.day))
    contacts.attendance = contacts.attendance.constant("5", len(contacts.day))
    contacts.late[:] = False
    tables = national(plan, block)
    sent = {row["CareContactId"] for row in tables["IDS201CareContact"]}
    counted = max(r["CareContact_Count"] for r in tables["IDS101Referral"])
    assert 0 < len(sent) < len(contacts.day) == counted


def test_age_is_in_whole_years_and_leap_days_make_no_difference():
    def days(*texts):
        return np.array(texts, "datetime64[D]").astype(np.int32)

    born = days("2000-02-29", "2000-02-29", "1990-06-15", "1990-06-15")
    then = days("2023-02-28", "2023-03-01", "2024-06-14", "2024-06-15")
    assert age_on(born, then).tolist() == [22, 23, 33, 34]
    assert NONE not in age_on(born, then)
