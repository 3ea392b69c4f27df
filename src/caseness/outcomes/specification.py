"""Every definition of recovery that makes sense: one choice for each question of `vocabulary.specifications`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from itertools import product

from caseness.vocabulary.specifications import choice, factors


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One definition of recovery: the id of the choice made for each factor."""

    population: str
    whom: str
    start: str
    end: str
    criterion: str
    missing: str
    unit: str
    durability: str

    @property
    def words(self) -> str:
        """The definition in a sentence, what is official left unsaid but for who is counted."""
        said = [
            f"{factor}: {choice(factor, chosen).words}"
            for factor, chosen in self.choices.items()
            if factor != "population" and not choice(factor, chosen).official
        ]
        of = f"of {choice('population', self.population).words}"
        return "; ".join([of, *said]) if said else f"{of}, all else as official"

    @property
    def choices(self) -> dict[str, str]:
        """The choice made for each factor, in the order of the factors."""
        return {factor: getattr(self, factor) for factor in FACTORS}

    @property
    def departures(self) -> int:
        """How many choices differ from the official ones."""
        return sum(not choice(factor, chosen).official for factor, chosen in self.choices.items())


FACTORS = tuple(field.name for field in fields(Specification))

OFFICIAL = Specification(**{factor: next(c.id for c in factors()[factor] if c.official) for factor in FACTORS})
"""The published recovery rate (M192)."""

_AT_THE_END = ("last_recorded", "last_treatment", "mean_of_last_two")
_FINISHED = ("two_contacts", "three_contacts", "four_contacts", "nice_dose")
_NOT_ALL_TREATED = ("referred", "assessed")
_OF_ALL = ("last_recorded", "mean_of_last_two")


@cache
def specifications() -> tuple[Specification, ...]:
    """Every one that makes sense, the official first; no two are the same."""
    every = product(*([c.id for c in factors()[factor]] for factor in FACTORS))
    made = (Specification(**dict(zip(FACTORS, chosen, strict=True))) for chosen in every)
    return (OFFICIAL, *(one for one in made if makes_sense(one) and one != OFFICIAL))


def makes_sense(one: Specification) -> bool:
    """Whether the choices of a definition go together.

    - Two scores in a row below the line are the last two recorded.
    - Everyone, case or not, is counted as official figures count: nobody is left out, and nothing stands in.
    - Those without an end score can be left out only of those who were treated; and only they have a score at their first or
      last treatment contact, at a session, or weeks into treatment.
    - A score that is missing is taken for a recovery only at the end of care. Nobody says so of those who ended before.
    - That a recovery lasts is asked of finished courses at their end, with nothing standing in for a score.
    - Persons, and what came after, are asked of the first score recorded and of cases: no definition varies all at once.
    """
    consecutive = one.criterion != "two_consecutive" or one.end == "last_recorded"
    everyone = one.whom == "cases" or one.missing == "as_official"
    treated = one.population not in _NOT_ALL_TREATED or (
        one.missing != "left_out" and one.end in _OF_ALL and one.start != "first_treatment"
    )
    ended = one.missing != "recovered" or one.end in _AT_THE_END
    lasting = one.durability == "none" or (one.population in _FINISHED and one.end in _AT_THE_END)
    plain = (one.durability == "none" and one.unit == "referral") or (
        one.start == OFFICIAL.start and one.whom == "cases" and one.missing == "as_official"
    )
    return consecutive and everyone and treated and ended and lasting and plain
