"""The charts of forensic findings, by the number of their test: England on PHQ-9, with its sham lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.chart import EndingByScore, EndingPoint, FunnelPlot, FunnelPoint, ScoreBar, ScoreDensity
from caseness.checks.forensics.months import run_of_england
from caseness.disclosure import people
from caseness.forensics.cards.f02_altered_scores import DEGREE, REACH, SHAMS, density_jumps
from caseness.forensics.cards.f03_stopping import hazard_jumps
from caseness.forensics.densities import DECISIVE, SUPPORT, decisive
from caseness.forensics.evidence import SCALES, Courses, Ending, Scores
from caseness.statistics.funnel import funnel
from caseness.statistics.intervals import wilson
from caseness.statistics.quasi_poisson_jump import smooth
from caseness.wording import count, decimal, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from caseness.checks.chart import Chart
    from caseness.checks.forensics.testing import Said

_PHQ9 = 0
_LEAST = 200  # forms in a chart
_FEWEST_CASES = 100
_DETERMINED = (
    "Bars: forms, those of one answer throughout taken out where they can be told. Dashed: a smooth curve through all."
)


def charts(said: Said) -> tuple[Chart, ...]:
    """What is drawn of a test, if anything."""
    draw = _DRAWN.get(said.test.id)
    return draw(said) if draw else ()


def _densities(said: Said) -> tuple[Chart, ...]:
    """All scores in treatment, and the last ones beside them."""
    scores = said.evidence.get(Scores)
    if not isinstance(scores, Scores) or not scores.units:
        return ()
    england, last = scores.pooled(), (Ending.PLANNED, Ending.OTHER)
    both = (("all scores in treatment", tuple(Ending)), ("last scores", last))
    drawn = [_density(england, whose, endings) for whose, endings in both]
    return tuple(chart for chart in drawn if chart)


def _density(england: Scores, whose: str, endings: Sequence[Ending]) -> ScoreDensity | None:
    scale, values = SCALES[_PHQ9], SUPPORT[SCALES[_PHQ9]]
    counts = decisive(england, _PHQ9, endings)[0][values]
    if counts.sum() < _LEAST:
        return None
    real = density_jumps(england, tuple(endings))[_PHQ9].log_excess[0]
    shams = {shift: density_jumps(england, tuple(endings), shift)[_PHQ9].log_excess[0] for shift in SHAMS}
    window = range(scale.line - REACH, scale.line)
    curve = smooth(counts, values, degree=DEGREE)
    said = f"{_more(real)} than a smooth curve just below the line"
    largest = max(shams.values(), key=abs)
    return ScoreDensity(
        title=f"Of {whose}, {said}",
        subtitle=f"Forms of {scale.id} by score, {whose} of cases, England, where the other scale was below its line",
        alt=f"Bars. Forms of {scale.id} by score, {whose}, England: {people(round(counts.sum()))} forms. {said.capitalize()}; "
        f"the largest difference at a sham line is {percent(np.expm1(largest))}.",
        note=f"{_DETERMINED} Sham lines: as much looked for where nothing is decided.",
        scale=scale.id,
        bars=tuple(
            ScoreBar(score=int(score), count=round(float(number)), just_below=int(score) in window)
            for score, number in zip(values, counts, strict=True)
        ),
        fit=tuple((float(score), float(number)) for score, number in zip(values, curve, strict=True)),
        line=scale.line - 0.5,
        shams=tuple(scale.line + shift - 0.5 for shift in SHAMS),
    )


def _more(log_excess: float) -> str:
    change = float(np.expm1(log_excess))
    return f"{percent(abs(change))} {'more' if change >= 0 else 'fewer'}"


def _endings(said: Said) -> tuple[Chart, ...]:
    """The share of forms with which treatment ends as planned, score by score."""
    scores = said.evidence.get(Scores)
    if not isinstance(scores, Scores) or not scores.units:
        return ()
    scale, values = SCALES[_PHQ9], SUPPORT[SCALES[_PHQ9]]
    england = scores.pooled()
    cells = england.counts[0, _PHQ9, DECISIVE].sum(axis=0)[:, values]
    at_risk, ended = cells.sum(axis=(0, 2)), cells[..., Ending.PLANNED].sum(axis=0)
    if at_risk.sum() < _LEAST or not ended.any():
        return ()
    real, *shams = (hazard_jumps(england, shift)[_PHQ9] for shift in (0, *SHAMS))
    weights = cells.sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted = (real.fitted[0] * weights).sum(axis=0) / weights.sum(axis=0)
    odds, largest = (float(np.exp(value)) for value in (real.log_odds[0], max((s.log_odds[0] for s in shams), key=abs)))
    shown = [place for place, number in enumerate(at_risk) if number]
    curve = [(float(values[place]), float(fitted[place])) for place in shown]
    said_so = f"The odds of a planned end are × {decimal(odds, 2)} once a score lies below the line"
    return (
        EndingByScore(
            title=said_so,
            subtitle=f"Share of forms with which treatment ends as planned, by score of {scale.id}, England, where the other "
            "scale was below its line",
            alt=f"Dots. Share of forms that are the last of a planned end, by {scale.id}, England, "
            f"{people(int(at_risk.sum()))} forms. {said_so}; the largest at a sham line is × {decimal(largest, 2)}.",
            note="Ending when people are well can be good care. The fit is broken at the line only; sham lines: as much "
            "looked for where nothing is decided.",
            scale=scale.id,
            points=tuple(
                EndingPoint(score=int(values[place]), share=ended[place] / at_risk[place], low=low, high=high)
                for place in shown
                for low, high in [wilson(float(ended[place]), float(at_risk[place]))]
            ),
            fit_below=tuple(pair for pair in curve if pair[0] < scale.line),
            fit_above=tuple(pair for pair in curve if pair[0] >= scale.line),
            line=scale.line - 0.5,
            shams=tuple(scale.line + shift - 0.5 for shift in SHAMS),
        ),
    )


def _funnel(said: Said) -> tuple[Chart, ...]:
    """Recovery rates against the number of cases."""
    courses, at = said.evidence.get(Courses), said.providers
    if not isinstance(courses, Courses) or at is None or not at.told:
        return ()
    large = np.flatnonzero(courses.cases >= _FEWEST_CASES)
    cases, recovered = courses.cases[large].astype(float), courses.recovered[large].astype(float)
    fit = funnel(recovered, cases, consistent=True)
    outside = fit.outside(adjusted=True)
    sizes = np.geomspace(cases.min(), cases.max(), 40)
    limits = [(float(n), *fit.limits(n, adjusted=False), *fit.limits(n, adjusted=True)) for n in sizes]
    alone = int(fit.outside(adjusted=False).sum())
    title = f"{count(int(outside.sum()))} providers outside limits for ordinary differences; {count(alone)} outside chance alone"
    return (
        FunnelPlot(
            title=title,
            subtitle=f"Recovery rate by number of cases, {count(len(large))} providers with {_FEWEST_CASES} cases or more",
            alt=f"Funnel plot. {title}. All together {percent(fit.centre)}; over-dispersion {decimal(fit.phi, 1)}.",
            note="Band: limits allowing for ordinary differences; dashed: chance alone (3 standard errors).",
            points=tuple(
                FunnelPoint(
                    org_code=at.names[unit],
                    name=at.names[unit],
                    cases=float(courses.cases[unit]),
                    rate=float(courses.recovered[unit] / courses.cases[unit]),
                    outside=bool(outside[place]),
                )
                for place, unit in enumerate(large)
            ),
            centre=fit.centre,
            limits=tuple(limits),
        ),
    )


_DRAWN: dict[str, Callable[[Said], tuple[Chart, ...]]] = {
    "F02": _densities,
    "F03": _endings,
    "F17": _funnel,
    "F18": run_of_england,
}
