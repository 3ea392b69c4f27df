"""Everything that happened at the providers of one block, from nothing but the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.answers.experience import ask
from caseness.sources.synthetic.answers.forms import administer
from caseness.sources.synthetic.answers.measures import measure_of_condition
from caseness.sources.synthetic.answers.severity import DEPRESSION, at_referral
from caseness.sources.synthetic.columns.days import NONE, day_number
from caseness.sources.synthetic.columns.mixes import draw
from caseness.sources.synthetic.columns.streams import stream
from caseness.sources.synthetic.courses.cases import Cases, Progress, staying
from caseness.sources.synthetic.courses.contacts import as_held, has_condition
from caseness.sources.synthetic.courses.course import treat
from caseness.sources.synthetic.courses.discharge import discharge_parameters, ends, problems_recorded
from caseness.sources.synthetic.courses.entry import enter
from caseness.sources.synthetic.courses.onward import onward_referrals
from caseness.sources.synthetic.courses.pauses import pauses
from caseness.sources.synthetic.courses.support import employment_support, follow_up, internet_logs
from caseness.sources.synthetic.courses.visits import Visits, attended, joined
from caseness.sources.synthetic.courses.work import employment_records, in_work, out_of_work
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.people.people import age_on, decile_of, make_people
from caseness.sources.synthetic.people.referrals import (
    commissioners,
    homes,
    onset_months,
    people_of,
    problems_of,
    received,
    referral_parameters,
)
from caseness.sources.synthetic.people.settling import of_referrals, one_at_a_time, rows_of
from caseness.sources.synthetic.people.staff import employ
from caseness.sources.synthetic.world import Block, Referrals

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.sources.synthetic.people.blocks import Part
    from caseness.sources.synthetic.people.staff import Staff
    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Days, Index, Organisations, People

    Streams = Callable[[str], np.random.Generator]


def generate(plan: Plan, number: int, organisations: Organisations) -> Block:
    """Block ``number`` of the plan: the same on any machine, whatever is made before or beside it."""
    part = parts(plan, organisations)[number]

    def rng(purpose: str) -> np.random.Generator:
        return stream(plan.seed, plan.referrals, number, purpose)

    until = day_number(plan.end)
    staff = employ(rng("staff"), plan, organisations, part)
    door = _at_the_door(rng, plan, organisations, part)
    cases, progress = _cases(rng("cases"), organisations, staff, door)
    severity = progress.severity[np.arange(len(cases))]
    visits = _courses(rng("courses"), cases, progress, until)
    logs = internet_logs(rng("logs"), cases, progress, until)
    end, reason = ends(rng("ends"), progress, until)
    problem, problem_day = problems_recorded(rng("problems"), cases, progress, _seen_on(visits, len(cases)), end)
    details = rng("referrals")
    everything = Referrals(
        person=door.person,
        provider=door.provider,
        sub_icb=door.sub_icb[door.person],
        commissioner=commissioners(plan, organisations, door.sub_icb[door.person], door.received),
        received=door.received,
        source=draw(details, referral_parameters().source, len(cases)),
        problem=problem,
        problem_day=problem_day,
        onset_month=onset_months(details, door.received, door.people.birth[door.person]),
        previous_condition=draw(details, referral_parameters().previous_condition, len(cases)),
        end=end,
        end_code=reason,
        depression=severity.depression,
        anxiety=severity.anxiety,
        late_end=details.random(len(cases)) < discharge_parameters().late,
    )
    here = np.flatnonzero((end == NONE) | (end >= day_number(plan.start)))
    referrals, people = one_at_a_time(rows_of(everything, here), door.people, part.first_person)
    visits = visits.of_referrals(here, len(cases))
    contacts = as_held(rng("contacts"), visits, referrals, people)
    logs = of_referrals(logs, here, len(cases))
    employment = employment_records(rng("employment"), referrals, contacts, people)
    working = in_work(people.work)[referrals.person]
    return Block(
        number=number,
        organisations=organisations,
        therapists=staff.therapists,
        people=people,
        referrals=referrals,
        contacts=contacts,
        logs=logs,
        forms=administer(
            rng("forms"),
            referrals=referrals,
            contacts=contacts,
            logs=logs,
            working=working,
            physical=measure_of_condition(people.condition)[referrals.person],
        ),
        employment=employment,
        experience=ask(rng("experience"), contacts, working),
        pauses=pauses(rng("pauses"), contacts),
        onward=onward_referrals(rng("onward"), referrals, organisations),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who comes to the door: referrals as received, and the people behind them. ``sub_icb`` is that of each person."""

    provider: Index
    received: Days
    first: Index  # the row of the person's first referral
    person: Index
    people: People
    sub_icb: Index


def _at_the_door(rng: Streams, plan: Plan, organisations: Organisations, part: Part) -> Door:
    provider, day = received(rng("received"), plan, part)
    first = people_of(rng("people again"), provider, day)
    roots, person = np.unique(first, return_inverse=True)
    sub_icb = homes(rng("homes"), organisations, provider[roots])
    people = make_people(rng("people"), organisations, referred=day[roots], sub_icb=sub_icb)
    return Door(
        provider=provider, received=day, first=first, person=person.astype(np.int32), people=people, sub_icb=sub_icb
    )


def _cases(rng: np.random.Generator, organisations: Organisations, staff: Staff, door: Door) -> tuple[Cases, Progress]:
    """What is known of each referral, and how the person is on that day."""
    who = door.person
    age = age_on(door.people, who, door.received)
    decile = decile_of(door.people, organisations)[who]
    condition = has_condition(door.people)[who]
    without_work = out_of_work(door.people.work)[who]
    problem = problems_of(rng, door.first)
    gender, ethnicity = door.people.gender[who], door.people.ethnicity[who]
    severity = at_referral(
        rng,
        problem=problem,
        age=age,
        decile=decile,
        condition=condition,
        out_of_work=without_work,
        gender=gender,
    )
    cases = Cases(
        received=door.received,
        provider=door.provider,
        age=age,
        decile=decile,
        condition=condition,
        out_of_work=without_work,
        ethnicity=ethnicity,
        problem=problem,
        staying=staying(
            rng,
            age=age,
            decile=decile,
            gender=gender,
            ethnicity=ethnicity,
            depression=severity.level[DEPRESSION],
            retention=organisations.retention[door.provider],
        ),
        organisations=organisations,
        staff=staff,
    )
    return cases, Progress.at_start(severity, door.received)


def _courses(rng: np.random.Generator, cases: Cases, progress: Progress, until: int) -> Visits:
    """All appointments, sorted by referral and day."""
    taken_on = enter(rng, cases, progress, until)
    course = joined([*taken_on.visits, *treat(rng, cases, progress, taken_on, until)])
    support = employment_support(rng, cases, progress, course, until)
    return joined([course, support, follow_up(rng, cases, progress, until)])


def _seen_on(visits: Visits, referrals: int) -> Days:
    """The day of the first appointment kept of each referral, NONE where there is none."""
    kept = visits[attended(visits.attendance)]
    seen, first = np.unique(kept.referral, return_index=True)
    day = np.full(referrals, NONE, np.int32)
    day[seen] = kept.day[first]
    return day
