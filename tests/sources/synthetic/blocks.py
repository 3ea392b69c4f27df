"""Blocks drawn at random, without regard to what is likely, so that every rule of delivery meets every case.

A block has two providers, referrals before, in and at the end of the months of a plan, late rows, appointments of every kind
and forms that lack what they may lack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE, day_number
from caseness.sources.synthetic.world import (
    Block,
    Contacts,
    Employment,
    Experience,
    Forms,
    Logs,
    OnwardReferrals,
    Organisations,
    Pauses,
    People,
    Referrals,
    Therapists,
)
from caseness.vocabulary.problems import problems
from caseness.vocabulary.questionnaires import questionnaires
from caseness.vocabulary.therapies import therapies

if TYPE_CHECKING:
    from caseness.sources.synthetic.plan import Plan

DAYS_BEFORE = 60  # of the start of the plan, in which referrals come in too
MEASURES = [
    number for number, q in enumerate(questionnaires()) if q.adsm and q.concept and q.id != "GAD-7" and q.id != "PHQ-9"
]
PHYSICAL = [number for number, q in enumerate(questionnaires()) if q.condition]


def random_block(plan: Plan, referrals: int, seed: int = 1) -> Block:
    """A block of so many referrals, four appointments each on average."""
    random = np.random.default_rng(seed)
    people = max(1, referrals * 4 // 5)
    made = _referrals(plan, random, referrals, people)
    contacts = _contacts(random, made, plan)
    logs = _logs(random, made, plan)
    return Block(
        number=0,
        organisations=organisations(),
        therapists=Therapists(
            provider=np.array([0, 0, 1], np.int32),
            local_id=np.array(["S1", "S2", "S1"]),
            qualification=Coded.of(("10", "11"), np.array([0, 1, 1])),
            awarded=np.array([NONE, 16000, day_number(plan.start) + 40], np.int32),
            planned=np.array([day_number(plan.end), NONE, NONE], np.int32),
            step=np.array([2, 3, 3], np.int8),
            skill=np.zeros(3, np.float32),
        ),
        people=_people(random, people),
        referrals=made,
        contacts=contacts,
        logs=logs,
        forms=_forms(random, made, contacts, plan),
        employment=_employment(random, made),
        experience=_experience(random, contacts, made),
        pauses=_pauses(random, made),
        onward=_onward(random, made),
    )


def organisations() -> Organisations:
    """Two providers in two Sub-ICBs of one ICB."""
    return Organisations(
        region_code=np.array(["SYNY1"]),
        region_name=np.array(["Region (synthetic)"]),
        icb_code=np.array(["SYNQ1"]),
        icb_name=np.array(["ICB (synthetic)"]),
        icb_region=np.array([0], np.int32),
        sub_icb_code=np.array(["SYN0A", "SYN0B"]),
        sub_icb_name=np.array(["One (synthetic)", "Two (synthetic)"]),
        sub_icb_icb=np.array([0, 0], np.int32),
        sub_icb_tilt=np.zeros(2, np.float32),
        provider_code=np.array(["SYNPA", "SYNPB"]),
        provider_name=np.array(["Alpha (synthetic)", "Beta (synthetic)"]),
        provider_sub_icb=np.array([0, 1], np.int32),
        size=np.array([0.5, 0.5], np.float32),
        quality=np.zeros(2, np.float32),
        pace=np.ones(2, np.float32),
        gap=np.ones(2, np.float32),
        retention=np.zeros(2, np.float32),
        lsoa_code=np.array(["E99000001", "E99000002"]),
        lsoa_sub_icb=np.array([0, 1], np.int32),
        lsoa_decile=np.array([1, 10], np.int8),
        practice_code=np.array(["SYNA00", "SYNA01"]),
        practice_sub_icb=np.array([0, 1], np.int32),
        successor_of={"SYNNA": "SYNPA"},
        commissioner_successor_of={"SYN5A": "SYN0A"},
    )


def _codes(random: np.random.Generator, levels: tuple[str, ...], rows: int) -> Coded:
    return Coded.of(levels, random.integers(0, len(levels), rows))


def _people(random: np.random.Generator, rows: int) -> People:
    return People(
        birth=random.integers(-12_000, 13_000, rows).astype(np.int32),
        gender=_codes(random, ("1", "2", "X"), rows),
        gender_identity=_codes(random, ("1", "2", "Z"), rows),
        ethnicity=_codes(random, ("A", "H", "Z", "99", ""), rows),
        lsoa=random.integers(0, 2, rows).astype(np.int32),
        practice=random.integers(0, 2, rows).astype(np.int32),
        language=_codes(random, ("en", "pl"), rows),
        ex_forces=_codes(random, ("02", "05", ""), rows),
        nhs_number=np.where(random.random(rows) < 0.1, 0, 9_990_000_000 + np.arange(rows)),
        disability=_codes(random, ("", "01", "NN"), rows),
        religion=_codes(random, ("", "160549006", "160552003"), rows),
        orientation=_codes(random, ("", "20430005"), rows),
        condition=_codes(random, ("", "73211009", "748031000000103"), rows),
        work=np.zeros(rows, np.int8),
        circumstances=Coded.of(("77176002", "77386006"), random.integers(-1, 2, (rows, 2))),
        same_at_birth=_codes(random, ("Y", "N", ""), rows),
        education=_codes(random, ("8", "3", ""), rows),
        further_disabilities=Coded.of(("02", "05"), random.integers(-1, 2, (rows, 2))),
        registered=random.integers(13_000, 15_000, rows).astype(np.int32),
        changes_practice=random.integers(19_000, 21_000, rows).astype(np.int32),
        next_practice=random.integers(0, 2, rows).astype(np.int32),
        accommodation=_codes(random, ("01", "98", ""), rows),
        settled=_codes(random, ("Y", "N", ""), rows),
        housed=random.integers(13_000, 15_000, rows).astype(np.int32),
        overseas=_codes(random, ("A", "9", ""), rows),
        earlier_diagnosis=_codes(random, ("F329", "35489007", ""), rows),
        diagnosed=random.integers(13_000, 15_000, rows).astype(np.int32),
        cluster=_codes(random, ("01", "03", ""), rows),
    )


def _referrals(plan: Plan, random: np.random.Generator, rows: int, people: int) -> Referrals:
    start, end = day_number(plan.start), day_number(plan.end)
    provider = np.sort(random.integers(0, 2, rows)).astype(np.int32)
    received = random.integers(start - DAYS_BEFORE, end, rows)
    received = received[np.lexsort((received, provider))].astype(np.int32)
    ended = np.maximum(received + random.integers(0, 200, rows), start)
    ended = np.where((ended < end) & (random.random(rows) < 0.9), ended, NONE).astype(np.int32)
    problem = np.where(random.random(rows) < 0.1, NONE, random.integers(0, len(problems()), rows)).astype(np.int32)
    return Referrals(
        person=random.integers(0, people, rows).astype(np.int32),
        provider=provider,
        sub_icb=provider.copy(),
        commissioner=provider.copy(),
        received=received,
        source=_codes(random, ("A1", "B1"), rows),
        problem=problem,
        problem_day=np.where(problem == NONE, NONE, received + random.integers(0, 60, rows)).astype(np.int32),
        onset_month=_codes(random, ("2023-05", "2020-11", ""), rows),
        previous_condition=_codes(random, ("Y", "N"), rows),
        end=ended,
        end_code=Coded.of(("10", "46", "50"), np.where(ended == NONE, NONE, random.integers(0, 3, rows))),
        depression=np.zeros(rows, np.float32),
        anxiety=np.zeros(rows, np.float32),
        late_end=random.random(rows) < 0.2,
    )


def _in_order(random: np.random.Generator, referrals: Referrals, plan: Plan, mean: float):
    """Referrals and days of events in their order; some lie after the discharge, none before the referral."""
    number = random.poisson(mean, len(referrals.person))
    referral = np.repeat(np.arange(len(number)), number)
    last = np.where(referrals.end == NONE, day_number(plan.end) - 1, referrals.end + 40)[referral]
    last = np.minimum(last, day_number(plan.end) - 1)
    received = referrals.received[referral]
    day = received + np.floor(random.random(len(referral)) * (last - received + 1)).astype(np.int32)
    minute = random.integers(8 * 60, 20 * 60, len(referral))
    order = np.lexsort((minute, day, referral))
    return referral[order].astype(np.int32), day[order].astype(np.int32), minute[order].astype(np.int16)


def _contacts(random: np.random.Generator, referrals: Referrals, plan: Plan) -> Contacts:
    referral, day, minute = _in_order(random, referrals, plan, 4)
    rows = len(referral)
    attendance = _codes(random, ("5", "5", "5", "6", "3", "2", "4", "7"), rows)
    attendance = Coded.of(("5", "6", "3", "2", "4", "7"), np.maximum(attendance.index - 2, 0))
    kept = attendance.is_in("5", "6")
    cancelled = np.where(attendance.is_in("2"), day - random.integers(0, 5, rows), NONE)
    return Contacts(
        referral=referral,
        day=day,
        minute=minute,
        attendance=attendance,
        app_type=_codes(random, ("02", "01", "03", "05", "06", "10", "02"), rows),
        planned=Coded.of(("Y", "N"), (random.random(rows) < 0.05).astype(int)),
        medium=_codes(random, ("01", "02", "11"), rows),
        mode=_codes(random, ("1", "3"), rows),
        therapy=np.where(kept, random.integers(0, len(therapies()) - 1, rows), NONE).astype(np.int8),
        minutes=np.where(kept, random.integers(20, 90, rows), NONE).astype(np.int16),
        therapist=np.where(referrals.provider[referral] == 0, 0, 2).astype(np.int32),
        interpreter=_codes(random, ("1", "4"), rows),
        language=_codes(random, ("en", "pl"), rows),
        ltc_service=_codes(random, ("N", "Y"), rows),
        cancelled_on=cancelled.astype(np.int32),
        depression=np.zeros(rows, np.float32),
        anxiety=np.zeros(rows, np.float32),
        late=random.random(rows) < 0.1,
    )


def _logs(random: np.random.Generator, referrals: Referrals, plan: Plan) -> Logs:
    referral, end, _minute = _in_order(random, referrals, plan, 0.4)
    rows = len(referral)
    return Logs(
        referral=referral,
        start=(end - 6).astype(np.int32),
        end=end,
        programme=_codes(random, ("SilverCloud", "iCT-PTSD"), rows),
        minutes=random.integers(0, 40, rows).astype(np.int16),
        therapist=np.where(referrals.provider[referral] == 0, 1, 2).astype(np.int32),
        integrated=_codes(random, ("Y", "N"), rows),
        late=random.random(rows) < 0.1,
    )


def _forms(random: np.random.Generator, referrals: Referrals, contacts: Contacts, plan: Plan) -> Forms:
    """A form at most appointments, and some outside."""
    at = np.flatnonzero(random.random(len(contacts.day)) < 0.8)
    outside, day, minute = _in_order(random, referrals, plan, 0.3)
    referral = np.concatenate([contacts.referral[at], outside])
    contact = np.concatenate([at, np.full(len(outside), NONE)])
    day, minute = np.concatenate([contacts.day[at], day]), np.concatenate([contacts.minute[at], minute])
    order = np.lexsort((minute, day, referral))
    rows = len(order)
    phq9, gad7 = random.integers(0, 4, (rows, 9)), random.integers(0, 4, (rows, 7))
    phq9[random.random((rows, 9)) < 0.02] = NONE
    measure = np.where(random.random(rows) < 0.6, _measure_of(referrals)[referral[order]], NONE)
    physical = np.where(random.random(rows) < 0.3, np.array(PHYSICAL)[referral[order] % len(PHYSICAL)], NONE)
    return Forms(
        referral=referral[order].astype(np.int32),
        contact=contact[order].astype(np.int32),
        day=day[order].astype(np.int32),
        minute=minute[order].astype(np.int16),
        phq9=phq9.astype(np.int8),
        gad7=gad7.astype(np.int8),
        wsas=np.where(random.random((rows, 5)) < 0.1, NONE, random.integers(0, 9, (rows, 5))).astype(np.int8),
        phq9_total=np.where((phq9 == NONE).any(axis=1), NONE, phq9.sum(axis=1)).astype(np.int8),
        gad7_total=np.where(random.random(rows) < 0.1, NONE, gad7.sum(axis=1)).astype(np.int8),
        measure=measure.astype(np.int8),
        measure_score=_measure_scores(random, measure),
        physical=physical.astype(np.int8),
        physical_score=_measure_scores(random, physical),
        late=random.random(rows) < 0.1,
    )


def _measure_of(referrals: Referrals) -> np.ndarray:
    """The measure of each referral's problem, or another one."""
    return np.array(MEASURES)[np.arange(len(referrals.person)) % len(MEASURES)]


