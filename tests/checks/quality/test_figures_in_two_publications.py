"""One figure in two files: equal, different, or in one file only."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from caseness.sources.published import load
from checks.building import answer, estimate, not_run, publish

CHECK = "figures-in-two-publications"


def two_files(tmp_path, first: str, second: str):
    for name, table in (("a", first), ("b", second)):
        (tmp_path / name).mkdir()
        publish(tmp_path / name, table)
        (tmp_path / name / "facts.csv").rename(tmp_path / f"{name}.csv")
    return load([tmp_path / "a.csv", tmp_path / "b.csv"], cache=None)


@pytest.mark.parametrize(
    ("second", "verdict", "condition"),
    [
        ("50  100", Verdict.HOLDS, "0 of 2 differ"),
        ("51  100", Verdict.IN_PART, "1 of 2 differ"),
        ("51  101", Verdict.DOES_NOT_HOLD, "2 of 2 differ"),
    ],
)
def test_the_same_figure_in_two_files(tmp_path, second, verdict, condition):
    head = "publication  period  recovery  finished_course_treatment\nannual  2024/25  "
    result = answer(CHECK, two_files(tmp_path, f"{head}50  100", f"{head}{second}"))
    assert result.verdict is verdict
    assert result.condition == condition


def test_a_difference_is_listed_with_both_values_and_files(tmp_path):
    head = "publication  period  recovery\nannual  2024/25  "
    result = answer(CHECK, two_files(tmp_path, f"{head}50", f"{head}51"))
    ((figure, kept, kept_file, other, other_file),) = result.tables[2].rows
    assert figure.startswith("recovery, count, England")
    assert (kept, kept_file, other, other_file) == ("51.0", "b.csv", "50.0", "a.csv")


def test_what_a_revision_changed_is_told(tmp_path):
    head = "publication  period  recovery  finished_course_treatment  at_caseness\nannual  2024/25  "
    result = answer(CHECK, two_files(tmp_path, f"{head}50  100  -", f"{head}55  100  60"))
    assert result.answer.endswith(
        "Cells without a number that the later file fills: 1; cells it empties: 0. The largest change of a number is 10.0%."
    )
    (overlap,) = result.tables[1].rows
    assert overlap == ("annual", "2024-04-01", "2025-03-31", "b.csv", "a.csv", 1, 2, 1, 0, 0.1)


def test_each_file_is_listed_with_what_is_used_from_it(tmp_path):
    head = "publication  period  recovery\nannual  2024/25  "
    result = answer(CHECK, two_files(tmp_path, f"{head}50", f"{head}50\nannual  2022/23  40"))
    assert result.tables[0].rows == (("annual", "England", "year", "April 2022 to March 2025", 2, 2, "b.csv"),)
    assert estimate(result, "cells that a later file fills").value == 0


def test_one_file_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  recovery\nannual  2024/25  50")
    assert "more than one" in not_run(CHECK, published).reason


def test_copies_of_a_month_agree_with_it(real_audit):
    assert real_audit.finding(CHECK).result.verdict is Verdict.HOLDS
