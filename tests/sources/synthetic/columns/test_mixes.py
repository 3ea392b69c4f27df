"""Codes come at the shares declared for them."""

import numpy as np
import pytest

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.mixes import draw, draw_by, happens, joint, lognormal, pick, pick_by


def rng():
    return np.random.default_rng(3)


def test_shares_need_not_add_up_to_one_and_the_empty_code_is_not_recorded():
    column = draw(rng(), {"A": 3, "B": 1, "": 4}, 40_000)
    texts, counts = np.unique(column.texts(), return_counts=True)
    assert dict(zip(texts, counts / 40_000, strict=True)) == pytest.approx({"": 0.5, "A": 0.375, "B": 0.125}, abs=0.01)
    assert set(column.levels) == {"A", "B"}
    assert column.index.min() == NONE


def test_what_has_no_share_is_never_drawn():
    assert set(draw(rng(), {"A": 0.0, "B": 1.0, "C": 0.0}, 1_000).texts()) == {"B"}
    assert set(pick(rng(), [0.0, 2.0, 0.0], 1_000)) == {1}
    assert set(pick_by(rng(), np.array([[0.0, 1.0, 0.0]]), np.zeros(1_000, int))) == {1}


def test_every_row_is_drawn_from_the_mix_of_its_group():
    group = np.tile([0, 1], 20_000)
    column = draw_by(rng(), [{"A": 1.0}, {"B": 0.25, "": 0.75}], group)
    texts = column.texts()
    assert set(texts[group == 0]) == {"A"}
    assert np.mean(texts[group == 1] == "B") == pytest.approx(0.25, abs=0.01)
    assert set(texts[group == 1]) == {"B", ""}


def test_two_margins_are_met_with_what_goes_together_going_together():
    """Worked by hand: margins of a half each and an odds ratio of 9 give .375 and .125."""
    shares = joint([1, 1], [2, 2], np.array([[9.0, 1.0], [1.0, 1.0]]))
    np.testing.assert_allclose(shares, [[0.375, 0.125], [0.125, 0.375]], atol=1e-9)


def test_log_odds_of_nought_are_an_even_chance_and_great_ones_certainty():
    odds = np.repeat([0.0, 40.0, -40.0], 20_000)
    even, always, never = np.split(happens(rng(), odds, len(odds)), 3)
    assert even.mean() == pytest.approx(0.5, abs=0.01)
    assert always.all()
    assert not never.any()


def test_lognormal_values_have_the_median_asked_for():
    values = lognormal(rng(), 12.0, 0.8, 40_000)
    assert np.median(values) == pytest.approx(12.0, rel=0.03)
    assert np.log(values).std() == pytest.approx(0.8, rel=0.03)
