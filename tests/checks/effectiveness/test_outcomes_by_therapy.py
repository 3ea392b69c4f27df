"""Courses of therapy: rates and effect sizes by hand, and the real figures of 2024/25."""

from __future__ import annotations

import pytest

from caseness.checks.therapies import Scores
from checks.building import answer, estimate, estimates, not_run, publish

CHECK = "outcomes-by-therapy"
HEAD = (
    "publication  period  breakdown  category  courses_of_therapy  not_caseness  ther_recovery  ther_rel_recovery  "
    "ther_improvement  ther_deterioration  ther_no_change  phq_start:mean  phq_end:mean  phq_start:sd  phq_end:sd  "
    "phq:effect_size"
)
TALK = "therapy_outcomes  2024/25  PROMs  Total: Talk  1200  200  500  450  700  60  400  14.0  9.5  6.0  6.5  0.8"
BOOK = "therapy_outcomes  2024/25  PROMs  Total: Book  2500  500  600  500  900  200  1300  12.0  9.0  6.0  6.0  0.5"
FEW = "therapy_outcomes  2024/25  PROMs  Total: Rare  12  2  5  4  6  1  5  12.0  9.0  0.0  6.0  ."
PANIC = "therapy_outcomes  2024/25  PROMs  Panic: Talk  600  100  250  200  300  30  200  14.0  9.5  6.0  6.5  0.8"
FEAR = "therapy_outcomes  2024/25  PROMs  Panic: Book  600  100  100  90  300  30  200  14.0  9.5  6.0  6.5  0.8"


def made(tmp_path, *rows: str):
    return publish(tmp_path, "\n".join([HEAD, *rows]))


def test_rates_are_of_cases_or_of_courses(tmp_path):
    result = answer(CHECK, made(tmp_path, TALK, BOOK, FEW))
    # 500 + 600 of 1,000 + 2,000 cases; 60 + 200 of 1,200 + 2,500 courses; the rare therapy is not in the sum
    assert estimate(result, "recovered, of cases, all courses together").value == pytest.approx(1100 / 3000)
    assert estimate(result, "reliably deteriorated, all courses together").value == pytest.approx(260 / 3700)
    assert "30.0% of cases recover in “Book”, 50.0% in “Talk”" in result.answer
    assert len(estimates(result, "recovered, of cases, courses of one therapy")) == 3


def test_the_confounding_is_said_first(tmp_path):
    assert answer(CHECK, made(tmp_path, TALK, BOOK)).answer.startswith("Therapies are allotted by problem, severity")


def test_the_effect_size_is_over_the_deviation_at_the_start(tmp_path):
    result = answer(CHECK, made(tmp_path, TALK))
    assert estimate(result, "effect size, PHQ-9").value == pytest.approx(4.5 / 6.0)
    assert Scores(12, 9, 0, 6, None).effect is None


def test_fewer_than_twenty_have_no_rate_and_what_is_not_printed_is_marked(tmp_path):
    (whole, _years) = answer(CHECK, made(tmp_path, TALK, FEW)).tables
    rare = next(row for row in whole.rows if row[1] == "Rare")
    assert rare[4:9] == ("[u]",) * 5
    assert rare[13:15] == ("[u]", "[x]")  # no deviation to divide by; no effect size printed
    assert rare[15:] == ("[x]",) * 12  # no GAD-7, no WSAS


def test_without_scores_the_caveat_says_so(tmp_path):
    row = TALK.removesuffix("14.0  9.5  6.0  6.5  0.8") + ".  .  .  .  ."
    assert "not printed" in answer(CHECK, made(tmp_path, row)).caveats[1]


def test_within_one_problem_the_widest_is_named(tmp_path):
    result = answer(CHECK, made(tmp_path, TALK, BOOK, PANIC, FEAR))
    assert result.charts[1].title == "The same therapies differ most in panic: 20.0% to 50.0%"
    assert {row.group for row in result.charts[1].rows} == {"Panic"}


def test_the_official_rate_of_the_year_stands_beside(tmp_path):
    official = (
        "publication  period  recovery  finished_course_treatment  not_at_caseness\nannual  2024/25  600  1100  100"
    )
    result = answer(CHECK, publish(tmp_path, "\n".join([HEAD, TALK]), official))
    assert estimate(result, "recovered, of cases, finished referrals").value == pytest.approx(0.6)
    assert result.figures[0].reference.value == pytest.approx(0.6)


def test_without_courses_of_therapy_it_is_not_run(tmp_path, headline_audit):
    assert "therapy" in not_run(CHECK, made(tmp_path, TALK.replace("1200", "0"))).reason
    assert "1,000 courses" in not_run(CHECK, made(tmp_path, FEW)).reason
    assert CHECK in {lack.check for lack in headline_audit.not_run}


def test_in_2024_25_cbt_45_and_all_courses_43_percent(real_audit):
    result = real_audit.finding(CHECK).result
    (cbt,) = [e for e in estimates(result, "recovered, of cases, courses of one therapy") if "(CBT)" in e.category]
    assert (cbt.numerator, cbt.denominator, round(cbt.value, 3)) == (96_164, 213_777, 0.450)
    together = estimate(result, "recovered, of cases, all courses together")
    assert (together.denominator, round(together.value, 3)) == (503_733, 0.434)
    assert result.charts[1].title == "The same therapies differ most in post-traumatic stress disorder: 9.3% to 39.5%"
