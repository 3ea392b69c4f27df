"""Published ratios from their own inputs, and the arithmetic of the service's costs without a model.

Costs and counts: Radhakrishnan and others 2013, Mukuria and others 2013, NHS Digital's annual report 2017/18.
"""

from __future__ import annotations

import pytest

from caseness.checks.inputs import use
from caseness.statistics.cost_effectiveness import Increment, Standing
from caseness.value.assumptions import default_assumptions
from caseness.value.independent import centres
from caseness.value.paying import FUNNEL, effect_needed, reached
from caseness.value.prices import gdp_deflator

FINISHED_CASES = 517_393
RECOVERY = 0.508
GAIN = 0.70 - 0.52  # from moderate depression to remission, Kolovos and others 2017


@pytest.mark.parametrize(
    ("total", "untreated", "half_a_year"),
    [
        (394e6, 0.19, 26_600),
        (394e6, 0.284, 37_800),
        (394e6, 0.35, 53_600),
        (394e6, 0.45, 145_900),
        (497e6, 0.19, 33_600),
        (497e6, 0.284, 47_600),
        (497e6, 0.35, 67_600),
        (497e6, 0.45, 184_000),
    ],
)
@pytest.mark.parametrize("years", [0.5, 1, 2])
def test_a_year_of_health_without_a_model(total: float, untreated: float, half_a_year: float, years: float) -> None:
    """Cost per finished case over what the service adds to recovery, times the gain, times the years it lasts."""
    result = Increment(total / FINISHED_CASES, (RECOVERY - untreated) * GAIN * years)
    assert result.ratio == pytest.approx(half_a_year * 0.5 / years, rel=0.002)


@pytest.mark.parametrize("untreated", [0.508, 0.56])
def test_with_as_many_better_anyway_the_service_is_dominated(untreated: float) -> None:
    assert Increment(394e6 / FINISHED_CASES, (RECOVERY - untreated) * GAIN).standing is Standing.DOMINATED


@pytest.mark.parametrize(
    ("course", "recovered", "share"),
    [(493, 1_043, 0.473), (1_416, 2_895, 0.489), (699, 1_653, 0.423), (1_514, 2_914, 0.520), (877, 1_766, 0.497)],
)
def test_cost_per_recovery_in_the_east_of_england(course: float, recovered: float, share: float) -> None:
    """Course over recovery is the share who recovered, near half in every group: the two prices agree with one another."""
    assert course / recovered == pytest.approx(share, abs=0.001)
    assert Increment(course, share).ratio == pytest.approx(recovered, rel=0.002)


def test_doncaster_in_the_prices_of_2024() -> None:
    """£29,500, £16,857 and £9,440 of 2008, where the index stood at 66.89."""
    index = gdp_deflator()
    assert index.convert(29_500, "2008") == pytest.approx(44_100, rel=0.001)
    assert index.convert(16_857, "2008") == pytest.approx(25_200, rel=0.001)
    assert index.convert(9_440, "2008") == pytest.approx(14_100, rel=0.002)


def test_both_ratios_of_doncaster_are_of_one_added_cost() -> None:
    """One cost over two measures of health: the gain by predicted EQ-5D is 1.75 times that by SF-6D."""
    assert pytest.approx(1.75, abs=0.001) == 29_500 / 16_857


def cited(*names: str) -> list[float]:
    return [given.value for given in use(*names)]


REPLY, PER_ONE, ENTRANTS = cited("total_2017", "cost_per_entrant", "entrants_2017")
PER_ENTRANT = PER_ONE * ENTRANTS


@pytest.mark.parametrize(
    ("units", "at_394m", "at_497m"),
    [
        (1_439_957, 274, 345),  # referrals
        (1.01e6, 390, 492),  # entered
        (554_709, 710, 896),  # finished
        (517_393, 762, 960),  # finished cases; £961 of a total rounded to £497m
        (263_295, 1_496, 1_887),  # recovered; £1,888 of the same
        (250_395, 1_574, 1_985),  # reliably recovered
        (263_295 - 0.284 * 517_393, 3_386, 4_271),  # net of 28.4% who would have anyway; £3,400 and £4,290 when rounded
    ],
)
def test_one_total_over_every_unit_of_2017_18(units: float, at_394m: int, at_497m: int) -> None:
    assert (round(REPLY / units), round(PER_ENTRANT / units)) == (at_394m, at_497m)


