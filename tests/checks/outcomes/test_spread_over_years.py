"""The spread of true rates between organisations by year."""

from __future__ import annotations

import pytest

from checks.building import answer, estimates, not_run, publish

CHECK = "spread-over-years"
HEAD = "publication  period  org  at_caseness  recovery"
DEVIATION = "standard deviation of true recovery rates: Providers"


def year(label: str, far: int, providers: int = 24) -> list[str]:
    """Providers of 10,000 cases, half of them ``far`` points above 50% and half below."""
    return [
        f"annual  {label}  P{number:02}  10000  {5000 + (far if number % 2 else -far) * 100}"
        for number in range(providers)
    ]


def test_a_spread_that_halves_is_said_to_fall(tmp_path):
    result = answer(CHECK, publish(tmp_path, "\n".join([HEAD, *year("2023/24", 6), *year("2024/25", 3)])))
    before, now = estimates(result, DEVIATION)
    # all lie 6 or 3 points from the centre. A normal winsorised by tenths has 0.6787 of its variance, two points all
    # of theirs, so that they are taken for a normal with 6 ÷ √0.6787 = 7.3 points
    assert (before.value, now.value) == pytest.approx((0.0728, 0.0361), abs=0.0005)
    assert "It has fallen by more than chance gives." in result.answer
    assert [block.label for block in result.figures] == ["True spread between providers"]


def test_a_spread_that_doubles_is_said_to_rise(tmp_path):
    result = answer(CHECK, publish(tmp_path, "\n".join([HEAD, *year("2023/24", 3), *year("2024/25", 6)])))
    assert "It has risen by more than chance gives." in result.answer


def test_a_year_not_at_hand_is_a_gap(tmp_path):
    result = answer(CHECK, publish(tmp_path, "\n".join([HEAD, *year("2022/23", 3), *year("2024/25", 3)])))
    assert [value is None for value in result.charts[0].series[0].values] == [False, True, False]
    assert "The intervals of the two overlap." in result.answer


def test_one_year_or_few_providers_are_not_run(tmp_path):
    assert "by provider" in not_run(CHECK, publish(tmp_path, "\n".join([HEAD, *year("2024/25", 3)]))).reason
    few = "\n".join([HEAD, *year("2023/24", 3, 10), *year("2024/25", 3, 10)])
    assert "by provider" in not_run(CHECK, publish(tmp_path, few)).reason


def test_between_providers_it_is_4_5_points_in_2017_and_3_6_in_2024(real_audit):
    found = {e.period_start.year: e for e in estimates(real_audit.finding(CHECK).result, DEVIATION)}
    assert [round(100 * found[y].value, 1) for y in (2017, 2020, 2024)] == [4.5, 5.3, 3.6]
    latest = next(
        e
        for e in real_audit.finding("provider-spread").result.estimates
        if e.name.startswith("standard deviation of true")
    )
    assert latest.value == pytest.approx(found[2024].value, rel=1e-6)
