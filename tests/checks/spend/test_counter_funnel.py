"""The funnel as the critic has it, and what is said of it."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, publish


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    rows = "publication  period  finished_course_treatment\nannual  2020/21  600000"
    return answer("counter-funnel", publish(tmp_path_factory.mktemp("made"), rows))


def test_step_by_step(result):
    # 1,500,000 × 0.20 = 300,000; × 0.60 = 180,000; × 0.58 = 104,400
    assert [round(step.count) for step in result.charts[0].steps] == [1_500_000, 300_000, 180_000, 104_400]
    assert estimate(result, "reached without the attendance step").value == pytest.approx(174_000)
    assert estimate(result, "reached, with the shares cited").value == pytest.approx(123_714)
    assert estimate(result, "reached, as a share of finished courses").value == pytest.approx(0.174)


def test_pounds_for_each_by_the_share_who_return(result):
    # £1.02bn ÷ 104,400 = £9,770; ÷ 5, 10, 25 and 50%
    assert [row[2] for row in result.tables[0].rows] == pytest.approx([195_402, 97_701, 39_080, 19_540], abs=1)


def test_a_product_of_three_has_nearly_all_its_variance_in_single_factors(result):
    shares = [e.value for e in result.estimates if e.name.startswith("share of variance")]
    assert 0.9 < sum(shares) <= 1.02
    # squared coefficients of variation: 0.021² ÷ 0.2², 0.051² ÷ 0.6², 0.041² ÷ 0.58²
    parts = [(0.082 / 3.92 / 0.20) ** 2, (0.20 / 3.92 / 0.60) ** 2, (0.16 / 3.92 / 0.58) ** 2]
    assert shares == pytest.approx([part / sum(parts) for part in parts], abs=0.03)


def test_reach_is_no_effect(result):
    assert result.verdict is Verdict.DESCRIBED
    assert "Neither number says how many" in result.answer
