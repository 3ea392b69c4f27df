"""Drawing codes at declared shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Flags, Real

_FITTINGS = 50  # after which margins of our sizes are met to more places than are published
NOT_RECORDED = ""  # the key of a mix for rows that get no code


def draw(rng: np.random.Generator, mix: Mapping[str, float], number: int) -> Coded:
    """A column of ``number`` codes drawn at the shares of ``mix``, which need not add up to one."""
    chosen = pick(rng, list(mix.values()), number)
    levels = [code for code in mix if code != NOT_RECORDED]
    where = np.array([levels.index(code) if code != NOT_RECORDED else NONE for code in mix], np.int16)
    return Coded.of(levels, where[chosen])


def draw_by(rng: np.random.Generator, mixes: Sequence[Mapping[str, float]], group: NDArray[np.integer]) -> Coded:
    """A column of codes in which row ``i`` is drawn at the shares of ``mixes[group[i]]``."""
    levels = sorted({code for mix in mixes for code in mix} - {NOT_RECORDED})
    shares = np.array([[mix.get(level, 0.0) for level in (*levels, NOT_RECORDED)] for mix in mixes])
    chosen = pick_by(rng, shares, group)
    return Coded.of(levels, np.where(chosen == len(levels), NONE, chosen))


def pick(rng: np.random.Generator, shares: Sequence[float] | NDArray[np.floating], number: int) -> NDArray[np.intp]:
    """``number`` positions in ``shares``, each drawn at its share of their sum."""
    reached = np.cumsum(np.asarray(shares, float))
    chosen: NDArray[np.intp] = np.searchsorted(reached, rng.random(number) * reached[-1], side="right")
    return chosen


def pick_by(rng: np.random.Generator, shares: NDArray[np.floating], group: NDArray[np.integer]) -> NDArray[np.intp]:
    """For each row a position in the row ``group`` of ``shares``, drawn at its share of that row's sum."""
    reached = np.cumsum(shares, axis=1)
    reached = (reached / reached[:, -1:]).astype(np.float32)
    reached[:, -1] = 1  # so that rounding never leaves a draw beyond the last
    chance = rng.random(len(group), np.float32)
    chosen: NDArray[np.intp] = np.zeros(len(group), np.intp)
    for column in reached.T[:-1]:
        chosen += chance >= column[group]
    return chosen


def joint(rows: Sequence[float], columns: Sequence[float], affinity: NDArray[np.floating]) -> NDArray[np.float64]:
    """Shares (rows, columns) with both margins, as near to ``affinity`` times independence as they can be.

    Iterative proportional fitting (Deming and Stephan 1940). Margins need not add up to one; shares do.
    """
    down, across = (np.asarray(margin, float) / np.sum(margin) for margin in (rows, columns))
    shares: NDArray[np.float64] = np.outer(down, across) * affinity
    for _ in range(_FITTINGS):
        shares *= (down / shares.sum(axis=1))[:, np.newaxis]
        shares *= across / shares.sum(axis=0)
    return shares


def happens(rng: np.random.Generator, log_odds: NDArray[np.floating] | float, number: int) -> Flags:
    """Whether each of ``number`` chances at ``log_odds`` comes about."""
    flags: Flags = rng.random(number, np.float32) < 1 / (1 + np.exp(-np.asarray(log_odds, np.float32)))
    return flags


def lognormal(rng: np.random.Generator, median: float | NDArray[np.floating], spread: float, number: int) -> Real:
    """``number`` log-normal values of this median, with ``spread`` the standard deviation of their logarithm."""
    values: Real = np.asarray(median, np.float32) * np.exp(np.float32(spread) * rng.standard_normal(number, np.float32))
    return values