def _measure_scores(random: np.random.Generator, measure: np.ndarray) -> np.ndarray:
    highest = np.array([float(q.highest or 0) for q in questionnaires()])[measure]
    decimals = np.array([q.decimals for q in questionnaires()])[measure]
    drawn = random.random(len(measure)) * highest
    return np.where(measure == NONE, np.nan, np.where(decimals > 0, np.round(drawn, 2), np.round(drawn))).astype(
        np.float32
    )


def _employment(random: np.random.Generator, referrals: Referrals) -> Employment:
    rows = len(referrals.person)
    referral = np.repeat(np.arange(rows), 2)
    day = np.stack([referrals.received, referrals.received + 45], axis=1).ravel()
    rows = len(referral)
    yes_no = ("Y", "N", "Z")
    return Employment(
        referral=referral.astype(np.int32),
        day=day.astype(np.int32),
        status=_codes(random, ("01", "02", "ZZ"), rows),
        hours=_codes(random, ("01", "98"), rows),
        self_employed=_codes(random, yes_no, rows),
        sick_absence=_codes(random, yes_no, rows),
        sick_pay=_codes(random, yes_no, rows),
        benefit=_codes(random, yes_no, rows),
        esa=_codes(random, yes_no, rows),
        universal_credit=_codes(random, yes_no, rows),
        pip=_codes(random, yes_no, rows),
        support=_codes(random, ("Y", "N", "NA"), rows),
        support_referral=np.full(rows, NONE, np.int32),
        support_discharge=np.where(random.random(rows) < 0.3, day + 40, NONE).astype(np.int32),
    )


