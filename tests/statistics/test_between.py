"""Limits and lines between known years: by hand, and for any series that never falls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseness.statistics.between import monotone_bounds, straight_lines

KNOWN = {2008: (33.0, 33.0), 2010: (173.0, 173.0), 2017: (394.0, 497.0)}


def test_between_two_years_lie_the_two_years():
    assert monotone_bounds(KNOWN, 2014) == (173, 497)
    assert monotone_bounds(KNOWN, 2010) == (173, 173)
    assert monotone_bounds(KNOWN, 2009) == (33, 173)


def test_straight_lines_between_and_beyond():
    known = {2008: 33.0, 2010: 173.0, 2017: 394.0}
    # (394 − 173) ÷ 7 is 31.571 a year
    assert straight_lines(known, 2009) == 103
    assert straight_lines(known, 2012) == pytest.approx(173 + 2 * 31.5714, abs=1e-3)
    assert straight_lines(known, 2020) == pytest.approx(394 + 3 * 31.5714, abs=1e-3)


@pytest.mark.parametrize("year", [2007, 2018])
def test_outside_the_known_years_there_is_no_limit(year):
    with pytest.raises(ValueError, match="outside"):
        monotone_bounds(KNOWN, year)


def test_years_that_can_only_fall_are_refused():
    with pytest.raises(ValueError, match="only fall"):
        monotone_bounds({2010: (173, 173), 2014: (108, 108)}, 2012)


def test_no_line_leads_back_or_from_one_year():
    with pytest.raises(ValueError, match="no line"):
        straight_lines({2008: 33.0, 2010: 173.0}, 2007)
    with pytest.raises(ValueError, match="no line"):
        straight_lines({2008: 33.0}, 2010)


@given(st.lists(st.floats(0, 1000), min_size=3, max_size=15), st.data())
def test_any_series_that_never_falls_lies_within(values, data):
    series = dict(enumerate(sorted(values)))
    inner = data.draw(st.sets(st.sampled_from(sorted(series)), max_size=5)) | {0, len(series) - 1}
    slack = data.draw(st.floats(0, 50))
    known = {at: (series[at] - slack, series[at] + slack) for at in inner}
    for year, value in series.items():
        low, high = monotone_bounds(known, year)
        assert low <= value <= high
        line = straight_lines({at: series[at] for at in inner}, year)
        low, high = monotone_bounds({at: (series[at], series[at]) for at in inner}, year)
        assert low - 1e-9 <= line <= high + 1e-9
