"""Spending since 2008: cited years exactly, the others within limits, all worked by hand."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Interval, Verdict
from caseness.checks.spending import LAST, TWELVE_YEARS, by_courses, cumulative, spending
from checks.building import answer, estimate, estimates, publish

CHECK = "cumulative-spend"
HEAD = "publication  period  finished_course_treatment"


@pytest.fixture
def made(tmp_path):
    return publish(tmp_path, f"{HEAD}\nannual  2017/18  500000\nannual  2018/19  550000")


def test_cited_years_stand_as_cited():
    known = {str(spent.year): spent.central for spent in spending() if spent.known}
    assert known == {"2008/09": 33e6, "2009/10": 103e6, "2010/11": 173e6}


def test_every_year_lies_within_its_limits_and_limits_never_fall():
    years = spending()
    assert all(spent.low <= spent.central <= spent.high for spent in years)
    assert [spent.high for spent in years] == sorted(spent.high for spent in years)
    assert [spent.central for spent in years] == sorted(spent.central for spent in years)


def test_the_sum_cited_for_four_years_is_the_least_they_cost():
    four = [spent.low for spent in spending() if 2011 <= spent.year.start.year <= 2014]
    assert sum(four) == 433e6


def test_twelve_years_by_hand():
    total = cumulative("made", TWELVE_YEARS)
    # 309 of allocations, 433, twice 173, three times 394
    assert total.low == pytest.approx(309e6 + 433e6 + 2 * 173e6 + 3 * 394e6)
    # 309, seven years at 492 × 1.01 million, two at 680 × 1.5 million
    assert total.high == pytest.approx(309e6 + 7 * 496.92e6 + 2 * 1.02e9)
    assert total.interval is Interval.BOUNDS


def test_in_proportion_to_finished_courses(made):
    # 394 for 500,000 courses: 10% more for 550,000
    spent = by_courses({2017: 500_000, 2018: 550_000})
    assert spent[2018] == pytest.approx(1.1 * 394e6)
    assert spent[2019] == pytest.approx(394e6 + 2 * 221e6 / 7)  # no count: on the line
    assert by_courses({2018: 550_000}) == {}
    assert estimates(answer(CHECK, made), "spent to 2020, in proportion to finished courses")


def test_the_total_cannot_be_told_and_says_its_limits(made):
    result = answer(CHECK, made)
    assert result.verdict is Verdict.CANNOT_BE_TOLD
    assert "[£2.27bn to £5.83bn]" in result.answer
    assert len(estimates(result, "spent in the year")) == LAST - 2008 + 1


def test_without_any_count_the_cited_years_still_answer(tmp_path):
    result = answer(CHECK, publish(tmp_path, "publication  period  recovery\nannual  2017/18  5"))
    assert estimates(result, "spent to 2020, in proportion to finished courses") == []
    assert "[x]" in result.tables[0].note


def test_the_chart_draws_limits_where_they_part(made):
    rows = answer(CHECK, made).charts[0].rows
    assert [row.limits for row in rows[:3]] == [None, None, None]
    assert [row.value for row in rows[:3]] == [33e6, 136e6, 309e6]
    assert rows[3].limits == pytest.approx((309e6 + 433e6 / 4, 309e6 + 496.92e6))


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_by_real_courses_the_central_total_is_about_the_same(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    straight = estimate(result, "spent in twelve years, to 2019/20").value
    courses = estimate(result, "spent to 2020, in proportion to finished courses").value
    assert courses == pytest.approx(straight, rel=0.05)
