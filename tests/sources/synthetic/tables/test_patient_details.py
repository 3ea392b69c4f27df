"""Rows on patients and beside appointments that change from file to file: registrations, clusters, support, pauses."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest
from tests.sources.synthetic.blocks import random_block

from caseness.sources.synthetic.columns.days import day_number
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.submissions.delivery import Delivery
from caseness.sources.synthetic.tables import rows_of
from caseness.sources.synthetic.tables.files import submission_rows

PLAN = Plan(months=6)


@pytest.fixture(scope="module")
def tables():
    """The tables of a block as the warehouse has them, in which people change their practice in the middle of the months."""
    block = random_block(PLAN, 200)
    block.people.changes_practice[:] = day_number(PLAN.start) + block.people.changes_practice % 300
    delivery = Delivery.of(PLAN, block)
    codes = block.organisations.provider_code.tolist()
    rows = [*rows_of(delivery, derived=False, items=False), submission_rows(delivery.submissions)]
    return {table.table: table.national(delivery.submissions, codes).to_pylist() for table in rows}


@pytest.fixture(scope="module")
def months(tables):
    """First and last day of the month of each file."""
    return {
        row["AuditId"]: (row["ReportingPeriodStartDate"], row["ReportingPeriodEndDate"])
        for row in tables["IsLatest_SubmissionID"]
    }


def test_a_patient_has_one_registration_or_one_that_ends_and_the_one_that_follows(tables, months):
    by_patient = defaultdict(list)
    for row in tables["IDS002GP"]:
        by_patient[row["AuditId"], row["LocalPatientId"]].append(row)
    assert by_patient.keys() == {(row["AuditId"], row["LocalPatientId"]) for row in tables["IDS001MPI"]}
    ended = 0
    for (file, _patient), rows in by_patient.items():
        first, last = rows[0], rows[-1]
        assert last["EndDateGMPRegistration"] is None
        if len(rows) == 1:
            assert last["StartDateGMPRegistration"] is None or last["StartDateGMPRegistration"] <= months[file][1]
            continue
        ended += 1
        begin, end = months[file]
        assert begin <= first["EndDateGMPRegistration"] <= end
        assert last["StartDateGMPRegistration"] == first["EndDateGMPRegistration"] + timedelta(days=1)
    assert ended > 20


def test_nothing_ends_before_the_month_that_is_reported_or_after_it(tables, months):
    ends = {"IDS108WaitingTimePauses": "PauseEndDate", "IDS803CareCluster": "EndDateCareClust"}
    starts = {"IDS108WaitingTimePauses": "PauseStartDate", "IDS803CareCluster": "StartDateCareClust"}
    for table, end in ends.items():
        seen = {"open": 0, "ended": 0}
        for row in tables[table]:
            begin, last = months[row["AuditId"]]
            assert row[starts[table]] <= last
            assert row[end] is None or begin <= row[end] <= last
            seen["open" if row[end] is None else "ended"] += 1
        assert min(seen.values()) > 5, table


def test_pauses_and_referrals_on_hang_on_a_referral_of_the_same_file(tables, months):
    known = {(row["AuditId"], row["ServiceRequestId"]) for row in tables["IDS101Referral"]}
    for table in ("IDS105OnwardReferral", "IDS108WaitingTimePauses"):
        assert tables[table]
        assert {(row["AuditId"], row["ServiceRequestId"]) for row in tables[table]} <= known
    for row in tables["IDS105OnwardReferral"]:
        begin, last = months[row["AuditId"]]
        assert begin <= row["OnwardReferDate"] <= last
        assert row["OrgIDReceiving"] != row["OrgID_Provider"]


def test_the_end_of_employment_support_is_told_when_it_has_come(tables, months):
    told = [row for row in tables["IDS004EmpStatus"] if row["EmpSupportDischargeDate"]]
    assert told
    assert all(row["EmpSupportDischargeDate"] <= months[row["AuditId"]][1] for row in told)


def test_each_disability_and_circumstance_has_a_row(tables):
    for table, field in (("IDS007DisabilityType", "DisabCode"), ("IDS011SocPerCircumstances", "SocPerCircumstance")):
        by_patient = defaultdict(list)
        for row in tables[table]:
            by_patient[row["AuditId"], row["LocalPatientId"]].append(row[field])
        assert max(map(len, by_patient.values())) > 2
        assert all(values for values in by_patient.values())
