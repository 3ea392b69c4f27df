"""Recovery over ten groups of areas."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, estimates, not_run, publish

CHECK = "deprivation-gradient"
HEAD = "publication  period  breakdown  category  finished_course_treatment  not_at_caseness  recovery"


def deciles(tmp_path, recovered: list[int], *more: str):
    rows = [
        f"annual  2024/25  Indices of Deprivation Decile  {number:02} of ten  1100  100  {n}"
        for number, n in enumerate(recovered, 1)
    ]
    return publish(tmp_path, "\n".join([HEAD, *rows, *more]))


def test_a_straight_fall_gives_its_slope(tmp_path):
    # equal groups with ranks 0.05 to 0.95: a point a group is ten points over the whole scale
    result = answer(CHECK, deciles(tmp_path, [550 - 10 * step for step in range(10)]))
    index = estimate(result, "slope index of recovery over deprivation")
    assert (index.value, index.low, index.high) == pytest.approx((0.10, 0.10, 0.10))
    assert result.answer.startswith("Recovery falls with every step of deprivation, from 55.0% in the least to 46.0%")
    assert result.figures[0].label == "Lower, least to most deprived"


def test_a_rise_is_said_to_be_higher(tmp_path):
    result = answer(CHECK, deciles(tmp_path, [460 + 10 * step for step in range(10)]))
    assert result.figures[0].label == "Higher, least to most deprived"
    assert result.answer.startswith("Recovery differs by deprivation, from 46.0% in the least to 55.0%")


@pytest.mark.parametrize("turned", [False, True])
def test_an_interval_across_zero_is_turned_with_its_slope(tmp_path, turned):
    recovered = [500, 560, 440, 520, 470, 530, 450, 540, 480, 490]
    result = answer(CHECK, deciles(tmp_path, recovered[::-1] if turned else recovered))
    index = estimate(result, "slope index of recovery over deprivation")
    assert index.low < 0 < index.value < index.high
    assert index.value - index.low == pytest.approx(index.high - index.value)


def test_those_whose_area_is_not_known_stand_apart(tmp_path):
    unknown = "annual  2024/25  Indices of Deprivation Decile  Not stated/Not known/Invalid  110  10  90"
    result = answer(CHECK, deciles(tmp_path, [550 - 10 * step for step in range(10)], unknown))
    assert len(estimates(result, "recovered, of cases who finished")) == 11
    assert estimate(result, "slope index of recovery over deprivation").value == pytest.approx(0.10)
    assert result.charts[0].unknown.rate == 0.9


def test_nine_groups_are_not_run(tmp_path):
    assert "deprivation" in not_run(CHECK, deciles(tmp_path, [500] * 9)).reason


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_in_2024_25_from_56_to_43_percent(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    rates = [round(100 * e.value, 1) for e in estimates(result, "recovered, of cases who finished")]
    assert (rates[0], rates[9]) == (56.2, 42.8)
    assert rates[:10] == sorted(rates[:10], reverse=True)
