"""Which cells hold no number, and whether England has one."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, estimates, not_run, publish

CHECK = "figures-without-a-number"


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return answer(
        CHECK,
        publish(
            tmp_path_factory.mktemp(CHECK),
            """
            publication  period   org  recovery  at_caseness  off_sick_pay
            annual       2024/25  -    50        100          NULL
            annual       2024/25  P1   *         60           NULL
            annual       2024/25  P2   *         .            *
            annual       2022/23  -    40        90           .
            annual       2022/23  P1   40        *            .
            """,
            """
            publication  period   org  recovery
            monthly      2024-04  -    5
            monthly      2024-04  P1   5
            monthly      2024-05  -    6
            monthly      2024-05  P1   *
            """,
        ),
    )


def test_cells_without_a_number_are_counted_where_england_has_one(result):
    # of 2024/25: recovery of P1 and P2 and the cases of P1; England has no number for sick pay
    (latest, earlier) = estimates(result, "no number, of annual provider figures that England has")
    assert (latest.numerator, latest.denominator) == (2, 3)
    assert (earlier.numerator, earlier.denominator) == (1, 2)
    monthly = estimate(result, "no number, of monthly provider figures that England has")
    assert (monthly.numerator, monthly.denominator) == (1, 2)


def test_figures_made_for_nobody_are_counted_apart(result):
    assert estimate(result, "cells for which England has no number either").value == 3
    assert estimate(result, "cells printed").value == 16
    row = next(r for r in result.tables[0].rows if r[:3] == ("Annual", "Provider", "2024/25"))
    # five cells; two of sick pay for nobody; suppressed three with that of P2; one NULL; 2 of 3 without a number
    assert row[3:] == (5, 2, 3, 0, 1, pytest.approx(2 / 3))


def test_measures_are_told_apart(result):
    assert estimate(result, "measures printed").value == 3
    assert estimate(result, "measures without a number for more than half").value == 1
    rows = {row[:4]: row[4:] for row in result.tables[1].rows}
    assert rows["Annual", "Provider", "2024/25", "Recovered"] == ("count", 2, 0, 2, 0, 0, 1.0)
    assert rows["Annual", "Provider", "2024/25", "Moved off sick pay"][-1] == "[z]"


def test_the_charts_leave_room_for_a_year_that_is_not_at_hand(result):
    levels, measures = result.charts
    assert levels.columns == ("2022/23", "2023/24", "2024/25")
    assert {row.label: row.shares for row in levels.rows} == {
        "Annual, provider": (0.5, None, pytest.approx(2 / 3)),
        "Monthly, provider": (None, None, 0.5),
    }
    assert [(row.label, row.shares) for row in measures.rows] == [("Recovered", (0.5,))]
    assert result.verdict is Verdict.DESCRIBED


def test_a_copy_that_leaves_blanks_out_tells_nothing(tmp_path):
    published = publish(
        tmp_path,
        """
        publication  period   org  recovery
        annual       2024/25  -    50
        annual       2024/25  P1   20
        """,
    )
    assert "below England" in not_run(CHECK, published).reason


def test_four_in_ten_annual_provider_figures_hold_no_number(real_audit):
    leading = real_audit.finding(CHECK).result.figures[0].estimate
    assert (leading.numerator, leading.denominator) == (93_978, 231_525)
