"""Which deviation gives the printed effect sizes: small tables by hand, every real row by a second reckoning."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, not_run, publish

CHECK = "effect-sizes-recomputed"
HEAD = "publication  period  org  breakdown  category  phq_start:mean  phq_end:mean  phq_start:sd  phq_end:sd  phq:effect_size"
ENGLAND = "therapy_outcomes  2024/25  -  PROMs  Total: Talk  14.0  9.5  6.0  9.0  0.8"  # 4.5 ÷ 6.0 = 0.75


def made(tmp_path, *rows: str):
    return publish(tmp_path, "\n".join([HEAD, *rows]))


def agreeing(result, words: str) -> tuple[float, float]:
    found = estimate(result, f"printed effect sizes that follow from the deviation {words}")
    return found.numerator, found.denominator


def test_the_deviation_at_the_start_fits_and_the_one_at_the_end_does_not(tmp_path):
    # 4.4 to 4.6 ÷ 8.95 to 9.05 is 0.486 to 0.514: 0.8 is not among them
    result = answer(CHECK, made(tmp_path, ENGLAND))
    assert agreeing(result, "own, at the start") == (1, 1)
    assert agreeing(result, "own, at the end") == (0, 1)
    assert result.verdict is Verdict.HOLDS
    assert "providers" not in result.answer


def test_a_provider_s_effect_size_is_over_england_s_deviation(tmp_path):
    # 4.0 ÷ 6.0 of England is 0.67; over its own 4.0 it would be 1.0
    provider = "therapy_outcomes  2024/25  P1  PROMs  Total: Talk  13.0  9.0  4.0  6.0  0.7"
    result = answer(CHECK, made(tmp_path, ENGLAND, provider))
    assert estimate(result, "printed effect sizes that follow from the deviation England’s, at the start").value == 1
    assert result.estimates[3].value == 0
    assert result.verdict is Verdict.HOLDS


@pytest.mark.parametrize(("printed", "verdict"), [("0.5", Verdict.DOES_NOT_HOLD), ("0.8", Verdict.HOLDS)])
def test_the_verdict_follows_from_what_agrees(tmp_path, printed, verdict):
    row = f"therapy_outcomes  2024/25  -  PROMs  Total: Talk  14.0  9.5  6.0  9.0  {printed}"
    assert answer(CHECK, made(tmp_path, row)).verdict is verdict


def test_half_of_the_rows_is_in_part(tmp_path):
    rows = [ENGLAND, ENGLAND.replace("Talk", "Book"), ENGLAND.replace("Talk", "Walk").replace("0.8", "0.5")]
    result = answer(CHECK, made(tmp_path, *rows))
    assert result.verdict is Verdict.IN_PART
    assert "the deviation at the start fits best" in result.condition


def test_where_everybody_scored_alike_nothing_is_recomputed(tmp_path):
    alike = "therapy_outcomes  2024/25  -  PROMs  Total: Talk  14.0  9.5  0.0  9.0  0.8"
    assert "therapy" in not_run(CHECK, made(tmp_path, alike)).reason


def test_all_real_effect_sizes_are_over_england_s_deviation_at_the_start(real_audit):
    result = real_audit.finding(CHECK).result
    assert agreeing(result, "own, at the start") == (2477, 2477)
    assert estimate(result, "printed effect sizes that follow from the deviation England’s, at the start").value == 1


def test_a_second_reckoning_of_england_s_rows_agrees(published, real_audit):
    """Row by row in Python, from the printed values with half a unit of the last digit either way."""
    wanted = published.figures
    rows = wanted.filter(wanted.publication == "therapy_outcomes", wanted.level == "England")
    cells = defaultdict(dict)
    for row in rows.select("period_start", "category", "measure", "statistic", "value").to_pyarrow().to_pylist():
        cells[row["period_start"], row["category"]][row["measure"], row["statistic"]] = row["value"]
    agree = {"own, at the start": 0, "own, at the end": 0, "own, start and end pooled": 0}
    for cell in cells.values():
        for scale in ("phq9", "gad7", "wsas"):
            start, end = cell.get((f"{scale}_start", "mean")), cell.get((f"{scale}_end", "mean"))
            first, last = cell.get((f"{scale}_start", "sd")), cell.get((f"{scale}_end", "sd"))
            printed = cell.get((scale, "effect_size"))
            if None in (start, end, first, last, printed) or min(first, last) < 0.051:
                continue
            deviations = (first, last, sqrt((first**2 + last**2) / 2))
            for name, deviation in zip(agree, deviations, strict=True):
                ends = [(start - end + d) / (deviation + s) for d in (-0.1, 0.1) for s in (-0.05, 0.05)]
                agree[name] += min(ends) - 0.05 - 1e-9 <= printed <= max(ends) + 0.05 + 1e-9
    result = real_audit.finding(CHECK).result
    # the pooled limits differ a little: the check pools the limits, this adds half a digit to the pooled
    assert {name: agreeing(result, name)[0] for name in list(agree)[:2]} == {n: agree[n] for n in list(agree)[:2]}
    assert agreeing(result, "own, start and end pooled")[0] == pytest.approx(agree["own, start and end pooled"], abs=5)
