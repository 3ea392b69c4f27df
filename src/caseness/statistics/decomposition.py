"""Where along a chain of stages the difference between two groups arises.

Of those who enter a chain a share passes each stage, so the share that reaches the end is the product of the stages'
shares. Two groups differ at the end because they differ at the stages. Each stage's part is its Shapley value: the change
it makes to the product, averaged over every order in which the stages of one group could be exchanged for the other's.
The parts add up to the difference, and do not depend on an order (Shapley 1953; for rates Das Gupta 1978, Demography
15: 99-112, and Shorrocks 2013, Journal of Economic Inequality 11: 99-126).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb, exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Part:
    """A figure and its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The end shares of two groups, their ``difference`` (second minus first), and what each stage makes of it.

    ``parts`` are in the unit of the difference and add up to it; ``ratios`` are the second group's share at each stage
    over the first's, and multiply to ``ratio``.
    """

    first: float
    second: float
    difference: Part
    ratio: Part
    parts: tuple[Part, ...]
    ratios: tuple[Part, ...]


def decompose(first: Sequence[float], second: Sequence[float], confidence: float = 0.95) -> Decomposition:
    """Split the difference between two groups' shares at the end of the same chain.

    ``first`` and ``second`` count who entered and who passed each stage in turn: k + 1 counts for k stages, none below
    the next, all positive. Chance: the passing of each stage is binomial given those who reached it; intervals by the
    delta method, those of ratios on the log scale. Raises ValueError for counts that are no such chain.
    """
    a, b = _shares(first), _shares(second)
    if a.size != b.size:
        raise ValueError("the two groups must pass the same stages")
    variance = np.concatenate([_variances(first), _variances(second)])
    z = float(norm.ppf(0.5 + confidence / 2))

    def part(value: float, gradient: NDArray[np.float64]) -> Part:
        half = z * sqrt(float(gradient**2 @ variance))
        return Part(value, value - half, value + half)

    gradients = _gradients(a, b)
    values = contributions(a, b)
    return Decomposition(
        first=float(a.prod()),
        second=float(b.prod()),
        difference=part(float(b.prod() - a.prod()), gradients.sum(axis=0)),
        ratio=_ratio(first[0], first[-1], second[0], second[-1], z),
        parts=tuple(part(float(value), gradient) for value, gradient in zip(values, gradients, strict=True)),
        ratios=tuple(
            _ratio(n_a, m_a, n_b, m_b, z)
            for (n_a, m_a), (n_b, m_b) in zip(pairwise(first), pairwise(second), strict=True)
        ),
    )


def contributions(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shapley values of k stages (shares of two groups, arrays of length k) in the difference of their products."""
    k = first.size
    values = np.zeros(k)
    for stage in range(k):
        others = [other for other in range(k) if other != stage]
        for size in range(k):
            weight = 1 / (k * comb(k - 1, size))
            for exchanged in combinations(others, size):
                rest = [other for other in others if other not in exchanged]
                values[stage] += weight * second[list(exchanged)].prod() * first[rest].prod()
    return values * (second - first)


def _shares(counts: Sequence[float]) -> NDArray[np.float64]:
    n = np.asarray(counts, float)
    if n.size < 2 or n.min() <= 0 or np.any(np.diff(n) > 0):
        raise ValueError("a chain needs positive counts, none below the next")
    return np.asarray(n[1:] / n[:-1])


def _variances(counts: Sequence[float]) -> NDArray[np.float64]:
    p = _shares(counts)
    return np.asarray(p * (1 - p) / np.asarray(counts[:-1], float))


def _gradients(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """How each contribution moves with each of the 2k shares.

    A contribution is linear in every single share, so the difference between a share of 1 and of 0 is its slope.
    """
    shares = np.concatenate([a, b])
    slopes = []
    for at in range(shares.size):
        up, down = shares.copy(), shares.copy()
        up[at], down[at] = 1, 0
        slopes.append(contributions(*np.split(up, 2)) - contributions(*np.split(down, 2)))
    return np.array(slopes).T


def _ratio(entered_a: float, passed_a: float, entered_b: float, passed_b: float, z: float) -> Part:
    """The second share over the first, its interval on the log scale (Katz and others 1978, Biometrics 34: 469-474)."""
    value = (passed_b / entered_b) / (passed_a / entered_a)
    error = sqrt(max(0.0, 1 / passed_a - 1 / entered_a + 1 / passed_b - 1 / entered_b))
    return Part(value, exp(log(value) - z * error), exp(log(value) + z * error))
