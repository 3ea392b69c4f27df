"""Draws of some assumptions, each independent of the others, as the sharing out of variance needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.value.drawing import at_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from caseness.value.assumptions import Assumptions

    Floats = NDArray[np.float64]

DRAWS = 10_000


def independent(assumptions: Assumptions, keys: Sequence[str], *, seed: int, draws: int = DRAWS) -> dict[str, Floats]:
    """``draws`` draws of each of ``keys``, the same for the same ``seed``; money in the prices that results are told in."""
    ranks = np.random.default_rng(seed).uniform(1e-9, 1 - 1e-9, (len(keys), draws))
    return {
        key: at_rank(assumptions[key], rank) * assumptions[key].factor for key, rank in zip(keys, ranks, strict=True)
    }


def centres(assumptions: Assumptions, keys: Sequence[str]) -> dict[str, Floats]:
    """The centre of each of ``keys``, as one draw."""
    return {key: np.array([assumptions.amount(key)]) for key in keys}
