"""Run charts of providers, and how many would signal by chance."""

from __future__ import annotations

from checks.building import answer, estimate, not_run, publish
from checks.performance.months import months

CHECK = "signals-by-provider"
CALM = [100, 110] * 15
NAME = "Referrals received"


def providers(**series: list[float | str]) -> list[str]:
    """A table for each provider's referrals."""
    return [months({"referrals_received": values}, org=org, first_year=2023) for org, values in series.items()]


def test_providers_with_a_signal_are_counted(tmp_path):
    result = answer(CHECK, publish(tmp_path, *providers(P1=CALM, P2=[*CALM[:-1], 200], P3=[*CALM[:20], *[115] * 10])))
    assert estimate(result, f"providers with a signal, {NAME}").value == 2
    assert estimate(result, f"providers charted, {NAME}").value == 3
    chance = estimate(result, f"providers with a signal were their months in random order, {NAME}")
    assert 0 <= chance.low <= chance.value <= chance.high <= 3


def test_every_provider_is_in_the_table_with_its_latest_signal(tmp_path):
    (table,) = answer(CHECK, publish(tmp_path, *providers(P1=CALM, P2=[*CALM[:-1], 200]))).tables
    assert [(row[1], row[4], row[8], row[9]) for row in table.rows] == [
        ("P1", "105", 0, "none"),
        ("P2", "105", 1, "above the limits, Jun 2025"),
    ]


def test_a_provider_with_less_than_two_years_is_left_out(tmp_path):
    result = answer(CHECK, publish(tmp_path, *providers(P1=CALM, P2=[*CALM[:23], *["*"] * 7])))
    assert estimate(result, f"providers charted, {NAME}").value == 1


def test_months_never_side_by_side_give_no_chart(tmp_path):
    every_other = [value for month in CALM for value in (month, "*")]
    result = answer(CHECK, publish(tmp_path, *providers(P1=every_other, P2=CALM)))
    assert [row[1] for row in result.tables[0].rows] == ["P2"]


def test_one_stretch_without_a_baseline_leaves_one_chart(tmp_path):
    # blank to May 2021: ten months before April 2022 are no baseline, the whole series is
    values = ["*"] * 5 + [100, 110] * 14
    published = publish(tmp_path, months({"referrals_received": values}, org="P1", first_year=2021))
    assert estimate(answer(CHECK, published), f"providers charted, {NAME}").value == 1


def test_without_provider_months_it_is_not_run(tmp_path):
    assert "monthly figures by provider" in not_run(CHECK, publish(tmp_path, months({"recovery": [5]}))).reason
    assert "24 months" in not_run(CHECK, publish(tmp_path, *providers(P1=CALM[:12]))).reason


def test_more_real_providers_signal_than_chance_gives(real_audit):
    result = real_audit.finding(CHECK).result
    for name, seen, charted in (
        ("Referrals received", 121, 155),
        ("First session within six weeks, of finished courses", 145, 149),
        ("Recovered, of cases who finished", 126, 149),
    ):
        assert estimate(result, f"providers with a signal, {name}").value == seen
        assert estimate(result, f"providers charted, {name}").value == charted
        chance = estimate(result, f"providers with a signal were their months in random order, {name}")
        assert chance.high < seen
