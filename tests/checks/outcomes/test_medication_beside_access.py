"""Medication at the start and the end of finished courses: a small table by hand, and the real years."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, estimates, not_run, publish

CHECK = "medication-beside-access"
HEAD = (
    "publication  period  breakdown  category  status_end_total  status_end_prescribed_and_taking  "
    "status_end_not_stated_not_known_invalid"
)
WHERE = "annual_medication  {}  Psychotropic Medication Status"


def year(label: str, *, taking: str = "400  250  40") -> list[str]:
    """1,000 courses: 400 take at the start, 500 do not, 100 are not stated."""
    where = WHERE.format(label)
    return [
        f"{where}  Status Start - Total  1000  360  150",
        f"{where}  Status Start - Prescribed and taking  {taking}",
        f"{where}  Status Start - Not Prescribed  500  90  60",
        f"{where}  Status Start - Not stated/Not known/Invalid  100  20  50",
    ]


def made(tmp_path, *years: list[str], tables: tuple[str, ...] = ()):
    rows = [row for rows in years for row in rows]
    return publish(tmp_path, "\n".join([HEAD, *rows]), *tables)


def test_shares_are_of_those_known_at_both_times(tmp_path):
    result = answer(CHECK, made(tmp_path, year("2023/24")))
    # known: 400 − 40 and 500 − 60; 360 take at the start, 250 + 90 at the end
    assert estimate(result, "taking medication at the start").value == pytest.approx(360 / 800)
    assert estimate(result, "taking medication at the end").value == pytest.approx(340 / 800)
    assert estimate(result, "medication at the end not stated").value == 0.15
    assert "Referrals" not in result.answer
    assert len(result.charts) == 1


def test_those_not_stated_are_limits_of_all(tmp_path):
    limits = estimate(
        answer(CHECK, made(tmp_path, year("2023/24"))), "taking medication at the end, all finished courses"
    )
    assert (limits.value, limits.low, limits.high) == (None, 0.36, 0.51)


def test_referrals_stand_beside_in_the_same_years_only(tmp_path):
    referrals = "\n".join(
        ["publication  period  referrals_received"]
        + [f"annual  {label}  {n}" for label, n in (("2019/20", 5), ("2021/22", 1500), ("2023/24", 1800))]
    )
    result = answer(CHECK, made(tmp_path, year("2021/22"), year("2023/24"), tables=(referrals,)))
    assert [e.value for e in estimates(result, "referrals received")] == [1500, 1800]
    assert "from 1,500 to 1,800; the two stand side by side" in result.answer
    assert result.charts[0].periods == ("2021/22", "2022/23", "2023/24")
    assert result.charts[0].series[0].values[1] is None  # a year not at hand is a gap
    assert result.tables[0].rows[0][-1] == 1500


def test_without_the_status_at_the_start_it_is_not_run(tmp_path):
    assert "medication" in not_run(CHECK, made(tmp_path, year("2023/24")[:1])).reason


def test_in_2024_25_45_percent_at_the_start_and_47_at_the_end(real_audit):
    result = real_audit.finding(CHECK).result
    start, end = (estimates(result, f"taking medication at the {time}") for time in ("start", "end"))
    assert [round(100 * e.value, 1) for e in (start[0], start[-1], end[0], end[-1])] == [50.5, 44.9, 51.0, 46.5]
    # of 267,405 who take at the start 43,144 are not stated at the end
    assert start[-1].numerator == 267_405 - 43_144
    assert len(start) == 8
