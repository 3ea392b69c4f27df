"""Cumulative incidence by hand, against plain shares where nobody is lost, and against the product limit with one end."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.competing_risks import cumulative_incidence


def test_by_hand():
    """10 people. First interval: 2 of one end, 1 of the other, 1 lost. Second: 6 at risk, 3 and 0, the rest lost.

    One end: 2/10, then 2/10 + (7/10)(3/6) = 0.55; the other stays 1/10.
    """
    one, other = cumulative_incidence(np.array([[2.0, 3.0], [1.0, 0.0]]), np.array([1.0, 3.0]))
    assert one.share == pytest.approx([0.2, 0.55])
    assert other.share == pytest.approx([0.1, 0.1])
    assert one.at_risk == pytest.approx([10, 6])


def test_nobody_lost_gives_shares_with_binomial_errors():
    """With nobody lost it is the plain share, and its variance p(1 − p) ÷ n."""
    events = np.array([[30.0, 20.0], [10.0, 40.0]])
    one, other = cumulative_incidence(events, np.zeros(2))
    assert one.share == pytest.approx([0.3, 0.5])
    assert other.share == pytest.approx([0.1, 0.5])
    for found, p in ((one, 0.5), (other, 0.5)):
        error = np.sqrt(p * (1 - p) / 100)
        half = 1.959964 * error / (p * abs(np.log(p)))
        assert found.low[-1] == pytest.approx(p ** np.exp(half), abs=2e-3)
        assert found.high[-1] == pytest.approx(p ** np.exp(-half), abs=2e-3)


def test_one_end_is_the_product_limit():
    events, lost = np.array([[3.0, 2.0, 4.0]]), np.array([1.0, 5.0, 5.0])
    (only,) = cumulative_incidence(events, lost)
    survival = np.cumprod([1 - 3 / 20, 1 - 2 / 16, 1 - 4 / 9])
    assert only.share == pytest.approx(1 - survival)
    greenwood = survival[-1] ** 2 * (3 / (20 * 17) + 2 / (16 * 14) + 4 / (9 * 5))
    p = float(only.share[-1])
    half = 1.959964 * np.sqrt(greenwood) / (p * abs(np.log(p)))
    assert only.high[-1] == pytest.approx(p ** np.exp(-half), rel=1e-6)


def test_what_came_to_nobody_or_to_all_has_the_exact_interval():
    """Of 50: none is less than 1 − 0.025^(1/50) = 7.1%; all is more than 92.9%. Of 20 left in the second interval 16.8%."""
    all_, none = cumulative_incidence(np.array([[50.0], [0.0]]), np.zeros(1))
    assert (none.share[0], none.low[0], none.high[0]) == (0, 0, pytest.approx(0.0711, abs=1e-4))
    assert (all_.share[0], all_.low[0], all_.high[0]) == (1, pytest.approx(0.9289, abs=1e-4), 1)
    (none,) = cumulative_incidence(np.zeros((1, 2)), np.array([30.0, 20.0]))
    assert none.high == pytest.approx([0.0711, 0.1684], abs=1e-4)


def test_nobody_at_all():
    (only,) = cumulative_incidence(np.zeros((1, 3)), np.zeros(3))
    assert only.share.tolist() == [0, 0, 0]
