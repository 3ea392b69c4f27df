"""Parts against wholes: monthly counts that add up, and such that do not."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, not_run, publish, twelve_months

CHECK = "ended-referrals-add-up"


def test_parts_that_add_up_hold(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   ended_referrals  ended_before_treatment  ended_treated_once  finished_course_treatment
        monthly      2024-04  100              30                      20                  50
        monthly      2024-05  200              60                      50                  90
        """,
    )
    result = answer(CHECK, published)
    assert result.verdict is Verdict.HOLDS
    assert result.condition == "0 of 2 monthly sums are not exact"
    assert estimate(result, "ended referrals, printed whole over the months").value == 300
    assert estimate(result, "ended referrals, parts less the whole").value == 0
    assert result.tables[0].rows == ()


def test_a_month_whose_parts_are_two_more_is_found_and_named(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   ended_referrals  ended_before_treatment  ended_treated_once  finished_course_treatment
        monthly      2024-04  100              30                      20                  50
        monthly      2024-05  200              60                      50                  92
        """,
    )
    result = answer(CHECK, published)
    assert result.verdict is Verdict.IN_PART
    assert result.condition == "1 of 2 monthly sums are not exact"
    assert estimate(result, "ended referrals, parts less the whole").value == 2
    assert "come to 2 more than the printed whole of 300. They differ in 1 of 2 months" in result.answer
    ((whole, month, *figures),) = result.tables[0].rows
    assert (month, figures) == ("2024-05", [200, 202, 2])
    assert whole == "Referrals that ended"


def test_differences_of_both_signs_do_not_cancel_in_the_months_counted(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   ended_before_treatment  ended_not_seen  ended_seen_not_treated
        monthly      2024-04  100                     61              40
        monthly      2024-05  100                     59              40
        """,
    )
    result = answer(CHECK, published)
    assert estimate(result, "ended before treatment, parts less the whole").value == 0
    assert estimate(result, "ended before treatment, months in which they differ").value == 2
    assert result.verdict is Verdict.IN_PART


def test_the_paired_outcomes_are_tested_too(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   paired_phq_and_adsm_or_gad  reliable_improvement  no_reliable_change  reliable_deterioration
        monthly      2024-04  100                         67                    27                  5
        """,
    )
    assert estimate(answer(CHECK, published), "paired phq and adsm or gad, parts less the whole").value == -1


def test_a_month_without_a_part_is_left_out(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   ended_referrals  ended_before_treatment  ended_treated_once  finished_course_treatment
        monthly      2024-04  100              30                      20                  50
        monthly      2024-05  100              30                      20                  .
        """,
    )
    assert "Over 1 month " in answer(CHECK, published).answer


def test_a_full_year_is_said_apart(tmp_path):
    parts = {"ended_before_treatment": 30, "ended_treated_once": 20, "finished_course_treatment": 51}
    published = publish(tmp_path, twelve_months(2023, ended_referrals=100, **parts))
    result = answer(CHECK, published)
    assert "From April 2023 to March 2024 they come to 12 more." in result.answer
    assert estimate(result, "ended referrals, parts less the whole, twelve months").value == 12


def test_without_any_part_it_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  ended_referrals\nmonthly  2024-04  100")
    outcome = not_run(CHECK, published)
    assert outcome.reason == "no month with a whole and all its parts"
    assert outcome.settled_by


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_in_2024_25_the_parts_of_england_are_two_more_than_1_746_265(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    assert estimate(result, "ended referrals, parts less the whole, twelve months").value == 2
    assert result.verdict is Verdict.IN_PART


def test_in_all_months_improved_unchanged_and_worse_are_the_paired(real_audit):
    # outcome-methodology, section 6: exact in all 62 months at hand
    result = real_audit.finding(CHECK).result
    assert estimate(result, "paired phq and adsm or gad, months in which they differ").value == 0
