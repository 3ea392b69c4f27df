"""A yearly series of which some values are known: limits and straight lines for the years between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

Ends = tuple[float, float]


def monotone_bounds(known: Mapping[int, Ends], year: int) -> Ends:
    """The least and the most in ``year``, if the series never falls and each known year lies between its two ends.

    The least is the greatest least of any known year up to it, the most the smallest most of any from it on: the partial
    identification of a monotone function (Manski 1997, Econometrica 65: 1311-1334). Raises `ValueError` for a year outside
    those known, where one side has no limit, and for known years that can only fall.
    """
    before = [low for at, (low, _high) in known.items() if at <= year]
    after = [high for at, (_low, high) in known.items() if at >= year]
    if not before or not after:
        raise ValueError(f"{year} lies outside the years known")
    low, high = max(before), min(after)
    if low > high:
        raise ValueError(f"the known years around {year} can only fall")
    return low, high


def straight_lines(known: Mapping[int, float], year: int) -> float:
    """The value in ``year`` on straight lines between known years; the last line goes on beyond the last of them.

    Needs two known years, and no year before the first: `ValueError`.
    """
    years = sorted(known)
    if len(years) < 2 or year < years[0]:
        raise ValueError(f"no line leads to {year}")
    if year <= years[-1]:
        return float(np.interp(year, years, [known[at] for at in years]))
    last, before = years[-1], years[-2]
    slope = (known[last] - known[before]) / (last - before)
    return known[last] + slope * (year - last)
