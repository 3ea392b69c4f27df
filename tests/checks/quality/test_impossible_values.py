"""Values that cannot be, and such that need an explanation, rule by rule."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Verdict
from checks.building import answer, estimate, publish

CHECK = "impossible-values"
HEAD = "publication  period  org  finished_course_treatment  at_caseness  recovery"


def test_ordinary_figures_hold(tmp_path):
    result = answer(CHECK, publish(tmp_path, f"{HEAD}\nannual  2024/25  P1  100  90  45"))
    assert result.verdict is Verdict.HOLDS
    assert result.condition == "0 cannot be; 0 to be explained"
    assert result.answer == (
        "Of 3 printed figures, 0 cannot be right as printed and 0 are possible but need an explanation."
    )


@pytest.mark.parametrize(
    ("rule", "table"),
    [
        ("negative value", "publication  period  org  appts:mean\nannual  2024/25  P1  -1.8"),
        ("negative value", "publication  period  org  finished_course_treatment\nannual  2024/25  P1  -5"),
        ("percentage over 100", "publication  period  org  recovery%\nannual  2024/25  P1  101"),
        # at least 98 recovered of at most 92 cases
        ("part above its whole", f"{HEAD}\nannual  2024/25  P1  200  90  100"),
    ],
)
def test_what_cannot_be_is_found(tmp_path, rule, table):
    result = answer(CHECK, publish(tmp_path, table))
    assert estimate(result, rule).value == 1
    assert estimate(result, "figures that cannot be as printed").value == 1
    assert result.verdict is Verdict.IN_PART
    assert result.tables[0].rows[0][0] == rule


@pytest.mark.parametrize(
    ("rule", "table"),
    [
        ("every case recovered, 20 or more", f"{HEAD}\nannual  2024/25  P1  35  30  30"),
        (
            "longest course of 200 sessions or more",
            "publication  period  org  appts_finished_course_treatment:max\nannual  2024/25  P1  200",
        ),
    ],
)
def test_what_needs_an_explanation_is_found(tmp_path, rule, table):
    result = answer(CHECK, publish(tmp_path, table))
    assert estimate(result, rule).value == 1
    assert estimate(result, "figures that cannot be as printed").value == 0
    assert estimate(result, "figures that need an explanation").value == 1
    assert result.verdict is Verdict.IN_PART


@pytest.mark.parametrize(
    "table",
    [
        f"{HEAD}\nannual  2024/25  P1  100  15  15",
        "publication  period  org  phq9:effect_size\nannual  2024/25  P1  -0.2",
        "publication  period  org  recovery%\nannual  2024/25  P1  100",
        "publication  period  org  appts_finished_course_treatment:max\nannual  2024/25  P1  199",
    ],
    ids=["fifteen of fifteen", "negative effect size", "a hundred percent", "199 sessions"],
)
def test_what_can_be_is_left_alone(tmp_path, table):
    result = answer(CHECK, publish(tmp_path, table))
    found = {name: estimate(result, name).value for name in ("negative value", "percentage over 100")}
    assert found == {"negative value": 0, "percentage over 100": 0}
    assert estimate(result, "part above its whole").value == 0
    assert estimate(result, "longest course of 200 sessions or more").value == 0


def test_the_answer_shows_the_latest_and_largest_of_those_that_record_everyone(tmp_path):
    table = f"{HEAD}\nannual  2023/24  P1  500  400  400\nannual  2024/25  P2  35  30  30\nannual  2024/25  P3  310  300  300"
    assert "In one, 300 of 300 cases are recorded as recovered." in answer(CHECK, publish(tmp_path, table)).answer


def test_the_published_figures_hold_a_negative_mean_and_300_of_300(real_audit):
    result = real_audit.finding(CHECK).result
    assert "In one, 300 of 300 cases are recorded as recovered." in result.answer
    rows = result.tables[0].rows
    assert [row[6] for row in rows if row[0] == "negative value"] == [pytest.approx(-1.8)]
    assert (300, 300) in [row[6:8] for row in rows]
    assert estimate(result, "part above its whole").value == 0
