"""What is recorded of people beside what decides their course: education, registration, home, earlier diagnoses and others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from caseness.sources.synthetic.columns.coded import OTHER, Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.mixes import NOT_RECORDED, draw, draw_by
from caseness.sources.synthetic.courses.work import studying
from caseness.sources.synthetic.parameters import read
from caseness.vocabulary.data_set import CodeKind, codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.sources.synthetic.world import Days, Index, Small

YEAR = 365.25
_SAME_OR_UNSAID = ("1", "2", NOT_RECORDED)  # gender identities of which most are those given at birth


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailParameters:
    """The entries of ``parameters/details.toml``."""

    same_at_birth: Mapping[str, float]
    same_at_birth_otherwise: Mapping[str, float]
    student_at: Mapping[str, float]
    not_student_at: Mapping[str, float]
    further_disability: tuple[float, float]
    registered_recorded: float
    registered_years: float
    practice_changes_years: float
    accommodation: Mapping[str, float]
    settled: Mapping[str, Mapping[str, float]]
    housed_years: float
    overseas: Mapping[str, float]
    earlier_diagnosis: Mapping[str, float]
    diagnosed_years: float
    cluster: Mapping[str, float]


@cache
def detail_parameters() -> DetailParameters:
    """The numbers for details."""
    return read(DetailParameters, "details")


def details(
    rng: np.random.Generator,
    *,
    referred: Days,
    birth: Days,
    gender_identity: Coded,
    work: Small,
    disability: Coded,
    practice: Index,
    practices_each: int,
) -> dict[str, Any]:
    """Columns of `world.People` of people first referred on the days ``referred``.

    ``practices_each`` is how many practices a Sub-ICB has; people who change theirs stay in the same.
    """
    numbers = detail_parameters()
    number = len(referred)
    said_otherwise = np.isin(gender_identity.texts(), _SAME_OR_UNSAID, invert=True).astype(np.intp)
    accommodation = draw(rng, numbers.accommodation, number)
    diagnosis = draw(rng, numbers.earlier_diagnosis, number)
    started = _before(rng, referred, birth, numbers.registered_years)
    return {
        "same_at_birth": draw_by(rng, [numbers.same_at_birth, numbers.same_at_birth_otherwise], said_otherwise),
        "education": draw_by(rng, [numbers.not_student_at, numbers.student_at], studying(work).astype(np.intp)),
        "further_disabilities": _further_disabilities(rng, disability),
        "registered": np.where(rng.random(number) < numbers.registered_recorded, started, NONE).astype(np.int32),
        "changes_practice": (referred + rng.exponential(numbers.practice_changes_years * YEAR, number)).astype(
            np.int32
        ),
        "next_practice": _another(rng, practice, practices_each),
        "accommodation": accommodation,
        "settled": _settled(rng, accommodation),
        "housed": _before(rng, referred, birth, numbers.housed_years),
        "overseas": draw(rng, numbers.overseas, number),
        "earlier_diagnosis": diagnosis,
        "diagnosed": _before(rng, referred, birth, numbers.diagnosed_years),
        "cluster": draw(rng, numbers.cluster, number),
    }


def _before(rng: np.random.Generator, referred: Days, birth: Days, years: float) -> Days:
    """A day before the first referral, so many years on average, and not before the birth."""
    ago = rng.exponential(years * YEAR, len(referred)).astype(np.int32)
    day: Days = np.maximum(referred - ago, birth).astype(np.int32)
    return day


def _further_disabilities(rng: np.random.Generator, disability: Coded) -> Coded:
    """A second and a third disability, (people, 2), of those with one; each another one."""
    known = [c.code for c in codes("DisabCode") if c.kind is CodeKind.VALID and c.meaning != "no disability"]
    place = np.array([*(known.index(level) if level in known else NONE for level in disability.levels), NONE])
    first = place[disability.index]
    again = rng.random((len(first), 2)) < np.array(detail_parameters().further_disability)
    again[:, 1] &= again[:, 0]
    steps = rng.permuted(np.tile(np.arange(1, len(known)), (len(first), 1)), axis=1)[:, :2]
    further = (first[:, None] + steps) % len(known)
    return Coded.of(known, np.where(again & (first != NONE)[:, None], further, NONE))


def _settled(rng: np.random.Generator, accommodation: Coded) -> Coded:
    mixes = detail_parameters().settled
    by_level: list[Mapping[str, float]] = [mixes.get(level, mixes[OTHER]) for level in accommodation.levels]
    nothing = {NOT_RECORDED: 1.0}
    return draw_by(rng, [*by_level, nothing], accommodation.index % (len(by_level) + 1))


def _another(rng: np.random.Generator, practice: Index, each: int) -> Index:
    """Another practice of the same Sub-ICB; the same where it has no other."""
    first = practice // each * each
    step = 1 + rng.integers(0, max(each - 1, 1), len(practice))
    return (first + (practice - first + step) % each).astype(np.int32)
