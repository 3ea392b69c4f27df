"""Sentences with those who have no end score counted either way, on the published figures of England for 2024/25.

Of 670,419 who finished 452,284 improved, 170,457 did not change and 39,157 deteriorated: 661,898 have a first and a last score,
8,521 have not. 635,185 were cases or may have been, and 321,061 recovered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from caseness.claim import hear, read
from caseness.sources.published import headline

if TYPE_CHECKING:
    from caseness.claim.unseen import Unseen


def either_way(sentence: str) -> dict[str, Unseen]:
    heard = hear(read(sentence), headline())
    return {one.name.removesuffix(", 2024/25"): one for one in heard.unseen}


def test_of_cases_who_finished_few_are_missing():
    found = either_way("51% of cases recovered in 2024/25")
    cases = found["cases who finished"]
    assert (cases.missing, cases.estimate.value) == (8_521, None)
    assert cases.estimate.low == pytest.approx(321_061 / 635_185)  # 50.5%
    assert cases.estimate.high == pytest.approx((321_061 + 8_521) / 635_185)  # 51.9%
    assert cases.possible
    assert cases.would_take == pytest.approx((0.51 * 635_185 - 321_061) / 8_521)  # 34%
    assert next(iter(found)) == "cases who finished"  # the group of the sentence first


def test_of_those_who_entered_treatment_almost_half_are_missing():
    entered = either_way("87% of those who entered treatment recovered in 2024/25")["who entered treatment"]
    assert entered.missing is not None
    assert 0.4 < entered.missing / 1_196_618 < 0.5
    assert entered.estimate.high is not None
    assert entered.estimate.high < 0.87
    assert not entered.possible
    assert entered.would_take is not None
    assert entered.would_take > 1


def test_what_did_not_come_about_is_the_mirror_image():
    well, not_well = (either_way(f"49% of cases {what} in 2024/25") for what in ("recovered", "did not recover"))
    one, other = well["cases who finished"], not_well["cases who finished"]
    assert one.estimate.low is not None
    assert one.estimate.high is not None
    assert (other.estimate.low, other.estimate.high) == pytest.approx((1 - one.estimate.high, 1 - one.estimate.low))
    assert other.would_take == pytest.approx(1 - (0.51 * 635_185 - 321_061) / 8_521)


@pytest.mark.parametrize(
    "sentence", ["670,419 finished a course in 2024/25", "56% of those who entered treatment finished"]
)
def test_nobody_is_missing_from_what_no_score_tells(sentence):
    assert either_way(sentence) == {}


def test_those_with_both_scores_are_a_group_of_their_own():
    heard = hear(read("48.5% of those with a first and a last score recovered in 2024/25"), headline())
    (reading,) = heard.trial.as_stated
    assert reading.estimate is not None
    assert reading.estimate.value == pytest.approx(321_061 / 661_898)
