"""How far providers differ: funnel and shrunken rates."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, not_run, publish

CHECK = "provider-spread"
HEAD = "publication  period  org  finished_course_treatment  not_at_caseness  at_caseness  recovery"


def providers(tmp_path, *rows: str):
    return publish(tmp_path, "\n".join([HEAD, *(f"annual  2024/25  {row}" for row in rows)]))


def test_providers_that_differ_by_chance_alone_lie_inside(tmp_path):
    result = answer(
        CHECK,
        providers(tmp_path, "P1  1000  100  900  450", "P2  1000  100  900  460", "P3  1000  100  900  440"),
    )
    assert estimate(result, "providers compared").value == 3
    assert estimate(result, "providers outside, chance alone").value == 0
    assert estimate(result, "providers outside, adjusted for over-dispersion").value == 0
    assert estimate(result, "standard deviation of true recovery rates").value == 0


def test_one_far_from_the_rest_is_outside(tmp_path):
    # 80 of 100 where the rest recover half: arcsin √0.8 − arcsin √0.5 ≈ 0.32, more than six standard errors of 0.05
    usual = [f"P{number:02}  1000  100  900  450" for number in range(30)]
    result = answer(CHECK, providers(tmp_path, *usual, "ODD  110  10  100  80"))
    assert estimate(result, "providers outside, adjusted for over-dispersion").value == 1
    assert estimate(result, "providers outside, adjusted, with fewer than 1,000 cases").value == 1
    assert [point.org_code for point in result.charts[0].points if point.outside] == ["ODD"]


def test_fewer_than_a_hundred_cases_are_left_out(tmp_path):
    rows = ["P1  1000  100  900  450", "P2  1000  100  900  450", "P3  200  100  100  50", "P4  105  10  95  95"]
    assert estimate(answer(CHECK, providers(tmp_path, *rows)), "providers compared").value == 3


def test_the_table_is_in_order_of_names_not_of_rates(tmp_path):
    rows = ["P3  1000  100  900  480", "P1  1000  100  900  420", "P2  1000  100  900  450"]
    assert [row[0] for row in answer(CHECK, providers(tmp_path, *rows)).tables[0].rows] == ["P1", "P2", "P3"]


def test_a_provider_without_a_printed_number_of_finished_courses_is_compared_at_caseness(tmp_path):
    rows = ["P1  .  .  900  450", "P2  .  .  900  450", "P3  1000  100  900  460"]
    assert estimate(answer(CHECK, providers(tmp_path, *rows)), "providers compared").value == 3


def test_rounding_that_puts_recoveries_above_the_official_denominator_is_borne(tmp_path):
    rows = ["P1  305  10  300  300", "P2  1000  100  900  450", "P3  1000  100  900  460"]
    assert estimate(answer(CHECK, providers(tmp_path, *rows)), "providers compared").value == 3


def test_two_providers_are_too_few(tmp_path):
    published = providers(tmp_path, "P1  1000  100  900  450", "P2  1000  100  900  450")
    assert "provider" in not_run(CHECK, published).reason


def test_in_2024_25_15_of_139_lie_outside_the_adjusted_limits_and_60_outside_chance(real_audit):
    result = real_audit.finding(CHECK).result
    counts = {e.name: e.value for e in result.estimates}
    assert counts["providers compared"] == 139
    assert counts["over-dispersion"] == pytest.approx(10.6, abs=0.05)
    assert counts["providers outside, chance alone"] == 60
    assert counts["providers outside, adjusted for over-dispersion"] == 15
    assert counts["false discovery rate 5%, chance alone, of cases at caseness"] == 72
    assert counts["false discovery rate 5%, adjusted, of cases at caseness"] == 18
    # scaled back to a normal; 2.3 points, as in the benchmarks, follow from the winsorised φ as it is
    assert counts["standard deviation of true recovery rates"] == pytest.approx(0.0359, abs=0.0005)
    assert "With the official denominator φ is 10.9 and 60 and 14 lie outside" in result.method


def test_the_middle_nine_tenths_of_providers_record_41_to_58_percent(real_audit):
    counts = {e.name: e.value for e in real_audit.finding(CHECK).result.estimates}
    ends = [
        counts[f"recovered, of cases: the provider at the {place} point of all compared"] for place in ("5%", "95%")
    ]
    assert [round(100 * end) for end in ends] == [41, 58]
