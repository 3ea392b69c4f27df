"""Made Englands by name: many providers at once, of which none or a few are wronged, for tests that need no single course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.forensics.worlds.providers import ALONE, DRAWERS, Drawing
from caseness.forensics.worlds.world import RATES, Nature

if TYPE_CHECKING:
    from numpy.random import Generator

    from caseness.forensics.evidence import Evidence

PROVIDERS = 50
"""In a made England."""

WRONGED = 4
"""Of them, where something is wrong."""

SPREAD = 0.3
"""The standard deviation of log odds between providers that differ for ordinary reasons."""


@dataclass(frozen=True, slots=True)
class England:
    """A kind of England by ``name``, put to some ``tests``; what is wrong is done to a share ``rate`` at the wronged providers.

    ``spread`` and ``moved`` as in `Drawing`.
    """

    name: str
    nature: Nature
    says: str
    tests: tuple[str, ...]
    rate: float = 0
    spread: float = SPREAD
    moved: bool = False

    def drawn(self, test: str, n: int, services: int, random: Generator) -> tuple[int, tuple[Evidence, ...]]:
        """How many units count, the first ones of the tables of ``test`` that follow.

        Of a test that looks at each unit by itself so many ``services``; else one England, of which the wronged providers
        count, or all where nothing is wrong.
        """
        wrong = self.nature is Nature.WRONGED
        units = services if test in ALONE else PROVIDERS
        shown = units if test in ALONE or not wrong else WRONGED
        drawing = Drawing(units, n, random, self.rate, shown if wrong else 0, self.spread, self.moved)
        return shown, DRAWERS[test](drawing)


_ENGLANDS = (
    England("providers alike", Nature.INNOCENT, "providers do not differ", tuple(DRAWERS), spread=0),
    England(
        "providers differ",
        Nature.INNOCENT,
        "providers differ for ordinary reasons, by 0.3 in log odds (standard deviation)",
        tuple(test for test in DRAWERS if test not in ("F12", "F18")),
    ),
    England(
        "therapists differ",
        Nature.INNOCENT,
        "therapists of one provider differ as much, in how they do and in how alike their people are",
        ("F12", "F17"),
    ),
    England(
        "supplier migrates",
        Nature.INNOCENT,
        "software changes, and most records of one month come with the next",
        ("F18",),
        moved=True,
    ),
    *(
        England(f"{name} {100 * rate:.0f} %", Nature.WRONGED, says, (test,), rate)
        for test, name, says in (
            ("F01", "rules broken", "forms break each of three rules"),
            ("F08", "lower kept", "of forms given twice the lower is kept"),
            ("F09", "nobody came", "last forms are filled in on days on which nobody came"),
            ("F10", "copied forward", "forms are copied from the one before"),
            ("F11", "one answer", "forms are filled in with one answer throughout"),
            ("F12", "one author", "last forms at one therapist are copies of one form"),
            ("F17", "recovered on paper", "cases that did not recover are recorded as recovered, all the time"),
            ("F18", "some months", "cases that did not recover are recorded as recovered, in the last 6 of 24 months"),
            ("F19", "counted scales only", "five points are taken off the last scores of the counted scales together"),
            ("F20", "filled in afterwards", "last forms are filled in at odd hours"),
            ("F21", "second treatment renamed", "cases that did not recover are recorded as treated once"),
            ("F22", "brought to the target", "months one or two recoveries short of the target are brought up to it"),
            ("F23", "risk removed", "answers about risk are recorded as 0"),
            ("F24", "clock stopped", "assessments are recorded as treatment too, with a long wait to follow"),
        )
        for rate in RATES
    ),
)


def englands() -> tuple[England, ...]:
    """All, honest first."""
    return _ENGLANDS
