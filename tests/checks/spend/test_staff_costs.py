"""The totals against the cost of the staff, by hand at the centres."""

from __future__ import annotations

from math import log

import pytest

from caseness.value.prices import gdp_deflator
from checks.building import answer, estimate, publish, twelve_months


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    years = "publication  period  finished_course_treatment\nannual  2017/18  500000\nannual  2020/21  600000"
    months = twelve_months(2024, appointments=700_000, appts_attended=500_000, appts_attended_late=0, appts_dna=60_000)
    return answer("staff-costs", publish(tmp_path_factory.mktemp("made"), years, months))


def test_from_below_by_hand(result):
    # £32,856 of 2021/22 × 1.28 = 42,056; × 1.35 = 56,775; × 1.075 = 61,033; and 5% of 42,056 for training: 63,136
    head = gdp_deflator().convert(32_856 * (1.28 * 1.35 * 1.075 + 1.28 * 0.05), "2021/22")
    assert estimate(result, "cost of one, from below").value == pytest.approx(head)
    assert estimate(result, "cost of the staff, from below").value == pytest.approx(8000 * head)


def test_the_residual_is_shown_for_every_total(result):
    below = estimate(result, "cost of the staff, from below").value
    reply = 394e6 * 100 / 78.02
    assert estimate(result, "residual, freedom of information").value == pytest.approx(reply - below)
    assert estimate(result, "log ratio, freedom of information").value == pytest.approx(log(reply / below))
    assert len(result.tables[0].rows) == 4


def test_room_for_contacts(result):
    # Missed: 60 of 560. 8,000 × 42 × 22.5 × (1 − 60 ÷ 560) ÷ 0.75 = 9,000,000; attended 12 × 500,000
    assert estimate(result, "contacts that the staff have room for").value == pytest.approx(9e6)
    assert estimate(result, "attended, as a share of the room").value == pytest.approx(6e6 / 9e6)
