"""The worlds by name: honest ones, which no test may mistake, and wronged ones, which tests should find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from caseness.forensics.worlds import wrongs
from caseness.forensics.worlds.courses import Courses, Setting, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    Wrong = Callable[[Courses, float, Generator], Courses]

RATES = (0.05, 0.10, 0.25)
"""The shares of those open to a wrong to whom it is done."""


class Nature(StrEnum):
    """What a world is to a test."""

    INNOCENT = "innocent"
    STOPPED = "stopped"  # every score honest; courses end when the line is crossed
    ANSWERED = "answered"  # scores moved over the line by the people who answer
    WRONGED = "wronged"


@dataclass(frozen=True, slots=True)
class World:
    """A kind of world by ``name``: how its courses are made, and what is then done to a share ``rate`` of them.

    ``varied`` worlds draw a service's mean severity and response anew for each pool of courses. What is so ``everywhere`` is in
    the questionnaire or the rules: the rest of England is of the same world then, and else of the clean one.
    """

    name: str
    nature: Nature
    says: str
    setting: Setting
    wrong: Wrong | None = None
    rate: float = 0
    varied: bool = False
    everywhere: bool = False

    def courses(self, people: int, random: Generator) -> Courses:
        """So many courses of this world, before those that are never finished are left out."""
        setting = self.setting
        if self.varied:
            setting = replace(setting, severity=random.normal(0, 1), response=random.normal(0, 0.06))
        courses = made(people, setting, random)
        return self.wrong(courses, self.rate, random) if self.wrong else courses


_HONEST = Setting()

_WORLDS = (
    World("clean", Nature.INNOCENT, "nobody does anything", _HONEST),
    World(
        "smooth stopping", Nature.INNOCENT, "courses end the sooner the better people are", Setting(stop_better=0.15)
    ),
    World("services differ", Nature.INNOCENT, "services differ in severity and in response", _HONEST, varied=True),
    World(
        "eligibility",
        Nature.INNOCENT,
        "half of those below the line at first are declined",
        Setting(declined_below=0.5),
    ),
    World("straight lines", Nature.INNOCENT, "3 % give one answer to all questions", Setting(alike=0.03)),
    World(
        "questions alike",
        Nature.INNOCENT,
        "totals gather around those of one answer to all questions, as questions are of like severity",
        Setting(humps=0.25),
        everywhere=True,
    ),
    World("line known", Nature.ANSWERED, "2 % of people answer to the line", _HONEST, wrongs.knowing_the_line, 0.02),
    World("stop rule 15 %", Nature.STOPPED, "below the line, 15 % more end at once", Setting(stop_below=0.15)),
    World("stop rule 40 %", Nature.STOPPED, "below the line, 40 % more end at once", Setting(stop_below=0.40)),
    *(
        World(f"{name} {rate:.0%}".replace("%", " %"), Nature.WRONGED, says, _HONEST, wrong, rate)
        for name, says, wrong in (
            ("moved below", "last scores just above the line are written just below it", wrongs.moved_below),
            ("taken again", "last forms just above the line are repeated, the first below kept", wrongs.taken_again),
            ("ghost forms", "last forms are invented for people who dropped out", wrongs.ghost_forms),
            ("entry inflated", "first scores just below the line are written above it", wrongs.inflated_entry),
            ("left unmeasured", "last forms of those not better are left out", wrongs.left_unmeasured),
            ("trimmed", "cases that did not recover are not counted as finished", wrongs.trimmed),
        )
        for rate in RATES
    ),
)


def worlds() -> tuple[World, ...]:
    """All, honest first."""
    return _WORLDS
