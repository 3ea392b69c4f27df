"""Providers added up, with what rounding leaves open, against England."""

from __future__ import annotations

from caseness.checks.finding import Interval, Verdict
from checks.building import answer, estimate, not_run, publish

CHECK = "providers-against-england"


def with_england(tmp_path, england: int):
    return publish(
        tmp_path,
        f"""
        publication  period   org  finished_course_treatment
        annual       2024/25  -    {england}
        annual       2024/25  P1   100
        annual       2024/25  P2   5
        annual       2024/25  P3   *
        """,
    )


def test_the_sum_of_printed_counts_has_limits(tmp_path):
    # 98 to 102, 5 to 7, 0 to 4: 103 to 113
    result = answer(CHECK, with_england(tmp_path, 110))
    total = estimate(result, "finished course treatment, sum of providers")
    assert (total.value, total.low, total.high, total.interval) == (105, 103, 113, Interval.ROUNDING)
    gap = estimate(result, "finished course treatment, providers less England")
    assert (gap.value, gap.low, gap.high) == (-5, -7, 3)
    assert result.verdict is Verdict.HOLDS


def test_england_at_a_limit_is_inside_and_one_beyond_is_outside(tmp_path):
    assert answer(CHECK, with_england(tmp_path, 113)).verdict is Verdict.HOLDS
    assert answer(CHECK, with_england(tmp_path, 103)).verdict is Verdict.HOLDS
    assert answer(CHECK, with_england(tmp_path, 114)).verdict is Verdict.DOES_NOT_HOLD
    assert answer(CHECK, with_england(tmp_path, 102)).verdict is Verdict.DOES_NOT_HOLD


def test_one_of_two_totals_inside_holds_in_part(tmp_path):
    result = answer(
        CHECK,
        publish(
            tmp_path,
            """
            publication  period   org  finished_course_treatment  recovery
            annual       2024/25  -    200                        100
            annual       2024/25  P1   200                        50
            """,
        ),
    )
    assert result.verdict is Verdict.IN_PART
    assert "England lies inside for 1 of 2 totals tested" in result.answer
    assert [row[-1] for row in result.tables[0].rows] == ["inside", "outside"]


def test_months_are_not_added_to_years(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   org  finished_course_treatment
        annual       2024/25  -    100
        annual       2024/25  P1   100
        monthly      2024-04  P1   100
        """,
    )
    assert estimate(answer(CHECK, published), "finished course treatment, sum of providers").value == 100


def test_without_providers_it_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  finished_course_treatment\nannual  2024/25  100")
    assert "by provider" in not_run(CHECK, published).reason


def test_the_published_providers_add_up_to_england(real_audit):
    result = real_audit.finding(CHECK).result
    assert result.verdict is Verdict.HOLDS
    assert estimate(result, "finished course treatment, England").value == 670_419
    assert "49 of 49" in result.answer
