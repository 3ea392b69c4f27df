"""VODIM: every state by hand, and any values against a plain second reading."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.records.extracts import submission, write

from caseness.sources.records import open_records
from caseness.validation.prepared import Prepared
from caseness.validation.vodim import SCHEMA, vodim
from caseness.vocabulary.data_set import CodeKind, codes

REFERRALS = "ServiceRequestId   LocalPatientId   ReferralRequestReceivedDate\nR1   P1   2024-04-02"
CONTACTS = "CareContactId   ServiceRequestId   AppType   CareContDate\nC1   R1   2   2024-04-10"


def counted(records, table: str, field: str) -> list[tuple[object, ...]]:
    rows = vodim(Prepared(records)).to_pylist()
    return [
        tuple(row[name] for name in SCHEMA.names[2:]) for row in rows if (row["table"], row["field"]) == (table, field)
    ]


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """April and May of one provider, April sent twice."""
    folder = tmp_path_factory.mktemp("extract")
    patients = (
        "LocalPatientId   Gender   NHSNumber   EthnicCategory2021   PersonBirthDate\n"
        "P1   1   9990000018   X1   1980-01-31\nP2   01   9990000019   X2   31/02/1980\nP3   X   .   .   .\n"
        "P4   7   999   X3   1990-01-01\nP5   .   .   .   1990-01-01"
    )
    tables = {"IDS101Referral": REFERRALS, "IDS201CareContact": CONTACTS}
    submission(folder / "old", "2024-04", "2024-05-01T00:00:00", IDS001MPI=patients, **tables)
    submission(folder / "new", "2024-04", "2024-06-01T00:00:00", IDS001MPI=patients, **tables)
    submission(folder / "may", "2024-05", "2024-06-02T00:00:00", IDS001MPI="LocalPatientId\nP1", **tables)
    return open_records(folder)


def test_each_state_by_provider_and_month(records):
    """Of five genders in April two are valid, one a default, one in no list and one blank; May has the patient only."""
    assert counted(records, "IDS001MPI", "Gender") == [
        ("PRV", "2024-04", 5, 2, 0, 1, 1, 1),
        ("PRV", "2024-05", 1, 0, 0, 0, 0, 1),
    ]
    assert counted(records, "IDS001MPI", "NHSNumber")[0] == ("PRV", "2024-04", 5, 1, 0, 0, 2, 2)
    assert counted(records, "IDS001MPI", "PersonBirthDate")[0] == ("PRV", "2024-04", 5, 3, 0, 0, 1, 1)


def test_other_is_what_nothing_public_says_how_to_judge(records):
    assert counted(records, "IDS001MPI", "EthnicCategory2021")[0] == ("PRV", "2024-04", 5, 0, 3, 0, 0, 2)


def test_a_code_counts_in_its_versions_only(tmp_path):
    """Medium 03 ended with version 2.0 and 11 began with 2.1."""
    contacts = "CareContactId   ServiceRequestId   ConsMechanism\nC1   R1   03\nC2   R1   11\nC3   R1   01"
    for month in ("2022-03", "2022-04"):
        place = submission(
            tmp_path / month,
            month,
            "2022-06-01T00:00:00",
            IDS001MPI="LocalPatientId\nP1",
            IDS101Referral=REFERRALS,
            IDS201CareContact=contacts,
        )
        header = place / "IDS000Header.csv"
        header.write_text(header.read_text().replace("2.1", "." if month == "2022-04" else "2.0"))
    found = counted(open_records(tmp_path), "IDS201CareContact", "ConsMechanism")
    assert found == [("PRV", "2022-03", 3, 2, 0, 0, 1, 0), ("PRV", "2022-04", 3, 2, 0, 0, 1, 0)]


GENDERS = st.lists(st.sampled_from(["1", "01", "2", "9", "X", "x", "3", "male", "."]), min_size=1, max_size=15)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(GENDERS)
def test_any_values_against_a_plain_reading(genders):
    valid = {code.code for code in codes("Gender") if code.kind is CodeKind.VALID}
    plain = ["" if g == "." else g.upper().lstrip("0") for g in genders]
    expected = (
        len(plain),
        sum(g in valid for g in plain),
        0,
        sum(g == "X" for g in plain),
        sum(bool(g) and g not in valid and g != "X" for g in plain),
        sum(not g for g in plain),
    )
    patients = "\n".join(["LocalPatientId   Gender", *(f"P{n}   {gender}" for n, gender in enumerate(genders))])
    tables = {"IDS001MPI": patients, "IDS101Referral": REFERRALS, "IDS201CareContact": CONTACTS}
    with tempfile.TemporaryDirectory() as folder:
        submission(Path(folder), "2024-04", "2024-05-01T00:00:00", **tables)
        with open_records(Path(folder)) as records:
            ((_provider, _month, *found),) = counted(records, "IDS001MPI", "Gender")
    assert tuple(found) == expected


def test_the_states_make_up_the_rows(records):
    for row in vodim(Prepared(records)).to_pylist():
        assert row["records"] == sum(row[name] for name in SCHEMA.names[5:])


def test_what_the_warehouse_derives_is_no_submitted_field(tmp_path):
    national = {
        "IDS001MPI": "UniqueSubmissionID   AuditId   Gender   RecordNumber\nS1   1   1   1",
        "IDS101Referral": "UniqueSubmissionID   AuditId   PathwayID   OrgID_Provider   Unique_MonthID\nS1   1   A   PRV   1489",
        "IDS201CareContact": "UniqueSubmissionID   AuditId   AppType\nS1   1   02",
    }
    found = vodim(Prepared(open_records(write(tmp_path, **national)))).to_pylist()
    assert [(row["field"], row["provider"], row["month"]) for row in found] == [
        ("Gender", "PRV", "2024-04"),
        ("AppType", "PRV", "2024-04"),
    ]
