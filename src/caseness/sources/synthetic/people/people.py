"""People: who is referred, at the margins of the published breakdowns by age, gender, ethnicity, deprivation and the rest."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.mixes import NOT_RECORDED, draw, draw_by, joint, pick, pick_by
from caseness.sources.synthetic.courses.work import first_states
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.people.details import YEAR, details
from caseness.sources.synthetic.people.organisations import DECILES
from caseness.sources.synthetic.world import People

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Days, Index, Organisations, Real, Small

_AS_RECORDED = "same"
_WOMAN, _PERINATAL = "2", "Perinatal"
_FIRST_STEM, _STEM_DIGITS, _MODULUS = 999_999_999, 9, 11
_MIDDLE = (DECILES + 1) / 2
_SLOPE = np.arange(1, DECILES + 1) - _MIDDLE


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleParameters:
    """The entries of ``parameters/people.toml``."""

    ages: tuple[float, ...]
    age_mix: tuple[float, ...]
    deciles: tuple[float, ...]
    area_unknown: float
    gender: Mapping[str, float]
    gender_identity: Mapping[str, float]
    ethnicity: Mapping[str, float]
    ethnicity_by_decile: Mapping[str, float]
    religion: Mapping[str, float]
    religion_by_ethnicity: Mapping[str, Mapping[str, float]]
    orientation: Mapping[str, float]
    disability: Mapping[str, float]
    condition: Mapping[str, float]
    circumstances: Mapping[str, Mapping[str, float]]
    perinatal_ages: tuple[int, int]
    language: Mapping[str, float]
    language_by_ethnicity: Mapping[str, Mapping[str, float]]
    ex_forces: Mapping[str, float]
    test_numbers_per_person: float


@cache
def people_parameters() -> PeopleParameters:
    """The numbers for people."""
    return read(PeopleParameters, "people")


def make_people(rng: np.random.Generator, organisations: Organisations, *, referred: Days, sub_icb: Index) -> People:
    """People referred for the first time on the days ``referred``, living in ``sub_icb``; NHS numbers come with `taken`."""
    numbers = people_parameters()
    number = len(referred)
    band = pick(rng, numbers.age_mix, number)
    bounds = np.array(numbers.ages, np.float32)
    age = bounds[band] + (bounds[band + 1] - bounds[band]) * rng.random(number, np.float32)
    gender = draw(rng, numbers.gender, number)
    decile = _deciles(rng, organisations, sub_icb)
    ethnicity = _ethnicity(rng, decile)
    birth = (referred - np.ceil(age * YEAR)).astype(np.int32)
    identity = _identity(rng, gender)
    lsoa = _areas(rng, organisations, sub_icb, decile)
    practices = len(organisations.practice_code) // len(organisations.sub_icb_code)
    practice = _within(rng, sub_icb, practices)
    language = _with_ethnicity(rng, ethnicity, numbers.language, numbers.language_by_ethnicity)
    ex_forces, disability = draw(rng, numbers.ex_forces, number), draw(rng, numbers.disability, number)
    religion = _with_ethnicity(rng, ethnicity, numbers.religion, numbers.religion_by_ethnicity)
    orientation, condition = draw(rng, numbers.orientation, number), draw(rng, numbers.condition, number)
    work = first_states(rng, age)
    return People(
        birth=birth,
        gender=gender,
        gender_identity=identity,
        ethnicity=ethnicity,
        lsoa=lsoa,
        practice=practice,
        language=language,
        ex_forces=ex_forces,
        nhs_number=np.zeros(number, np.int64),
        disability=disability,
        religion=religion,
        orientation=orientation,
        condition=condition,
        work=work,
        circumstances=_circumstances(rng, gender, age),
        **details(
            rng,
            referred=referred,
            birth=birth,
            gender_identity=identity,
            work=work,
            disability=disability,
            practice=practice,
            practices_each=practices,
        ),
    )


def taken(people: People, rows: Index, first_person: int) -> People:
    """A person as in each of ``rows``, with an NHS number that no other has.

    ``first_person`` is the number of people that blocks before this one may have.
    """
    columns = {column.name: getattr(people, column.name)[rows] for column in fields(People)}
    return People(**{**columns, "nhs_number": numbers_for_tests(first_person, len(rows))})


def decile_of(people: People, organisations: Organisations) -> Small:
    """The decile of deprivation where each person lives, 1 the most deprived; the middle one where it is not known."""
    decile = organisations.lsoa_decile[people.lsoa]
    decile[people.lsoa == NONE] = round(_MIDDLE)
    return decile


def age_on(people: People, person: Index, day: Days) -> Real:
    """The age in years of people on a day."""
    age: Real = ((day - people.birth[person]) / YEAR).astype(np.float32)
    return age


def numbers_for_tests(first: int, number: int) -> NDArray[np.int64]:
    """``number`` NHS numbers with a valid check digit, none of which another ``first`` gives.

    They come from the range set aside for tests, 999 000 0000 and up, from its end backwards; when a large England has
    used it up, from the numbers below, which are not issued either.
    """
    each = people_parameters().test_numbers_per_person
    spare = 20
    stems = _FIRST_STEM - np.arange(int(first * each), int(first * each) + int(number * each) + spare, dtype=np.int64)
    digits = stems[:, np.newaxis] // 10 ** np.arange(_STEM_DIGITS - 1, -1, -1) % 10
    check = (_MODULUS - digits @ np.arange(_STEM_DIGITS + 1, 1, -1) % _MODULUS) % _MODULUS
    return (stems * 10 + check)[check < 10][:number]


def _deciles(rng: np.random.Generator, organisations: Organisations, sub_icb: Index) -> NDArray[np.intp]:
    """The decile of deprivation where people of each Sub-ICB live, from 0."""
    shares = np.array(people_parameters().deciles) * np.exp(organisations.sub_icb_tilt[:, np.newaxis] * _SLOPE)
    return pick_by(rng, shares, sub_icb)


def _areas(rng: np.random.Generator, organisations: Organisations, sub_icb: Index, decile: NDArray[np.intp]) -> Index:
    each = len(organisations.lsoa_code) // (len(organisations.sub_icb_code) * DECILES)
    lsoa = _within(rng, sub_icb * DECILES + decile, each)
    lsoa[rng.random(len(lsoa)) < people_parameters().area_unknown] = NONE
    return lsoa


def _ethnicity(rng: np.random.Generator, decile: NDArray[np.intp]) -> Coded:
    """Ethnic categories, more of some in deprived areas than of others."""
    numbers = people_parameters()
    slopes = np.array([numbers.ethnicity_by_decile.get(code, 0.0) for code in numbers.ethnicity])
    affinity = np.exp(slopes * _SLOPE[:, np.newaxis])
    shares = joint(numbers.deciles, list(numbers.ethnicity.values()), affinity)
    return draw_by(rng, [dict(zip(numbers.ethnicity, row, strict=True)) for row in shares], decile)


def _with_ethnicity(
    rng: np.random.Generator,
    ethnicity: Coded,
    mix: Mapping[str, float],
    times_likelier: Mapping[str, Mapping[str, float]],
) -> Coded:
    """Codes that go with ethnic categories, at the shares of ``mix`` over all people."""
    groups = people_parameters().ethnicity
    affinity = np.array([[times_likelier.get(group, {}).get(code, 1.0) for code in mix] for group in groups])
    shares = joint(list(groups.values()), list(mix.values()), affinity)
    mixes = {group: dict(zip(mix, row, strict=True)) for group, row in zip(groups, shares, strict=True)}
    order = [mixes[level] for level in ethnicity.levels] + [mixes[NOT_RECORDED]]
    return draw_by(rng, order, np.where(ethnicity.index == NONE, len(ethnicity.levels), ethnicity.index))


def _circumstances(rng: np.random.Generator, gender: Coded, age: Real) -> Coded:
    """Circumstances by group, drawn apart; that of having a child only of women of an age to."""
    numbers = people_parameters()
    first, last = numbers.perinatal_ages
    possible = gender.is_in(_WOMAN) & (age >= first) & (age <= last)
    levels = [code for mix in numbers.circumstances.values() for code in mix if code != NOT_RECORDED]
    index = np.full((len(age), len(numbers.circumstances)), NONE, np.int16)
    for place, (group, mix) in enumerate(numbers.circumstances.items()):
        rows = np.flatnonzero(possible) if group == _PERINATAL else np.arange(len(age))
        drawn = draw(rng, mix, len(rows))
        where = np.array([*(levels.index(level) for level in drawn.levels), NONE], np.int16)
        index[rows, place] = where[drawn.index]
    return Coded.of(levels, index)


def _within(rng: np.random.Generator, parent: NDArray[np.integer], each: int) -> Index:
    """One of the ``each`` children of every parent, children being in the order of their parents."""
    return (parent * each + rng.integers(0, each, len(parent))).astype(np.int32)


def _identity(rng: np.random.Generator, gender: Coded) -> Coded:
    mix = dict(people_parameters().gender_identity)
    same = mix.pop(_AS_RECORDED)
    groups = [{**mix, code if code in ("1", "2") else NOT_RECORDED: same} for code in gender.levels]
    return draw_by(rng, [*groups, {NOT_RECORDED: 1.0}], np.where(gender.index == NONE, len(groups), gender.index))
