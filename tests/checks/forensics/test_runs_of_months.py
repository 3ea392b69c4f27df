"""In which months a flagged provider shows the sign: runs found by hand, and of made services wronged in some months."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from caseness.checks.forensics import runs_of_months as module
from caseness.checks.forensics.runs_of_months import Run, months_table, runs_of_months
from caseness.forensics.evidence import Courses, DecisiveChanges, ScoreChanges, Scores
from caseness.forensics.reading.reading import Reading
from caseness.forensics.reading.units import Units
from caseness.forensics.registry import forensic_test_called
from caseness.forensics.worlds import Pool
from caseness.forensics.worlds.courses import Setting, made

BEGIN = date(2024, 4, 1)


def strongest(levels: list[float]) -> Run | None:
    """Months of equal information, each with its own level: of some together Σ level ÷ √number."""
    levels = np.array(levels)
    return module._strongest("F03", "SYNPA", len(levels), lambda chosen: levels[chosen].sum() / np.sqrt(chosen.sum()))


def test_a_sign_in_three_of_twelve_months():
    # 3 months of 4: 12 ÷ √3 = 6.9; all twelve: 12 ÷ √12 = 3.5; the gain of 6.9² − 3.5² = 36 is over 2 ln 78 = 8.7
    run = strongest([0] * 6 + [4] * 3 + [0] * 3)
    assert (run.first, run.last, run.confined) == (6, 8, True)
    assert (run.inside, run.elsewhere) == pytest.approx((12 / np.sqrt(3), 0))
    assert run.words(BEGIN) == "Oct 2024 to Dec 2024"


def test_a_sign_of_all_months_is_told_as_throughout():
    run = strongest([1.5] * 12)
    assert (run.first, run.last, run.confined) == (0, 11, False)
    assert run.words(BEGIN) == "throughout"


def test_a_run_that_chance_would_give_is_not_beyond_it():
    # the best two months: 4 ÷ √2 = 2.8, the others 1 ÷ √10 · 10; 8 + 10 − 17.0 is below 8.7
    run = strongest([1] * 10 + [2] * 2)
    assert not run.confined


def beyond_chance(means: np.ndarray, series: int = 300) -> float:
    """Of made series flagged over 3 standard errors, how many have months that are told to stand out."""
    random, told = np.random.default_rng(20), []
    while len(told) < series:
        levels = means + random.standard_normal(len(means))
        if levels.sum() / np.sqrt(len(means)) > 3:
            told.append(strongest(list(levels)).confined)
    return float(np.mean(told))


def test_how_often_months_stand_out_that_do_not_and_that_do():
    """A sign of 3.5 standard errors in all months alike, by 3 to 5 in 100; one of 7 in six months of twelve, by nearly all."""
    assert beyond_chance(np.full(12, 3.5 / np.sqrt(12))) < 0.08
    assert beyond_chance(np.repeat([0, 7 / np.sqrt(6)], 6)) > 0.95


def test_where_nothing_can_be_told_there_is_no_run():
    assert strongest([np.nan] * 4) is None
    assert months_table([], BEGIN) == ()


def test_the_table_names_months_and_what_is_left():
    runs = [Run("F03", "SYNPA", 12, 6, 11, 5.04, 0.21, True), Run("F05", "SYNPB", 12, 0, 11, 4.0, np.nan, False)]
    (table,) = months_table(runs, BEGIN)
    assert table.rows == (
        ("SYNPA", "F03", "Oct 2024 to Mar 2025", "5.0", "0.2", "yes"),
        ("SYNPB", "F05", "throughout", "4.0", "[z]", "no"),
    )


@pytest.fixture(scope="module")
def provider_and_others():
    """Six months of which the last three have a stopping rule, 600 cases each, and seven honest providers."""
    random = np.random.default_rng(4)
    honest, stopped = (Pool.of(made(12_000, Setting(stop_below=rate), random)) for rate in (0.0, 0.4))
    months = [pool.draw(600, 3, random) for pool in (honest, stopped)]
    by_month = [first.followed_by(last) for first, last in zip(*months, strict=True)]
    others = honest.draw(1_000, 7, random)
    providers = [rest.followed_by(own.pooled()) for rest, own in zip(others, by_month, strict=True)]
    return {type(table): table for table in by_month}, {type(table): table for table in providers}


@pytest.mark.parametrize("identity", ["F03", "F04"])
def test_a_stopping_rule_of_the_last_months_is_found_in_them(provider_and_others, identity, monkeypatch):
    by_month, providers = provider_and_others
    test = forensic_test_called(identity)
    assert {*test.evidence} <= {Scores, ScoreChanges, DecisiveChanges, Courses}
    names = [f"SYN{place}" for place in range(8)]
    months = Units((names[7],) * 6, (names[7],) * 6, numbers=None)
    monkeypatch.setattr(
        module, "read_by_month", lambda _pathways, kind, _names: Reading(months, by_month[kind], ("SQL",))
    )
    (run,), queries = runs_of_months(test, None, [providers[kind] for kind in test.evidence], names, [7])
    assert (run.provider, run.first, run.last) == ("SYN7", 3, 5)
    assert run.inside > 2.3 > abs(run.elsewhere)
    assert set(queries) == {"SQL"}


def test_without_a_flag_nothing_is_read():
    assert runs_of_months(forensic_test_called("F03"), None, [], [], []) == ((), ())
