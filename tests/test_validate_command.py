"""``caseness validate`` on the command line."""

from __future__ import annotations

import csv
import json

import pytest
from tests.sources.records.extracts import submission

from caseness.vocabulary.data_set import fields

PATIENTS = "LocalPatientId   NHSNumber   Gender\nP1   9990000018   1\nP2   .   9"
REFERRALS = "ServiceRequestId   LocalPatientId   ReferralRequestReceivedDate   ServDischDate   EndCode\n" + "\n".join(
    ("R1   P1   2024-04-02   .   .", "R2   P2   2024-04-05   2024-04-01   46")
)
CONTACTS = "CareContactId   ServiceRequestId   CareContDate   AttendOrDNACode   AppType\nC1   R1   2024-04-10   5   02"


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """One month, in which R2 ends before it begins."""
    folder = tmp_path_factory.mktemp("extract")
    tables = {"IDS001MPI": PATIENTS, "IDS101Referral": REFERRALS, "IDS201CareContact": CONTACTS}
    submission(folder / "april", "2024-04", "2024-05-10T09:00:00", **tables)
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_page_with_all_its_files(extract, tmp_path, run):
    out = tmp_path / "validation"
    status, said, aside = run("validate", extract, "--out", out, "--fail-on", "reject")
    assert status == 6
    assert str(out / "index.html") in said
    assert "IDS10128" in aside
    assert "rules broken: " in aside
    assert sorted(path.name for path in out.iterdir()) == [
        "failures.csv",
        "index.html",
        "submissions.csv",
        "validation.json",
        "vodim.csv",
    ]
    record = json.loads((out / "validation.json").read_text())
    early = next(rule for rule in record["rules"] if rule["rule"] == "IDS10128")
    assert (early["broken"], early["checked"], early["by"][0]["month"]) == (1, 2, "2024-04")
    assert early["examples"] == [{"submission": "PRV-1", "key": "R2"}]
    failure = next(row for row in rows(out / "failures.csv") if row["rule"] == "IDS10128")
    assert (failure["provider"], failure["month"], failure["broken"], failure["checked"]) == (
        "PRV",
        "2024-04",
        "1",
        "2",
    )
    missing = next(row for row in rows(out / "vodim.csv") if row["field"] == "NHSNumber")
    assert (missing["records"], missing["valid"], missing["missing"]) == ("2", "1", "1")
    page = (out / "index.html").read_text()
    assert "Internal to the service." in page
    for text in (page, json.dumps(record), aside):
        assert "9990000018" not in text
        assert str(extract) not in text


def test_lines_and_columns_that_are_not_there_are_said(tmp_path, run):
    """Of seven lines of rows one ends early; contacts have five of the columns that providers submit."""
    tables = {"IDS001MPI": PATIENTS, "IDS101Referral": REFERRALS, "IDS201CareContact": f"{CONTACTS}\nC2   R1"}
    submission(tmp_path / "april", "2024-04", "2024-05-10T09:00:00", **tables)
    status, _said, aside = run("validate", tmp_path, "--out", tmp_path / "out")
    assert status == 0
    assert "Read 6 rows from 4 files, 1 line set aside." in aside
    assert "Set aside: april/IDS201CareContact.csv, line 3: the row has too few columns." in aside
    lacking = sum(not field.until_version for field in fields("IDS201CareContact", derived=False)) - 5
    assert f"Columns not there, listed on the page: {lacking} of IDS201CareContact, " in aside


def test_input_that_is_no_extract(tmp_path, run):
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    status, _said, aside = run("validate", tmp_path, "--out", tmp_path / "out")
    assert status == 3
    assert "no file is named after a table of the national data set" in aside
    assert run("validate", tmp_path / "nowhere")[0] == 3
    status, _said, aside = run("validate", tmp_path / "notes.csv")
    assert (status, "notes.csv: this is a file\n  Give the folder" in aside) == (3, True)
    assert run("validate")[0] == 2
    assert run("validate", tmp_path, "--fail-on", "everything")[0] == 2
    assert not (tmp_path / "out").exists()


def test_the_folder_of_an_audit_stays_and_nothing_is_read_for_it(tmp_path, run):
    (tmp_path / "findings.json").write_text("{}")
    status, _said, aside = run("validate", tmp_path / "nowhere", "--out", tmp_path, "--format", "csv")
    assert status == 5
    assert "holds an audit" in aside
    assert [path.name for path in tmp_path.iterdir()] == ["findings.json"]


@pytest.mark.parametrize("inside", ["", "april"])
def test_a_file_where_the_folder_should_be_is_said_before_anything_is_read(tmp_path, run, inside):
    (tmp_path / "letter").write_text("Dear all")
    status, _said, aside = run("validate", tmp_path / "nowhere", "--out", tmp_path / "letter" / inside)
    assert status == 5
    assert "letter: a file stands where a folder should be" in aside
