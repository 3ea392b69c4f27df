"""Breakdowns: every row in its categories, counted on made people by hand and on a synthetic extract in plain Python."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from tests.sources.records.extracts import write

from caseness.measures import breakdowns, compute, measures
from caseness.pathways import pathways_of
from caseness.sources.records import open_records
from caseness.vocabulary import Level
from caseness.vocabulary.period import month_of

APRIL = [month_of(2024, 4)]
KEYS = "UniqueSubmissionID  AuditId  Unique_MonthID  OrgID_Provider"
LOAD = "1  1  1489  PRV"
PEOPLE = {  # age, ethnic category, gender, gender identity, disabilities
    1: ("17", "A", "1", "2", ["01", "NN"]),
    2: ("18", "B", "2", ".", ["ZZ"]),
    3: ("64", "Z", "9", "X", ["77"]),
    4: ("65", "9", "X", ".", []),
    5: (".", ".", ".", "3", ["02", "02"]),
}


@pytest.fixture(scope="module")
def pathways(tmp_path_factory):
    """Five people, each referred in April 2024."""
    header = "LocalPatientId  RecordNumber  Age_RP_EndDate  EthnicCategory  Gender  GenderIdentity"
    people = [f"L{n}  R{n}  {a}  {e}  {g}  {i}  {LOAD}" for n, (a, e, g, i, _) in PEOPLE.items()]
    referrals = [f"P{n}  R{n}  R{n}  2024-04-0{n}  {LOAD}" for n in PEOPLE]
    disabilities = [f"L{n}  {code}  {LOAD}" for n, (*_, codes) in PEOPLE.items() for code in codes]
    folder = write(
        tmp_path_factory.mktemp("made"),
        IDS001MPI="\n".join([f"{header}  {KEYS}", *people]),
        IDS101Referral="\n".join(
            [f"PathwayID  Person_ID  RecordNumber  ReferralRequestReceivedDate  {KEYS}", *referrals]
        ),
        IDS201CareContact=f"PathwayID  {KEYS}",
        IDS007DisabilityType="\n".join([f"LocalPatientId  DisabCode  {KEYS}", *disabilities]),
    )
    with open_records(folder) as records:
        yield pathways_of(records)


def received(pathways, name):
    figures = compute(
        pathways, [measures()["M001"]], APRIL, levels=[Level.ENGLAND], breakdown=breakdowns()[name]
    ).to_pylist()
    assert {figure["breakdown"] for figure in figures} == {name}
    assert {figure["period_start"] for figure in figures} == {date(2024, 4, 1)}
    return {figure["category"]: figure["value"] for figure in figures}


def test_an_age_falls_into_one_band_and_none_into_the_last(pathways):
    assert received(pathways, "age_group") == {
        "Under 18": 1,
        "18 to 25": 1,
        "26 to 64": 1,
        "65 to 74": 1,
        "Not stated/Not known/Invalid": 1,
    }
    assert received(pathways, "working_age") == {
        "Under 18": 1,
        "18 to 64": 2,
        "65 and over": 1,
        "Not stated/Not known/Invalid": 1,
    }


def test_a_code_that_is_none_and_no_code_are_not_known(pathways):
    assert received(pathways, "bme_group") == {"White British": 1, "BME": 1, "Not stated/Not known/Invalid": 3}


def test_gender_speaks_where_no_identity_is_given(pathways):
    assert received(pathways, "gender_identity") == {
        "Female (including trans women)": 2,
        "Indeterminate": 1,
        "Non-binary": 1,
        "Not stated/Not known/Invalid": 1,
    }


def test_a_person_counts_once_in_each_disability_they_have(pathways):
    assert received(pathways, "disability") == {
        "01 Behaviour and Emotional": 1,
        "NN No Disability": 1,
        "ZZ Not Stated": 1,
        "Invalid code": 1,
        "No code": 1,
        "02 Hearing": 1,
    }


def test_a_breakdown_whose_table_the_extract_lacks_has_no_figures(pathways):
    assert received_rows(pathways, "religion") == 0


def received_rows(pathways, name):
    return len(compute(pathways, [measures()["M001"]], APRIL, levels=[Level.ENGLAND], breakdown=breakdowns()[name]))


def test_every_category_of_the_monthly_metadata_is_there_once():
    official = Counter(c.official for b in breakdowns().values() for c in b.categories if c.official)
    assert set(official) == {f"V{number:03}" for number in range(1, 16)}
    assert sum(official.values()) == 138
    for one in breakdowns().values():
        names = [category.name for category in one.categories]
        assert len(names) == len(set(names))
        assert sum("-" in category.keys for category in one.categories) == 1
