"""The engine: what an outcome says, of which rows, and why one is not computed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.sources.records.extracts import submission

from caseness.sources.records import open_records
from caseness.validation import Part, RowKey, prepared, validate
from caseness.validation.engine import judged
from caseness.validation.official import official_rules
from caseness.validation.prepared import Prepared

PATIENTS = """
    LocalPatientId  PersonBirthDate
    P1              1980-01-31
    P2              .
    P2              .
"""
REFERRALS = """
    ServiceRequestId  LocalPatientId  ReferralRequestReceivedDate  ServDischDate
    R1                P1              2024-04-02                   .
    R2                P2              2024-04-05                   2024-04-01
    R3                P9              1979-12-31                   2024-05-02
"""
CONTACTS = """
    CareContactId  ServiceRequestId  CareContDate  AttendOrDNACode
    C1             R1                2024-04-10    5
"""

RULES = {rule.id: rule for rule in official_rules()}
TABLES = {"IDS001MPI": PATIENTS, "IDS101Referral": REFERRALS, "IDS201CareContact": CONTACTS}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """One submission, and an earlier one of the same month that does not count any more."""
    folder = tmp_path_factory.mktemp("extract")
    submission(folder / "first", "2024-04", "2024-05-10T09:00:00", **TABLES)
    submission(folder / "second", "2024-04", "2024-06-10T09:00:00", **TABLES)
    return {outcome.rule.id: outcome for outcome in validate(open_records(folder)).outcomes}


def test_an_outcome_counts_rows_of_the_submissions_that_count_and_says_where_they_are(outcomes):
    blank = outcomes["IDS00120"]
    assert (blank.broken, blank.checked) == (2, 3)
    assert blank.by == (Part("PRV", "2024-04", 2, 3),)
    assert blank.examples == (RowKey("PRV-2", "P2"),)  # both rows have this key


def test_what_lies_in_another_table_is_found_within_the_submission(outcomes):
    assert outcomes["IDS10101"].examples == (RowKey("PRV-2", "R3"),)  # no such patient
    assert outcomes["IDS10140"].broken == 0  # P1 was born before R1; R3 has nobody's birth date
    assert outcomes["IDS20169"].examples == (RowKey("PRV-2", "C1"),)  # attended, and no activity was sent


def test_dates_of_a_row_against_each_other_and_against_the_month(outcomes):
    assert outcomes["IDS10128"].examples == (RowKey("PRV-2", "R2"),)
    assert outcomes["IDS10139"].examples == (RowKey("PRV-2", "R3"),)


def test_a_table_not_sent_is_missed_by_the_submission(outcomes):
    assert (outcomes["IDSREJ005"].broken, outcomes["IDSREJ005"].checked) == (1, 1)
    assert outcomes["IDSREJ004"].broken == 0


def test_a_table_too_large_to_keep_is_judged_alike(tmp_path, monkeypatch, outcomes):
    submission(tmp_path / "one", "2024-04", "2024-05-10T09:00:00", **TABLES)
    submission(tmp_path / "two", "2024-04", "2024-06-10T09:00:00", **TABLES)
    monkeypatch.setattr(prepared, "_LARGE", 0)
    found = {outcome.rule.id: replace(outcome, sql="") for outcome in validate(open_records(tmp_path)).outcomes}
    assert found == {name: replace(outcome, sql="") for name, outcome in outcomes.items()}


def test_a_rule_on_what_is_not_there_says_so(outcomes):
    assert outcomes["IDS20154"].broken is None
    assert outcomes["IDS20154"].reason == "the extract has no AppType in IDS201CareContact"
    assert outcomes["IDS60605"].reason == "the extract has no IDS606CodedScoreAssessmentRefer"


def _examples(folder, *born):
    """What IDS00120 shows of patients with these keys, all without a date of birth, by submission."""
    for number, patients in enumerate(born, 1):
        rows = "".join(f"\n{patient}  ." for patient in patients.split())
        tables = TABLES | {"IDS001MPI": "LocalPatientId  PersonBirthDate" + rows}
        submission(folder / str(number), f"2024-0{number}", f"2024-0{number + 1}-10T09:00:00", **tables)
    with open_records(folder) as records:
        outcome = next(o for o in validate(records).outcomes if o.rule.id == "IDS00120")
    return outcome.broken, [f"{example.submission} {example.key}" for example in outcome.examples]


@pytest.mark.parametrize(
    ("born", "broken", "shown"),
    [
        (["G C C A F E B D"], 8, "PRV-1 A,PRV-1 B,PRV-1 C,PRV-1 D,PRV-1 E"),  # one month: its first five
        (["C A B", "K J L M"], 7, "PRV-2 J,PRV-2 K,PRV-2 L,PRV-2 M,PRV-1 A"),  # the worse month first
        (["C A B", "D F E", "K J L M"], 10, "PRV-3 J,PRV-3 M,PRV-1 A,PRV-1 C,PRV-2 D"),  # the ends of each make five
        (["A A A A A . ."], 7, "PRV-1 A,PRV-1 None"),  # two keys are all there are
    ],
)
def test_five_rows_are_shown_wherever_five_break_a_rule(tmp_path, born, broken, shown):
    assert _examples(tmp_path, *born) == (broken, shown.split(","))


@pytest.mark.parametrize(
    ("rule", "table", "columns", "key"),
    [
        ("IDS10129", "IDS202CareActivity", "CareActId", "CareContactId"),
        ("IDS60316", "IDS101Referral", "ServiceRequestId", "LocalPatientId"),
    ],
)
def test_where_a_table_between_lacks_its_key_nothing_can_be_told(tmp_path, rule, table, columns, key):
    """Scores lie below a referral by activities and contacts, and a complaint's patient above it by the referral."""
    tables = TABLES | {
        "IDS201CareContact": "CareContactId  ServiceRequestId  AppType\nC1  R1  06",
        "IDS202CareActivity": "CareActId  CareContactId\nA1  C1",
        "IDS607CodedScoreAssessmentAct": "CareActId  CodedAssToolType  PersScore\nA1  720433000  12",
        "IDS603PresentingComplaints": "ServiceRequestId  PresComp  PresCompDate\nR1  F321  2024-04-10",
    }
    submission(tmp_path, "2024-04", "2024-05-10T09:00:00", **tables | {table: f"{columns}\nX1"})
    with open_records(tmp_path) as records:
        (outcome,) = judged((RULES[rule],), Prepared(records))
    assert (outcome.broken, outcome.reason) == (None, f"the extract has no {key} in {table}")