@pytest.mark.parametrize(
    ("cash", "year", "in_2024"),
    [
        *(
            (cash, "2010", to)
            for cash, to in [(99, 143), (177, 256), (493, 713), (1_416, 2_049), (699, 1_011), (877, 1_269)]
        ),
        *(
            (cash, "2010", to)
            for cash, to in [(1_514, 2_190), (1_043, 1_509), (2_895, 4_188), (1_653, 2_391), (1_766, 2_555)]
        ),
        (2_914, "2010", 4_216),
        (750, "2007", 1_159),
        (680, "2016/17", 886),  # £876 in the prices of the calendar year 2017
        (492, "2017/18", 631),  # £634 in those of 2017
        (394, "2017/18", 505),  # £507 (millions) in those of 2017
    ],
)
def test_published_costs_in_the_prices_of_2024(cash: float, year: str, in_2024: float) -> None:
    """Of a financial year the index is three quarters of one calendar year and a quarter of the next."""
    assert round(gdp_deflator().convert(cash, year)) == in_2024


def test_a_financial_year_taken_for_a_calendar_year_is_where_another_table_differs() -> None:
    index = gdp_deflator()
    assert [round(index.convert(cash, "2017")) for cash in (680, 492)] == [876, 634]
    assert round(index.convert(394e6, "2017") / 1e6) == 507


def test_staff_as_multiplied_and_with_what_they_cost_besides() -> None:
    """13,000 at £35,000 are £455m; with employer's costs of 28% and overheads of 35% £786m.

    60% to 75% more than 8,000 are 12,800 to 14,000; the claim's 3,800 more is 47.5%.
    """
    staff, planned, each, employer, overheads = cited(
        "staff", "staff_planned", "cost_per_head", "employers_costs", "overheads"
    )
    assert planned * each == 455e6
    assert round(planned * each * (1 + employer) * (1 + overheads) / 1e6) == 786
    least, most = cited("staff_growth_least", "staff_growth_most")
    assert (staff * (1 + least), staff * (1 + most)) == (12_800, 14_000)


def test_rival_totals_rest_on_unlike_units() -> None:
    each, clients = cited("cost_per_client", "clients_planned")
    assert each * clients == 1.02e9
    assert round(each * 634_649 / 1e6) == 432  # courses finished in 2020/21
    assert round((PER_ENTRANT - REPLY) / 1e6, 1) == 102.9


def test_break_evens_as_they_were_stated() -> None:
    """In 2007 a month in work for each treated; in 2024 £1,000 back from 5% of all treated, £20,000 from each of these."""
    first, month, later, share = cited(
        "cost_per_course_first", "benefit_a_month_first", "cost_per_course_restated", "break_even_into_work"
    )
    assert first / month == 1
    assert effect_needed(later, 20_000, rate=0.0, years=1) == pytest.approx(share)


def test_pounds_for_each_person_of_the_counter_funnel() -> None:
    each, clients, unemployed, sick = cited("cost_per_client", "clients_planned", "unemployed", "long_term_sick")
    steps = centres(default_assumptions(), FUNNEL)
    left = float(reached(steps, clients)[0])
    assert left == pytest.approx(104_400)
    assert [round(each * clients / left / share, -1) for share in (1, 0.05, 0.10, 0.25, 0.50)] == [
        9_770,
        195_400,
        97_700,
        39_080,
        19_540,
    ]
    otherwise = steps | {FUNNEL[0]: steps[FUNNEL[0]] * 0 + unemployed + sick}  # 23.7%, not 20%
    assert round(float(reached(otherwise, clients)[0])) == 123_714


def test_a_million_pounds_at_the_margin_of_the_programme() -> None:
    assert round(1e6 / default_assumptions()["cost_per_qaly_displaced"].value, 1) == 53.4
