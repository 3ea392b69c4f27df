"""Provider-months against the standard: made ones with and without lifting, and the real ones."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.target import printed
from checks.building import answer, estimate, not_run, publish

CHECK = "target-seeking"
HEAD = "publication  period  org  finished_course_treatment  not_at_caseness  recovery%"


def months(lifted: float, providers: int = 60) -> str:
    """Two years of months of some providers, counts rounded to 5, percentages whole."""
    rng = np.random.default_rng(8)
    rows = [HEAD]
    for provider in range(providers):
        rate = rng.normal(0.5, 0.03)
        for month in range(24):
            cases = int(rng.integers(150, 450))
            recovered = int(rng.binomial(cases, rate))
            if 48 <= 100 * recovered / cases < 50 and rng.random() < lifted:
                recovered = -(-cases // 2)
            year, number = divmod(month + 3, 12)
            finished = 5 * round((cases + 20) / 5)
            rows.append(
                f"monthly  {2022 + year}-{number + 1:02}  P{provider:02}  {finished}  20  {printed(recovered, cases)}"
            )
    return "\n".join(rows)


def test_months_as_chance_makes_them_are_no_flag(tmp_path):
    result = answer(CHECK, publish(tmp_path, months(lifted=0)))
    assert result.condition.startswith("no flag")
    assert estimate(result, "provider-months compared").value == 60 * 24
    assert "a flag had a probability of" in result.answer


def test_months_lifted_to_the_line_are_a_question(tmp_path):
    result = answer(CHECK, publish(tmp_path, months(lifted=0.9)))
    assert result.condition == "flag, grade 1 of 3: a question"
    assert estimate(result, "z at the line, of 50%").value > 3
    assert estimate(result, "z of one-sidedness").value > 2
    assert estimate(result, "just above the line ÷ a smooth count").value > 1.2


def test_few_months_are_not_run(tmp_path):
    assert "fewer than 200 provider-months" in not_run(CHECK, publish(tmp_path, months(0, providers=5))).reason


def test_since_2021_months_gather_at_the_line_on_both_sides_alike(real_audit):
    result = real_audit.finding(CHECK).result
    assert estimate(result, "provider-months compared").value == 6967
    assert estimate(result, "printed 50% to 52%").value == 2120
    assert estimate(result, "printed 47% to 49%").value == 1335
    assert estimate(result, "z at the line, of 50%").value == pytest.approx(3.8, abs=0.6)
    assert abs(estimate(result, "z of one-sidedness").value) < 1.5
    assert result.condition == "no flag: a peak, alike on both sides"
    assert estimate(result, "power if 25% of months up to 2 points short were lifted").value > 0.9
