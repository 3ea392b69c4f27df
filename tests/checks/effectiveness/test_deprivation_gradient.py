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


def test_without_referrals_only_recovery_is_followed(tmp_path):
    result = answer(CHECK, deciles(tmp_path, [550 - 10 * step for step in range(10)]))
    assert len(result.charts) == 1
    assert [block.label for block in result.figures] == ["Lower, least to most deprived"]


def test_the_gap_is_split_and_the_share_of_referrals_told(tmp_path):
    # referred 1,500 rising by 500 a tenth, 1,100 finished, 1,000 cases: 55% and 46% of cases, 36.7% and 7.7% of referrals
    rows = [
        f"annual  {year}/{year - 1999}  Indices of Deprivation Decile  {n:02} of ten  {1000 + 500 * n}  1100  100  {560 - 10 * n}"
        for year in (2023, 2024)
        for n in range(1, 11)
    ]
    head = HEAD.replace("category", "category  referrals_received")
    result = answer(CHECK, publish(tmp_path, "\n".join([head, *rows])))
    parts = [e.value for e in result.estimates if "part of the gap" in e.name]
    assert sum(parts) == pytest.approx(460 / 6000 - 550 / 1500)
    assert parts[1] == 0
    # 6,000 of 37,500 referrals
    assert estimates(result, "share of referrals from known areas")[-1].value == pytest.approx(0.16)
    assert result.answer.endswith("The slope of recovery was 10.0 points in 2023/24.")
    assert [row.label for row in result.charts[1].rows][::9] == ["1, least deprived", "10, most deprived"]


def test_from_2015_to_2024_the_slope_falls_by_a_third(real_audit):
    result = real_audit.finding(CHECK).result
    slopes = {
        e.period_start.year: e
        for e in estimates(result, "slope index over deprivation: recovered, of cases who finished")
    }
    assert [round(100 * slopes[year].value, 1) for year in (2015, 2024)] == [-21.0, -14.0]
    assert slopes[2015].high < slopes[2024].low
    assert "7.8 points of that gap arise in finishing, 4.7 points in recovering" in result.answer


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_in_2024_25_from_56_to_43_percent(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    rates = [round(100 * e.value, 1) for e in estimates(result, "recovered, of cases who finished")]
    assert (rates[0], rates[9]) == (56.2, 42.8)
    assert rates[:10] == sorted(rates[:10], reverse=True)
