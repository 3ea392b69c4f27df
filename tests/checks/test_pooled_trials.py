"""The figures pooled from databases of trials, pooled again from the databases themselves.

Random effects after DerSimonian and Laird (1986), on the logit scale for shares; a prediction interval adds the variance
between trials to that of the mean, with the normal quantile.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.special import expit, logit

from caseness.checks.inputs import use
from caseness.statistics.regression_to_mean import Scale, share_below

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Comparison = dict[str, str]

CONTROL, TREATED = "2", "1"
MODERATE = (11, 20)  # mean PHQ-9 at the start, of groups whose cases are like the service's
WIDTH = 1.96


@dataclass(frozen=True)
class Pooled:
    mean: float
    low: float
    high: float
    next_low: float
    next_high: float


def pool(values: list[float], variances: list[float]) -> Pooled:
    effects, within = np.array(values), np.array(variances)
    weights = 1 / within
    mean = np.average(effects, weights=weights)
    spread = np.sum(weights * (effects - mean) ** 2)
    between = max(0.0, (spread - len(values) + 1) / (weights.sum() - (weights**2).sum() / weights.sum()))
    weights = 1 / (within + between)
    mean, error = float(np.average(effects, weights=weights)), float(weights.sum() ** -0.5)
    reach = WIDTH * float(np.sqrt(between + error**2))
    return Pooled(mean, mean - WIDTH * error, mean + WIDTH * error, mean - reach, mean + reach)


def as_shares(pooled: Pooled) -> Pooled:
    return Pooled(*(float(expit(end)) for end in vars(pooled).values()))


def read(path: Path) -> list[Comparison]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def number(text: str) -> float:
    return float(text.replace(",", "."))


@pytest.fixture(scope="module")
def depression(shared: Path) -> list[Comparison]:
    return read(shared / "data" / "evidence" / "metapsy-depression" / "data.csv")


@pytest.fixture(scope="module")
def response(shared: Path) -> list[Comparison]:
    return read(shared / "data" / "evidence" / "metapsy-total-response" / "data.csv")


def test_the_effect_of_guided_self_help_is_that_of_sound_trials_against_usual_care(
    depression: list[Comparison],
) -> None:
    sound = [c for c in depression if (c["format"], c["rob"], c["condition_arm2"]) == ("gsh", "4", "cau")]
    studies = sorted({c["study"] for c in sound})
    effects = [np.mean([number(c[".g"]) for c in sound if c["study"] == study]) for study in studies]
    variances = [np.mean([number(c[".g_se"]) ** 2 for c in sound if c["study"] == study]) for study in studies]
    pooled = pool([float(e) for e in effects], [float(v) for v in variances])
    effect, low, high = (
        given.value for given in use("self_help_effect", "self_help_effect_low", "self_help_effect_high")
    )
    assert len(studies) == 18
    assert (pooled.mean, pooled.low, pooled.high) == pytest.approx((effect, low, high), abs=0.005)


DEPRESSION, ANXIETY = "Depression", "Generalized Anxiety Disorder"


@pytest.mark.parametrize(
    ("identity", "arm", "disorder", "risk", "comparisons"),
    [
        ("trial_response_depression", "ig", DEPRESSION, ("low", "high"), 196),
        ("trial_response_depression_controls", "cg", DEPRESSION, ("low", "high"), 196),
        ("trial_response_depression_sound", "ig", DEPRESSION, ("low",), 71),
        ("trial_response_depression_sound_controls", "cg", DEPRESSION, ("low",), 71),
        ("trial_response_anxiety", "ig", ANXIETY, ("low", "high"), 61),
        ("trial_response_anxiety_controls", "cg", ANXIETY, ("low", "high"), 61),
    ],
)
def test_response_is_pooled_over_all_comparisons(
    response: list[Comparison], identity: str, arm: str, disorder: str, risk: tuple[str, ...], comparisons: int
) -> None:
    chosen = [c for c in response if c["disorder"] == disorder and c["rob"] in risk]
    values = [number(c[f"plogit.{arm}"]) for c in chosen]
    errors = [number(c[f"se.plogit.{arm}"]) for c in chosen]
    pooled = as_shares(pool(values, [error**2 for error in errors]))
    (given,) = use(identity)
    assert len(chosen) == comparisons
    assert (pooled.mean, pooled.low, pooled.high) == pytest.approx((given.value, given.low, given.high), abs=0.0006)
    if given.next_low is not None:
        assert (pooled.next_low, pooled.next_high) == pytest.approx((given.next_low, given.next_high), abs=0.006)


FIELDS = ("baseline_m", "baseline_sd", "mean", "sd", "n")


def phq9_groups(comparisons: list[Comparison], arm: str) -> list[tuple[float, ...]]:
    """One group per trial and control group: start, its SD, end, its SD, people; where both groups' figures are whole."""
    groups: dict[tuple[object, ...], tuple[float, ...]] = {}
    for c in comparisons:
        figures = {side: [c[f"{field}_arm{side}"] for field in FIELDS] for side in (CONTROL, TREATED)}
        if c["instrument"] != "phq-9" or "NA" in figures[CONTROL] + figures[TREATED]:
            continue
        control = [number(text) for text in figures[CONTROL]]
        if MODERATE[0] <= control[0] <= MODERATE[1]:
            groups.setdefault((c["study"], *control), tuple(number(text) for text in figures[arm]))
    return list(groups.values())


@pytest.mark.parametrize(
    ("identity", "arm", "of", "within"),
    [
        ("trial_below_line_controls", CONTROL, lambda c: True, 0.005),
        ("trial_below_line_usual_care", CONTROL, lambda c: c["condition_arm2"] == "cau", 0.005),
        ("trial_below_line_waiting_list", CONTROL, lambda c: c["condition_arm2"] == "wl", 0.01),
        ("trial_below_line_uk", CONTROL, lambda c: c["country"] == "uk", 0.01),
        ("trial_below_line_treated", TREATED, lambda c: True, 0.005),
        ("trial_below_line_treated_usual_care", TREATED, lambda c: c["condition_arm2"] == "cau", 0.02),
        ("trial_below_line_treated_waiting_list", TREATED, lambda c: c["condition_arm2"] == "wl", 0.035),
    ],
)
def test_the_share_below_the_line_is_pooled_from_means_and_standard_deviations(
    depression: list[Comparison], identity: str, arm: str, of: Callable[[Comparison], bool], within: float
) -> None:
    """``within`` is what the choice among a trial’s treated groups leaves open: one for each control group is taken here."""
    (correlation,) = use("pre_post_correlation")
    values, variances = [], []
    for start, start_sd, end, end_sd, people in phq9_groups([c for c in depression if of(c)], arm):
        share = share_below(Scale(start, start_sd, 10, correlation.value, end, end_sd))
        values.append(float(logit(share)))
        variances.append(1 / (people * share * (1 - share)))
    pooled = as_shares(pool(values, variances))
    (given,) = use(identity)
    assert (pooled.mean, pooled.low, pooled.high) == pytest.approx((given.value, given.low, given.high), abs=within)
