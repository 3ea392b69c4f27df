"""Work: the employment status of people at referral, and how it is recorded and changes during a course."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import first_of_each, last_of_each
from caseness.sources.synthetic.columns.mixes import draw_by, pick_by
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.world import Employment
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.sources.synthetic.world import Contacts, Days, Flags, Index, People, Real, Referrals, Small

ADULT, OLD = 25, 65  # ages from which the shares of statuses differ
_EMPLOYED, _SEEKING, _STUDENT, _LONG_TERM_SICK = "01", "02", "03", "04"
_SUITABLE = "Y"
_FAR = np.iinfo(np.int32).max  # a day after all others


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkParameters:
    """The entries of ``parameters/work.toml``."""

    states: tuple[str, ...]
    young: tuple[float, ...]
    adult: tuple[float, ...]
    old: tuple[float, ...]
    recorded: float
    recorded_again: float
    into_work: float
    out_of_work: float
    hours: Mapping[str, float]
    hours_otherwise: Mapping[str, float]
    otherwise: Mapping[str, float]
    self_employed: Mapping[str, float]
    sick_absence: Mapping[str, float]
    sick_pay: Mapping[str, float]
    no_sick_pay: Mapping[str, float]
    benefits: Mapping[str, float]
    benefits_out_of_work: Mapping[str, float]
    support: Mapping[str, float]
    support_received: Mapping[str, float]
    support_discharged: float
    support_over: float


@cache
def work_parameters() -> WorkParameters:
    """The numbers for work."""
    return read(WorkParameters, "work")


def first_states(rng: np.random.Generator, age: Real) -> Small:
    """The employment status of people of these ages, as an index into the declared statuses."""
    numbers = work_parameters()
    shares = np.array([numbers.young, numbers.adult, numbers.old])
    return pick_by(rng, shares, np.digitize(age, [ADULT, OLD])).astype(np.int8)


def out_of_work(work: Small) -> Flags:
    """Whether people are seeking work or long-term sick."""
    states = work_parameters().states
    found: Flags = np.isin(work, [states.index(_SEEKING), states.index(_LONG_TERM_SICK)])
    return found


def in_work(work: Small) -> Flags:
    """Whether people are employed, so that a question about work applies to them."""
    found: Flags = work == work_parameters().states.index(_EMPLOYED)
    return found


def studying(work: Small) -> Flags:
    """Whether people are students without work."""
    found: Flags = work == work_parameters().states.index(_STUDENT)
    return found


def employment_records(
    rng: np.random.Generator, referrals: Referrals, contacts: Contacts, people: People
) -> Employment:
    """Statuses as recorded: at the first contact of those seen, and for some again at their last treatment contact."""
    numbers = work_parameters()
    kept = contacts.attended
    treatment = kept & contacts.app_type.is_in(*codes_for("AppType", "treatment"))
    first, last = first_of_each(contacts.referral, kept), last_of_each(contacts.referral, treatment)
    at_first = np.flatnonzero(first & (rng.random(len(first)) < numbers.recorded))
    at_last = np.flatnonzero(last & ~first & (rng.random(len(last)) < numbers.recorded_again))
    contact = np.concatenate([at_first, at_last])
    again = np.repeat([False, True], [len(at_first), len(at_last)])
    order = np.lexsort((again, contact))
    contact, again = contact[order], again[order]
    referral = contacts.referral[contact]
    state = _now(rng, people.work[referrals.person[referral]], again)
    employed = in_work(state).astype(np.intp)
    benefits = [numbers.benefits, numbers.benefits_out_of_work]
    on_benefits = out_of_work(state).astype(np.intp)
    support = _support(rng, referrals, contacts, referral, contacts.day[contact])
    return Employment(
        referral=referral,
        day=contacts.day[contact],
        status=Coded.of(numbers.states, state),
        hours=draw_by(rng, [numbers.hours_otherwise, numbers.hours], employed),
        self_employed=draw_by(rng, [numbers.otherwise, numbers.self_employed], employed),
        sick_absence=draw_by(rng, [numbers.otherwise, numbers.sick_absence], employed),
        sick_pay=draw_by(rng, [numbers.no_sick_pay, numbers.sick_pay], employed),
        benefit=draw_by(rng, benefits, on_benefits),
        esa=draw_by(rng, benefits, on_benefits),
        universal_credit=draw_by(rng, benefits, on_benefits),
        pip=draw_by(rng, benefits, on_benefits),
        support=support.suitable[referral],
        support_referral=support.begin[referral],
        support_discharge=support.end[referral],
    )


@dataclass(frozen=True, slots=True)
class _Support:
    """By referral: whether employment support is thought suitable, and its first and last day, NONE where there is none."""

    suitable: Coded
    begin: Days
    end: Days


def _support(
    rng: np.random.Generator, referrals: Referrals, contacts: Contacts, recorded: Index, day: Days
) -> _Support:
    """What is said of support in every record of a referral; ``recorded`` are the referrals of the records, ``day`` theirs.

    Somebody has been referred for support by the first appointment for it. Its end is known when the referral has ended.
    """
    numbers = work_parameters()
    number = len(referrals.end)
    given = np.flatnonzero(contacts.app_type.is_in(*codes_for("AppType", "employment_support")))
    begin, last = np.full(number, _FAR, np.int32), np.full(number, NONE, np.int32)
    np.minimum.at(begin, contacts.referral[given], contacts.day[given])
    np.maximum.at(last, contacts.referral[given], contacts.day[given])
    np.minimum.at(begin, recorded, day)
    suitable = draw_by(rng, [numbers.support, numbers.support_received], (last != NONE).astype(np.intp))
    yes = suitable.is_in(_SUITABLE) & (begin != _FAR)
    over = np.maximum(begin, last) + rng.geometric(1 / numbers.support_over, number)
    known = yes & (referrals.end != NONE) & (rng.random(number) < numbers.support_discharged)
    return _Support(
        suitable=suitable,
        begin=np.where(yes, begin, NONE).astype(np.int32),
        end=np.where(known, np.minimum(over, referrals.end), NONE).astype(np.int32),
    )


def _now(rng: np.random.Generator, work: Small, again: Flags) -> Small:
    """The status when recorded ``again``: some have found work meanwhile, some have lost it."""
    numbers = work_parameters()
    employed, seeking = numbers.states.index(_EMPLOYED), numbers.states.index(_SEEKING)
    chance = rng.random(len(work))
    found = again & (work == seeking) & (chance < numbers.into_work)
    lost = again & (work == employed) & (chance < numbers.out_of_work)
    return np.where(found, employed, np.where(lost, seeking, work)).astype(np.int8)
