"""What a monthly whole is made of: parts that come and go, blanks, years that are not whole."""

from __future__ import annotations

import pytest

from caseness.checks.performance.composition import (
    Part,
    by_provider,
    by_year,
    composition,
    middle_nine_tenths,
    over_months,
    shares_of_providers,
)
from caseness.errors import CannotRun
from caseness.vocabulary.period import month_of, year_of
from checks.building import publish
from checks.performance.months import months

PARTS = (Part("Known", ("gp_referrals", "self_referrals")), Part("Late", ("maternity_service_referrals",)))


def referrals(tmp_path, late: list[float | str], gp: list[float | str] | None = None):
    """Twelve months and more from April 2022: 10 from practices, 30 by themselves, of 100 received."""
    count = len(late)
    columns = {
        "referrals_received": [100] * count,
        "gp_referrals": gp or [10] * count,
        "self_referrals": [30] * count,
        "maternity_service_referrals": late,
    }
    return publish(tmp_path, months(columns, first_month=4))


def test_parts_and_rest_add_up_to_the_whole(tmp_path):
    made_of = composition(referrals(tmp_path, [5] * 12), "referrals", PARTS, "referrals_received")
    counts = made_of.years[year_of(2022)]
    assert (dict(counts.parts), counts.whole, counts.rest) == ({"Known": 480, "Late": 60}, 1200, 660)
    assert counts.share("Known") == 0.4
    assert made_of.by_month("Late") == [0.05] * 12


def test_without_a_whole_the_parts_are_all(tmp_path):
    made_of = composition(referrals(tmp_path, [10] * 12), "referrals", PARTS)
    assert made_of.years[year_of(2022)].whole == 600
    assert made_of.estimate("Late", year_of(2022)).value == 0.2


def test_a_part_counts_while_it_is_published(tmp_path):
    made_of = composition(referrals(tmp_path, ["."] * 12 + [5] * 12), "referrals", PARTS, "referrals_received")
    assert dict(made_of.years[year_of(2022)].parts) == {"Known": 480}
    assert made_of.by_month("Late") == [None] * 12 + [0.05] * 12
    rows = by_year(made_of, "x", "x").rows
    assert ("2022/23", 12, "Late", "[z]", "[z]") in rows
    assert ("2023/24", 12, "Late", 60, 0.05) in rows


def test_a_month_with_a_blank_part_is_left_out_whole(tmp_path):
    published = referrals(tmp_path, [5] * 24, gp=[10] * 14 + ["*"] + [10] * 9)
    made_of = composition(published, "referrals", PARTS, "referrals_received")
    assert made_of.full_years == [year_of(2022)]
    assert (made_of.years[year_of(2023)].months, made_of.years[year_of(2023)].whole) == (11, 1100)
    assert made_of.by_month("Known")[14] is None
    chart = over_months(made_of, "x", "x", ["Known"])
    assert chart.series[0].values[14] is None
    assert "[x]" in chart.note
    assert month_of(2023, 6) not in made_of.months


def test_without_a_whole_year_it_cannot_be_run(tmp_path):
    with pytest.raises(CannotRun, match="no financial year with twelve complete months of referrals"):
        composition(referrals(tmp_path, [5] * 11), "referrals", PARTS, "referrals_received")


def provider(missed: list[float | str], org: str) -> str:
    return months({"appts_dna": missed, "appointments": [100] * 12}, org=org, first_month=4)


def test_the_middle_nine_tenths_of_twenty_one_providers(tmp_path):
    published = publish(tmp_path, *(provider([5 * i] * 12, f"P{i:02}") for i in range(1, 22)))
    shares = shares_of_providers(published, "appts_dna", "appointments", year_of(2022))
    spread = middle_nine_tenths(shares, 500)
    # 5% to 105% in steps of 5 points: the 5th centile is the second, the 95th the twentieth
    assert (spread.low, spread.high, spread.providers) == (pytest.approx(0.10), pytest.approx(1.0), 21)
    assert middle_nine_tenths(shares, 1201) is None


def test_a_provider_s_share_has_the_limits_of_its_twelve_cells(tmp_path):
    published = publish(tmp_path, provider([10] * 12, "P1"), provider([10] * 11 + ["*"], "P2"))
    whole, blank = shares_of_providers(published, "appts_dna", "appointments", year_of(2022))
    # 10 stands for 8 to 12, 100 for 98 to 102
    assert (whole.share, whole.low, whole.high) == (0.1, pytest.approx(96 / 1224), pytest.approx(144 / 1176))
    # a blank month stands for 0 to 4
    assert (blank.share, blank.low, blank.high) == (None, pytest.approx(88 / 1224), pytest.approx(136 / 1176))
    rows = by_provider([whole, blank], "x", "x", part="Missed", whole="Appointments").rows
    assert [row[2:5] for row in rows] == [(1200, 120, 0.1), (1200, "[c?]", "[u]")]


def test_a_provider_with_a_month_missing_is_left_out(tmp_path):
    published = publish(tmp_path, provider([10] * 11 + ["."], "P1"))
    assert shares_of_providers(published, "appts_dna", "appointments", year_of(2022)) == []
