"""What comes back of a pound, as the finding tells it: verdict by what the ranges allow, transfers never added."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.checks.assumed import shipped
from caseness.checks.finding import Unit, Verdict
from caseness.checks.registry import all_checks
from caseness.checks.spend.pays_for_itself import _verdict, pence
from caseness.checks.spend.simulating import simulated
from caseness.value.assumptions import default_assumptions
from caseness.value.prices import gdp_deflator
from checks.building import estimate


@pytest.fixture(scope="module")
def result():
    (check,) = (check for check in all_checks() if check.id == "pays-for-itself")
    return check.run([shipped()]).result


def test_at_the_centre_by_hand(result):
    # £750 of 2007 a month: × 12 × 100 ÷ 64.73. Held 0.0075 × 0.66 × 0.75, four years at 3.5%: 3.6731. Care: £90 of 2018.
    gain = 750 * 12 * 100 / 64.73
    cost = gdp_deflator().convert(803, "2017/18")
    back = (0.0075 * 0.66 * 0.75 * gain * 3.6731 + 90 * 100 / 79.16) / cost
    assert estimate(result, "back for each pound, exchequer").value == pytest.approx(back, abs=1e-4)


def test_the_largest_effect_of_all_who_finished(result):
    assert estimate(result, "in work at the largest effect").value == pytest.approx(round(0.015 * 670_419))


def test_every_input_at_its_favourable_end(result):
    # 0.015 for seven years at £1,000 of 2007 a month, £180 of care, £710 a course, nothing taken off
    gain = 1000 * 12 * 100 / 64.73
    back = (0.015 * gain * 6.1145 + 180 * 100 / 79.16) / gdp_deflator().convert(710, "2017/18")
    assert estimate(result, "back for each pound, every input at its favourable end").value == pytest.approx(
        back, abs=1e-3
    )
    assert result.verdict is Verdict.CANNOT_BE_TOLD


@pytest.mark.parametrize(
    ("worst", "best", "verdict"),
    [
        (0.0, 0.9, Verdict.DOES_NOT_HOLD),
        (0.0, 1.1, Verdict.CANNOT_BE_TOLD),
        (1.0, 2.0, Verdict.HOLDS),
    ],
)
def test_the_verdict_is_what_the_ranges_allow(worst, best, verdict):
    assert _verdict(worst, best) is verdict


def test_the_shares_of_variance_leave_little_to_inputs_together(result):
    shares = [e.value for e in result.estimates if e.name.startswith("share of variance")]
    assert len(shares) == 7
    assert 0.7 < sum(shares) <= 1.02


def test_the_cases_made_state_their_own_break_even(result):
    # 2007: a month more in work at £750 a month pays for £750. 2024: 5% at £20,000 pays for £1,000.
    first, restated, *_measured = result.tables[0].rows
    assert first[1:] == (750, pytest.approx(1 / 12), 9000, 1, 1.0)
    assert restated[1:] == (1000, 0.05, 20_000, 1, 1.0)


def test_every_input_is_listed_with_its_source(result):
    listed = {row[0] for row in result.tables[2].rows}
    assert default_assumptions()["deadweight"].title in listed
    assert len(listed) == 9


def test_pence():

    assert pence(simulated("made", np.array([0.25, 0.25]), Unit.RATIO)) == "25p (25p to 25p)"


def test_the_year_in_which_the_largest_effect_has_paid(result):
    # 0.015 × £13,904 a year = £208.6; the annuity of £1,029 is 4.93: 4.52 after five years, 5.33 after six
    assert estimate(result, "years until a course is paid for at the largest effect").value == 6
