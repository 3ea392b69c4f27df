"""Whether printed percentages gather just above a line, allowing for rounding, small numbers and real differences.

A unit (a provider's month, say) has n cases, and the share that succeeds is printed as a whole number. Only the n + 1
fractions of n can occur, so some percentages are reached more often than others whatever anyone does: half of an even
number is exactly 50%. What rounding and chance give is therefore drawn: every unit's successes again, beta-binomial about
the rate expected of it, printed by the same rule. Real differences need not have the shape of these draws, so their counts
enter a Poisson regression as offset, beside a polynomial in the percentage. The test is the coefficient of a contrast: +1 in
the percentages from the line up, −1 in as many below. Sham lines, where nothing is to be gained, are tried alike.

A sharp peak that has its place at the line by itself, as where the average lies there, gives such a contrast too, and the
opposite one where its far side falls off. Units lifted to the line leave a gap below it and none beyond. The two contrasts
added tell these apart: none for a peak, positive for lifting.

Density at a threshold: McCrary 2008, Journal of Econometrics 142: 698-714; on a lattice, Frandsen 2017, Advances in
Econometrics 38: 281-315; a polynomial counterfactual, Chetty and others 2011, Quarterly Journal of Economics 126: 749-804.
Errors are by resampling clusters (providers), whose units are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

WIDTH = 3  # percentages on each side of a line that are contrasted
REACH = 10  # percentages on each side of a line that the polynomial is fitted to
DEGREE = 4
FLAGGED = 3.0  # standard errors of a contrast
LOPSIDED = 2.0  # standard errors of one-sidedness
_STEPS = 30  # of the regression, which converges in fewer
_PERCENTAGES = 101


@dataclass(frozen=True, slots=True)
class Units:
    """k units: printed percentage, cluster (0, 1, …), expected rate, least and most cases, over-dispersion ``rho``.

    ``rho`` is the correlation of two cases of one unit beyond the expected rate; 0 is chance alone.
    """

    printed: NDArray[np.int64]
    cluster: NDArray[np.int64]
    expected: NDArray[np.float64]
    fewest: NDArray[np.int64]
    most: NDArray[np.int64]
    rho: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gathering:
    """What is seen at a line: units printed just above and just below, and the contrast with its standard error.

    ``contrast`` is a logarithm: of as many units as a smooth count gives, exp(contrast) times as many lie just above, and
    the same factor fewer just below. ``excess`` is the units just above beyond the smooth count.
    """

    line: int
    above: int
    below: int
    contrast: float
    error: float
    excess: float

    @property
    def z(self) -> float:
        """The contrast in standard errors; 0 where resampling moves nothing."""
        return self.contrast / self.error if self.error else 0.0


@dataclass(frozen=True, slots=True)
class OneSided:
    """The contrast at a line plus that where the percentages just above it end: 0 at a peak, positive after lifting."""

    value: float
    error: float

    @property
    def z(self) -> float:
        """The sum in standard errors; 0 where resampling moves nothing."""
        return self.value / self.error if self.error else 0.0


class Draws:
    """The null of some units, drawn: cases, successes and printed percentage of each unit in each draw."""

    def __init__(self, units: Units, draws: int, seed: int = 0) -> None:
        self.units = units
        self._rng = np.random.default_rng(seed)
        shape = (draws, units.expected.size)
        self.cases = self._rng.integers(units.fewest, units.most + 1, shape)
        mean, rho = np.clip(units.expected, 1e-6, 1 - 1e-6), np.maximum(units.rho, 1e-9)
        size = (1 - rho) / rho
        self.successes = self._rng.binomial(self.cases, self._rng.beta(mean * size, (1 - mean) * size, shape))
        self._clusters = int(units.cluster.max()) + 1
        again = np.tile(units.cluster, draws)
        self._null = self._by_cluster(again, printed(self.successes, self.cases).ravel()) / draws
        self._seen = self._by_cluster(units.cluster, units.printed)

    def gathering(self, line: int, *, degree: int = DEGREE, resamples: int = 200) -> Gathering:
        """The contrast at a line, its standard error over ``resamples`` of the clusters."""
        seen, null = self._resampled(resamples)
        fitted, contrast = _fit(seen, null, line, degree)
        above = fitted[0][REACH : REACH + WIDTH]
        return Gathering(
            line=line,
            above=int(seen[0, line : line + WIDTH].sum()),
            below=int(seen[0, line - WIDTH : line].sum()),
            contrast=float(contrast[0]),
            error=float(contrast[1:].std(ddof=1)),
            excess=float(np.sum(above * (1 - np.exp(-contrast[0])))),
        )

    def one_sided(self, line: int, *, resamples: int = 200) -> OneSided:
        """Whether what is gathered at a line is missing below it rather than on both sides."""
        both = _both_sides(*self._resampled(resamples), line)
        return OneSided(float(both[0]), float(both[1:].std(ddof=1)))

    def power(self, line: int, moved: float, gathering: Gathering, one_sided: OneSided, *, short: float = 2.0) -> float:
        """The probability of a flag if a share ``moved`` of the units short of the line were lifted to it.

        A flag is a contrast beyond `FLAGGED` and a one-sidedness beyond `LOPSIDED` standard errors, which are taken from
        what was seen. Short are units within ``short`` points below the line; lifted, they have the fewest successes that
        reach it. The draws stand for what would be seen.
        """
        share = 100 * self.successes / self.cases
        lifted = (share < line) & (share >= line - short) & (self._rng.random(share.shape) < moved)
        successes = np.where(lifted, -(-self.cases * line // 100), self.successes)
        seen = np.array([np.bincount(row, minlength=_PERCENTAGES) for row in printed(successes, self.cases)], float)
        null = np.broadcast_to(self._null.sum(axis=0), seen.shape)
        gathered = _fit(seen, null, line, DEGREE)[1] / gathering.error > FLAGGED
        return float(np.mean(gathered & (_both_sides(seen, null, line) / one_sided.error > LOPSIDED)))

    def _resampled(self, resamples: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Counts by percentage, seen and of the null: first as they are, then for each resample of the clusters."""
        weights = self._rng.multinomial(self._clusters, np.full(self._clusters, 1 / self._clusters), resamples)
        weights = np.vstack([np.ones(self._clusters, int), weights])
        return weights @ self._seen, weights @ self._null

    def met(self, at_least: int) -> tuple[int, float]:
        """How many units are printed at or above a percentage, seen and as the draws give."""
        return int(self._seen[:, at_least:].sum()), float(self._null[:, at_least:].sum())

    def _by_cluster(self, cluster: NDArray[np.int64], percentages: NDArray[np.int64]) -> NDArray[np.float64]:
        """Counts by cluster (rows) and percentage (columns)."""
        cells = np.bincount(cluster * _PERCENTAGES + percentages, minlength=self._clusters * _PERCENTAGES)
        return cells.reshape(self._clusters, _PERCENTAGES).astype(float)


