"""Records of employment and appointments for employment support, for people made by hand or at random."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from tests.pathways.people import MONTHS, Event, form, in_full, log, person, treatment

if TYPE_CHECKING:
    from random import Random

    from tests.pathways.people import Person

SUPPORT = "1098051000000103"
COGNITIVE = "304891004"
_WSAS = ("wsas_work", "wsas_home_management", "wsas_social_leisure", "wsas_private_leisure", "wsas_relationships")


def work(
    day: str,
    status: str | None,
    absence: str | None,
    *,
    row: int,
    sent: str | None = None,
    hours: str | None = None,
    sick_pay: str | None = None,
    benefit: str | None = None,
    suitable: str | None = None,
    ended: str | None = None,
) -> Event:
    """A record of employment; ``row`` is its row number, ``ended`` the day it says employment support ended."""
    return Event(
        "IDS004EmpStatus",
        day,
        {
            "EmployStatus": status,
            "EmployStatusRecDate": in_full(day),
            "SickAbsenceInd": absence,
            "WeekHoursWorked": hours,
            "SSPInd": sick_pay,
            "BenefitRecInd": benefit,
            "ESAInd": benefit,
            "UCInd": sick_pay,
            "PIPInd": benefit,
            "EmpSupportInd": suitable,
            "EmpSupportDischargeDate": in_full(ended),
            "UniqueID_IDS004": str(row),
        },
        sent=sent,
    )


def support(day: str, *, kind: str = "10", attended: str = "5", coded: bool = True) -> Event:
    """An appointment for employment support, kept unless it says otherwise."""
    return treatment(day, kind=kind, attended=attended, therapy=SUPPORT if coded else None)


def answer(day: str, question: int, said: str) -> Event:
    """An answer to a question of the iPCQ on working while unwell."""
    concept = {7: "748161000000109", 8: "760741000000102", 9: "761051000000105"}[question]
    row = {"CodedAssToolType": concept, "PersScore": said, "AssToolCompDate": in_full(day)}
    return Event("IDS606CodedScoreAssessmentRefer", day, row)


def at_random(rng: Random, number: int) -> list[Person]:
    """People with many appointments and records of every kind, some of whom share a person with another referral."""
    rows = count(1)
    return [_one(rng, f"p{place}", rows) for place in range(number)]


def _one(rng: Random, name: str, rows: count[int]) -> Person:
    begun = _day(rng, 4, 4)
    ended = rng.choice([None, _day(rng, 5, 6), _day(rng, 6, 6)])
    ended = None if ended is None or ended < begun else ended
    events = [_appointment(rng) for _ in range(rng.randrange(2, 9))]
    events += [form(_day(rng, 4, 6), **{one: rng.randrange(9) for one in _WSAS}) for _ in range(rng.randrange(5))]
    if rng.random() < 0.3:
        start = rng.randrange(1, 20)
        events.append(log(f"05-{start:02}", f"05-{start + 7:02}"))
    events += [sent for _ in range(rng.randrange(5)) for sent in _records(rng, rows)]
    months = [month for month in MONTHS if month >= f"2024-{begun[:2]}"]
    stays = {month: ended if ended and f"2024-{ended[:2]}" <= month else None for month in months}
    record = {
        "OrgID_Provider": rng.choice(["SYNPA", "SYNPB"]),
        "OrgIDComm": rng.choice(["SYNC1", "SYNC2"]),
        "Person_ID": rng.choice([name, f"shared{rng.randrange(6)}"]),
    }
    return person(name, begun, *events, ended=ended, as_sent=stays, **record)


def _appointment(rng: Random) -> Event:
    therapy = rng.choice([SUPPORT, COGNITIVE, COGNITIVE, None])
    return treatment(
        _day(rng, 4, 6),
        kind=rng.choice(["01", "02", "02", "03", "06", "10", "10", None]),
        attended=rng.choice(["5", "5", "6", "3"]),
        planned=rng.choice(["Y", "Y", "Y", "N"]),
        therapy=therapy,
        phq9=rng.randrange(28),
        gad7=rng.randrange(22),
    )


def _records(rng: Random, rows: count[int]) -> list[Event]:
    """A record, sent for its own month and again later, when it may say something else."""
    day = _day(rng, 4, 6)
    own = f"2024-{day[:2]}"
    later = [month for month in MONTHS if month > own and rng.random() < 0.7]
    return [_record(rng, day, next(rows), month) for month in (own, *later)]


def _record(rng: Random, day: str, row: int, month: str) -> Event:
    ended = rng.choice([None, None, _day(rng, 5, 6)])
    agreeing = rng.choice([("01", "N"), ("01", "Y"), ("02", "8"), ("04", "8")])
    anything = (
        rng.choice(["01", "01", "02", "08", "ZZ", "77", None]),
        rng.choice(["Y", "N", "8", "Z", "X", "Q", None]),
    )
    status, absence = rng.choice([agreeing, anything])
    return work(
        day,
        status,
        absence,
        row=row,
        sent=month,
        hours=rng.choice(["01", "04", "97", "55", None]),
        sick_pay=rng.choice(["Y", "N", "U", "?", None]),
        benefit=rng.choice(["Y", "N", "Z", "?", None]),
        suitable=rng.choice(["Y", "Y", "N", "NA", "?", None]),
        ended=ended if ended and f"2024-{ended[:2]}" <= month else None,
    )


def _day(rng: Random, first: int, last: int) -> str:
    return f"{rng.randrange(first, last + 1):02}-{rng.randrange(1, 31):02}"
