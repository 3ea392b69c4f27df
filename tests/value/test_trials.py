"""Figures pooled from trials: made comparisons by hand, and every cited figure from the databases themselves."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from caseness.checks.inputs import inputs, use
from caseness.errors import InputRefused
from caseness.value.trials import Measure, Recipe, read_trials, recipes, recompute

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.value.trials import Comparison

CONTROL = {
    "baseline_m_arm2": "15,5",
    "baseline_sd_arm2": "4",
    "mean_arm2": "9,5",
    "sd_arm2": "5",
    "n_arm2": "50",
}
TREATED = {
    "baseline_m_arm1": "15,5",
    "baseline_sd_arm1": "4",
    "mean_arm1": "9,5",
    "sd_arm1": "5",
    "n_arm1": "50",
}


def comparison(study: str = "Made, 2020", **changed: str) -> dict[str, str]:
    return (
        {"study": study, "instrument": "phq-9", "format": "gsh", ".g": "0,5", ".g_se": "0,2"}
        | CONTROL
        | TREATED
        | changed
    )


def below(arm: str = "control") -> Recipe:
    return Recipe("made", Measure.BELOW_LINE, arm, {})


def test_the_share_below_the_line_without_correlation_is_that_of_the_end():
    # An end of 9.5 (SD 5) lies on the corrected line of 9.5: with no correlation, half of any group ends below it.
    found = recompute(below(), [comparison()], correlation=0.0)
    assert (found.value, found.studies, found.people) == (pytest.approx(0.5), 1, 50)


def test_one_control_group_counts_once_and_its_treated_groups_together():
    # Against one control group: 50 people of whom half end below the line, and 150 of whom P(Z < 1) = 0.8413 do.
    second = comparison(mean_arm1="4,5", n_arm1="150")
    assert recompute(below(), [comparison(), second], 0.0).people == 50
    treated = recompute(below("treated"), [comparison(), second], 0.0)
    assert (treated.studies, treated.people) == (1, 200)
    assert treated.value == pytest.approx((50 * 0.5 + 150 * 0.8413) / 200, abs=1e-4)


@pytest.mark.parametrize(
    "changed",
    [
        {"instrument": "bdi-2"},
        {"sd_arm2": "0,9"},  # a standard error
        {"baseline_sd_arm2": "0,9"},
        {"baseline_m_arm2": "10,9"},
        {"baseline_m_arm2": "20,1"},
        {"mean_arm1": "NA"},
    ],
)
def test_groups_that_are_not_like_the_service_s_cases_or_not_whole_are_left_out(changed):
    with pytest.raises(ValueError, match="at least one"):
        recompute(below(), [comparison(**changed)], 0.5)


def test_the_comparisons_of_one_trial_are_averaged():
    rows = [comparison(**{".g": "0,2"}), comparison(**{".g": "0,6"}), comparison("Other, 2021", **{".g": "0,4"})]
    found = recompute(Recipe("made", Measure.EFFECT, "", {"format": ["gsh"]}), rows, 0.5)
    assert (found.value, found.studies) == (pytest.approx(0.4), 2)


def test_responses_and_trials_are_taken_as_they_stand():
    row = {"study": "Made, 2020", "plogit.cg": "0", "se.plogit.cg": "0,5", "n.cg": "16"}
    found = recompute(Recipe("made", Measure.RESPONSE, "control", {}), [row], 0.5)
    assert (found.value, found.people) == (0.5, 16)
    assert recompute(Recipe("made", Measure.TRIALS, "", {}), [comparison(), comparison()], 0.5).value == 1


def test_a_folder_without_the_databases_is_refused(tmp_path: Path):
    with pytest.raises(InputRefused, match="metapsy-depression") as refused:
        read_trials(tmp_path)
    assert refused.value.exit_status == 3


@pytest.fixture(scope="module")
def databases(shared: Path) -> dict[str, list[Comparison]]:
    return read_trials(shared / "data" / "evidence")


@pytest.mark.parametrize("recipe", recipes().values(), ids=lambda recipe: recipe.id)
def test_every_cited_figure_follows_from_the_databases(databases: dict[str, list[Comparison]], recipe: Recipe):
    (correlation,) = use("pre_post_correlation")
    found = recompute(recipe, databases[recipe.measure.database], correlation.value)
    given = inputs()[recipe.id]
    assert round(found.value, recipe.measure.decimals) == given.value
    for name in ("low", "high", "next_low", "next_high"):
        if (end := getattr(given, name)) is not None:
            assert round(getattr(found.pooled, name), recipe.measure.decimals) == end
    if recipe.measure in (Measure.BELOW_LINE, Measure.RESPONSE):
        assert str(found.studies) in given.source or f"{found.people:,}" in given.source


def test_another_correlation_moves_the_share_by_about_a_point(databases: dict[str, list[Comparison]]):
    recipe = recipes()["trial_below_line_controls"]
    shares = [recompute(recipe, databases["depression"], r).value for r in (0.4, 0.5, 0.6)]
    assert max(abs(one - other) for one, other in pairwise(shares)) < 0.02
    assert len({round(share, 3) for share in shares}) == 3
