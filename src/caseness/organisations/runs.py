"""Figures period by period: months held to their own history (XmR), years where there are no months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.estimating import months_between
from caseness.organisations.lines import RECOVERED, SHARES
from caseness.organisations.profile import Run
from caseness.statistics.spc import Rule, Signal, XmR, xmr
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.organisations import SuccessionKind, successions
from caseness.vocabulary.period import Period, year_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.organisations.profile import Key
    from caseness.organisations.reading import Figures

_BASELINE = 12
_FEWEST = 3  # values; with fewer there is nothing to see over time
_OFFICIAL = next(share for share in SHARES if share.name == RECOVERED and share.frequency is Frequency.YEAR)
_MONTHLY = {
    "recovery": ("Recovery", "Recovered, share of finished cases, by month; published as whole percentages", True),
    "referrals_received": ("Referrals", "Referrals received, by month; counts rounded to 5", False),
}
_LIMITS = (
    "Line and band: mean and natural limits (2.66 mean moving ranges) of the first {baseline} months. Filled dots meet a rule: "
    "outside the limits, eight in a row on one side, or six rising or falling. Most stable series of this length show one."
)


def runs(figures: Figures, key: Key) -> tuple[Run, ...]:
    """An organisation's series, recovery first; none with fewer than three figures."""
    months = [run for measure in _MONTHLY if (run := _by_month(figures, key, measure))]
    if any(run.key == "recovery" for run in months):
        return tuple(months)
    years = _by_year(figures, key)
    return (*((years,) if years else ()), *months)


def _by_month(figures: Figures, key: Key, measure: str) -> Run | None:
    series = figures.series.get(key, {}).get(measure, {})
    if len(series) < _FEWEST:
        return None
    title, subtitle, share = _MONTHLY[measure]
    periods = months_between(min(series), max(series))
    scale = 100 if share else 1
    values = tuple(series[p] / scale if p in series else None for p in periods)
    chart = _held_to_history(values, _rebased(key, periods))
    return Run(
        key=measure,
        title=_title(title, periods, chart),
        subtitle=subtitle,
        note=_note(periods, values, chart),
        share=share,
        periods=tuple(periods),
        values=values,
        chart=chart,
    )


def _by_year(figures: Figures, key: Key) -> Run | None:
    known = {}
    for year, counts in figures.annual.get(key, {}).items():
        pair = _OFFICIAL.counts(counts)
        if pair and pair[0].value is not None and pair[1].value:
            known[year] = min(1.0, pair[0].value / pair[1].value)
    if len(known) < _FEWEST:
        return None
    periods = tuple(year_of(year) for year in range(min(known).start.year, max(known).start.year + 1))
    values = tuple(known.get(period) for period in periods)
    return Run(
        key="recovery",
        title="Recovery, year by year",
        subtitle="Recovered, share of finished cases, by financial year",
        note=_gaps(periods, values, "year"),
        share=True,
        periods=periods,
        values=values,
        chart=None,
    )


def _held_to_history(values: Sequence[float | None], rebase_at: Sequence[int]) -> XmR | None:
    """The chart, set anew where another service came in; None where a stretch is too short for a baseline."""
    for places in (rebase_at, ()):
        try:
            return xmr(values, baseline=_BASELINE, rebase_at=places)
        except ValueError:
            continue
    return None


def _rebased(key: Key, periods: Sequence[Period]) -> list[int]:
    """Where the service of another provider came in, by the record of successions."""
    if key[0] is not Level.PROVIDER:
        return []
    came = {s.from_month for s in successions() if s.successor_code == key[1] and s.kind is SuccessionKind.MERGED}
    return [n for n, period in enumerate(periods) if n and f"{period.start:%Y-%m}" in came]


def _title(what: str, periods: Sequence[Period], chart: XmR | None) -> str:
    """The latest signal in a sentence; that there is none, where there is none."""
    if chart is None:
        return f"{what}, month by month"
    if not chart.signals:
        return f"{what}: every month within the usual range"
    signal = max(chart.signals, key=lambda s: (s.end, s.end - s.start))
    first, last = periods[signal.start].start, periods[signal.end].start
    when = f" in {first:%B %Y}" if first == last else f", {first:%B %Y} to {last:%B %Y}"
    return f"{what} {_said(signal)}{when}"


def _said(signal: Signal) -> str:
    match signal.rule:
        case Rule.OUTSIDE:
            return f"left the limits {'upwards' if signal.up else 'downwards'}"
        case Rule.SHIFT:
            return f"ran {'above' if signal.up else 'below'} the earlier mean"
        case Rule.TREND:
            return f"{'rose' if signal.up else 'fell'} month after month"


def _note(periods: Sequence[Period], values: Sequence[float | None], chart: XmR | None) -> str:
    limits = _LIMITS.format(baseline=_BASELINE) if chart else ""
    anew = (
        " The limits are set anew where another provider’s service came in." if chart and len(chart.phases) > 1 else ""
    )
    return " ".join(part for part in (limits + anew, _gaps(periods, values, "month")) if part)


def _gaps(periods: Sequence[Period], values: Sequence[float | None], what: str) -> str:
    lacking = sum(value is None for value in values)
    if not lacking:
        return ""
    return f"[x] {lacking} {what}{'' if lacking == 1 else 's'} not at hand or suppressed: the line is broken there."
