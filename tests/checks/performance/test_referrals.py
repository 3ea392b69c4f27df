"""Where referrals come from, which steps of care courses take, and referrals that ended by death."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, estimates, not_run, publish, twelve_months

DEATHS = {"ended_deceased_assessed_only": 2, "ended_deceased_treated": 3, "ended_referrals": 10_000}
STEPS = """
    publication  period   breakdown             category                                      finished_course_treatment
    annual       {year}   Stepped Care Pathway  Received only low intensity therapy           {low}
    annual       {year}   Stepped Care Pathway  Received only high intensity therapy          {high}
    annual       {year}   Stepped Care Pathway  Received both high and low intensity therapy  {both}
    annual       {year}   Stepped Care Pathway  Not stated/Not known/Invalid                  {unknown}
"""
UP = "Step up - Last low to first high intensity therapy"


# Sources ------------------------------------------------------------------------------------------------------------


def test_sources_are_shares_of_referrals_received(tmp_path):
    counts = {"referrals_received": 1000, "self_referrals": 700, "gp_referrals": 100, "carer_referrals": 50}
    result = answer("sources-of-referral", publish(tmp_path, twelve_months(2024, **counts)))
    assert estimate(result, "self-referral, of referrals received").value == 0.7
    assert estimate(result, "referrals of none of the published sources").value == 1800
    assert (
        result.answer
        == "Of 12,000 referrals in 2024/25, 70.0% were self-referrals and 10.0% came from general practices."
    )
    assert result.charts[0].rows[-1].text == "15.0%"


def test_a_source_that_falls_fivefold_is_named(tmp_path):
    counts = {"referrals_received": 1000, "self_referrals": 600, "gp_referrals": 100, "carer_referrals": 100}
    later = {**counts, "carer_referrals": 20}
    published = publish(tmp_path, twelve_months(2021, **counts), twelve_months(2022, **later))
    result = answer("sources-of-referral", published)
    assert "The steepest change: carer or relative, from 1,200 in 2021/22 to 240 in 2022/23." in result.answer
    # 100 to 21 is less than fivefold; years that do not follow each other are not compared
    for year, number in ((2022, 21), (2023, 20)):
        calm = publish(
            tmp_path, twelve_months(2021, **counts), twelve_months(year, **{**counts, "carer_referrals": number})
        )
        assert "steepest" not in answer("sources-of-referral", calm).answer


def test_two_thirds_refer_themselves_in_2024_25(real_audit):
    result = real_audit.finding("sources-of-referral").result
    own = estimate(result, "self-referral, of referrals received")
    assert (own.numerator, own.denominator) == (1_196_268, 1_772_132)
    assert estimate(result, "referrals, Carer or relative, 2021/22").value == 29_779
    assert estimate(result, "referrals, Carer or relative, 2022/23").value == 411


# Steps of care ------------------------------------------------------------------------------------------------------


def test_steps_are_shares_of_all_finished(tmp_path):
    table = STEPS.format(year="2024/25", low=400, high=200, both=350, unknown=50)
    stepped_up = f"    annual       2024/25  Stepped Care Pathway  {UP}  80"
    result = answer("stepped-care", publish(tmp_path, table.rstrip() + "\n" + stepped_up))
    assert {e.category: e.value for e in result.estimates if e.category} == {
        "Received only low intensity therapy": 0.4,
        "Received only high intensity therapy": 0.2,
        "Received both high and low intensity therapy": 0.35,
        "Not stated/Not known/Invalid": 0.05,
    }
    assert "Courses counted by order: 80 as stepped up." in result.answer
    assert result.tables[0].rows[0][-2:] == (80, "[z]")


def test_a_year_without_all_pathways_is_left_out(tmp_path):
    whole = STEPS.format(year="2022/23", low=400, high=200, both=350, unknown=50)
    part = STEPS.format(year="2024/25", low=400, high=200, both=350, unknown="*")
    result = answer("stepped-care", publish(tmp_path, whole, part))
    assert [row[0] for row in result.tables[0].rows] == ["2022/23"]
    assert "stepped care pathway" in not_run("stepped-care", publish(tmp_path, part)).reason


def test_high_intensity_alone_fell_from_25_to_17_percent(real_audit):
    result = real_audit.finding("stepped-care").result
    now, before = estimates(result, "high intensity only, of finished courses")
    assert (round(100 * now.value, 1), round(100 * before.value, 1)) == (16.7, 25.0)
    assert estimate(result, "finished courses by step, all").value == 670_419
    assert estimate(result, "finished courses, stepped up").value == 57_983
    over_years, waits = result.charts
    assert over_years.series[0].values[6] is None
    assert waits.unit == "days"


# Ended by death -----------------------------------------------------------------------------------------------------


def test_deaths_of_every_100_000_that_ended(tmp_path):
    result = answer("ended-by-death", publish(tmp_path, twelve_months(2024, **DEATHS)))
    rate = estimate(result, "referrals that ended by death, of every 100,000 that ended")
    assert rate.value == 50
    assert rate.low < 50 < rate.high
    assert result.verdict is Verdict.CANNOT_BE_TOLD
    assert "60 referrals ended because the person died, 36 of them taken on for treatment" in result.answer
    assert "No provider counts were read." in result.method


def test_provider_counts_that_are_printed_are_counted(tmp_path):
    providers = """
        publication  period   org  ended_deceased_treated  ended_deceased_assessed_only
        monthly      2024-04  P1   5                       *
        monthly      2024-05  P1   *                       *
    """
    result = answer("ended-by-death", publish(tmp_path, twelve_months(2024, **DEATHS), providers))
    assert estimate(result, "counts of deaths by provider and month").value == 4
    assert "1 of 4 counts by provider and month are printed" in result.method


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_890_referrals_ended_by_death_in_2024_25(source, request):
    result = request.getfixturevalue(source).finding("ended-by-death").result
    assert estimate(result, "referrals that ended by death").value == 890
    assert estimate(result, "referrals that ended by death, of every 100,000 that ended").value == 50.97


@pytest.mark.parametrize("check", ["sources-of-referral", "stepped-care", "ended-by-death"])
def test_without_figures_they_are_not_run(check, tmp_path):
    published = publish(tmp_path, "publication  period  recovery\nannual  2024/25  100")
    assert not_run(check, published).reason
