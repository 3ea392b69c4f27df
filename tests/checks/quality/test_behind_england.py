"""Which providers stand behind a month in which England's figure stands apart."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, not_run, publish
from checks.quality.series import monthly, steady

CHECK = "behind-england"
MONTHS, AT = 30, 12  # January 2022


def provider(org: str, recovered: int, finished: int) -> str:
    """Three months of a provider around the one that stands apart, in which it has these counts."""
    return f"""
        publication  period   org    recovery      finished_course_treatment  not_at_caseness
        monthly      2021-12  {org}  50            110                        10
        monthly      2022-01  {org}  {recovered}   {finished}                 10
        monthly      2022-02  {org}  50            110                        10
    """


@pytest.fixture(scope="module")
def tables():
    finished = [11_000] * MONTHS
    recovered = [5000 + 10 * (i % 3) for i in range(MONTHS)]
    finished[AT] += 4000
    rate = [round(100 * r / (f - 1000), 1) for r, f in zip(recovered, finished, strict=True)]
    return (
        monthly("-", "recovery  recovery%", [f"{r}  {p}" for r, p in zip(recovered, rate, strict=True)]),
        monthly("-", "finished_course_treatment  not_at_caseness", [f"{f}  1000" for f in finished]),
        provider("P1", 50, 3710),  # closes 3,600 more than in the months beside
        provider("P2", 50, 510),  # 400 more
        provider("P3", 55, 110),
    )


def test_providers_are_named_until_most_of_the_distance_is_made_up(tmp_path, tables):
    result = answer(CHECK, publish(tmp_path, *tables))
    # England: 5,000 of 15,000 − 1,000; without P1's 3,600 more, 5,000 of 10,400; beside, 50.0% and 50.1%
    assert estimate(result, "share of finished cases recovered, as printed").value == pytest.approx(5000 / 14_000)
    without = "share of finished cases recovered, had the providers named been as in the months beside"
    assert estimate(result, without).value == pytest.approx(5000 / 10_400)
    assert estimate(result, "providers named").value == 1
    assert result.answer.startswith(
        "In Jan 2022 England’s figure for “share of finished cases recovered” is 35.7%. Had 1 provider been as in the "
        "months beside, it would be 48.1%."
    )
    assert result.verdict is Verdict.DESCRIBED


def test_the_table_has_each_provider_s_count_and_its_months_beside(tmp_path, tables):
    rows = answer(CHECK, publish(tmp_path, *tables)).tables[0].rows
    rate = [row for row in rows if row[1] == "Share of finished cases recovered"]
    assert [row[4:8] for row in rate] == [("P1", "Provider P1", 3710, 110)]
    finished = [row for row in rows if row[1].startswith("Finished a course")]
    assert [row[6] for row in finished] == [3710]
    assert finished[0][8] == "11,400"


def test_a_provider_not_beside_is_passed_over(tmp_path, tables):
    new = "publication  period  org  finished_course_treatment\nmonthly  2022-01  P9  9000"
    result = answer(CHECK, publish(tmp_path, *tables, new))
    assert "P9" not in {row[4] for row in result.tables[0].rows}


def test_a_count_alone_is_drawn_on_its_own_axis(tmp_path):
    values = steady(MONTHS, 1, 4000)
    values[AT] = 400
    one = "publication  period  org  appointments\nmonthly  2021-12  P1  3600\nmonthly  2022-01  P1  *"
    result = answer(CHECK, publish(tmp_path, monthly("-", "appointments", values), one))
    (chart,) = result.charts
    assert chart.unit == ""
    assert chart.domain[0] < 400 < 4000 < chart.domain[1]
    assert result.figures[0].reference is None
    # blank is 0 to 4, the middle 2: 3,598 fewer than in the month beside
    assert estimate(result, "appointments, had the providers named been as in the months beside").value == 3998


def test_without_providers_or_without_a_month_apart_it_is_not_run(tmp_path, tables):
    (tmp_path / "a").mkdir()
    assert "by provider" in not_run(CHECK, publish(tmp_path / "a", *tables[:2])).settled_by
    (tmp_path / "b").mkdir()
    calm = publish(tmp_path / "b", monthly("-", "appointments", steady(MONTHS, 1, 4000)))
    assert "stands apart" in not_run(CHECK, calm).reason


def test_two_services_bring_the_recovery_rate_of_april_2021_back(real_audit):
    found = real_audit.finding(CHECK).result
    assert estimate(found, "share of finished cases recovered, as printed").value == pytest.approx(0.484, abs=0.0005)
    assert found.tables[0].rows[0][4] == "RVN"
    april = [row[4] for row in found.tables[0].rows if row[:2] == ("Apr 2021", "Share of finished cases recovered")]
    assert april == ["RVN", "RVNCG"]
