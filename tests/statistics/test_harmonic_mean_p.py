"""Several p-values as one, by hand and by simulation under dependence."""

from __future__ import annotations

from math import e, log

import numpy as np
import pytest
from scipy.stats import norm

from caseness.statistics.harmonic_mean_p import harmonic_mean_p


def test_two_by_hand():
    # harmonic mean 2 ÷ (100 + 50), times 2
    assert harmonic_mean_p([0.01, 0.02]) == pytest.approx(4 / 150)


def test_three_by_hand():
    assert harmonic_mean_p([0.01, 0.01, 0.01]) == pytest.approx(0.01 * e * log(3))


def test_one_is_itself_and_what_is_not_known_is_left_out():
    assert harmonic_mean_p([[0.03, np.nan], [np.nan, np.nan]]) == pytest.approx([0.03, np.nan], nan_ok=True)


@pytest.mark.parametrize("correlation", [0, 0.5, 0.99])
def test_it_holds_under_dependence(correlation):
    random = np.random.default_rng(1)
    common = random.normal(size=(20_000, 1))
    z = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * random.normal(size=(20_000, 4))
    assert (harmonic_mean_p(norm.sf(z)) < 0.05).mean() <= 0.05
