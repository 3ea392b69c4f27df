"""Benchmarks taken from open databases of trials, computed again: what agrees, and what does not and why.

The figures on the right are those of a reference table made from the same databases by other code. Those that the program
cites itself are held to the databases in ``test_trials``.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import TYPE_CHECKING

import pytest

from caseness.statistics.pooling import pool
from caseness.value import trials
from caseness.value.trials import Measure, Recipe, read_trials, recipes, recompute

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from caseness.value.trials import Comparison

CORRELATION = 0.5
RICH = {"condition_arm2": ["cau"], "country": ["uk", "us", "eu", "au", "can"]}


@pytest.fixture(scope="module")
def databases(shared: Path) -> dict[str, list[Comparison]]:
    return read_trials(shared / "data" / "evidence")


def effect(**where: str) -> Recipe:
    return Recipe("made", Measure.EFFECT, "", {column: [value] for column, value in where.items()})


def count(**where: str) -> Recipe:
    chosen = {"format": ["gsh"]} | {column: [value] for column, value in where.items()}
    return Recipe("made", Measure.TRIALS, "", chosen)


@pytest.mark.parametrize(
    ("disorder", "risk", "comparisons", "ratio"),
    [
        ("Depression", None, 196, 1.95),
        ("Depression", "low", 71, 1.69),
        ("Generalized Anxiety Disorder", None, 61, 2.06),
        ("Panic Disorder", None, 71, 2.14),
        ("Social Anxiety Disorder", None, 74, 2.26),
        ("Post-Traumatic Stress Disorder", None, 87, 2.76),
        ("Obsessive Compulsive Disorder", None, 26, 6.32),
        ("Specific Phobia", None, 32, 3.15),
    ],
)
def test_risk_ratios_of_response(databases, disorder: str, risk: str | None, comparisons: int, ratio: float):
    chosen = [c for c in databases["response"] if c["disorder"] == disorder and risk in (None, c["rob"])]
    logs, errors = ([float(c[column].replace(",", ".")) for c in chosen] for column in ("logrr", "se.logrr"))
    pooled = pool(logs, [error**2 for error in errors])
    assert (len(chosen), round(exp(pooled.mean), 2)) == (comparisons, ratio)


@pytest.mark.parametrize(
    ("recipe", "g", "trials_pooled"),
    [
        (effect(format="ind", condition_arm2="wl"), 1.07, 46),
        (effect(format="ind", condition_arm2="cau"), 0.50, 103),
        (effect(format="ind", condition_arm2="cau", rob="4"), 0.39, 44),
        (effect(format="grp", condition_arm2="wl"), 1.13, 67),  # the table has 1.14
        (effect(format="grp", condition_arm2="cau"), 0.87, 62),
        (effect(format="grp", condition_arm2="cau", rob="4"), 0.74, 18),
        (effect(format="gsh", condition_arm2="wl"), 0.73, 65),
        (effect(format="gsh", condition_arm2="cau"), 0.44, 27),
        (effect(format="gsh", condition_arm2="cau", rob="4"), 0.45, 18),
        (effect(format="tel", condition_arm2="wl"), 0.73, 3),
        (effect(format="tel", condition_arm2="cau"), 0.73, 17),
        (effect(format="tel", condition_arm2="cau", rob="4"), 0.94, 5),
        (effect(country="uk"), 0.50, 54),
        (effect(condition_arm1="cbt", condition_arm2="cau", rating="clinician"), 0.71, 32),
        (effect(condition_arm1="cbt", condition_arm2="cau", rating="self-report"), 0.67, 112),
        # Set against clinicians’ ratings above: patients’ own against a waiting list are 0.95, both together 0.97
        (effect(condition_arm1="cbt", condition_arm2="wl", rating="clinician"), 1.26, 31),
    ],
)
def test_effects_by_format_comparator_and_rater(databases, recipe: Recipe, g: float, trials_pooled: int):
    found = recompute(recipe, databases["depression"], CORRELATION)
    assert (round(found.value, 2), found.studies) == (g, trials_pooled)


@pytest.mark.parametrize(
    ("recipe", "of_109"),
    [
        (count(), 109),
        (count(diagnosis="cut"), 61),
        (count(diagnosis="sub"), 6),
        (count(recruitment="com"), 74),
        (count(recruitment="clin"), 17),
        (count(recruitment="oth"), 18),
        (count(condition_arm2="wl"), 65),
        (count(condition_arm2="cau"), 27),
        (count(condition_arm2="other ctr"), 20),
        (count(rating="clinician"), 18),
        (count(rob="4"), 63),
    ],
)
def test_trials_of_guided_self_help_counted(databases, recipe: Recipe, of_109: int):
    assert recompute(recipe, databases["depression"], CORRELATION).value == of_109


def test_a_blind_assessor_in_33_of_200_comparisons(databases):
    """And in all 900 comparisons of the database."""
    assert len(databases["depression"]) == 900
    guided = [c for c in databases["depression"] if c["format"] == "gsh"]
    assert (len(guided), sum(c["ba"] == "1" for c in guided)) == (200, 33)


@pytest.mark.parametrize(
    ("identity", "where", "found", "in_the_table"),
    [
        ("trial_below_line_controls", None, (60, 3_890, 28.2), (61, 3_970, 28.4)),
        ("trial_below_line_usual_care", None, (28, 1_983, 27.5), (29, 2_063, 27.9)),
        ("trial_below_line_high_income_usual_care", None, (24, 1_272, 27.6), (25, 1_352, 28.1)),
        ("trial_below_line_waiting_list", None, (22, 967, 26.4), (22, 967, 26.4)),
        ("trial_below_line_uk", None, (17, 600, 26.1), (17, 600, 26.1)),
        ("trial_below_line_treated", None, (60, 4_142, 53.5), (61, None, 53.1)),
        ("trial_below_line_treated_usual_care", None, (28, 2_210, 45.4), (29, None, 45.6)),
        ("trial_below_line_treated_waiting_list", None, (22, 1_139, 64.0), (22, None, 63.6)),
        ("trial_below_line_treated_uk", None, (17, 787, 42.5), (17, None, 42.5)),
        ("trial_below_line_treated", RICH, (24, 1_502, 43.0), (25, None, 43.5)),
    ],
)
def test_below_the_line(
    databases,
    identity: str,
    where: Mapping[str, list[str]] | None,
    found: tuple[int, int, float],
    in_the_table: tuple[int, int | None, float],
):
    """One trial less than the table wherever usual care is in it; where treated groups are several, they are taken together."""
    recipe = recipes()[identity]
    given = recompute(replace(recipe, where=where or recipe.where), databases["depression"], CORRELATION)
    assert (given.studies, given.people, round(given.value * 100, 1)) == found
    assert abs(found[2] - in_the_table[2]) <= 0.6


def test_the_trial_that_is_left_out_reports_standard_errors(databases, monkeypatch):
    """Its 80 controls begin with a deviation of 0.82 on a scale of 27 and end with 6.34: the first is a standard error.

    A limit of 0 lets it in with the two others of that kind: 63 arms and 4,051 people. The table has all but those two, 61.
    """
    settings = trials._settings()
    monkeypatch.setattr(trials, "_settings", lambda: replace(settings, least_deviation=0))
    every = recompute(recipes()["trial_below_line_controls"], databases["depression"], CORRELATION)
    assert (every.studies, every.people) == (63, 4_051)
    arms = [s for c in databases["depression"] if c["instrument"] == "phq-9" and (s := trials._scores(c, "control"))]
    doubtful = {arm for arm in arms if min(arm.start_sd, arm.end_sd) < 1 and 11 <= arm.start <= 20}
    assert sorted((arm.people, arm.start_sd, arm.end_sd) for arm in doubtful) == [
        (30, 0.86, 0.97),
        (51, 0.81, 0.93),
        (80, 0.82, 6.34),
    ]
    assert sum(max(arm.start_sd, arm.end_sd) < 1 for arm in doubtful) == 63 - 61
