"""How alike units are in what they are made of: distances between mixtures, and the nearest of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def hellinger(mixtures: ArrayLike) -> NDArray[np.float64]:
    """Distances between the rows of a k × m array of shares, each row adding to 1; 0 for equal, 1 for nothing shared.

    √(½ Σ (√p − √q)²) (Hellinger 1909, Journal für die reine und angewandte Mathematik 136: 210-271). A row with a NaN is
    at distance NaN from all others.
    """
    roots = np.sqrt(np.asarray(mixtures, float))
    difference = roots[:, None, :] - roots[None, :, :]
    return np.asarray(np.sqrt(np.sum(difference**2, axis=2) / 2))


def absolute(values: ArrayLike) -> NDArray[np.float64]:
    """Distances between k numbers: their absolute differences; NaN where either is not known."""
    x = np.asarray(values, float)
    return np.asarray(np.abs(x[:, None] - x[None, :]))


def combined(distances: list[NDArray[np.float64]], *, least: int) -> NDArray[np.float64]:
    """One distance out of several kinds: the root mean square of each over its own typical size.

    The typical size of a kind is its median over all pairs that differ, so that each kind counts alike whatever its unit.
    A pair takes the mean over the kinds known for both; with fewer than ``least`` such kinds it is infinitely far.
    """
    squares = np.array([kind / _typical(kind) for kind in distances]) ** 2
    known = (~np.isnan(squares)).sum(axis=0)
    sums = np.nansum(squares, axis=0)
    return np.asarray(np.where(known >= least, np.sqrt(sums / np.maximum(known, 1)), np.inf))


def _typical(kind: NDArray[np.float64]) -> float:
    """The median distance of the pairs that differ; 1 where none does."""
    pairs = kind[np.triu_indices_from(kind, k=1)]
    differ = pairs[pairs > 0]
    return float(np.median(differ)) if differ.size else 1.0


def nearest(distance: NDArray[np.float64], unit: int, *, at_most: int, within: float) -> list[int]:
    """The units nearest to one, itself left out: at most so many, none further than ``within``; ties by position."""
    order = np.argsort(distance[unit], kind="stable")
    return [int(other) for other in order if other != unit and distance[unit, other] <= within][:at_most]