def _experience(random: np.random.Generator, contacts: Contacts, referrals: Referrals) -> Experience:
    at = np.flatnonzero(random.random(len(contacts.day)) < 0.2)
    outside = random.random(len(at)) < 0.3
    return Experience(
        referral=contacts.referral[at],
        contact=np.where(outside, NONE, at).astype(np.int32),
        day=contacts.day[at],
        minute=contacts.minute[at],
        concept=_codes(random, ("747901000000107", "748161000000109"), len(at)),
        answer=_codes(random, ("0", "4", "NA"), len(at)),
    )


def _pauses(random: np.random.Generator, referrals: Referrals) -> Pauses:
    """In some referrals that are open or end late enough."""
    over = np.where(referrals.end == NONE, referrals.received + 120, referrals.end)
    rows = np.flatnonzero((random.random(len(over)) < 0.3) & (over - referrals.received > 20)).astype(np.int32)
    start = referrals.received[rows] + random.integers(1, 10, len(rows))
    return Pauses(
        referral=rows,
        start=start.astype(np.int32),
        end=np.minimum(start + random.integers(1, 80, len(rows)), over[rows] - 1).astype(np.int32),
        reason=_codes(random, ("01", ""), len(rows)),
    )


def _onward(random: np.random.Generator, referrals: Referrals) -> OnwardReferrals:
    """When some referrals end."""
    rows = np.flatnonzero((random.random(len(referrals.end)) < 0.3) & (referrals.end != NONE)).astype(np.int32)
    return OnwardReferrals(
        referral=rows,
        day=referrals.end[rows],
        minute=np.where(random.random(len(rows)) < 0.5, NONE, 600).astype(np.int16),
        reason=_codes(random, ("01", "98", ""), len(rows)),
        receiver=1 - referrals.provider[rows],
    )
