"""What a test that shows no flag could have seen at this n, by the table of error rates that ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from caseness.checks.finding import Column, Table, Unit
from caseness.forensics.operating_characteristics import power_at, shipped_table, visible_at
from caseness.forensics.signals import CONFIDENCE
from caseness.forensics.worlds import world_called
from caseness.wording import count, decimal, listed, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.finding import Cell
    from caseness.checks.forensics.testing import AtLevel, Said
    from caseness.forensics.operating_characteristics import Visible
    from caseness.forensics.registry import ForensicTest
    from caseness.forensics.signals import Signals

_POWER = 0.8
_HARDLY = 0.01


def could_have_seen(test: ForensicTest, signals: Signals, place: int) -> str:
    """What the simulations found the test to flag in a unit of that size, or that no power is known.

    In the latter case the least effect is named that the width of the test's own interval lets it find four times in five.
    """
    flags, alone = not test.screen, _stands_alone(test, signals)
    if seen := visible_at(test.id, float(signals.n[place]), flags=flags, alone=alone):
        return _simulated(seen, "be flagged" if flags else "show at its nominal size")
    return " ".join(part for part in (_unknown(test), _by_interval(test, signals, place)) if part)


def _stands_alone(test: ForensicTest, signals: Signals) -> bool:
    """Whether this is a unit by itself, as England is, of a test that else holds a provider against all others."""
    return test.over_others and signals.units == 1


def is_simulated(test: ForensicTest) -> bool:
    """Whether the table of error rates has the test."""
    return any(row.test == test.id for row in shipped_table())


def _unknown(test: ForensicTest) -> str:
    if is_simulated(test):
        return f"No power is known for so few {test.counted}, which is less than was simulated."
    return "No power is known: how often this test finds a wrong has not been simulated."


def _by_interval(test: ForensicTest, signals: Signals, place: int) -> str:
    half = (signals.high[place] - signals.low[place]) / 2
    error = half / norm.ppf(0.5 + CONFIDENCE / 2)
    least = float((norm.ppf(1 - test.size) + norm.ppf(_POWER)) * error)
    if not np.isfinite(least) or least <= 0:
        return ""
    each = signals.recoveries[place] / signals.effect[place] if signals.effect[place] else np.nan
    if np.isfinite(each):
        what = f"what accounts for {count(round(least * abs(each)))} recoveries"
    else:
        what = f"an effect of {decimal(least, 3)}"
    return f"By the width of its interval alone it would reject in four of five such units with {what}."


def _simulated(seen: tuple[Visible, ...], would: str) -> str:
    """The power against the wrong that the test sees best, at each rate at which it was simulated."""
    best = world_called(seen[0].world)
    worlds = [(world_called(one.world), one.power) for one in seen]
    rates = sorted((world.rate, power) for world, power in worlds if world.says == best.says)
    if not best.rate:
        return f"Were it that {best.says}, it would {would} with probability {_chance(seen[0].power)} at this size."
    most, power = rates[-1]
    if power < _HARDLY:
        chances = f"{_chance(power)} even if {percent(most, decimals=0)} are"
    else:
        chances = listed([f"{_chance(power)} if {percent(rate, decimals=0)} are" for rate, power in rates])
    return f"Were it that {best.says}, it would {would} with probability {chances}, at this size."


def _chance(power: float) -> str:
    return f"under {_HARDLY}" if power < _HARDLY else decimal(power, 2)


def power_column(test: ForensicTest, signals: Signals) -> tuple[Column, list[Cell], str] | None:
    """A column of the power in each unit, its cells, and what it is the power against; None where none is known.

    One world is spoken of throughout: the one best seen in the unit of middle size.
    """
    told = np.flatnonzero(signals.told)
    if not len(told):
        return None
    flags, alone = not test.screen, _stands_alone(test, signals)
    seen = visible_at(test.id, float(np.median(signals.n[told])), flags=flags, alone=alone)
    if not seen:
        return None
    world = world_called(seen[0].world)
    powers = [
        power_at(test.id, world.name, float(n), flags=flags, alone=alone) if signals.told[place] else np.nan
        for place, n in enumerate(signals.n)
    ]
    cells: list[Cell] = [round(power, 2) if np.isfinite(power) else "[z]" for power in powers]
    says = f"{world.says}, {percent(world.rate, decimals=0)} of those open to it" if world.rate else world.says
    would = "reject at its nominal size" if test.screen else "raise a flag"
    return (
        Column(key="power", title="Power", unit=Unit.RATIO),
        cells,
        f"Power: the chance that the test would {would} in a unit of this size if {says}.",
    )


def power_table(tests: Sequence[Said]) -> Table:
    """The power of several tests to flag what each sees best, in England and in the provider of middle size."""
    rows: list[tuple[Cell, ...]] = []
    for said in tests:
        levels = [_seen(said.test, at) for at in (said.providers, said.england) if at and at.told]
        seen = next((found for found in levels if found), ())
        says = world_called(seen[0].world).says if seen else ""
        for world in sorted((world_called(one.world) for one in seen), key=lambda world: world.rate):
            if world.says == says:
                powers = [_at(said.test, world.name, at) for at in (said.england, said.providers)]
                rows.append((said.test.id, f"{world.says}, {percent(world.rate, decimals=0)}", *powers))
    return Table(
        name="power",
        caption="The chance that each test would raise a flag, were something wrong",
        columns=(
            Column(key="test", title="Test"),
            Column(key="wrong", title="What is wrong"),
            Column(key="england", title="England", unit=Unit.RATIO),
            Column(key="provider", title="Provider of middle size", unit=Unit.RATIO),
        ),
        rows=tuple(rows),
        note="From made services of these sizes, before several looks are allowed for; larger ones than were made are taken as "
        "the largest. The per cent are of those open to the wrong. [z] not simulated at such a size.",
    )


def _seen(test: ForensicTest, level: AtLevel) -> tuple[Visible, ...]:
    """What the test could have flagged at a level, in its unit of middle size."""
    middle = float(np.median(level.signals.n[level.signals.told]))
    return visible_at(test.id, middle, alone=_stands_alone(test, level.signals))


def _at(test: ForensicTest, world: str, level: AtLevel | None) -> Cell:
    if level is None or not level.told:
        return "[z]"
    middle = float(np.median(level.signals.n[level.signals.told]))
    power = power_at(test.id, world, middle, alone=_stands_alone(test, level.signals))
    return round(power, 2) if np.isfinite(power) else "[z]"
