"""Shares of a variance over choices, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.variance_shares import sensitivities


def test_factors_that_add_up():
    """Values 0, 1, 3, 4: the first factor is worth 3, the second 1; their variances 2.25 and 0.25 make up the whole 2.5."""
    first, second = sensitivities(
        np.array([0.0, 1, 3, 4]), {"second": ["a", "b", "a", "b"], "first": ["x", "x", "y", "y"]}
    )
    assert (first.factor, second.factor) == ("first", "second")
    assert (first.alone, first.in_all) == (pytest.approx(0.9), pytest.approx(0.9))
    assert (second.alone, second.in_all) == (pytest.approx(0.1), pytest.approx(0.1))


def test_factors_that_work_only_together():
    one, other = sensitivities(np.array([0.0, 1, 1, 0]), {"one": ["x", "x", "y", "y"], "other": ["a", "b", "a", "b"]})
    assert one.alone == other.alone == pytest.approx(0)
    assert one.in_all == other.in_all == pytest.approx(1)


@pytest.mark.parametrize("values", [[0.5], [0.5, 0.5], [0.5, float("nan")]])
def test_nothing_to_share(values):
    with pytest.raises(ValueError, match="shares of a variance"):
        sensitivities(np.array(values), {"one": ["x"] * len(values)})
