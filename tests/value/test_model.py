"""The decision model: closed forms, checks that any model must pass, and the full model against the reduced one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from caseness.statistics.cost_effectiveness import Increment, Standing
from caseness.value.assumptions import Assumptions, default_assumptions
from caseness.value.cohort import alive, discount, follow, lasting, relapses, remission, transitions
from caseness.value.comparisons import MixedDefinitions, compare, comparisons
from caseness.value.drawing import central, draw
from caseness.value.model import HORIZONS, OPTIONS, UTILITIES, Option, run, runs, shares
from caseness.value.panels import Panel, accounts
from caseness.value.reduced import added
from caseness.vocabulary.outcome_definitions import OutcomeDefinition

if TYPE_CHECKING:
    from caseness.value.drawing import Values

TRIALS, OFFICIAL, INTERVIEW = comparisons(default_assumptions())
SERVICE, USUAL = OPTIONS.index(Option.SERVICE), OPTIONS.index(Option.USUAL_CARE)


@cache
def drawn() -> Values:
    return draw(default_assumptions(), 500, seed=4)


def having(**values: float) -> dict[str, np.ndarray]:
    """The centres, with some values in their place."""
    return {**central(default_assumptions()), **{key: np.array([value]) for key, value in values.items()}}


def test_rows_of_every_month_sum_to_one() -> None:
    for relapse in relapses(drawn(), 5):
        matrix = transitions(drawn(), relapse)
        assert np.allclose(matrix.sum(axis=1), 1)
        assert (matrix >= 0).all()


def test_relapse_meets_both_published_shares() -> None:
    """Of 100 well, 47 are so after 12 months, and 1 − 0.79 × 0.53 = 58.1% after 6."""
    left = np.cumprod(1 - relapses(having(), 1), axis=0)
    assert left[11, 0] == pytest.approx(0.47)
    assert left[5, 0] == pytest.approx(1 - 0.79 * 0.53)


def test_remission_meets_the_published_share_at_12_months() -> None:
    """From 77% still ill at 3 months to 47% at 12, in nine even steps."""
    assert 0.77 * (1 - remission(having())[0]) ** 9 == pytest.approx(0.47)


def test_nobody_is_lost_and_months_are_discounted() -> None:
    values = having()
    months = follow(values, np.array([[0.4], [0.7]]), (5,))[5]
    assert np.allclose(months.well + months.case, alive(values, 5))
    undiscounted = having(discount_rate=0.0, mortality=0.0)
    assert alive(undiscounted, 5)[0] == pytest.approx(60)
    assert discount(having(), 0)[0] == pytest.approx(1.035 ** (-1 / 24))


def test_a_cohort_that_stays_as_it_is_in_closed_form() -> None:
    """No relapse, no remission, no death, no discount: one more person well is so for 24 months in 2 years."""
    values = having(relapse_12_months=1e-12, untreated_remission_12_months=0.23, mortality=0.0, discount_rate=0.0)
    assert lasting(values, 2)[0] == pytest.approx(24)
    assert follow(values, np.array([[0.3]]), (2,))[2].well[0, 0] == pytest.approx(7.2)


@pytest.mark.parametrize("comparison", [TRIALS, OFFICIAL, INTERVIEW])
@pytest.mark.parametrize("years", HORIZONS)
def test_the_reduced_form_equals_the_full_model(comparison: object, years: int) -> None:
    for utilities in UTILITIES:
        full = run(drawn(), comparison, utilities, years)  # type: ignore[arg-type]
        reduced = added(drawn(), comparison, utilities, years)  # type: ignore[arg-type]
        assert np.allclose(reduced.cost, full.added_costs, rtol=1e-9, atol=1e-9)
        assert np.allclose(reduced.qaly, full.added_qalys, rtol=1e-9, atol=1e-12)


def test_one_walk_gives_what_single_runs_give() -> None:
    together = runs(drawn(), TRIALS)
    for utilities in UTILITIES:
        for years in HORIZONS:
            alone = run(drawn(), TRIALS, utilities, years)
            assert np.allclose(together[utilities.name, years].qalys, alone.qalys)
            assert np.allclose(together[utilities.name, years].costs, alone.costs)


def test_no_effect_costs_money_for_nothing() -> None:
    """With the same share better on both sides, and as many improved and worse, the ratio is no number."""
    values = having(
        recovery_phq9=0.282, trial_below_line_controls=0.282, improved_untreated=0.20, deteriorated_untreated=0.058
    )
    nothing = added(values, TRIALS, UTILITIES[0], 2).increment
    assert nothing.effect == pytest.approx(0)
    assert nothing.standing is Standing.DOMINATED
    assert nothing.ratio is None


def test_equal_options_are_equal() -> None:
    values = having(
        recovery_phq9=0.282,
        trial_below_line_controls=0.282,
        improved_untreated=0.20,
        deteriorated_untreated=0.058,
        cost_per_course=0.0,
    )
    assert added(values, TRIALS, UTILITIES[0], 2).increment.standing is Standing.EQUAL


def test_fewer_better_with_the_service_is_a_result() -> None:
    """Clipping at nought would hide it: 10% against 23% by interview."""
    result = added(having(), INTERVIEW, UTILITIES[0], 2).increment
    assert result.effect < 0
    assert result.standing is Standing.DOMINATED


def test_all_costs_twice_as_high_make_the_ratio_twice_as_high() -> None:
    once = having()
    twice = {key: value * 2 if key.startswith("cost_") else value for key, value in once.items()}
    one, other = (added(values, TRIALS, UTILITIES[0], 2).increment.ratio for values in (once, twice))
    assert one is not None
    assert other == pytest.approx(2 * one)


def test_effect_without_effect_on_leavers_by_hand() -> None:
    """Nobody leaves early or improves only, nothing fades, one year, no discount: 0.137 × 0.18 × (12 + 2) / 12 per case."""
    values = having(
        share_entering=1.0,
        share_finishing=1.0,
        share_at_caseness=1.0,
        recovery_phq9=0.419,
        trial_below_line_controls=0.282,
        utility_of_improving=0.0,
        relapse_12_months=1e-12,
        untreated_remission_12_months=0.23,
        mortality=0.0,
        discount_rate=0.0,
        consultations_of_a_case=0.0,
        cost_per_course=1000.0,
    )
    result = added(values, TRIALS, UTILITIES[0], 1).increment
    assert result.effect == pytest.approx(0.137 * 0.18 * 14 / 12)
    assert result.cost == pytest.approx(1000)


def test_alternatives_are_usual_care_moved_by_their_effect() -> None:
    """Φ(Φ⁻¹(0.5) + 0.45) = 0.6736; three quarters of the way from one half is 0.6302."""
    values = having(trial_below_line_controls=0.5, self_help_effect=0.45, effect_as_delivered=0.75)
    found = dict(zip(OPTIONS, shares(values, TRIALS)[:, 0], strict=True))
    assert found[Option.USUAL_CARE] == 0.5
    assert found[Option.SELF_HELP] == pytest.approx(0.5 + 0.75 * 0.1736, abs=1e-4)


def test_unlike_definitions_are_refused_with_an_explanation() -> None:
    given = default_assumptions()
    with pytest.raises(MixedDefinitions, match="count “better” in two ways") as refused:
        compare(given, "mixed", "recovery_official", "trial_below_line_controls")
    assert OutcomeDefinition.BOTH_BELOW.words in str(refused.value)
    assert refused.value.exit_status == 3
    mixed = replace(given["recovery_phq9"], outcome=OutcomeDefinition.HALVED)
    with pytest.raises(MixedDefinitions):
        comparisons(Assumptions({**given.rows, mixed.id: mixed}, {}))


def test_payers_are_kept_apart() -> None:
    """The exchequer gains what the health service does not see; society counts output, not benefits."""
    values = having(effect_on_employment_held=0.01, fiscal_gain_a_month=1000.0, output_a_month=2000.0)
    result = run(values, TRIALS, UTILITIES[0], 1)
    health, exchequer, society = accounts(values, result, 1)
    assert [account.panel for account in (health, exchequer, society)] == list(Panel)
    months = 0.701 * 0.549 * 0.01 * alive(values, 1)[0]
    assert health.costs[0] - exchequer.costs[0] == pytest.approx(months * 1000)
    assert health.costs[0] - society.costs[0] == pytest.approx(months * 2000)


def test_two_horizons_one_after_the_other_grow() -> None:
    gains = [added(having(), TRIALS, UTILITIES[0], years).increment.effect for years in HORIZONS]
    assert gains == sorted(gains)


def test_an_increment_of_service_less_usual_care() -> None:
    result = run(having(), TRIALS, UTILITIES[0], 2)
    assert result.added_costs[0] == pytest.approx(result.costs[SERVICE, 0] - result.costs[USUAL, 0])
    assert Increment(result.added_costs[0], result.added_qalys[0]).standing is Standing.COSTS_PER_GAIN
