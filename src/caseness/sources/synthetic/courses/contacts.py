"""How appointments are held and written down: medium, mode, length, language, who cancelled when, what was entered late."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.mixes import NOT_RECORDED, draw_by
from caseness.sources.synthetic.courses.therapy import is_high, therapy_parameters
from caseness.sources.synthetic.courses.visits import app_type, app_types, attendances, attended
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.world import Contacts
from caseness.vocabulary.data_set import codes, concepts
from caseness.vocabulary.therapies import therapies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.courses.visits import Visits
    from caseness.sources.synthetic.world import Days, Flags, Index, People, Referrals, Small

_ENGLISH = "en"
_QUARTER, _HOUR = 15, 60
_FIRST, _LOW, _HIGH = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactParameters:
    """The entries of ``parameters/contacts.toml``."""

    media_first: Mapping[str, float]
    media_low: Mapping[str, float]
    media_high: Mapping[str, float]
    same_medium: float
    modes: Mapping[str, Mapping[str, float]]
    opens: int
    slots: int
    minutes: Mapping[str, float]
    minutes_spread: float
    unplanned: float
    interpreter: Mapping[str, float]
    interpreter_english: Mapping[str, float]
    own_language: float
    ltc_service: tuple[float, float]
    notice: float
    late: float


@cache
def contact_parameters() -> ContactParameters:
    """The numbers for appointments as they are held."""
    return read(ContactParameters, "contacts")


def as_held(rng: np.random.Generator, visits: Visits, referrals: Referrals, people: People) -> Contacts:
    """The appointments, sorted by referral and day, with everything that is written down about them."""
    numbers = contact_parameters()
    who = referrals.person[visits.referral]
    kept = attended(visits.attendance)
    kind = _kind(visits)
    mode = _mode(rng, visits.therapy)
    preferred = people.language[who]
    return Contacts(
        referral=visits.referral,
        day=visits.day,
        minute=_times(rng, visits),
        attendance=Coded.of(attendances(), visits.attendance),
        app_type=Coded.of(app_types(), visits.app_type),
        planned=Coded.of(_planned_codes(), (kept & (rng.random(len(visits)) < numbers.unplanned)).astype(np.int16)),
        medium=_medium(rng, visits.referral, kind),
        mode=mode,
        therapy=_recorded(rng, visits),
        minutes=_minutes(rng, visits, kept, kind, mode),
        therapist=visits.therapist,
        interpreter=_interpreter(rng, preferred),
        language=_language(rng, preferred),
        ltc_service=_ltc_service(rng, people, who, visits.referral),
        cancelled_on=_cancelled(rng, visits, referrals),
        depression=visits.depression,
        anxiety=visits.anxiety,
        late=rng.random(len(visits)) < numbers.late,
    )


@cache
def _planned_codes() -> tuple[str, ...]:
    return tuple(code.code for code in codes("PlannedCareContIndicator"))


def _kind(visits: Visits) -> NDArray[np.intp]:
    """Whether each appointment is a first one, or of low or of high intensity."""
    first = np.isin(visits.app_type, [app_type("assessment"), app_type("assessment and treatment")])
    high = is_high()[visits.therapy] & (visits.therapy != NONE)
    kind: NDArray[np.intp] = np.where(first, _FIRST, np.where(high, _HIGH, _LOW))
    return kind


def _times(rng: np.random.Generator, visits: Visits) -> NDArray[np.int16]:
    """When appointments begin, in minutes after midnight; a second one of the same day an hour after the first."""
    numbers = contact_parameters()
    rows = np.arange(len(visits))
    another_day = np.ones(len(visits), bool)
    another_day[1:] = (visits.referral[1:] != visits.referral[:-1]) | (visits.day[1:] != visits.day[:-1])
    first = np.maximum.accumulate(np.where(another_day, rows, 0))
    slot = rng.integers(0, numbers.slots, len(visits))
    return (numbers.opens * _HOUR + slot[first] * _QUARTER + (rows - first) * _HOUR).astype(np.int16)


def _medium(rng: np.random.Generator, referral: Index, kind: NDArray[np.intp]) -> Coded:
    """The medium that goes with the person and the kind of contact, or another one now and then."""
    numbers = contact_parameters()
    mixes = (numbers.media_first, numbers.media_low, numbers.media_high)
    drawn = draw_by(rng, mixes, kind)
    first_of = _first_of_each(referral, kind)
    same = rng.random(len(kind)) < numbers.same_medium
    return Coded(np.where(same & (kind != _FIRST), drawn.index[first_of], drawn.index), drawn.levels)


def _first_of_each(referral: Index, kind: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each row the first row of the same referral and kind."""
    key = referral.astype(np.int64) * (_HIGH + 1) + kind
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    rows: NDArray[np.intp] = first[group]
    return rows


