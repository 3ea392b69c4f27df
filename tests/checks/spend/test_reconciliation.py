"""From one total to the other, by hand on round counts."""

from __future__ import annotations

import pytest

from checks.building import answer, estimate, not_run, publish

CHECK = "reconciliation"
HEAD = "publication  period  referrals_received  finished_course_treatment"


@pytest.fixture
def made(tmp_path):
    return publish(tmp_path, f"{HEAD}\nannual  2017/18  1400000  500000\nannual  2020/21  1450000  600000")


def test_the_lines_add_up_to_the_gap(made):
    result = answer(CHECK, made)
    # £394m over 500,000 is £788 a course. To £680: −108 × 500,000 = −£54m. 100,000 courses more: £68m. 900,000 clients more
    # than finished courses: £612m. −54 + 68 + 612 = 626 = 1,020 − 394.
    changes = [row[1] for row in result.tables[0].rows[3:] if row[1] != "[z]"]
    assert changes == pytest.approx([-54e6, 68e6, 612e6])
    assert sum(changes) == pytest.approx(estimate(result, "from the lowest total to the highest").value)
    assert estimate(result, "share of the gap from the change of unit").value == pytest.approx(612 / 626)


def test_to_the_price_of_an_entrant_it_is_price_alone(made):
    # £394m over 1.01 million is £390.10; to £492 is £101.90 for each of them, £102.92m
    assert answer(CHECK, made).tables[0].rows[1][1] == pytest.approx(102.92e6)


def test_each_price_is_tried_as_a_price_of_every_unit(made):
    tried = {(row[0], row[2]): row[4] for row in answer(CHECK, made).tables[1].rows}
    assert tried["price of a client", "finished course"] == pytest.approx(340e6)
    assert tried["price of an entrant", "person entering treatment"] == pytest.approx(496.92e6)
    assert len(tried) == 6


def test_without_both_years_it_is_not_run(tmp_path):
    assert "finished" in not_run(CHECK, publish(tmp_path, f"{HEAD}\nannual  2017/18  1400000  500000")).reason
