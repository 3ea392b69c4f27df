"""The funnel of all fellows as a tiny drawing, made once; each page adds its own dot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log10
from typing import TYPE_CHECKING

from caseness.organisations.lines import SCORED
from caseness.report.tables import slug
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from caseness.organisations import Profile
    from caseness.organisations.fellows import Fellows

_LOW, _HIGH = 0.2, 0.8  # the axis of recovery, the same on every page
_WIDE = 1000
_TICKS = (100, 1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class FunnelLine:
    """The shared part of a funnel: paths on a drawing 1000 wide and 100 high, and its words."""

    id: str
    band: str
    edges: str
    naive: str
    centre: float
    dots: str
    subtitle: str
    note: str
    labels: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class OwnDot:
    """One organisation's own place on it."""

    funnel: FunnelLine
    dot: str
    title: str
    alt: str


def funnel_lines(profiles: Iterable[Profile]) -> tuple[FunnelLine, ...]:
    """The funnels that these pages refer to, each once."""
    found = {_identity(p): p for p in profiles if p.fellows}
    return tuple(_shared(p.fellows, identity) for identity, p in found.items() if p.fellows)


def own_dot(profile: Profile) -> OwnDot | None:
    """An organisation's dot on the funnel of its fellows; None where it has none."""
    line, fellows = profile.line(SCORED), profile.fellows
    if fellows is None or line is None or line.estimate.value is None or not line.estimate.denominator:
        return None
    outside = profile.key in fellows.outside
    e, x = line.estimate, _across(fellows)
    return OwnDot(
        funnel=_shared(fellows, _identity(profile)),
        dot=_dots([(x(line.estimate.denominator), _down(line.estimate.value))]),
        title=f"{'Outside' if outside else 'Within'} the limits for its size",
        alt=(
            f"Funnel plot. {count(line.estimate.denominator)} cases, {percent(line.estimate.value, e.denominator)} recorded as "
            f"recovered: {'outside' if outside else 'within'} limits that allow for ordinary differences. "
            f"{_counts(fellows)}"
        ),
    )


def _identity(profile: Profile) -> str:
    year = profile.fellows.period.start.year if profile.fellows else 0
    return f"funnel-{slug(profile.level.value)}-{year}"


@lru_cache(maxsize=8)
def _shared(fellows: Fellows, identity: str) -> FunnelLine:
    x = _across(fellows)
    sizes = [x(row[0]) for row in fellows.limits]
    naive_low, naive_high, low, high = ([_down(row[n]) for row in fellows.limits] for n in range(1, 5))
    upper, lower = _path(sizes, high), _path(sizes, low)
    back = "".join(f"L{a:.0f} {b:.1f}" for a, b in reversed(list(zip(sizes, low, strict=True))))
    beyond = sum(not _LOW <= rate <= _HIGH for _n, rate in fellows.points)
    return FunnelLine(
        id=identity,
        band=f"{upper}{back}Z",
        edges=upper + lower,
        naive=_path(sizes, naive_low) + _path(sizes, naive_high),
        centre=round(_down(fellows.centre), 1),
        dots=_dots((x(n), _down(rate)) for n, rate in fellows.points if _LOW <= rate <= _HIGH),
        subtitle=f"Recovered, share of finishers scored as cases, {len(fellows.points)} of its kind with 100 or more, "
        f"{fellows.period}. Axis from 20% to 80%; cases on a log scale.",
        note=f"Band: limits allowing for ordinary differences; dotted: chance alone. {_counts(fellows)}"
        + (f" {beyond} off the axis." if beyond else ""),
        labels=tuple((round(x(n) / _WIDE * 100, 1), count(n)) for n in _TICKS if 0 <= x(n) <= _WIDE),
    )


def _counts(fellows: Fellows) -> str:
    return f"{len(fellows.outside)} of {len(fellows.points)} lie outside; {fellows.by_chance} by chance alone."


def _across(fellows: Fellows) -> Callable[[float], float]:
    """Cases as a place across, on a log scale from the smallest to the largest."""
    least, most = log10(fellows.limits[0][0]), log10(fellows.limits[-1][0])
    return lambda cases: _WIDE * (log10(cases) - least) / max(most - least, 1e-9)


def _down(rate: float) -> float:
    """A rate as a place down, kept on the axis."""
    return 100 * (_HIGH - min(_HIGH, max(_LOW, rate))) / (_HIGH - _LOW)


def _path(across: Sequence[float], down: Sequence[float]) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.1f}" for x, y in zip(across, down, strict=True))


def _dots(points: Iterable[tuple[float, float]]) -> str:
    return "".join(f"M{x:.0f} {y:.1f}h0" for x, y in points)
