"""Printed percentages that their printed counts allow, and such that no true counts could give."""

from __future__ import annotations

from itertools import product
from math import ceil, floor

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, not_run, publish

CHECK = "percentages-against-counts"
FEW = ("*", "5", "15", "40"), ("20", "45", "80"), ("*", "5", "15")  # recovered, finished, not at caseness
MANY = ("45", "100", "140"), ("250", "300"), ("*", "20")


def providers(tmp_path, *rows: str):
    head = "publication  period  org  finished_course_treatment  not_at_caseness  at_caseness  recovery  recovery%"
    return publish(tmp_path, "\n".join([head, *(f"annual  2024/25  {row}" for row in rows)]))


def test_a_percentage_that_rounding_allows_is_no_contradiction(tmp_path):
    # cases 98 to 102 less 8 to 12: 86 to 94; 43 to 47 of them: 45.7% to 54.7%. Printed 54 is 53.5 to 54.5.
    result = answer(CHECK, providers(tmp_path, "P1  100  10  90  45  54"))
    assert result.verdict is Verdict.HOLDS
    assert estimate(result, "percentages tested").value == 1
    assert estimate(result, "percentages that contradict their counts").value == 0
    # worked out naively 45 of 90 is 50, not 54
    naive = estimate(result, "percentages that differ when worked out from printed counts")
    assert (naive.numerator, naive.denominator) == (1, 1)


def test_a_percentage_beyond_the_limits_is_found(tmp_path):
    # 54.7% at most, and printed 56 is 55.5 at least; at the other end 45.7% at least, and printed 45 is 45.5 at most
    result = answer(CHECK, providers(tmp_path, "P1  100  10  90  45  56", "P2  100  10  90  45  45"))
    assert estimate(result, "percentages that contradict their counts").value == 2
    assert result.verdict is Verdict.DOES_NOT_HOLD
    assert result.answer.startswith("2 of 2 sub-national percentages contradict their own counts")
    assert result.charts[0].title == "Some cells contradict the official denominators"


def test_one_in_more_than_a_hundred_holds_in_part(tmp_path):
    good = [f"P{number}  100  10  90  45  50" for number in range(120)]
    result = answer(CHECK, providers(tmp_path, *good, "BAD  100  10  90  45  90"))
    assert estimate(result, "percentages that contradict their counts").value == 1
    assert result.verdict is Verdict.IN_PART
    assert result.answer.startswith("1 of 121 sub-national percentages contradicts its own counts")


def test_a_suppressed_count_widens_the_limits(tmp_path):
    # nobody printed as not at caseness: 0 to 4 taken from 98 to 102, so 94 to 102: 43/102 = 42.2% to 47/94 = 50.0%
    result = answer(CHECK, providers(tmp_path, "P1  100  *  .  45  42", "P2  100  *  .  45  50"))
    assert estimate(result, "percentages that contradict their counts").value == 0
    assert estimate(result, "percentages tested").value == 2
    narrow = answer(CHECK, providers(tmp_path, "P1  100  *  .  45  41", "P2  100  *  .  45  51"))
    assert estimate(narrow, "percentages that contradict their counts").value == 2


def test_a_wrong_denominator_shows(tmp_path):
    # 300 finished, 100 not at caseness, 150 recovered: 75% of 200, 50% of 300; at caseness printed 250 would give 60%
    result = answer(CHECK, providers(tmp_path, "P1  300  100  250  150  75"))
    assert result.verdict is Verdict.HOLDS
    assert estimate(result, "recovery cells that contradict at caseness").value == 1
    assert estimate(result, "recovery cells that contradict finished course treatment").value == 1
    assert result.charts[0].title == "The official denominators fit every cell; two wrong ones do not"


def test_a_wrong_denominator_that_fits_is_not_said_to_contradict(tmp_path):
    result = answer(CHECK, providers(tmp_path, "P1  300  *  300  150  50"))
    assert result.charts[0].title == "The official denominators fit every cell"


def test_improvement_is_tested_over_all_who_finished(tmp_path):
    # 50 of 100: 48/102 = 47.1% to 52/98 = 53.1%
    def printed(percentage: int):
        return publish(
            tmp_path,
            f"""
            publication  period   org  finished_course_treatment  reliable_improvement  reliable_improvement%
            monthly      2024-04  P1   100                        50                    {percentage}
            """,
        )

    assert estimate(answer(CHECK, printed(53)), "percentages that contradict their counts").value == 0
    assert estimate(answer(CHECK, printed(54)), "percentages that contradict their counts").value == 1


def test_england_alone_is_not_enough(tmp_path):
    published = publish(tmp_path, "publication  period  recovery  recovery%\nannual  2024/25  50  50")
    assert "no sub-national percentage" in not_run(CHECK, published).reason


def test_no_published_percentage_contradicts_its_counts(real_audit):
    result = real_audit.finding(CHECK).result
    assert result.verdict is Verdict.HOLDS
    assert estimate(result, "percentages that contradict their counts").value == 0
    assert estimate(result, "percentages tested").value > 500_000
    assert estimate(result, "recovery cells that contradict at caseness").value == pytest.approx(2685, abs=100)


def true_counts(printed: str) -> range:
    """The whole numbers that print so, found by rounding every candidate: * is 0 to 4, 10 is 8 to 12, 5 is 5 to 7."""
    if printed == "*":
        return range(5)
    fits = [n for n in range(5, int(printed) + 10) if 5 * round(n / 5) == int(printed)]
    return range(min(fits), max(fits) + 1)


def could_be(recovered: str, finished: str, not_cases: str) -> set[int]:
    """Every whole percentage that some true counts behind these printed ones would print."""
    triples = product(true_counts(recovered), true_counts(finished), true_counts(not_cases))
    shares = [100 * r / (f - n) for r, f, n in triples if 0 < f - n >= r]
    return {whole for share in shares for whole in (floor(share + 0.5), ceil(share - 0.5))}


def rows_for(counts, percentages) -> list[str]:
    return [
        f"P{r}-{f}-{n}-{percent}  {f}  {n}  .  {r}  {percent}"
        for r, f, n in product(*counts)
        for percent in percentages(could_be(r, f, n))
    ]


def test_no_cell_contradicts_that_some_true_counts_would_print(tmp_path):
    result = answer(CHECK, providers(tmp_path, *rows_for(FEW, sorted), *rows_for(MANY, sorted)))
    assert estimate(result, "percentages that contradict their counts").value == 0


def test_percentages_that_no_true_counts_would_print_are_found_where_a_few_hundred_were_counted(tmp_path):
    """With few counted not all: the shares that small whole numbers give have gaps, which limits cannot see."""
    impossible = rows_for(MANY, lambda possible: sorted(set(range(101)) - possible))
    result = answer(CHECK, providers(tmp_path, *impossible))
    assert estimate(result, "percentages that contradict their counts").value >= 0.98 * len(impossible)