def printed(successes: ArrayLike, cases: ArrayLike) -> NDArray[np.int64]:
    """Whole-number percentages, halves upwards, in integers so that no half is lost: ⌊(200 r + n) ÷ 2n⌋."""
    r, n = np.asarray(successes, np.int64), np.asarray(cases, np.int64)
    return np.asarray((200 * r + n) // (2 * n))


def over_dispersion(rates: ArrayLike, expected: ArrayLike, cases: ArrayLike) -> float:
    """ρ, the correlation within units, from rates about those expected, by moments; 0 where there is none.

    A beta-binomial rate has variance μ(1 − μ)(1 + (n − 1)ρ)/n (Williams 1982, Applied Statistics 31: 144-148; here the
    moments are summed over units).
    """
    y, mu, n = (np.asarray(a, float) for a in (rates, expected, cases))
    chance = mu * (1 - mu) / n
    room = float(np.sum(chance * (n - 1)))
    return float(np.clip((np.sum((y - mu) ** 2) - np.sum(chance)) / room, 0, 0.99)) if room else 0.0


def _both_sides(seen: NDArray[np.float64], null: NDArray[np.float64], line: int) -> NDArray[np.float64]:
    """The contrast at a line plus that at the end of the percentages just above it, for each row of counts."""
    return np.asarray(_fit(seen, null, line, DEGREE)[1] + _fit(seen, null, line + WIDTH, DEGREE)[1])


def _fit(
    counts: NDArray[np.float64], offset: NDArray[np.float64], line: int, degree: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Poisson regressions, one for each row of counts by percentage: fitted counts near the line, and the contrast.

    By iteratively reweighted least squares, all rows at once. A half is added to counts and offsets, so that an empty
    percentage has a logarithm.
    """
    places = np.arange(line - REACH, line + REACH)
    y, base = counts[:, places] + 0.5, offset[:, places] + 0.5
    x = (places - line + 0.5) / REACH
    contrast = ((places >= line) & (places < line + WIDTH)).astype(float) - (
        (places < line) & (places >= line - WIDTH)
    ).astype(float)
    design = np.column_stack([*(x**power for power in range(degree + 1)), contrast])
    mean = y
    beta = np.zeros((len(y), design.shape[1]))
    for _step in range(_STEPS):
        working = np.log(mean / base) + (y - mean) / mean
        weighted = design.T[None] * mean[:, None, :]
        new = np.linalg.solve(weighted @ design, (weighted @ working[..., None]))[..., 0]
        mean = base * np.exp(np.clip(new @ design.T, -20, 20))
        if np.abs(new - beta).max() < 1e-8:
            break
        beta = new
    return mean, new[:, -1]
