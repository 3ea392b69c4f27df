"""When measures are printed, under which names, and whether their values run on."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from caseness.sources.published import headline
from checks.building import answer, estimate, not_run, publish

CHECK = "measures-over-time"

NAMES = (
    "2022-05  first_treatment     100",
    "2022-06  first_treatment     110",
    "2022-07  first_assessment    105",
    "2022-08  first_treatment     100",
    "2022-09  accessing_services  100",
    "2022-10  accessing_services  200",
)
ASSESSED = """
    publication  period   M023/first_assessment
    monthly      2022-07  80
    monthly      2022-08  90
    monthly      2022-09  85
"""
STOPPED = """
    publication  period   M237/off_sick_pay
    monthly      2022-05  3
    monthly      2022-07  3
"""


def entered(rows=NAMES) -> list[str]:
    """M031 month by month under the name each row has."""
    return [
        f"publication  period  M031/{name}\nmonthly  {month}  {value}" for month, name, value in map(str.split, rows)
    ]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return answer(CHECK, publish(tmp_path_factory.mktemp(CHECK), *entered(), ASSESSED, STOPPED))


def test_measures_that_begin_stop_and_change_their_name_are_counted(result):
    counted = {
        "measures printed": 3,
        "measures that begin later than the first month at hand": 1,  # M023, in July
        "measures that stop before the last month at hand": 2,  # M023 in September, M237 in July
        "measures that change their name for good": 0,  # M031 does too, but counts as labelled otherwise
        "measures that bear another name for a time": 1,
        "changes of name": 2,
        "changes of name at which the value runs on": 2,
        "names printed under two ids in one month": 1,
    }
    assert {name: estimate(result, name).value for name in counted} == counted
    assert result.verdict is Verdict.DESCRIBED


def test_a_name_between_two_runs_of_another_is_for_a_time(result):
    july, september = result.tables[0].rows
    assert july[:9] == (
        "M031",
        "count",
        "first treatment",
        "first assessment",
        "Jul 2022",
        "for a time",
        110,
        105,
        pytest.approx(-5 / 110),
    )
    assert july[-1] == "M023"  # which has the name by right
    assert september[2:6] == ("first treatment", "accessing services", "Sep 2022", "for good")
    assert september[-1] == "none"


def test_the_change_at_a_new_name_is_held_against_the_other_months(result):
    july, september = result.tables[0].rows
    # changes in size: 10 of 100, 5 of 110 (July), 5 of 105, 0 (September), 100 of 100
    assert july[9] == pytest.approx((0.1 + 5 / 105) / 2)  # the middle of the other four: 0, 0.048, 0.1, 1
    assert july[10] == 0.75  # three of four are as large
    assert (september[9], september[10]) == (pytest.approx((5 / 105 + 0.1) / 2), 1.0)


def test_a_value_that_moves_more_than_ever_is_said_to_move(tmp_path):
    steady = [f"2022-{month:02}  old  {100 + month % 2}" for month in range(1, 11)]
    moved = [*steady, "2022-11  new  300", "2022-12  new  301"]
    (row,) = answer(CHECK, publish(tmp_path, *entered(moved))).tables[0].rows
    assert row[10:12] == (0.0, "moves")


def test_the_value_under_a_borrowed_name_stands_beside_its_neighbours(result):
    count_chart, beside = result.charts
    (dot,) = beside.rows
    assert dot.label == "M031, Jul 2022"
    assert dot.value == pytest.approx(105 / 105)  # the months beside have 110 and 100
    assert count_chart.series[0].values == (2, 1, 3, 2, 2, 1)


def test_months_that_lack_between_the_first_and_the_last_are_counted(result):
    rows = {row[0]: row for row in result.tables[1].rows}
    assert rows["M237"][2:8] == ("May 2022", "Jul 2022", 2, 1, "", "stops")
    assert rows["M031"][-1] == "first treatment; first assessment; accessing services"


def test_annual_names_are_listed_with_their_years(tmp_path):
    annual = "publication  period  recovery\nannual  2022/23  5\nannual  2024/25  6"
    rows = answer(CHECK, publish(tmp_path, ASSESSED, annual)).tables[2].rows
    assert rows == (("Recovered", "count", "recovery", "2022/23", "2024/25", 2),)


def test_figures_without_ids_are_not_followed(tmp_path):
    published = publish(tmp_path, "publication  period  recovery\nmonthly  2024-04  5")
    assert "monthly" in not_run(CHECK, published).settled_by


def test_a_selection_of_measures_is_not_followed():
    assert "selection" in not_run(CHECK, headline()).reason


def test_july_2022_labels_eleven_measures_first_assessment(real_audit):
    # data README, trap 1
    found = real_audit.finding(CHECK).result
    assert estimate(found, "measures that bear another name for a time").value == 11
    borrowed = [row for row in found.tables[0].rows if row[5] == "for a time"]
    assert {row[4] for row in borrowed} == {"Jul 2022"}
    assert {row[0] for row in borrowed} == {
        *(f"M0{n}" for n in range(31, 38)),
        *(f"M0{n}" for n in range(52, 56)),
    }
    assert {row[11] for row in borrowed} == {"runs on"}
