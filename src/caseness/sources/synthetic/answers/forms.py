"""Which questionnaires are filled in when, and what they say: from severity at appointments to one row per set of forms.

Forms are missing by mechanism: by type, medium and mode of the appointment, by severity, before dropping out, and by what
else is particular to a referral. Some are filled in outside an appointment. Numbers: ``parameters/forms.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from caseness.sources.synthetic.answers import items, measures
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import group_then_day, last_of_each
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.world import Forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.columns.coded import Coded
    from caseness.sources.synthetic.world import Contacts, Days, Flags, Index, Logs, Real, Referrals, Small

    Minutes = NDArray[np.int16]

_MORNING, _NIGHT = 7 * 60, 22 * 60  # minutes between which forms are filled in at home
_WORK_ITEM = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormParameters:
    """The entries of ``parameters/forms.toml``."""

    answered: float
    app_type: Mapping[str, float]
    medium: Mapping[str, float]
    mode: Mapping[str, float]
    severity: float
    before_leaving: float
    dropped_out: tuple[str, ...]
    own: float
    unattended: float
    outside: float
    logged: float
    wsas: float
    left_out: float
    late: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasions:
    """When forms are filled in, and how ill the person is then."""

    referral: Index
    contact: Index
    day: Days
    minute: Minutes
    depression: Real
    anxiety: Real
    late: Flags

    def __len__(self) -> int:
        return len(self.referral)


@cache
def form_parameters() -> FormParameters:
    """The numbers for forms."""
    return read(FormParameters, "forms")


def administer(
    rng: np.random.Generator, *, referrals: Referrals, contacts: Contacts, logs: Logs, working: Flags, physical: Small
) -> Forms:
    """The forms of a block. ``working`` says of each referral whether the question about work applies.

    ``physical`` is the measure that belongs to the person's long-term condition, as in `Forms`.
    """
    at_contacts = _at_contacts(rng, referrals, contacts)
    at_logs = _at_logs(rng, referrals, contacts, logs)
    return _filled_in(rng, _in_order(at_contacts, at_logs), referrals, working, physical)


def _at_contacts(rng: np.random.Generator, referrals: Referrals, contacts: Contacts) -> Occasions:
    numbers = form_parameters()
    kept = contacts.attended
    chance = np.where(kept, expit(_willingness(rng, referrals, contacts, kept)), numbers.unattended)
    given = np.flatnonzero(rng.random(len(chance), np.float32) < chance)
    before = rng.integers(1, 3, len(given), np.int32)
    day = np.maximum(contacts.day[given] - before, referrals.received[contacts.referral[given]])
    outside = (rng.random(len(given), np.float32) < numbers.outside) & (day < contacts.day[given])
    at_home = rng.integers(_MORNING, _NIGHT, len(given), np.int16)
    return Occasions(
        referral=contacts.referral[given],
        contact=np.where(outside, NONE, given).astype(np.int32),
        day=np.where(outside, day, contacts.day[given]),
        minute=np.where(outside, at_home, contacts.minute[given]),
        depression=contacts.depression[given],
        anxiety=contacts.anxiety[given],
        late=contacts.late[given] | (rng.random(len(given), np.float32) < numbers.late),
    )


def _willingness(rng: np.random.Generator, referrals: Referrals, contacts: Contacts, kept: Flags) -> Real:
    """The log odds that a form is filled in at each contact."""
    numbers = form_parameters()
    own = numbers.own * rng.standard_normal(len(referrals.person), np.float32)
    left = referrals.end_code.is_in(*numbers.dropped_out)[contacts.referral]
    odds: Real = (
        numbers.answered
        + _by_code(contacts.app_type, numbers.app_type)
        + _by_code(contacts.medium, numbers.medium)
        + _by_code(contacts.mode, numbers.mode)
        + numbers.severity * contacts.depression
        + numbers.before_leaving * (left & last_of_each(contacts.referral, kept))
        + own[contacts.referral]
    )
    return odds


def _at_logs(rng: np.random.Generator, referrals: Referrals, contacts: Contacts, logs: Logs) -> Occasions:
    """Forms at the end of weekly logs, with the severity of the last contact before."""
    given = np.flatnonzero(rng.random(len(logs.referral), np.float32) < form_parameters().logged)
    referral, day = logs.referral[given], logs.end[given]
    before = (
        np.searchsorted(group_then_day(contacts.referral, contacts.day), group_then_day(referral, day), side="right")
        - 1
    )
    known = before >= 0
    known[known] = contacts.referral[before[known]] == referral[known]
    return Occasions(
        referral=referral,
        contact=np.full(len(given), NONE, np.int32),
        day=day,
        minute=rng.integers(_MORNING, _NIGHT, len(given), np.int16),
        depression=_or_else(contacts.depression, before, known, referrals.depression[referral]),
        anxiety=_or_else(contacts.anxiety, before, known, referrals.anxiety[referral]),
        late=logs.late[given],
    )


def _filled_in(
    rng: np.random.Generator, occasions: Occasions, referrals: Referrals, working: Flags, physical: Small
) -> Forms:
    """What is answered on each occasion."""
    numbers, measuring = form_parameters(), measures.measure_parameters()
    people = int(referrals.person.max(initial=NONE)) + 1
    straight = (rng.random(people, np.float32) < items.item_parameters().straight)[referrals.person]
    own, own_measure = rng.standard_normal((2, len(referrals.person)), np.float32)[:, occasions.referral]
    alike = straight[occasions.referral]
    impairment = items.impairment(occasions.depression, occasions.anxiety, own)
    phq9 = _with_gaps(rng, items.phq9().answer(rng, occasions.depression, alike), numbers.left_out)
    gad7 = _with_gaps(rng, items.gad7().answer(rng, occasions.anxiety, alike), numbers.left_out)
    wsas = items.wsas().answer(rng, impairment, alike)
    wsas[rng.random(len(occasions), np.float32) >= numbers.wsas] = NONE
    wsas[~working[occasions.referral], _WORK_ITEM] = NONE
    used = rng.random(len(referrals.person), np.float32) < measuring.used
    measure = np.where(used, measures.measure_of(referrals.problem), NONE)[occasions.referral].astype(np.int8)
    measure[rng.random(len(occasions), np.float32) >= measuring.given] = NONE
    measure_score = measures.score(rng, measure, occasions.anxiety, own_measure)
    of_condition, condition_score = _of_condition(rng, occasions, physical)
    return Forms(
        referral=occasions.referral,
        contact=occasions.contact,
        day=occasions.day,
        minute=occasions.minute,
        phq9=phq9,
        gad7=gad7,
        wsas=wsas,
        phq9_total=items.total(phq9),
        gad7_total=items.total(gad7),
        measure=measure,
        measure_score=measure_score,
        physical=of_condition,
        physical_score=condition_score,
        late=occasions.late,
    )


def _of_condition(rng: np.random.Generator, occasions: Occasions, physical: Small) -> tuple[Small, Real]:
    """The measure of a long-term condition on each occasion, NONE where it is not given, and its score."""
    numbers = measures.measure_parameters()
    used = rng.random(len(physical), np.float32) < numbers.physical_used
    own = rng.standard_normal(len(physical), np.float32)
    measure = np.where(used, physical, NONE)[occasions.referral].astype(np.int8)
    score = np.full(len(occasions), np.nan, np.float32)
    rows = np.flatnonzero(measure != NONE)
    measure[rows[rng.random(len(rows), np.float32) >= numbers.physical_given]] = NONE
    rows = np.flatnonzero(measure != NONE)
    score[rows] = measures.score(rng, measure[rows], occasions.depression[rows], own[occasions.referral[rows]])
    return measure, score


def _with_gaps(rng: np.random.Generator, answers: Small, share: float) -> Small:
    """The same answers, with one item left out of a share of forms."""
    gaps = np.flatnonzero(rng.random(len(answers), np.float32) < share)
    answers[gaps, rng.integers(0, answers.shape[1], len(gaps))] = NONE
    return answers


def _in_order(*parts: Occasions) -> Occasions:
    """All occasions, by referral and time; two outside appointments in the same minute are one."""
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("referral", "contact", "day", "minute", "depression", "anxiety", "late")
    }
    order = np.lexsort((columns["minute"], columns["day"], columns["referral"]))
    at_home = columns["contact"][order] == NONE
    again = at_home & np.roll(at_home, 1)
    for name in ("referral", "day", "minute"):
        again &= columns[name][order] == np.roll(columns[name][order], 1)
    again[:1] = False
    kept = order[~again]
    return Occasions(**{name: values[kept] for name, values in columns.items()})


def _by_code(codes: Coded, additions: Mapping[str, float]) -> Real:
    """The addition of each row's code, nought for others and for none."""
    levels = [additions.get(level, 0.0) for level in codes.levels]
    return np.array([*levels, 0.0], np.float32)[codes.index]


def _or_else(values: Real, rows: NDArray[np.integer], known: Flags, otherwise: Real) -> Real:
    chosen = otherwise.copy()
    chosen[known] = values[rows[known]]
    return chosen
