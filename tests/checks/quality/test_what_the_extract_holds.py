"""What an extract holds, each figure by hand, and what joining referrals across providers would change."""

from __future__ import annotations

import pytest
from tests.sources.records.extracts import submission, write
from tests.validation.national import extract

from caseness.checks.quality.what_the_extract_holds import what_the_extract_holds
from caseness.disclosure.words import resolved
from caseness.sources.records import open_records

PATIENTS = "LocalPatientId   NHSNumber\nP1   9990000018\nP2   9990000026"
REFERRALS = (
    "ServiceRequestId   LocalPatientId   ReferralRequestReceivedDate\nR1   P1   2024-04-02\nR2   P2   2024-04-03"
)
CONTACTS = "CareContactId   ServiceRequestId   CareContDate\nC1   R1   2024-04-10"


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """Two people of PRV, the first with two requests of one day; OTHER has the first of them too, referred that day.

    By service request that is R1, R2, R3 and R1 of OTHER. By number and day R1, R3 and that of OTHER are one, and R2 is two
    pathways, as its day was corrected in May.
    """
    folder = tmp_path_factory.mktemp("extract")
    tables = {
        "IDS001MPI": PATIENTS,
        "IDS101Referral": f"{REFERRALS}\nR3   P1   2024-04-02",
        "IDS201CareContact": CONTACTS,
    }
    submission(folder / "april", "2024-04", "2024-05-10T09:00:00", **tables)
    corrected = {"IDS101Referral": REFERRALS.replace("04-03", "04-04")}
    submission(folder / "may", "2024-05", "2024-06-10T09:00:00", **(tables | corrected))
    tables |= {
        "IDS001MPI": PATIENTS.replace("P1", "X1"),
        "IDS101Referral": REFERRALS.split("\nR2")[0].replace("P1", "X1"),
    }
    submission(folder / "other", "2024-04", "2024-05-10T09:00:00", **tables)
    header = folder / "other" / "IDS000Header.csv"
    header.write_text(header.read_text().replace("PRV", "OTHER"))
    with open_records(folder) as records:
        return what_the_extract_holds(records)


def test_what_joining_across_providers_would_change(answer):
    assert resolved(answer.answer, internal=True).endswith(
        "of 4 by provider, person and service request, joining by NHS number and day of referral would make 75% one with "
        "another and divide 25%."
    )
    shares = {e.name: (e.numerator, e.denominator) for e in answer.estimates[3:]}
    assert shares == {
        "referrals that joining by NHS number and day of referral makes one with another": (3, 4),
        "referrals that joining by NHS number and day of referral divides": (1, 4),
    }
    assert [row[1] for row in answer.tables[2].rows] == [4, 3, 1, 3, 1]


def test_few_are_not_told(answer):
    assert "75%" not in resolved(answer.answer, internal=False)


def test_the_warehouse_has_joined_already(tmp_path):
    with extract(tmp_path) as records:
        found = what_the_extract_holds(records)
    assert len(found.tables) == 2
    assert [e.value for e in found.estimates] == [1, 1, 1]


def test_a_folder_without_a_header_is_counted_under_no_provider(tmp_path):
    tables = {"IDS001MPI": PATIENTS, "IDS101Referral": REFERRALS, "IDS201CareContact": CONTACTS}
    submission(tmp_path / "april", "2024-04", "2024-05-10T09:00:00", **tables)
    write(tmp_path / "stray", **tables)
    with open_records(tmp_path) as records:
        found = what_the_extract_holds(records)
    assert [row[0] for row in found.tables[0].rows] == ["All", "PRV", "[x]"]
