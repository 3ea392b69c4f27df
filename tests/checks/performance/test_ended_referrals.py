"""What becomes of referrals that end."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, not_run, publish, twelve_months

CHECK = "ended-referrals"
# of 100 a month: 20 not seen, 10 seen only, 25 treated once, 45 finished, of whom 5 were no cases and 20 recovered
FLOW = {
    "ended_referrals": 100,
    "ended_not_seen": 20,
    "ended_seen_not_treated": 10,
    "ended_before_treatment": 30,
    "ended_treated_once": 25,
    "finished_course_treatment": 45,
    "not_at_caseness": 5,
    "recovery": 20,
}


def test_shares_of_those_that_ended(tmp_path):
    result = answer(CHECK, publish(tmp_path, twelve_months(2023, **FLOW)))
    shares = {
        name: estimate(result, f"{name}, of referrals that ended").value
        for name in ("before treatment", "treated once", "finished")
    }
    assert shares == {"before treatment": 0.30, "treated once": 0.25, "finished": 0.45}
    assert estimate(result, "ended").value == 1200
    assert estimate(result, "finished, began as cases, not recovered").value == 12 * 20
    assert result.condition == "monthly statistics, April 2023 to March 2024"


def test_the_steps_go_down_to_those_who_recovered(tmp_path):
    (steps,) = answer(CHECK, publish(tmp_path, twelve_months(2023, **FLOW))).charts
    assert [step.share for step in steps.steps] == pytest.approx([1, 0.80, 0.70, 0.45, 0.40, 0.20])
    assert [step.stopped for step in steps.steps] == [
        "",
        "−20 not seen",
        "−10 seen, not treated",
        "−25 treated once",
        "−5 not cases",
        "−20 not recovered",
    ]


def test_the_latest_full_year_is_taken(tmp_path):
    later = twelve_months(2024, **FLOW).splitlines()[:-1]  # March 2025 is not there
    result = answer(CHECK, publish(tmp_path, twelve_months(2023, **FLOW), "\n".join(later)))
    assert "April 2023 to March 2024" in result.condition


def test_eleven_months_are_not_run(tmp_path):
    outcome = not_run(CHECK, publish(tmp_path, "\n".join(twelve_months(2024, **FLOW).splitlines()[:-1])))
    assert "twelve months" in outcome.reason
    assert outcome.settled_by == "twelve monthly files from April to March"


@pytest.mark.parametrize("source", ["headline_audit", "real_audit"])
def test_april_2024_to_march_2025(source, request):
    result = request.getfixturevalue(source).finding(CHECK).result
    figures = {
        name: estimate(result, name).value
        for name in ("ended", "ended before treatment", "treated once", "finished", "finished and recovered")
    }
    assert figures == {
        "ended": 1_746_265,
        "ended before treatment": 576_224,
        "treated once": 502_900,
        "finished": 667_143,
        "finished and recovered": 319_080,
    }
    # together the three ways to end are two more than all that ended
    assert 576_224 + 502_900 + 667_143 == 1_746_265 + 2
