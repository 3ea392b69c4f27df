"""Referrals that go on from month to month: a small extract by hand, and any extract against a plain second reading."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.records.extracts import submission, write
from tests.validation.national import PATIENT, drawn

from caseness.sources.records import open_records
from caseness.validation.engine import judged
from caseness.validation.ours.continuity import RULES
from caseness.validation.prepared import Prepared

APRIL = 1489


def opened(folder: Path, referrals: list[tuple[str, int, str, str, bool]]):
    """An extract of the warehouse with these referrals: provider, month, person, number, and whether discharged."""
    rows, submissions, patients = [], {}, []
    for provider, month, person, number, discharged in referrals:
        place = {
            "UniqueSubmissionID": f"{provider}-{month}",
            "AuditId": str(month * 10 + ord(provider[-1]) % 10),
            "Unique_MonthID": str(month),
            "OrgID_Provider": provider,
        }
        submissions[provider, month] = place | {"IsLatest": "1"}
        patients.append(PATIENT | place | {"LocalPatientId": person})
        ended = {"ServDischDate": "2024-04-20"} if discharged else {}
        named = {"ServiceRequestId": number, "Person_ID": person, "PathwayID": "A", "LocalPatientId": person}
        rows.append({"ServDischDate": "", **place, **named, **ended})
    texts = {
        "IsLatest_SubmissionID": drawn(*submissions.values()),
        "IDS001MPI": drawn(*patients),
        "IDS101Referral": drawn(*rows),
        "IDS201CareContact": drawn({**rows[0], "CareContactId": "C1"}),
    }
    return open_records(write(folder, **texts))


def counted(records) -> dict[str, tuple[int | None, int]]:
    return {o.rule.id: (o.broken, o.checked) for o in judged(RULES, Prepared(records))}


def test_what_becomes_of_open_referrals(tmp_path):
    """April of two providers and May of both; R6 stays with a provider that sends nothing in June."""
    records = opened(
        tmp_path,
        [
            ("PRVA", APRIL, "P1", "R1", False),  # goes on
            ("PRVA", APRIL, "P2", "R2", False),  # is gone
            ("PRVA", APRIL, "P3", "R3", True),  # was discharged
            ("PRVA", APRIL, "P4", "R4", False),  # goes to another provider
            ("PRVA", APRIL, "P5", "R5", False),  # is another person's
            ("PRVB", APRIL, "P6", "R6", False),  # goes on
            ("PRVA", APRIL + 1, "P1", "R1", False),
            ("PRVB", APRIL + 1, "P4", "R4", False),
            ("PRVA", APRIL + 1, "P5x", "R5", False),
            ("PRVB", APRIL + 1, "P6", "R6", False),
        ],
    )
    assert counted(records) == {
        "pathway-continues": (3, 5),
        "organisation-continues": (1, 5),
        "person-continues": (1, 5),
    }
    gone = next(o for o in judged(RULES, Prepared(records)) if o.rule.id == "pathway-continues")
    assert [key.key for key in gone.examples] == ["R2", "R4", "R5"]
    assert [(part.provider, part.month, part.broken, part.checked) for part in gone.by] == [("PRVA", "2024-04", 3, 4)]


REFERRALS = st.lists(
    st.tuples(
        st.sampled_from(["PRVA", "PRVB"]),
        st.sampled_from([APRIL, APRIL + 1, APRIL + 3]),
        st.sampled_from(["P1", "P2"]),
        st.sampled_from(["R1", "R2"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REFERRALS)
def test_any_referrals_against_a_plain_reading(referrals):
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), referrals) as records:
        assert counted(records) == plainly(referrals)


def plainly(referrals: list[tuple[str, int, str, str, bool]]) -> dict[str, tuple[int, int]]:
    """Row by row, as the metadata says it."""
    sent = {(provider, month) for provider, month, *_ in referrals}
    asked = lost = moved = renamed = 0
    for provider, month, person, number, discharged in referrals:
        if discharged or (provider, month + 1) not in sent:
            continue
        asked += 1
        later = [(p, who, n) for p, m, who, n, _ in referrals if m == month + 1]
        if (provider, person, number) in later:
            continue
        lost += 1
        if any(p == provider and n == number for p, _who, n in later):
            renamed += 1
        elif any(who == person and n == number for _p, who, n in later):
            moved += 1
    return {
        "pathway-continues": (lost, asked),
        "organisation-continues": (moved, asked),
        "person-continues": (renamed, asked),
    }


def test_between_providers_a_submitted_person_is_known_by_the_nhs_number(tmp_path):
    """The same NHS number makes one person of P1 at one provider and Q1 at another."""
    contact = "CareContactId   ServiceRequestId\nC1   R1"
    for provider, month, person, nhs in (
        ("PRV1", "2024-04", "P1", "9990000018"),
        ("PRV1", "2024-05", "P9", "."),
        ("PRV2", "2024-05", "Q1", "9990000018"),
    ):
        referrals = (
            f"ServiceRequestId   LocalPatientId   ServDischDate\n{'R1' if person != 'P9' else 'R9'}   {person}   ."
        )
        place = submission(
            tmp_path / f"{provider}-{month}",
            month,
            "2024-06-10T09:00:00",
            IDS001MPI=f"LocalPatientId   NHSNumber\n{person}   {nhs}",
            IDS101Referral=referrals,
            IDS201CareContact=contact,
        )
        header = place / "IDS000Header.csv"
        header.write_text(header.read_text().replace("PRV", provider))
    assert counted(open_records(tmp_path))["organisation-continues"] == (1, 1)
