"""Shares of variance on functions whose shares are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.sensitivity import sobol

DRAWS = 200_000


def two_sets(*names: str, low: float = 0.0, high: float = 1.0):
    rng = np.random.default_rng(1)
    return ({name: rng.uniform(low, high, DRAWS) for name in names} for _ in range(2))


def test_a_sum_splits_by_the_squares_of_its_weights():
    # Var(3x + 4y) = 9v + 16v: shares 0.36 and 0.64; a third input is in it and adds nothing.
    found = sobol(lambda x: 3 * x["x"] + 4 * x["y"] + 0 * x["z"], *two_sets("x", "y", "z"))
    assert [found[name].alone for name in "xyz"] == pytest.approx([0.36, 0.64, 0], abs=0.01)
    assert [found[name].in_all for name in "xyz"] == pytest.approx([0.36, 0.64, 0], abs=0.01)


def test_a_product_leaves_a_part_to_both_together():
    # x·y on 0 to 1: variance 1/9 − 1/16 = 7/144; alone each has Var(x/2) = 1/48 = 3/7 of it, together 1/7 more.
    found = sobol(lambda x: x["x"] * x["y"], *two_sets("x", "y"))
    assert found["x"].alone == pytest.approx(3 / 7, abs=0.01)
    assert found["x"].in_all == pytest.approx(4 / 7, abs=0.01)


def test_the_function_of_ishigami_and_homma():
    # sin x + 7 sin² y + 0.1 z⁴ sin x on −π to π (Ishigami and Homma 1990): 0.3139, 0.4424 and 0 alone; 0.5576, 0.4424, 0.2437
    def model(x):
        return np.sin(x["x"]) + 7 * np.sin(x["y"]) ** 2 + 0.1 * x["z"] ** 4 * np.sin(x["x"])

    found = sobol(model, *two_sets("x", "y", "z", low=-np.pi, high=np.pi))
    assert [found[name].alone for name in "xyz"] == pytest.approx([0.3139, 0.4424, 0], abs=0.02)
    assert [found[name].in_all for name in "xyz"] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_a_result_that_does_not_vary_hangs_on_nothing():
    assert sobol(lambda x: 0 * x["x"], *two_sets("x"))["x"].in_all == 0