def _mode(rng: np.random.Generator, therapy: Small) -> Coded:
    modes = contact_parameters().modes
    mixes = [modes.get(each.concept or NOT_RECORDED, modes[NOT_RECORDED]) for each in therapies()]
    return draw_by(rng, [*mixes, modes[NOT_RECORDED]], therapy % (len(mixes) + 1))


def _recorded(rng: np.random.Generator, visits: Visits) -> Small:
    """The therapy as it is coded, which it is not always."""
    numbers = therapy_parameters()
    referrals = int(visits.referral.max(initial=-1)) + 1
    never = (rng.random(referrals) < numbers.never_coded)[visits.referral]
    not_now = rng.random(len(visits)) < numbers.not_coded
    return np.where(never | not_now, NONE, visits.therapy).astype(np.int8)


def _minutes(
    rng: np.random.Generator, visits: Visits, kept: Flags, kind: NDArray[np.intp], mode: Coded
) -> NDArray[np.int16]:
    numbers = contact_parameters()
    means = np.array([numbers.minutes[each] for each in ("assessment", "low", "high")])[kind]
    means = np.where(mode.is_in(_GROUP), numbers.minutes["group"], means)
    means = np.where(visits.app_type == app_type("employment support"), numbers.minutes["support"], means)
    lengths = means * np.exp(numbers.minutes_spread * rng.standard_normal(len(visits)))
    return np.where(kept, np.maximum(1, np.rint(lengths)), NONE).astype(np.int16)


_GROUP = "3"


def _interpreter(rng: np.random.Generator, preferred: Coded) -> Coded:
    numbers = contact_parameters()
    foreign = ~preferred.is_in(_ENGLISH) & (preferred.index != NONE)
    return draw_by(rng, [numbers.interpreter_english, numbers.interpreter], foreign.astype(np.intp))


def _language(rng: np.random.Generator, preferred: Coded) -> Coded:
    english = preferred.levels.index(_ENGLISH)
    own = rng.random(len(preferred)) < contact_parameters().own_language
    return Coded(np.where(own | (preferred.index == NONE), preferred.index, english).astype(np.int16), preferred.levels)


def _ltc_service(rng: np.random.Generator, people: People, who: Index, referral: Index) -> Coded:
    numbers = contact_parameters()
    chance = rng.random(int(referral.max(initial=-1)) + 1)[referral]
    served = chance < np.array(numbers.ltc_service)[has_condition(people)[who].astype(np.intp)]
    levels = tuple(code.code for code in codes("IAPTLTCServiceInd"))
    return Coded.of(levels, (~served).astype(np.int16))


def has_condition(people: People) -> Flags:
    """Whether a long-term condition is recorded of people."""
    none = next(concept.concept for concept in concepts("long_term_condition") if concept.name == _NO_CONDITION)
    found: Flags = (people.condition.index != NONE) & ~people.condition.is_in(none)
    return found


_NO_CONDITION = "no long-term condition"


def _cancelled(rng: np.random.Generator, visits: Visits, referrals: Referrals) -> Days:
    """The day on which appointments were cancelled, not before the referral; NONE for the others."""
    by_anyone = [any(role.startswith("cancelled") for role in code.roles) for code in codes("AttendOrDNACode")]
    ahead = rng.geometric(1 / (1 + contact_parameters().notice), len(visits)) - 1
    return np.where(
        np.array(by_anyone)[visits.attendance],
        np.maximum(visits.day - ahead, referrals.received[visits.referral]),
        NONE,
    ).astype(np.int32)
