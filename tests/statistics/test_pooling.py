"""Studies taken together: by hand, and what must hold for any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from caseness.statistics.pooling import pool, pool_shares


def test_two_studies_by_hand():
    # Weights 4 and 4, mean ½, Q = 4·¼ + 4·¼ = 2, one more than its expectation; scale 8 − 32 ÷ 8 = 4, so τ² = ¼.
    # Then weights 1 ÷ (¼ + ¼) = 2 and 2: error 1 ÷ √4 = ½.
    pooled = pool([0, 1], [0.25, 0.25])
    assert (pooled.mean, pooled.between) == (0.5, 0.25)
    assert (pooled.low, pooled.high) == pytest.approx((0.5 - 0.98, 0.5 + 0.98), abs=1e-4)
    assert pooled.next_low is None


def test_studies_no_further_apart_than_chance_have_no_variance_between():
    # Q = 1 + 0 + 1 = 2 = k − 1: τ² is 0, the error 1 ÷ √3, and the next study lies within t(1) = 12.706 errors.
    pooled = pool([0, 1, 2], [1, 1, 1])
    assert pooled.between == 0
    assert pooled.next_high == pytest.approx(1 + 12.706 / np.sqrt(3), abs=1e-3)


def test_one_share_is_itself():
    # logit 0.2 = −1.3863, s² = 1 ÷ (100 · 0.16) = 1 ÷ 16: ± 0.49
    pooled = pool_shares([0.2], [100])
    assert (pooled.mean, pooled.low) == pytest.approx((0.2, expit(-1.3863 - 0.49)), abs=1e-4)


@pytest.mark.parametrize(("effects", "variances"), [([], []), ([1], [0]), ([1, 2], [1])])
def test_what_cannot_be_pooled_is_refused(effects, variances):
    with pytest.raises(ValueError, match="pooling needs"):
        pool(effects, variances)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_without_a_logit_is_refused(share):
    with pytest.raises(ValueError, match="no logit"):
        pool_shares([share, 0.5], [10, 10])


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=3, max_size=12), st.floats(-5, 5))
def test_intervals_nest_and_follow_a_shift(studies, shift):
    effects, variances = np.array(studies).T
    pooled, moved = pool(effects, variances), pool(effects + shift, variances)
    assert pooled.next_low is not None
    assert pooled.next_high is not None
    assert pooled.next_low <= pooled.low <= pooled.mean <= pooled.high <= pooled.next_high
    assert effects.min() - 1e-9 <= pooled.mean <= effects.max() + 1e-9
    assert moved.mean == pytest.approx(pooled.mean + shift, abs=1e-6)
    assert moved.between == pytest.approx(pooled.between, abs=1e-6)
