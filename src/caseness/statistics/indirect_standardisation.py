"""What would be expected of a unit, had each of its strata the distribution of a standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def expected(own: ArrayLike, standard: ArrayLike) -> NDArray[np.float64]:
    """How many of each value a unit would have: Σ over strata of its own number × the standard's share of the value there.

    ``own`` and ``standard`` are counts of units × strata × values. A stratum's distribution is drawn towards that of all
    strata as if by one more observation, and that by half a one of each value, so that nothing is impossible. Source: indirect
    standardisation, Breslow and Day 1987, Statistical Methods in Cancer Research II, chapter 2.
    """
    counts, there = np.asarray(own, float), np.asarray(standard, float)
    overall = there.sum(axis=1, keepdims=True) + 0.5
    overall = overall / overall.sum(axis=2, keepdims=True)
    share = (there + overall) / (there.sum(axis=2, keepdims=True) + 1)
    return np.asarray(np.einsum("ut,utv->uv", counts.sum(axis=2), share))
