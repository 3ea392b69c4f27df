"""Months in which providers' figures change their level, held against published notes."""

from __future__ import annotations

import pytest

from caseness.checks.finding import Interval, Verdict
from caseness.checks.quality.published_notes import notes
from checks.building import answer, estimate, not_run, publish
from checks.quality.series import monthly, steady

CHECK = "changes-of-level"
MONTHS = 36
ENGLAND = monthly("-", "referrals_received  recovery", [f"{10_000 + 500 * (i % 3)}  5000" for i in range(MONTHS)])


def with_england(values: list, every: int = 3) -> list:
    """The same counts moved with England's season, which repeats every three months."""
    return [int(5 * round(v * (10_000 + 500 * (i % every)) / 10_500 / 5)) for i, v in enumerate(values)]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    moved = steady(MONTHS, 1)[:18] + [v + 200 for v in steady(MONTHS, 2)[18:]]
    gloucester = steady(MONTHS, 3)
    gloucester[5] = "*"  # June 2021: the month of the note on RKL42
    talkplus = steady(MONTHS, 4)  # a note of February 2021 on NCH, and nothing in the figures
    return answer(
        CHECK,
        publish(
            tmp_path_factory.mktemp(CHECK),
            ENGLAND,
            monthly("P1", "referrals_received", with_england(moved)),
            monthly("P2", "referrals_received", with_england(steady(MONTHS, 5))),
            monthly("RKL42", "recovery", gloucester),
            monthly("NCH", "recovery", talkplus),
            monthly("P3", "recovery", [5] * MONTHS),  # too small
            monthly("P4", "recovery", steady(20, 6)),  # too short
        ),
    )


def test_a_new_level_is_found_in_its_month(result):
    new = [row for row in result.tables[1].rows if row[4] == "new level"]
    ((code, _name, measure, month, _kind, before, after, ratio, _known),) = new
    assert (code, measure, month) == ("P1", "Referrals received", "Jul 2022")
    assert before == pytest.approx(200, abs=30)
    assert after == pytest.approx(400, abs=30)
    assert ratio == after / before


def test_series_are_counted_when_long_and_large_enough(result):
    levels = estimate(result, "provider series that change their level")
    assert (levels.numerator, levels.denominator) == (1, 4)
    assert levels.interval is None
    assert estimate(result, "shuffled series with a change of level").denominator == 4
    assert result.verdict is Verdict.DESCRIBED


def test_a_suppressed_month_stands_apart_and_meets_its_note(result):
    (apart,) = [row for row in result.tables[1].rows if row[4] == "stands apart"]
    assert apart[0] == "RKL42"
    assert apart[3] == "Jun 2021"
    assert apart[6] == 2  # between 0 and 4
    recall = estimate(result, "published notes met by a change in their first month or the next")
    assert (recall.numerator, recall.denominator, recall.interval) == (1, 2, Interval.SAMPLING)
    # the exact interval of one of two: its lower end solves 1 − (1 − p)² = 0.025, its upper p² = 0.975
    assert recall.low == pytest.approx(1 - 0.975**0.5)
    assert recall.high == pytest.approx(0.975**0.5)


def test_other_providers_are_looked_at_in_the_months_of_the_notes(result):
    others = estimate(result, "other providers with a change in the same months")
    # two notes, three other providers each; RKL42 does not change in February or March 2021
    assert (others.numerator, others.denominator) == (0, 6)
    assert result.answer.endswith("a change meets 1 at once. In the same months 0.0% of other providers change too.")


def test_every_note_is_listed_with_what_was_found(result):
    rows = {(row[1], row[2]): row for row in result.tables[0].rows}
    assert len(rows) == len(notes()) == 20
    assert rows["RKL42", "Jun 2021"][5:] == ("yes", "recovered, Jun 2021")
    assert rows["NCH", "Feb 2021"][5:] == ("no", "none")
    assert rows["NCH", "Sep 2020"][5] == "begins before the months at hand"
    assert rows["RVN", "Oct 2021"][5] == "[z]"


def test_the_months_add_up(result):
    rows = result.tables[2].rows
    assert len(rows) == MONTHS
    assert all(row[1] == 4 for row in rows)
    assert sum(row[2] for row in rows) == 1
    assert sum(row[3] for row in rows) == 1


def test_years_without_a_note_have_none_to_meet(tmp_path):
    england = monthly("-", "recovery", [5000] * 24, 2023)
    found = answer(CHECK, publish(tmp_path, england, monthly("P1", "recovery", steady(24, 1), 2023)))
    assert found.condition == "no published note to hold against"
    assert len(found.figures) == 1
    assert estimate(found, "published notes that begin in the months at hand").value == 0


def test_a_note_on_the_only_provider_has_no_others_beside_it(tmp_path):
    found = answer(CHECK, publish(tmp_path, ENGLAND, monthly("NCH", "recovery", steady(MONTHS, 4))))
    assert found.answer.endswith("a change meets 0 at once.")


def test_short_series_are_not_run(tmp_path):
    published = publish(tmp_path, monthly("-", "recovery", [50] * 5), monthly("P1", "recovery", [50] * 5))
    assert "24 months" in not_run(CHECK, published).reason


def test_every_note_is_cited_and_in_order():
    for note in notes():
        assert note.first <= note.last
        assert note.what
        assert "NHS Digital" in note.source


def test_five_of_seven_published_notes_are_met(real_audit):
    found = real_audit.finding(CHECK).result
    recall = estimate(found, "published notes met by a change in their first month or the next")
    assert (recall.numerator, recall.denominator) == (5, 7)
    met = {row[1] for row in found.tables[0].rows if row[5] == "yes"}
    assert met == {"NKT", "RVN", "P6W4I", "RKL42", "RJ8"}
    assert estimate(found, "shuffled series with a change of level").value < 0.05
