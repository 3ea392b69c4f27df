"""Whether the same providers stay high or low."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, estimates, not_run, publish

CHECK = "persistence-of-ranks"
HEAD = "publication  period  org  at_caseness  recovery"


def year(label: str, order: list[int]) -> list[str]:
    """Providers of 10,000 cases in this order of rates, 20 recovered apart."""
    return [f"annual  {label}  P{provider:02}  10000  {4000 + 50 * place}" for place, provider in enumerate(order)]


SAME = list(range(40))


def test_the_same_order_is_kept(tmp_path):
    result = answer(CHECK, publish(tmp_path, "\n".join([HEAD, *year("2023/24", SAME), *year("2024/25", SAME)])))
    assert estimate(result, "rank correlation as seen").value == pytest.approx(1)
    top = estimate(result, "in the top fifth again, of providers in it the year before")
    assert (top.numerator, top.denominator) == (8, 8)
    assert result.tables[1].rows[0][1:] == (8, 0, 0, 0, 0)
    assert result.answer.startswith("From 2023/24 to 2024/25, the rank correlation of 40 providers’ recovery is 1.0")


def test_a_turned_order_empties_the_fifths(tmp_path):
    rows = [HEAD, *year("2022/23", SAME), *year("2023/24", SAME), *year("2024/25", SAME[::-1])]
    result = answer(CHECK, publish(tmp_path, "\n".join(rows)))
    assert estimate(result, "rank correlation as seen").value == pytest.approx(-1)
    assert estimate(result, "in the top fifth again, of providers in it the year before").value == 0
    # the first pair, and the first with the last
    others = [e.value for e in estimates(result, "rank correlation corrected for chance")[1:]]
    assert others == pytest.approx([1, -1], abs=0.02)
    assert "Over 2 years (2022/23 to 2024/25) the corrected correlation is −1.0." in result.answer


def test_years_that_do_not_follow_are_not_run(tmp_path):
    published = publish(tmp_path, "\n".join([HEAD, *year("2022/23", SAME), *year("2024/25", SAME)]))
    assert "no two following years" in not_run(CHECK, published).reason


def test_too_few_in_both_years_are_not_run(tmp_path):
    rows = [HEAD, *year("2023/24", SAME), *year("2024/25", list(range(20, 60)))]
    assert "no two following years" in not_run(CHECK, publish(tmp_path, "\n".join(rows))).reason


def test_from_year_to_year_most_of_the_order_is_kept_but_not_over_seven(real_audit):
    result = real_audit.finding(CHECK).result
    corrected = {
        (e.period_start.year, e.period_end.year): e for e in estimates(result, "rank correlation corrected for chance")
    }
    assert corrected[2021, 2023].value == pytest.approx(0.77, abs=0.02)
    assert corrected[2017, 2025].high < corrected[2021, 2023].low
    assert estimate(result, "providers in both years").value == 140
    top = estimate(result, "in the top fifth again, of providers in it the year before")
    assert (top.numerator, top.denominator) == (19, 28)
