"""Run charts of monthly figures, and their signals in words."""

from __future__ import annotations

from datetime import date
from math import ceil, floor
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from caseness.checks.chart import RunChart
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.statistics.spc import Rule, signalling_by_chance, xmr
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.statistics.spc import Signal, XmR
    from caseness.vocabulary import Level
    from caseness.vocabulary.period import Period

BASELINE = 12  # months
LEAST = 2 * BASELINE  # months of a series, so that there is something to hold against the baseline
RULES_NOTE = (
    "Filled: a month that belongs to a signal (outside the limits; eight or more in a row on one side of the mean; six or "
    "more rising or falling). Band: natural limits, mean ± 2.66 mean moving ranges of the baseline."
)
CHANCE_ALONE = (
    "Chance alone gives signals: of 100 stable series of five years with a baseline of 12 months, about 58 show at least "
    "one. Where each month carries over 0.3 of the one before, about 86 do."
)
# Version 2.1 of the data set began in April 2022 (NHS England monthly measure metadata: measures end and begin there).
_VERSION_2_1 = date(2022, 4, 1)
REBASE_NOTE = "Limits are set anew in April 2022, when version 2.1 of the data set began."
_HEADROOM = 0.08  # of the spread of what is drawn, above and below


def run_chart(
    title: str, subtitle: str, months: Sequence[Period], run: XmR, *, unit: str = "%", note: str = ""
) -> RunChart:
    """The run chart of ``run`` over ``months``, its axis cut to what is drawn and said so in the subtitle."""
    domain = _domain(run, unit)
    labels = tuple(str(month) for month in months)
    gaps = " [x] month not at hand." if None in run.values else ""
    return RunChart(
        title=title,
        subtitle=f"{subtitle}, by month. Axis from {_figure(domain[0], unit)} to {_figure(domain[1], unit)}",
        alt=f"Run chart. {subtitle}, {labels[0]} to {labels[-1]}. Mean {_figure(run.mean, unit)}, natural limits "
        f"{_figure(run.lower, unit)} to {_figure(run.upper, unit)}. {signals_in_words(run, labels)}{gaps}",
        note=f"{RULES_NOTE}{gaps} {note}".strip(),
        periods=labels,
        run=run,
        domain=domain,
        unit=unit,
    )


def held(months: Sequence[Period], values: Sequence[float | None]) -> XmR | None:
    """A monthly series held to its own history; None with fewer than `LEAST` months known.

    Limits are set anew for a cause on record, at version 2.1, if there is a baseline on either side.
    """
    if sum(value is not None for value in values) < LEAST:
        return None
    for rebase_at in (_rebased_at(months), ()):
        try:
            return xmr(values, baseline=BASELINE, rebase_at=rebase_at)
        except ValueError:
            continue
    return None


def _rebased_at(months: Sequence[Period]) -> tuple[int, ...]:
    at = next((i for i, month in enumerate(months) if month.start == _VERSION_2_1), 0)
    return (at,) if BASELINE <= at <= len(months) - BASELINE else ()


def histories(
    name: str, whose: str, months: Sequence[Period], values: Sequence[float | None], *, unit: str = "%"
) -> tuple[RunChart, ...]:
    """The run chart of a monthly series, its title saying the longest signal; none where the series is too short."""
    run = held(months, values)
    return (history(name, whose, months, run, unit=unit),) if run else ()


def history(name: str, whose: str, months: Sequence[Period], run: XmR, *, unit: str = "%") -> RunChart:
    """The run chart of a monthly series, its title saying the longest signal since the limits were last set."""
    signals = [signal for signal in run.signals if signal.start >= run.phases[-1].start]
    labels = [str(month) for month in months]
    longest = max(signals, key=lambda signal: (signal.end - signal.start, signal.start), default=None)
    said = f"longest signal, {_since(longest, labels)}" if longest else "no signal since the latest baseline"
    rebased = REBASE_NOTE if len(run.phases) > 1 else ""
    return run_chart(f"{name}: {said}", f"{name}, {whose}", months, run, unit=unit, note=rebased)


def expected_by_chance(name: str, runs: Sequence[XmR], period: Period, *, shuffles: int, level: Level) -> Estimate:
    """How many of ``runs`` would show a signal were their months in random order: mean ± 1.96 SD over shuffles."""
    found = signalling_by_chance(runs, shuffles=shuffles)
    mean, half = fmean(found), 1.96 * stdev(found)
    return Estimate(
        name=name,
        value=mean,
        low=max(0.0, mean - half),
        high=min(float(len(runs)), mean + half),
        interval=Interval.SIMULATION,
        confidence=0.95,
        unit=Unit.COUNT,
        period_start=period.start,
        period_end=period.end,
        level=level,
    )


def signals_in_words(run: XmR, labels: Sequence[str]) -> str:
    """``2 signals: outside the limits from Mar 2022; …``."""
    if not run.signals:
        return "No signal."
    said = "; ".join(signal_in_words(signal, labels) for signal in run.signals)
    return f"{len(run.signals)} signal{'' if len(run.signals) == 1 else 's'}: {said}."


def signal_in_words(signal: Signal, labels: Sequence[str]) -> str:
    """``8 months above the mean, Mar 2022 to Oct 2022``."""
    months = signal.end - signal.start + 1
    if months == 1:
        return f"{_which_way(signal)}, {labels[signal.start]}"
    return f"{months} months {_which_way(signal)}, {labels[signal.start]} to {labels[signal.end]}"


def _since(signal: Signal, labels: Sequence[str]) -> str:
    """``above the mean from Mar 2022``."""
    link = "in" if signal.start == signal.end else "from"
    return f"{_which_way(signal)} {link} {labels[signal.start]}"


def _which_way(signal: Signal) -> str:
    whose = {Rule.OUTSIDE: " the limits", Rule.SHIFT: " the mean", Rule.TREND: ""}
    return f"{signal.direction}{whose[signal.rule]}"


def _domain(run: XmR, unit: str) -> tuple[float, float]:
    """From the lowest to the highest of values and limits, with a little room; shares and counts end at 0, shares at 1."""
    known = [value for value in run.values if value is not None]
    low = min([*known, *(phase.lower for phase in run.phases)])
    high = max([*known, *(phase.upper for phase in run.phases)])
    room = (high - low) * _HEADROOM or abs(high) * _HEADROOM or 1.0
    most = 1.0 if unit == "%" else float("inf")
    return _outwards(max(low - room, 0.0), min(high + room, most), high - low + 2 * room)


def _outwards(low: float, high: float, spread: float) -> tuple[float, float]:
    """Both ends rounded away from the middle, to a hundredth of the next power of ten."""
    step = 10 ** (len(str(int(spread))) - 2) if spread >= 100 else 0.01 if spread < 2 else 1.0
    return round(floor(low / step + 1e-9) * step, 9), round(ceil(high / step - 1e-9) * step, 9)


def _figure(value: float, unit: str) -> str:
    return percent(value) if unit == "%" else f"{count(round(value, 1))} {unit}".strip()
