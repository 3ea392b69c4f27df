"""Break-even and the funnel, against sums worked out by hand and printed ones."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.value.assumptions import default_assumptions
from caseness.value.paying import FUNNEL, Account, annuity, effect_needed, factors, gain_needed, reached, returned

RATE = 0.035


def arrays(**values: float) -> dict[str, np.ndarray]:
    return {name: np.array([value]) for name, value in values.items()}


def centre(account: Account, **changed: float) -> dict[str, np.ndarray]:
    assumptions = default_assumptions()
    return arrays(**{key: assumptions.amount(key) for key in factors(account)} | changed)


def test_seven_years_at_three_and_a_half_per_cent():
    # 1 ÷ 1.035 + … + 1 ÷ 1.035⁷ = 6.1145
    assert annuity(RATE, 7) == pytest.approx(sum(1.035**-year for year in range(1, 8)))
    assert annuity(RATE, 7) == pytest.approx(6.1145, abs=1e-4)


@pytest.mark.parametrize(
    ("effect", "at_1000", "at_710"), [(0.005, 32_700, 23_200), (0.01, 16_400, 11_600), (0.015, 10_900, 7_700)]
)
def test_the_gain_that_pays_for_a_course(effect, at_1000, at_710):
    assert gain_needed(1000, effect, rate=RATE, years=7) == pytest.approx(at_1000, abs=50)
    assert gain_needed(710, effect, rate=RATE, years=7) == pytest.approx(at_710, abs=50)


def test_effect_and_gain_are_two_sides_of_one_break_even():
    gain = gain_needed(803, 0.01, rate=RATE, years=4)
    assert effect_needed(803, gain, rate=RATE, years=4) == pytest.approx(0.01)


def test_without_an_effect_or_a_gain_nothing_is_enough():
    with pytest.raises(ValueError, match="no gain is enough"):
        gain_needed(1000, 0, rate=RATE, years=7)
    with pytest.raises(ValueError, match="no effect is enough"):
        effect_needed(1000, 0, rate=RATE, years=7)


def test_what_comes_back_by_hand():
    # One in 100, of whom half would have come anyway and a quarter displace others: 0.00375 in work. £100 a month for one
    # year is 1,200 ÷ 1.035 = £1,159.42; 0.00375 of it £4.35. With £5.65 of care saved, £10 of the £100 spent.
    values = arrays(
        cost_per_course=100,
        effect_on_employment_held=0.01,
        deadweight=0.5,
        displacement=0.25,
        fiscal_gain_a_month=100,
        years_in_work=1,
        health_care_saved=5.65,
        discount_rate=0.035,
    )
    assert returned(values, Account.EXCHEQUER)[0] == pytest.approx(0.1, abs=1e-3)


@pytest.mark.parametrize("account", Account)
def test_nothing_comes_back_without_effect_and_savings(account):
    assert returned(centre(account, effect_on_employment_held=0, health_care_saved=0), account)[0] == 0


@pytest.mark.parametrize("account", Account)
def test_twice_the_cost_brings_half_as_much_back(account):
    once = returned(centre(account), account)[0]
    assert returned(centre(account, cost_per_course=2 * centre(account)["cost_per_course"][0]), account)[0] * 2 == once


def test_taxes_and_benefits_are_not_in_the_account_of_society():
    assert "fiscal_gain_a_month" not in factors(Account.SOCIETY)
    assert "output_a_month" not in factors(Account.EXCHEQUER)


def test_the_funnel_of_the_critic():
    # 1.5 million × 0.20 × 0.60 × 0.58 = 104,400; with 23.7% in place of 20%: 123,714
    steps = arrays(could_leave_benefits=0.20, attend=0.60, attend_again=0.58)
    assert reached(steps, 1.5e6)[0] == pytest.approx(104_400)
    assert reached(steps | arrays(could_leave_benefits=0.237), 1.5e6)[0] == pytest.approx(123_714)
    assert set(FUNNEL) == set(steps)
