"""What the words of a claim allow. Each limit was worked out by hand from the rule."""

from __future__ import annotations

import pytest

from caseness.checks.claims.stated import Stated, about, at_least, at_most, fewer_than, figure, more_than


@pytest.mark.parametrize(
    ("stated", "true_of", "not_of"),
    [
        (about(0.5, 0.01), [0.475, 0.505, 0.525], [0.474, 0.526]),  # about half: 2.5 points either way
        (about(0.1, 0.01), [0.095, 0.105], [0.09, 0.11]),
        (figure(0.87, 0.01), [0.865, 0.87, 0.875], [0.864, 0.876]),
        (figure(672_193, 1), [672_193], [672_192, 672_194]),
        (figure(1.2e6, 1e5), [1_216_341, 1.15e6], [1_260_000, 1_759_581]),
        (figure(0.5e9, 0.1e9), [455e6, 496.9e6], [394e6]),
        (figure(0, 1), [0], [1]),
        (at_least(0.75), [0.75, 0.916], [0.7499]),
        (more_than(0.4), [0.401, 0.618], [0.4]),
        (at_most(0.2), [0.2, 0.1], [0.201]),
        (fewer_than(100_000), [99_999], [100_000]),
    ],
)
def test_a_claim_is_true_of_what_its_words_allow(stated: Stated, true_of: list[float], not_of: list[float]) -> None:
    assert all(stated.allows(found) for found in true_of)
    assert not any(stated.allows(found) for found in not_of)
