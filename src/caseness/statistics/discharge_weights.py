"""What share would be in a state at a fixed step if nobody had left before: inverse-probability-of-censoring weights.

People are in one of a few states at each step until they leave. Whoever stays stands in for those who left from the same
state at the same step, with weights ∏ 1 ÷ (1 − h), h the share that leaves (Robins and Rotnitzky 1992, AIDS Epidemiology,
297-331; Robins, Hernán and Brumback 2000, Epidemiology 11: 550-560). That holds if, given state and step, leaving has
nothing to do with what comes next. The estimator takes counts of paths and never a row for each person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.statistics.intervals import clopper_pearson

if TYPE_CHECKING:
    from numpy.typing import NDArray

GONE = 0
_LEAST = 5  # who stay from a state, for them to stand in for those who leave it
_MOST_LOST = 0.05  # of the weight, for which nobody of the same state stands in


@dataclass(frozen=True, slots=True)
class AtStep:
    """The share in the state at one step: weighted with its interval, and of those ``seen`` there, unweighted.

    Those who left a state from which fewer than five stayed have nobody to stand in for them and are taken to be like all
    others; where they come to more than a twentieth of the weight the share is NaN.
    """

    step: int
    weighted: float
    low: float
    high: float
    seen: float
    present: int


def at_fixed_steps(
    paths: NDArray[np.int64], counts: NDArray[np.int64], state: int, *, draws: int = 400, seed: int = 1
) -> tuple[AtStep, ...]:
    """The share in ``state`` at every step.

    ``paths`` has a row for each path and a column for each step, with the state there or `GONE`, which lasts once it
    began; ``counts`` says how many people took each. Intervals (95%) are of a bootstrap over people: paths drawn anew from a
    multinomial with the counts. Raises `ValueError` for a path that comes back.
    """
    gone = paths == GONE
    if (gone[:, :-1] & ~gone[:, 1:]).any():
        raise ValueError("a path comes back after it was gone")
    total = int(counts.sum())
    if not total:
        return ()
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(total, counts / total, size=draws).astype(float)
    own = _weighted(paths, counts[None, :].astype(float), state)[0]
    again = _weighted(paths, drawn, state)
    found = []
    for step in range(paths.shape[1]):
        here = ~gone[:, step]
        present = int(counts[here].sum())
        inside = int(counts[paths[:, step] == state].sum())
        told = present > 0 and np.isfinite(own[step]) and np.isfinite(again[:, step]).any()
        low, high = np.nanquantile(again[:, step], (0.025, 0.975)) if told else (np.nan, np.nan)
        if inside in (0, present) and told:  # however often drawn anew
            low, high = clopper_pearson(inside, present)
        found.append(
            AtStep(
                step=step + 1,
                weighted=float(own[step]) if told else float("nan"),
                low=float(low),
                high=float(high),
                seen=inside / present if present else float("nan"),
                present=present,
            )
        )
    return tuple(found)


def _weighted(paths: NDArray[np.int64], counts: NDArray[np.float64], state: int) -> NDArray[np.float64]:
    """The weighted share at each step, a row for each row of ``counts``."""
    weight = np.ones_like(counts)
    shares = np.full((counts.shape[0], paths.shape[1]), np.nan)
    lost = np.zeros(counts.shape[0])
    for step in range(paths.shape[1]):
        here = paths[:, step] != GONE
        mass = counts * weight * here
        total = mass.sum(axis=1)
        inside = (mass * (paths[:, step] == state)).sum(axis=1)
        np.divide(inside, total, out=shares[:, step], where=(lost <= _MOST_LOST) & (total > 0))
        if step + 1 == paths.shape[1]:
            break
        stays = paths[:, step + 1] != GONE
        for one in np.unique(paths[here, step]):
            of_state = paths[:, step] == one
            present, left = (counts[:, of_state & among].sum(axis=1) for among in (here, stays))
            factor = np.divide(present, left, out=np.ones_like(present), where=left >= _LEAST)
            gone = (mass * (of_state & ~stays)).sum(axis=1)
            alone = np.divide(gone, total, out=np.zeros_like(gone), where=(total > 0) & (left < _LEAST))
            lost += (1 - lost) * alone
            weight[:, of_state] *= factor[:, None]
    return shares
