"""Which submissions count, and which months were sent too often or not at all."""

from __future__ import annotations

import pytest
from tests.sources.records.extracts import submission, write

from caseness.sources.records import open_records
from caseness.validation import validate
from caseness.validation.history import Month, history, judged_history

TABLES = {
    "IDS001MPI": "LocalPatientId\nP1",
    "IDS101Referral": "ServiceRequestId   LocalPatientId\nR1   P1",
    "IDS201CareContact": "CareContactId   ServiceRequestId\nC1   R1",
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """April three times, May not at all, June once."""
    folder = tmp_path_factory.mktemp("extract")
    for made in ("2024-05-10", "2024-06-10", "2024-06-12"):
        submission(folder / made, "2024-04", f"{made}T09:00:00", **TABLES)
    submission(folder / "june", "2024-06", "2024-07-10T09:00:00", **TABLES)
    return history(open_records(folder))


def test_the_file_made_last_counts(seen):
    assert seen.months == (Month("PRV", "2024-04", 3, ("PRV-3/3",)), Month("PRV", "2024-06", 1, ("PRV-4/4",)))
    assert seen.why == "the file made last, as its header says (DateTimeDatSetCreate)"


def test_a_month_between_two_that_were_sent_is_not_sent(seen):
    assert seen.not_sent == (Month("PRV", "2024-05", 0, ()),)


def test_the_rules_on_submissions(seen):
    found = {outcome.rule.id: outcome for outcome in judged_history(seen)}
    assert {rule: (o.broken, o.checked) for rule, o in found.items()} == {
        "month-sent-twice": (1, 2),
        "one-submission-counts": (0, 2),
        "every-month-sent": (1, 3),
    }
    assert [part.month for part in found["month-sent-twice"].by] == ["2024-04"]


def test_two_loads_that_both_count_are_one_too_many(tmp_path):
    loads = "UniqueSubmissionID   AuditId   Unique_MonthID   OrgID_Provider   IsLatest"
    place = "UniqueSubmissionID   AuditId   Unique_MonthID   OrgID_Provider"
    records = open_records(
        write(
            tmp_path,
            IsLatest_SubmissionID=f"{loads}\nS1   1   1489   PRV   1\nS2   2   1489   PRV   1",
            IDS001MPI=f"{place}   RecordNumber\nS1   1   1489   PRV   1",
            IDS101Referral=f"{place}   PathwayID\nS1   1   1489   PRV   A",
            IDS201CareContact=f"{place}   PathwayID\nS1   1   1489   PRV   A",
        )
    )
    found = {outcome.rule.id: outcome for outcome in judged_history(history(records))}
    assert found["one-submission-counts"].broken == 1
    assert [example.submission for example in found["one-submission-counts"].examples] == ["S1/1", "S2/2"]


def test_folders_without_a_header_are_submissions_of_nobody_knows_which_month(tmp_path):
    submission(tmp_path / "april", "2024-04", "2024-05-10T09:00:00", **TABLES)
    for name in ("lost", "strayed", "gone"):
        write(tmp_path / name, **TABLES)
    records = open_records(tmp_path)
    assert records.everything["IDS101Referral"].count().to_pyarrow().as_py() == 4
    found = {outcome.rule.id: outcome for outcome in validate(records).outcomes}
    assert (found["IDSREJ002"].broken, found["IDSREJ002"].checked) == (3, 4)
    assert [example.submission for example in found["IDSREJ002"].examples] == ["gone-2", "lost-3", "strayed-4"]
    assert (found["month-sent-twice"].broken, found["one-submission-counts"].broken) == (0, 0)
