"""One figure in two files: equal, different, or in one file only."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from caseness.sources.published import load
from checks.building import answer, not_run, publish

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
    ((figure, kept, kept_file, other, other_file),) = result.tables[0].rows
    assert figure.startswith("recovery, count, England")
    assert (kept, kept_file, other, other_file) == ("51.0", "b.csv", "50.0", "a.csv")


def test_one_file_is_not_run(tmp_path):
    published = publish(tmp_path, "publication  period  recovery\nannual  2024/25  50")
    assert "more than one" in not_run(CHECK, published).reason


def test_copies_of_a_month_agree_with_it(real_audit):
    assert real_audit.finding(CHECK).result.verdict is Verdict.HOLDS
