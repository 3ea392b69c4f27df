"""A series as a tiny drawing: it stretches with its frame, so that one drawing serves every width.

Lines and dots keep their size however the frame is stretched; words stand beside it in HTML, never smaller than 12 pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from caseness.organisations import Run

_SHARES = (0.2, 0.8)  # the axis of recovery; a series that leaves it gets the whole line
_NICE = (1, 2, 4, 6, 10)  # half of each is whole too, from 10 on
_WIDE = 1000  # units across the drawing
_EVERY_OTHER = 40  # months; a longer series labels its years only


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run chart ready to print. Places are per cent from the left and from the top."""

    id: str
    title: str
    subtitle: str
    note: str
    alt: str
    band: tuple[tuple[float, float, float, float], ...]  # left, top, width, height of each phase's limits
    means: str
    line: str
    filled: str
    hollow: str
    ticks: tuple[tuple[float, str], ...]
    labels: tuple[tuple[float, str], ...]


def run_line(run: Run, identity: str) -> RunLine:
    """The drawing of a series."""
    low, high = domain(run)
    across = _WIDE / max(len(run.values) - 1, 1)
    height = [None if v is None else 100 * (high - v) / (high - low) for v in run.values]
    signalled = run.chart.signalled if run.chart else frozenset()
    inside = [i for i, v in enumerate(height) if v is not None]
    phases = run.chart.phases if run.chart else ()

    def at(value: float) -> float:
        return round(100 * (high - min(high, max(low, value))) / (high - low), 1)

    return RunLine(
        id=identity,
        title=run.title,
        subtitle=f"{run.subtitle}. {_axis(run, low, high)}{_numbers(run)}",
        note=run.note,
        alt=_alt(run),
        band=tuple(
            (
                round(p.start * across),
                at(p.upper),
                round((p.end - p.start) * across),
                round(at(p.lower) - at(p.upper), 1),
            )
            for p in phases
        ),
        means="".join(f"M{p.start * across:.0f} {at(p.mean):g}H{p.end * across:.0f}" for p in phases),
        line=_line(height, across),
        filled=_dots((i * across, height[i]) for i in inside if i in signalled),
        hollow=_dots((i * across, height[i]) for i in inside if i not in signalled),
        ticks=tuple((at(v), _words(run, v)) for v in (low, (low + high) / 2, high)),
        labels=_labels(run),
    )


def domain(run: Run) -> tuple[float, float]:
    """The axis: 20 to 80% for shares that keep to it, else 0 to 100%; from 0 to a round number for counts."""
    known = [v for v in run.values if v is not None]
    if run.share:
        return _SHARES if min(known) >= _SHARES[0] and max(known) <= _SHARES[1] else (0.0, 1.0)
    return 0.0, _round_up(max(known))


def _round_up(most: float) -> float:
    """The next of `_NICE` times a power of ten, from 1 on."""
    size = 10.0
    while size < most:
        size *= 10
    return next(size / 10 * step for step in _NICE if size / 10 * step >= most)


def _line(height: Sequence[float | None], across: float) -> str:
    """Unbroken stretches as one path; a gap is never joined across."""
    path, pen = [], "M"
    for i, y in enumerate(height):
        if y is None:
            pen = "M"
        else:
            path.append(f"{pen}{i * across:.0f} {y:.1f}".removesuffix(".0"))
            pen = "L"
    return "".join(path)


def _dots(points: Iterable[tuple[float, float | None]]) -> str:
    """Strokes of no length: drawn with round ends they are dots that no stretching makes oval."""
    return "".join(f"M{x:.0f} {y:.1f}h0" for x, y in points)


def _axis(run: Run, low: float, high: float) -> str:
    return f"Axis from {_words(run, low)} to {_words(run, high)}. " if run.share else ""


def _numbers(run: Run) -> str:
    """Mean and natural limits of the latest baseline, kept to what the figure can be."""
    if run.chart is None:
        return ""
    most = 1.0 if run.share else float("inf")
    low, high = max(0.0, run.chart.lower), min(most, run.chart.upper)
    return f"Mean {_words(run, run.chart.mean)}, limits {_words(run, low)} to {_words(run, high)}."


def _words(run: Run, value: float) -> str:
    return percent(value, decimals=0) if run.share else count(round(value))


def _labels(run: Run) -> tuple[tuple[float, str], ...]:
    """Financial years, or each April and the first month; as per cent of the width."""
    across = max(len(run.periods) - 1, 1)
    if run.periods[0].is_financial_year:
        return tuple((round(100 * i / across, 1), str(p)[2:]) for i, p in enumerate(run.periods))
    marked = [i for i, p in enumerate(run.periods) if p.start.month == 1] if across > _EVERY_OTHER else [0, across]
    form = "%Y" if across > _EVERY_OTHER else "%b %Y"
    return tuple((round(100 * i / across, 1), f"{run.periods[i].start:{form}}") for i in marked)


def _alt(run: Run) -> str:
    known = [(p, v) for p, v in zip(run.periods, run.values, strict=True) if v is not None]
    (first, was), (last, is_now) = known[0], known[-1]
    signals = f" {_many(len(run.chart.signals), 'signal')}." if run.chart else ""
    lacking = len(run.values) - len(known)
    gaps = f" {_many(lacking, 'period')} missing." if lacking else ""
    return f"Run chart. {_words(run, was)} in {first}, {_words(run, is_now)} in {last}. {_numbers(run)}{signals}{gaps}"


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
