"""Sample sizes against textbooks, a slow search, and simulated interviews."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from caseness.statistics.intervals import clopper_pearson, wilson
from caseness.statistics.sample_size import Method, design_effect, of_a_population, sample_size, simple_random

TWO_SIGMA = 2 * float(norm.cdf(2)) - 1  # the confidence of exactly two standard errors


def test_cochran_s_islanders() -> None:
    """Cochran 1977, section 4.1: half of the inhabitants within 5%, at two standard errors, then of 3,200 in all."""
    assert simple_random(0.5, 0.05, TWO_SIGMA, Method.NORMAL) == pytest.approx(400)
    assert sample_size(0.5, 0.05, confidence=TWO_SIGMA, method=Method.NORMAL, population=3200).completed == 356


@pytest.mark.parametrize(
    ("share", "margin", "size"),
    [(0.5, 0.05, 385), (0.5, 0.03, 1068), (0.3, 0.03, 897), (0.1, 0.03, 385), (0.5, 0.1, 97)],  # 1.96² p q ÷ d²
)
def test_the_usual_table_of_simple_random_samples(share: float, margin: float, size: int) -> None:
    assert sample_size(share, margin, method=Method.NORMAL).completed == size


def test_kish_s_design_effect() -> None:
    assert design_effect(20, 0.05) == pytest.approx(1.95)  # 1 + 19 × 0.05
    assert design_effect(1, 0.5) == 1


def test_design_and_non_response_are_added_in_turn() -> None:
    found = sample_size(0.5, 0.03, method=Method.NORMAL, design_effect=1.5, response=0.6)
    assert found.completed == 1601  # 1,067.07 × 1.5 = 1,600.6
    assert found.drawn == 2669  # 1,601 ÷ 0.6 = 2,668.3


def test_no_more_are_asked_than_there_are() -> None:
    found = sample_size(0.5, 0.03, population=200, design_effect=2, response=0.5)
    assert (found.completed, found.drawn) == (200, 200)
    assert of_a_population(400, None) == 400


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 1.0])
def test_the_least_size_by_a_slow_search(share: float) -> None:
    def width(size: int) -> float:
        low, high = wilson(share * size, size)
        return high - low

    slow = next(size for size in range(1, 1000) if width(size) <= 0.1)
    assert simple_random(share, 0.05, method=Method.WILSON) == slow


@given(share=st.floats(0.02, 0.98), margin=st.floats(0.02, 0.2))
def test_exact_needs_most_and_each_is_the_least_that_is_enough(share: float, margin: float) -> None:
    by_score, exact = (int(simple_random(share, margin, method=m)) for m in (Method.WILSON, Method.EXACT))
    assert by_score <= exact
    low, high = wilson(share * by_score, by_score)
    assert high - low <= 2 * margin + 1e-12


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_simulated_interviews_cover_the_truth_within_the_margin(share: float) -> None:
    """20,000 surveys of the size for ± 3 points: 95% cover the truth, and the mean interval is 6 points wide."""
    size = sample_size(share, 0.03).completed
    found = np.random.default_rng(7).binomial(size, share, 20_000)
    intervals = {int(n): wilson(int(n), size) for n in np.unique(found)}
    low, high = (np.array([intervals[int(n)][end] for n in found]) for end in (0, 1))
    assert ((low <= share) & (share <= high)).mean() == pytest.approx(0.95, abs=0.01)
    assert (high - low).mean() == pytest.approx(0.06, abs=0.001)


def test_exact_intervals_of_the_exact_size_are_narrow_enough() -> None:
    size = sample_size(0.1, 0.03, method=Method.EXACT).completed
    low, high = clopper_pearson(round(0.1 * size), size)
    assert high - low == pytest.approx(0.06, abs=0.001)


@pytest.mark.parametrize(
    "wrong", [{"share": 1.2}, {"margin": 0}, {"confidence": 1}, {"response": 0}, {"design_effect": 0.5}]
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"is from 0 to 1|is above 0"):
        sample_size(**{"share": 0.5, "margin": 0.03, **wrong})  # type: ignore[arg-type]


def test_a_margin_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        simple_random(0.5, 1e-6)
