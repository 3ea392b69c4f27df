"""What is printed beside the estimates: made services with a stopping rule, honest in every score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from caseness.checks.forensics.beside import beside
from caseness.checks.forensics.testing import AtLevel, Said
from caseness.forensics.cards.f03_stopping import first_crossing
from caseness.forensics.evidence import SCORES, SESSIONS, Ending, ScoreChanges
from caseness.forensics.registry import forensic_test_called
from caseness.forensics.worlds import Pool
from caseness.forensics.worlds.courses import Setting, made

SERVICES = 4


@pytest.fixture(scope="module")
def tables():
    random = np.random.default_rng(3)
    pool = Pool.of(made(6_000, Setting(stop_below=0.4), random))
    return {type(table): table for table in pool.draw(1_000, SERVICES, random)}


def said(tables, identity: str) -> Said:
    test = forensic_test_called(identity)
    names = tuple(f"SYNP{letter}" for letter in "ABCD")
    signals = test.run(*tables.values())
    whole = test.run(*(table.pooled() for table in tables.values()))
    nothing = np.zeros(SERVICES, bool)
    return Said(
        test=test,
        england=AtLevel(("England",), ("",), whole, nothing[:1]),
        providers=AtLevel(names, names, signals, nothing),
        therapists=None,
        evidence=tables,
        queries=(),
        begin=date(2023, 4, 1),
    )


def made_beside(tables, identity: str):
    return {table.name: table for table in beside(said(tables, identity))}


def test_every_choice_of_curve_and_window_has_its_row(tables):
    """Two scales, two or three scores each way as there are totals only, degrees 3 to 6."""
    found = made_beside(tables, "F02")
    rows = {row[:3]: row[3:] for row in found["choices"].rows}
    assert len(rows) == 2 * 2 * 4
    usual = rows["PHQ-9", 3, 4]
    assert usual[1] < usual[0] < usual[2]
    assert "With providers drawn anew as wholes" in found["choices"].note


def test_the_rule_shows_at_the_line_and_not_at_sham_lines(tables):
    endings = {row[:2]: row[2:] for row in made_beside(tables, "F03")["endings"].rows}
    assert endings["as planned, at the line where cases begin", "PHQ-9"][1] > 1.5
    shams = [row[3] for (what, scale), row in endings.items() if "sham" in what and scale == "PHQ-9"]
    assert len(shams) == 3
    assert endings["as planned, at the line where cases begin", "PHQ-9"][3] > 5
    determined = [z for z in shams if z != "[z]"]  # at 7 above the line too few end as planned to tell on the PHQ-9
    assert len(determined) >= 2
    assert max(determined) < 2.33


def test_providers_are_drawn_to_their_mean(tables):
    table = made_beside(tables, "F03")["between"]
    own, drawn = ([row[place] for row in table.rows] for place in (1, 2))
    assert max(drawn) - min(drawn) <= max(own) - min(own)
    assert drawn == sorted(drawn, reverse=True)


def test_last_scores_bunch_at_the_line(tables):
    found = made_beside(tables, "F04")
    assert all(row[1] > 0 for row in found["bunching"].rows)
    lines = {row[:2]: row for row in found["sham-lines"].rows}
    assert ("PHQ-9", "9/10") in lines
    assert ("GAD-7", "7/8") in lines
    assert lines["PHQ-9", "6/7"][2] == "sham"


def test_where_england_is_not_told_nothing_stands_beside(tables):
    nothing = said(tables, "F02")
    few = nothing.england.signals.without(np.array([True]), "few")
    assert beside(replace(nothing, england=replace(nothing.england, signals=few))) == ()


def test_first_crossing_by_hand():
    """At score 9 of session 1: 20 of 50 end who came from 12, 10 of 50 who came from 8: (20 × 40) ÷ (30 × 10)."""
    counts = np.zeros((1, 2, SESSIONS, SCORES, SCORES, 3), int)
    counts[0, 0, 1, 12, 9, [Ending.PLANNED, Ending.GOES_ON]] = 20, 30
    counts[0, 0, 1, 8, 9, [Ending.PLANNED, Ending.GOES_ON, Ending.OTHER]] = 10, 35, 5
    assert np.exp(first_crossing(ScoreChanges(counts), 0).log_odds) == pytest.approx(8 / 3)
