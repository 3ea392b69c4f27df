"""Improved, unchanged and worse, by the official formulas."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, estimates, not_run, publish

CHECK = "outcomes-over-years"
HEAD = (
    "publication  period  finished_course_treatment  not_at_caseness  reliable_improvement  reliable_recovery  "
    "no_reliable_change  reliable_deterioration"
)
TWO_YEARS = f"{HEAD}\nannual  2022/23  200  20  120  81  60  10\nannual  2024/25  200  20  130  90  50  12"


def test_only_reliable_recovery_leaves_out_those_who_were_no_cases(tmp_path):
    result = answer(CHECK, publish(tmp_path, TWO_YEARS))
    assert estimate(result, "reliable improvement, of finished courses").value == 130 / 200
    assert estimate(result, "no reliable change, of finished courses").value == 50 / 200
    assert estimate(result, "reliable deterioration, of finished courses").value == 12 / 200
    recovered = estimates(result, "reliable recovery, of cases who finished")
    assert [(e.numerator, e.denominator) for e in recovered] == [(90, 180), (81, 180)]


def test_the_change_is_in_points_with_its_sign(tmp_path):
    assert "Improvement has moved by 5.0 points since 2022/23." in answer(CHECK, publish(tmp_path, TWO_YEARS)).answer
    down = f"{HEAD}\nannual  2022/23  200  20  130  81  60  10\nannual  2024/25  200  20  120  90  50  12"
    assert "moved by −5.0 points" in answer(CHECK, publish(tmp_path, down)).answer


def test_a_year_with_percentages_only_is_drawn_from_them(tmp_path):
    percentages = "publication  period  reliable_improvement%\nannual  2023/24  62.5"
    (chart,) = answer(CHECK, publish(tmp_path, TWO_YEARS, percentages)).charts
    assert chart.periods == ("2022/23", "2023/24", "2024/25")
    assert chart.series[0].values == pytest.approx((0.6, 0.625, 0.65))
    assert chart.series[1].values == (0.45, None, 0.5)


def test_one_year_shows_no_change_and_is_not_run(tmp_path):
    outcome = not_run(CHECK, publish(tmp_path, "\n".join(TWO_YEARS.splitlines()[:2])))
    assert outcome.reason == "annual figures for one year only"


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_in_2024_25_two_thirds_improve_and_6_in_100_get_worse(source, request):
    # benchmarks, section 1.1
    result = request.getfixturevalue(source).finding(CHECK).result
    rates = {e.name: round(100 * e.value, 1) for e in result.estimates[:4]}
    assert rates == {
        "reliable improvement, of finished courses": 67.5,
        "reliable recovery, of cases who finished": 47.5,
        "no reliable change, of finished courses": 25.4,
        "reliable deterioration, of finished courses": 5.8,
    }
