"""How far the order of units hangs on the way their figure is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RankStability:
    """The ranks of n units in m orders.

    ``ranks`` has a row per unit and a column per order, 1 for the greatest. ``agreement`` is the correlation of each order with
    the one taken as reference (Spearman 1904, Am J Psychol 15: 72-101); ``concordance`` Kendall's W of all orders, 1 if all
    are the same and near 0 if they are unrelated (Kendall & Babington Smith 1939, Ann Math Stat 10: 275-287).
    """

    ranks: NDArray[np.float64]
    agreement: NDArray[np.float64]
    concordance: float

    def spans(self, share: float = 0.9) -> NDArray[np.float64]:
        """For each unit the ends of the middle ``share`` of its ranks, as two columns."""
        tail = (1 - share) / 2
        return np.asarray(np.quantile(self.ranks, [tail, 1 - tail], axis=1).T)


def rank_stability(values: NDArray[np.float64], reference: int) -> RankStability:
    """``values`` has a row per unit and a column per order; ``reference`` is the column that the others are held against.

    Raises `ValueError` for fewer than three units, or values that are not finite.
    """
    if values.shape[0] < 3 or not np.isfinite(values).all():
        raise ValueError("an order needs three units or more, all with a value")
    ranks = rankdata(-values, axis=0)
    n, m = ranks.shape
    centred = ranks - (n + 1) / 2
    spread = np.sqrt((centred**2).sum(axis=0))
    against = centred[:, reference]
    scale = spread * spread[reference]
    agreement = np.divide(against @ centred, scale, out=np.full(m, np.nan), where=scale > 0)
    concordance = 12 * float((centred.sum(axis=1) ** 2).sum()) / (m**2 * (n**3 - n))
    return RankStability(ranks, agreement, concordance)
