"""Being seen, and counting as treated."""

from __future__ import annotations

from checks.building import answer, estimate, estimates, not_run, publish, twelve_months

CHECK = "seen-and-treated"
YEAR = {
    "ended_referrals": 1000,
    "ended_not_seen": 300,
    "ended_seen_not_treated": 70,
    "ended_before_assessment": 320,
    "ended_before_treatment": 370,
    "first_assessment": 600,
    "first_assessment28days": 300,
    "first_assessment29to56days": 150,
    "first_assessment57to90days": 90,
    "accessing_services": 640,
    "accessing_services28days": 320,
    "accessing_services29to56days": 160,
    "accessing_services57to90days": 64,
}


def test_of_700_seen_630_count_as_treated(tmp_path):
    result = answer(CHECK, publish(tmp_path, twelve_months(2024, **YEAR)))
    treated = estimate(result, "treated at least once, of those seen")
    assert (treated.numerator, treated.denominator, treated.value) == (7560, 8400, 0.9)
    assert "7,200 had a first assessment in the year, 7,680 a first treatment" in result.answer


def test_waits_add_up_class_by_class(tmp_path):
    (chart,) = answer(CHECK, publish(tmp_path, twelve_months(2024, **YEAR))).charts
    assert [(row.group, row.label, row.value) for row in chart.rows] == [
        ("Within 28 days", "First assessment", 0.5),
        ("Within 28 days", "First treatment", 0.5),
        ("Within 56 days", "First assessment", 0.75),
        ("Within 56 days", "First treatment", 0.75),
        ("Within 90 days", "First assessment", 0.9),
        ("Within 90 days", "First treatment", 0.85),
    ]


def test_without_assessments_it_is_not_run(tmp_path):
    counts = {name: value for name, value in YEAR.items() if "assessment" not in name}
    assert "monthly figures for England" in not_run(CHECK, publish(tmp_path, twelve_months(2024, **counts))).reason


def test_98_of_100_seen_count_as_treated_and_more_enter_than_are_assessed(real_audit):
    result = real_audit.finding(CHECK).result
    now, before = estimates(result, "treated at least once, of those seen")
    assert (now.numerator, now.denominator) == (1_189_667 - 19_624, 1_189_667)
    assert round(100 * now.value, 1) == 98.4
    assert estimate(result, "first assessments").value < estimate(result, "entered treatment, first sessions").value
    assert estimate(result, "ended without an assessment").value > estimate(result, "ended before treatment").value
    assert before.period_start.year == 2021
