"""Wrongs in sending against the rules of ours that find them: they fire for what was done, and on a clean extract never."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from caseness.sources.records import open_records
from caseness.sources.synthetic.injection.filing import as_sent, filing_kinds
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Injection, Plan, Shape
from caseness.sources.synthetic.submissions.schedule import submissions_of
from caseness.sources.synthetic.synthesis import synthesise
from caseness.validation.engine import judged
from caseness.validation.history import history, judged_history
from caseness.validation.ours import our_rules
from caseness.validation.prepared import Prepared

PLAN = Plan(referrals=300, months=4, workers=1)
CODES = invent(PLAN).provider_code.tolist()
CONTINUITY = [rule for rule in our_rules() if rule.id.endswith("-continues")]
WRONGS = (
    Injection(kind="month-sent-again", rate=0.3, providers=tuple(CODES[:3])),
    Injection(kind="month-not-sent", rate=0.5, providers=tuple(CODES[3:5])),
    Injection(kind="vanished-referrals", rate=0.2),
    Injection(kind="changed-provider", rate=0.6),
    Injection(kind="changed-person", rate=0.3),
)
LOST = "pathway-continues"
GONE = ("vanished-referrals", "changed-provider", "changed-person")  # from where they were, which is a rule of its own


def fires(folder):
    """How often each rule fires, by provider."""
    records = open_records(folder)
    outcomes = (*judged(CONTINUITY, Prepared(records)), *judged_history(history(records)))
    found = Counter()
    for outcome in outcomes:
        assert outcome.broken is not None, outcome.reason
        for part in outcome.by:
            found[outcome.rule.id, part.provider] += part.broken
    return +found


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filing")
    done = synthesise(replace(PLAN, injections=WRONGS), folder / "wrong").wrongs
    return folder / "wrong", pq.read_table(folder / "wrong-truth" / "known_wrongs").to_pylist(), done


def test_rules_fire_for_what_was_done(made):
    folder, truth, _done = made
    wanted = Counter((row["rule"], row["OrgID_Provider"]) for row in truth)
    assert {rule for rule, _provider in wanted} == {k.rule for k in filing_kinds().values() if not k.submitted_only}
    gone = Counter((LOST, row["OrgID_Provider"]) for row in truth if row["kind"] in GONE and row["rule"] != LOST)
    assert fires(folder) == wanted + gone


def test_nothing_fires_on_a_clean_extract(tmp_path):
    synthesise(replace(PLAN, referrals=120), tmp_path / "clean")
    assert fires(tmp_path / "clean") == {}


def test_the_share_is_hit(made):
    _folder, truth, done = made
    rows = Counter(row["injection"] for row in truth)
    assert [each.drawn for each in done] == [rows[number] for number in range(len(WRONGS))]
    assert done[0].open == 3 * 3
    assert done[1].open == 2 * 2
    for wrong, each in zip(WRONGS, done, strict=True):
        assert abs(each.drawn - wrong.rate * each.open) < 2


def test_a_month_sent_again_has_the_rows_of_its_refresh_under_numbers_of_its_own(made):
    folder, truth, _done = made
    files = pq.read_table(folder / "IsLatest_SubmissionID").to_pylist()
    again = {row["file"] for row in truth if row["kind"] == "month-sent-again"}
    by_month = {}
    for row in files:
        by_month.setdefault((row["OrgID_Provider"], row["ReportingPeriodStartDate"]), []).append(row)
    three = [rows for rows in by_month.values() if len(rows) == 3]
    assert len(three) == len(again)
    for table, own in (("IDS101Referral", "UniqueID_IDS101"), ("IDS001MPI", "RecordNumber")):
        rows = pq.read_table(folder / table).to_pylist()
        numbers = [row[own] for row in rows]
        assert len(set(numbers)) == len(numbers)
        for each in three:
            _primary, refresh, last = sorted(each, key=lambda row: row["AuditId"])
            assert [row["IsLatest"] for row in (refresh, last)] == [False, True]
            assert last["EFFECTIVE_FROM"] > refresh["EFFECTIVE_FROM"]
            sent = [
                [row["LocalPatientId"] for row in rows if row["AuditId"] == file["AuditId"]] for file in (refresh, last)
            ]
            assert sent[0] == sent[1]
            assert sent[0]


def test_a_vanished_referral_leaves_no_row_behind_it(made):
    folder, truth, _done = made
    gone = {row["PathwayID"]: row["day"] for row in truth if row["kind"] == "vanished-referrals"}
    numbers = {
        row["UniqueSubmissionID"]: row["ReportingPeriodStartDate"]
        for row in pq.read_table(folder / "IsLatest_SubmissionID").to_pylist()
    }
    before = 0
    for table in ("IDS101Referral", "IDS201CareContact", "IDS202CareActivity", "IDS602LongTermCondition"):
        rows = pq.read_table(folder / table)
        for row in rows.to_pylist():
            pathway = row.get("PathwayID") or f"{row['OrgID_Provider']}-{row['ServiceRequestId']}"
            if pathway in gone:
                before += 1
                assert numbers[row["UniqueSubmissionID"]] < gone[pathway]
    assert before > len(gone)


def test_another_provider_has_all_rows_of_a_referral_from_then_on(made):
    folder, truth, _done = made
    moved = {row["PathwayID"]: row for row in truth if row["kind"] == "changed-provider"}
    patients = pq.read_table(folder / "IDS001MPI").to_pylist()
    known = {(row["UniqueSubmissionID"], row["LocalPatientId"]): row["Person_ID"] for row in patients}
    assert len(known) == len(patients)
    files = pq.read_table(folder / "IsLatest_SubmissionID").to_pylist()
    month = {row["UniqueSubmissionID"]: row["ReportingPeriodStartDate"] for row in files}
    sent = {row["UniqueSubmissionID"]: row["OrgID_Provider"] for row in files}
    afterwards = 0
    for table in ("IDS101Referral", "IDS201CareContact", "IDS607CodedScoreAssessmentAct"):
        for row in pq.read_table(folder / table).to_pylist():
            if change := moved.get(row["PathwayID"]):
                later = month[row["UniqueSubmissionID"]] >= change["day"]
                assert (
                    sent[row["UniqueSubmissionID"]] == row["OrgID_Provider"] == change["after" if later else "before"]
                )
                afterwards += later
                if table == "IDS101Referral":
                    assert known[row["UniqueSubmissionID"], row["LocalPatientId"]] == row["Person_ID"]
    assert afterwards > len(moved)


def test_the_copy_of_a_patient_is_another_person_from_then_on(made):
    folder, truth, _done = made
    copied = {row["PathwayID"]: row for row in truth if row["kind"] == "changed-person"}
    persons = {row["RecordNumber"]: row["Person_ID"] for row in pq.read_table(folder / "IDS001MPI").to_pylist()}
    seen = {}
    for row in pq.read_table(folder / "IDS101Referral").to_pylist():
        assert persons[row["RecordNumber"]] == row["Person_ID"]
        if change := copied.get(row["PathwayID"]):
            assert row["LocalPatientId"] in (change["before"], change["after"])
            seen.setdefault(row["PathwayID"], {}).setdefault(row["LocalPatientId"], set()).add(row["Person_ID"])
    assert seen.keys() == copied.keys()
    assert all(len(by_patient) == 2 and len(set.union(*by_patient.values())) == 2 for by_patient in seen.values())


def test_files_as_submitted_are_there_or_not_as_the_truth_says(tmp_path):
    plan = replace(
        PLAN,
        referrals=40,
        months=3,
        shape=Shape.PROVIDER,
        injections=(Injection(kind="month-not-sent", rate=0.5), Injection(kind="month-sent-again", rate=0.3)),
    )
    made = synthesise(plan, tmp_path / "out")
    truth = pq.read_table(tmp_path / "out-truth" / "known_wrongs").to_pylist()
    folders = {f"{path.parent.name}/{path.name}" for path in (tmp_path / "out").glob("*/*")}
    assert made.submissions == len(folders)
    lost = [row["file"] for row in truth if row["kind"] == "month-not-sent"]
    assert lost
    for place in lost:
        assert not {place, place.replace("refresh", "primary")} & folders
    again = {row["file"] for row in truth if row["kind"] == "month-sent-again"}
    assert {place for place in folders if place.endswith("again")} == again
    assert again


def test_what_was_not_sent_cannot_be_sent_again():
    codes = invent(PLAN).provider_code.tolist()
    both = replace(
        PLAN, injections=(Injection(kind="month-not-sent", rate=1.0), Injection(kind="month-sent-again", rate=1.0))
    )
    files = as_sent(both, codes, submissions_of(PLAN, len(codes)))
    assert files.again.sum() == len(codes)  # the first month only: the two in between are not sent
    assert set(files.month[files.again]) == {0}
    assert files.latest[files.there].sum() == 2 * len(codes)
