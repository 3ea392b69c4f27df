"""What is printed beside the estimates on densities and on endings: the same under other choices, and at sham lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from caseness.checks.finding import Column, Table, Unit
from caseness.forensics.cards.f02_altered_scores import DEGREE, REACH, SHAMS, both_scales, density_jumps
from caseness.forensics.cards.f03_stopping import first_crossing, hazard_jumps
from caseness.forensics.cards.f04_last_scores import last_score_bunching
from caseness.forensics.densities import decisive
from caseness.forensics.evidence import FINAL, SCALES, Ending, ScoreChanges, Scores
from caseness.forensics.signals import CONFIDENCE
from caseness.statistics.frandsen import bend_needed, frandsen
from caseness.statistics.pooling import pool
from caseness.wording import count, decimal

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.checks.finding import Cell
    from caseness.checks.forensics.testing import Said

_PULLED = "A jump where cases begin pulls the curve, so that sham lines near it then show one the other way."
_DEGREES = (3, 4, 5, 6)
_DRAWS = 500
_HALF = float(norm.ppf(0.5 + CONFIDENCE / 2))
_FEWEST = 3  # providers


def beside(said: Said) -> tuple[Table, ...]:
    """The tables of a test, England on both scales; none where it could say nothing of England."""
    make, scores = _MADE.get(said.test.id), said.evidence.get(Scores)
    told = said.england is not None and bool(said.england.told)
    return make(said, scores) if make and told and isinstance(scores, Scores) else ()


def _densities(_said: Said, scores: Scores) -> tuple[Table, ...]:
    england, every = scores.pooled(), tuple(Ending)
    rows: list[tuple[Cell, ...]] = []
    for reach in range(2 if scores.ones is None else 1, REACH + 1):
        for degree in _DEGREES:
            fitted = density_jumps(england, every, degree=degree, reach=reach)
            rows += [
                (scale.id, reach, degree, *_ratio(one.log_excess[0], one.error[0], one.statistic[0]))
                for scale, one in zip(SCALES, fitted, strict=True)
            ]
    choices = Table(
        name="choices",
        caption="Scores just below the line over a smooth curve, England, under other choices of the curve and the window",
        columns=(
            Column(key="scale", title="Scale"),
            Column(key="reach", title="Scores each way", unit=Unit.RATIO),
            Column(key="degree", title="Degree of the curve", unit=Unit.RATIO),
            *_RATIO,
        ),
        rows=tuple(rows),
        note=f"The test itself takes {REACH} scores each way and a curve of degree {DEGREE}, with an error that allows besides "
        "for misfit at the sham lines below. Where only totals are known the highest score below the line is left out, so that "
        f"one score each way is not tried.{_resampled(scores, every)}",
    )
    return (choices, _sham_lines(england, every, "all scores in treatment"))


def _resampled(scores: Scores, endings: tuple[Ending, ...]) -> str:
    """England's interval when whole providers are drawn with replacement, so that forms of one provider stay together."""
    if scores.units < _FEWEST:
        return ""
    random = np.random.default_rng(0)
    weights = random.multinomial(scores.units, np.full(scores.units, 1 / scores.units), _DRAWS)
    effect = both_scales(density_jumps(scores, endings, weights=weights))[0]
    low, high = np.nanquantile(effect, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return (
        f" With providers drawn anew as wholes ({count(_DRAWS)} times), the effect for England, both scales together, has a "
        f"95% interval of {decimal(low, 3)} to {decimal(high, 3)}."
    )


def _sham_lines(england: Scores, endings: tuple[Ending, ...], whose: str) -> Table:
    rows = []
    for shift in (0, *SHAMS):
        fitted = density_jumps(england, endings, shift)
        for place, (scale, one) in enumerate(zip(SCALES, fitted, strict=True)):
            top = scale.line + shift - 1
            three = np.round(decisive(england, place, endings)[0, top - 1 : top + 2])
            rows.append(
                (
                    scale.id,
                    f"{top}/{top + 1}",
                    "where cases begin" if not shift else "sham",
                    *_ratio(one.log_excess[0], one.error[0], one.statistic[0]),
                    _number(float(frandsen(*three))),
                    _number(float(bend_needed(*three))),
                )
            )
    return Table(
        name="sham-lines",
        caption=f"As much looked for at lines where nothing is decided, {whose}, England",
        columns=(
            Column(key="scale", title="Scale"),
            Column(key="line", title="Line"),
            Column(key="kind", title="Kind"),
            *_RATIO,
            Column(key="frandsen", title="Frandsen’s p", unit=Unit.RATIO),
            Column(key="bend", title="Bend that would explain it", unit=Unit.RATIO),
        ),
        rows=tuple(rows),
        note="At a sham line the real one may jump besides, so that it does not pull the curve. Frandsen’s test asks whether the "
        "score just below a line is out of step with the two beside it, if the density bends by no more than 0.05 there "
        "(Frandsen 2017); it is weak where what was moved is spread over several scores, and where only totals are known "
        "cannot tell forms of one answer throughout, which come to 9 and 7.",
    )


def _endings(said: Said, scores: Scores) -> tuple[Table, ...]:
    england = scores.pooled()
    changes = said.evidence.get(ScoreChanges)
    kinds = [
        ("as planned, at the line where cases begin", hazard_jumps(england)),
        ("of any kind, at that line", hazard_jumps(england, endings=FINAL)),
        *(
            (
                f"as planned, at a sham line {abs(shift)} {'above' if shift > 0 else 'below'}",
                hazard_jumps(england, shift),
            )
            for shift in SHAMS
        ),
    ]
    rows: list[tuple[Cell, ...]] = [
        (what, scale.id, *_ratio(one.log_odds[0], one.error[0]))
        for what, jumps in kinds
        for scale, one in zip(SCALES, jumps, strict=True)
    ]
    if isinstance(changes, ScoreChanges):
        for place, scale in enumerate(SCALES):
            seen = first_crossing(changes.pooled(), place)
            what = "as planned, first score below the line against a later one"
            rows.append((what, scale.id, *_ratio(seen.log_odds[0], seen.error[0])))
    ends = Table(
        name="endings",
        caption="Odds of an ending below a line over those above, England: other endings, sham lines, first crossing",
        columns=(Column(key="ending", title="Ending"), Column(key="scale", title="Scale"), *_RATIO),
        rows=tuple(rows),
        note=f"{_PULLED} First score below: at the same score and session, those whose score before was a case against those who "
        "were below before (Mantel and Haenszel 1959); over 1 where the first score below ends treatment, under 1 where a "
        "second is waited for.",
    )
    return (ends, *_between(said))


def _between(said: Said) -> tuple[Table, ...]:
    """How much providers differ in the jump, and each one’s drawn towards the mean."""
    at = said.providers
    if at is None:
        return ()
    told = np.flatnonzero(at.signals.told)
    effect, error = at.signals.effect[told], (at.signals.high - at.signals.low)[told] / 2 / _HALF
    if len(told) < _FEWEST or not (error > 0).all():
        return ()
    pooled = pool(effect, error**2)
    weight = pooled.between / (pooled.between + error**2)
    drawn = pooled.mean + weight * (effect - pooled.mean)
    spread = np.sqrt(weight) * error
    order = np.argsort(-drawn)
    return (
        Table(
            name="between",
            caption="Odds ratio of a planned end below the line, each provider’s own and drawn towards the mean of all",
            columns=(
                Column(key="unit", title="Provider"),
                *(Column(key=key, title=title, unit=Unit.RATIO) for key, title in (("own", "Own"), *_SHRUNKEN)),
            ),
            rows=tuple(
                (
                    at.names[told[place]],
                    *(
                        _number(float(np.exp(value)))
                        for value in (
                            effect[place],
                            drawn[place],
                            drawn[place] - _HALF * spread[place],
                            drawn[place] + _HALF * spread[place],
                        )
                    ),
                )
                for place in order
            ),
            note=f"Random effects of {count(len(told))} providers: mean odds ratio {decimal(np.exp(pooled.mean), 2)} "
            f"({decimal(np.exp(pooled.low), 2)} to {decimal(np.exp(pooled.high), 2)}), standard deviation of true log odds "
            f"ratios between providers {decimal(np.sqrt(pooled.between), 2)} (DerSimonian and Laird 1986).",
        ),
    )


def _last(_said: Said, scores: Scores) -> tuple[Table, ...]:
    england = scores.pooled()
    rows = []
    for place, scale in enumerate(SCALES):
        seen = last_score_bunching(england, place, np.random.default_rng(0))
        numbers = (seen.excess, seen.error, seen.relative, seen.imbalance, seen.imbalance_error)
        rows.append((scale.id, *(_number(float(value[0])) for value in numbers)))
    titles = {
        "excess": "Excess below the line",
        "error": "Standard error",
        "relative": "Excess, in heights of the curve",
        "imbalance": "Excess less what is missing above",
        "imbalance_error": "Standard error of that",
    }
    bunched = Table(
        name="bunching",
        caption="Last scores that bunch below the line, and whether as many are missing above it, England",
        columns=(
            Column(key="scale", title="Scale"),
            *(Column(key=key, title=title, unit=Unit.RATIO) for key, title in titles.items()),
        ),
        rows=tuple(rows),
        note="As many missing above as too many below speak for scores that were moved; an excess without, for courses that "
        "ended there (Chetty et al. 2011; Kleven 2016).",
    )
    return (bunched, _sham_lines(england, FINAL, "last scores"))


_RATIO = (
    Column(key="ratio", title="Ratio", unit=Unit.RATIO),
    Column(key="low", title="From", unit=Unit.RATIO),
    Column(key="high", title="To", unit=Unit.RATIO),
    Column(key="z", title="z", unit=Unit.RATIO),
)
_SHRUNKEN = (("drawn", "Drawn to the mean"), ("low", "From"), ("high", "To"))


def _ratio(log: float, error: float, statistic: float | None = None) -> tuple[Cell, ...]:
    """A log ratio as a ratio with its 95% interval, and its z."""
    with np.errstate(all="ignore"):
        z = log / error if statistic is None else statistic
        return tuple(_number(float(value)) for value in (*np.exp([log, log - _HALF * error, log + _HALF * error]), z))


def _number(value: float) -> Cell:
    return float(f"{value:.3g}") if np.isfinite(value) else "[z]"


_MADE: dict[str, Callable[[Said, Scores], tuple[Table, ...]]] = {"F02": _densities, "F03": _endings, "F04": _last}
