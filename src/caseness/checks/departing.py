"""Every quirk of the dashboard scripts tried on the records at hand: both figures, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Estimate, Unit
from caseness.disclosure import gap, people, share
from caseness.disclosure.rule import rounded, rounded_gap
from caseness.measures.quirks import CannotCompute, Grade, Kind, computations, register
from caseness.vocabulary.disclosure import LEAST_SHOWN
from caseness.wording import decimal, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from caseness.measures.quirks import Both, Quirk, Value
    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

SCRIPTED, DEFINED = "as scripted", "as defined"
_SAME = 1e-9
MEANS_TO = 1  # decimals
UNITS = {Kind.COUNT: Unit.COUNT, Kind.PROPORTION: Unit.PROPORTION, Kind.MEAN: Unit.RATIO, Kind.DAYS: Unit.DAYS}


@dataclass(frozen=True, slots=True)
class Tried:
    """A quirk with its figures on the records; without any, ``lacking`` says why."""

    quirk: Quirk
    figures: tuple[Both, ...]
    lacking: str = ""

    @property
    def grave(self) -> bool:
        """Whether its grade is that of a wrong number."""
        return self.quirk.grade is Grade.HIGH

    @property
    def changes(self) -> bool:
        """Whether any of its figures is another than it should be."""
        return any(departs(both) for both in self.figures)


def try_all(pathways: Pathways, periods: Sequence[Period]) -> tuple[Tried, ...]:
    """Every quirk of the register, in its order, computed over the periods where it can be."""
    known = computations()
    found = []
    for quirk in register():
        compute = known.get(quirk.id)
        if compute is None:
            found.append(Tried(quirk, (), quirk.not_computed_because))
            continue
        try:
            found.append(Tried(quirk, tuple(compute(pathways, periods))))
        except CannotCompute as lack:
            found.append(Tried(quirk, (), str(lack)))
    return tuple(found)


def each(tried: Iterable[Tried], *kinds: Kind) -> list[tuple[Quirk, Both]]:
    """Every figure of these kinds, with its quirk."""
    return [(one.quirk, both) for one in tried for both in one.figures if both.kind in kinds]


def departs(both: Both) -> bool:
    """Whether a script's figure is another than its definition's, or printed as nothing where there is one."""
    if both.difference is None:
        return both.scripted.value is not both.correct.value
    return abs(both.difference) > _SAME * max(abs(both.correct.value or 0), 1)


def enough(both: Both) -> bool:
    """Whether disclosure control leaves a difference to tell.

    No count behind either figure, and no difference in people, may be so small that it would be suppressed, and rates of
    rounded counts must lie the same way apart as the exact ones.
    """
    parts = [part for value in (both.scripted, both.correct) for part in (value.numerator, value.denominator)]
    small = any(part is not None and part < LEAST_SHOWN for part in parts)
    if small or 0 < abs(both.people or 0) < LEAST_SHOWN:
        return False
    return both.kind is not Kind.PROPORTION or (shown_difference(both) or 0) * (both.difference or 0) > 0


def ratio(both: Both) -> float | None:
    """How many times what it should be a script's count is, from counts as disclosure control shows them; None if it hides one.

    The exact ratio of two small counts would tell what they are.
    """
    counts = [None if value.value is None else rounded(value.value) for value in (both.scripted, both.correct)]
    if both.kind is not Kind.COUNT or counts[0] is None or not counts[1]:
        return None
    return counts[0] / counts[1]


def in_words(both: Both) -> str:
    """``Recovery: 43.2% instead of 45.1%, 1.9 points too low``, its counts marked for disclosure control."""
    said = f"{both.name}: {_figure(both.scripted, both.kind)} instead of {_figure(both.correct, both.kind)}"
    return f"{said}, {apart(both)}" if enough(both) and apart(both) else said


def apart(both: Both) -> str:
    """How far a script's figure lies from its definition's: ``1.9 points too low``, ``too high by 131.0%``."""
    difference, times = both.difference, ratio(both)
    if difference is None or not departs(both):
        return ""
    way = "too high" if difference > 0 else "too low"
    if both.kind is Kind.PROPORTION:
        return f"{points_apart(both)} points {way}"
    if both.kind is Kind.COUNT:
        return f"{way} by {percent(abs(times - 1), decimals=1)}" if times is not None else way
    return f"{way} by {decimal(abs(difference), MEANS_TO)}"


def points_apart(both: Both) -> str:
    """How many points two rates are apart, without a sign, under disclosure control."""
    counts = _counts(both)
    return gap(*counts) if counts else decimal(abs(both.difference or 0) * 100, 1)


def shown_difference(both: Both) -> float | None:
    """Scripted minus defined, of two rates as disclosure control shows them, so that what is shown is in order."""
    counts = _counts(both)
    return rounded_gap(*counts) if counts else both.difference


def _counts(both: Both) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The numerator and denominator of each of two rates; None where a rate has none of its own."""
    parts = [part for value in (both.scripted, both.correct) for part in (value.numerator, value.denominator)]
    if any(part is None for part in parts):
        return None
    above, below, other, whole = (int(part or 0) for part in parts)
    return (above, below), (other, whole)


def _figure(value: Value, kind: Kind) -> str:
    if value.value is None:
        return "nothing"
    if kind is Kind.COUNT:
        return people(round(value.value))
    if kind is Kind.PROPORTION:
        counted = value.numerator is not None and value.denominator
        return share(int(value.numerator or 0), int(value.denominator or 0)) if counted else percent(value.value)
    return decimal(value.value, MEANS_TO)


def estimates(tried: Iterable[Tried], months: Sequence[Period]) -> tuple[Estimate, ...]:
    """Each figure both ways."""
    return tuple(
        estimate(quirk, both, which, value, months)
        for quirk, both in each(tried, *Kind)
        for which, value in ((SCRIPTED, both.scripted), (DEFINED, both.correct))
    )


def to_print(value: Value, kind: Kind) -> float | None:
    """A figure as it is told: means to one decimal, as published; of rates without counts of their own a tenth of a point."""
    if value.value is None or kind is Kind.COUNT or (kind is Kind.PROPORTION and value.numerator is not None):
        return value.value
    return round(value.value, 3 if kind is Kind.PROPORTION else MEANS_TO)


def estimate(quirk: Quirk, both: Both, which: str, value: Value, months: Sequence[Period]) -> Estimate:
    """One of the two figures. It is what a script makes of the records, so it carries no interval of chance."""
    return Estimate(
        name=f"{quirk.id} {both.name}",
        value=to_print(value, both.kind),
        unit=UNITS[both.kind],
        numerator=None if both.kind is Kind.COUNT else value.numerator,
        denominator=value.denominator,
        period_start=months[0].start,
        period_end=months[-1].end,
        breakdown="definition",
        category=which,
    )
