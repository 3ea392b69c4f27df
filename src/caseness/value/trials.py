"""Figures pooled from open databases of trials: how each one cited follows from the files.

``trials.toml`` has a recipe for every pooled figure that the program cites; `recompute` follows it. The databases themselves
are not part of the program (Metapsy, under the Open Data Commons Attribution License).
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from statistics import fmean
from typing import TYPE_CHECKING, Any

from caseness.errors import InputRefused
from caseness.statistics.pooling import as_shares, pool, pool_shares
from caseness.statistics.regression_to_mean import Scale, share_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from caseness.statistics.pooling import Pooled

    Comparison = Mapping[str, str]

_ARMS = {"treated": ("1", "ig"), "control": ("2", "cg")}  # how the two databases mark the columns of an arm
_SCORES = ("baseline_m", "baseline_sd", "mean", "sd", "n")


class Measure(StrEnum):
    """What is pooled or counted."""

    BELOW_LINE = "below_line"
    RESPONSE = "response"
    EFFECT = "effect"
    TRIALS = "trials"

    @property
    def database(self) -> str:
        """Which database it comes from."""
        return "response" if self is Measure.RESPONSE else "depression"

    @property
    def decimals(self) -> int:
        """To how many places it is cited."""
        return {Measure.EFFECT: 2, Measure.TRIALS: 0}.get(self, 3)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one cited figure is computed: ``where`` maps a column to the values allowed in it."""

    id: str
    measure: Measure
    arm: str
    where: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A figure computed from a database: ``value`` is ``pooled``'s mean, or a count; ``people`` are those in its arms."""

    value: float
    studies: int
    people: int | None = None
    pooled: Pooled | None = None


@dataclass(frozen=True, slots=True)
class _Settings:
    instrument: str
    line: float
    start: tuple[float, float]
    least_deviation: float


@dataclass(frozen=True, slots=True)
class _Scores:
    """One arm: mean and standard deviation at the start and at the end, and its people."""

    start: float
    start_sd: float
    end: float
    end_sd: float
    people: float


def recipes() -> dict[str, Recipe]:
    """Every cited figure that a database of trials gives, by its id among the inputs."""
    return {
        identity: Recipe(identity, Measure(row["measure"]), row.get("arm", ""), row.get("where", {}))
        for identity, row in _declared()["figures"].items()
    }


def read_trials(folder: Path) -> dict[str, list[Comparison]]:
    """Both databases in ``folder``: one mapping of column to text for each comparison.

    They are separated by semicolons, have decimal commas, and NA where a figure is missing. Raises `InputRefused` for a file
    that is not there.
    """
    return {name: _read(folder / file) for name, file in _declared()["files"].items()}


def recompute(recipe: Recipe, comparisons: Iterable[Comparison], correlation: float) -> Recomputed:
    """Follow a recipe through the comparisons of its database.

    ``correlation`` is that of scores before and after, which trials do not report. Comparisons of one trial count as
    independent for response, as in the published analysis; the treated groups against one control group are taken together
    for shares below the line, and the comparisons of one trial averaged for effects. Raises `ValueError` where no
    comparison is left.
    """
    chosen = [c for c in comparisons if all(c[column] in allowed for column, allowed in recipe.where.items())]
    match recipe.measure:
        case Measure.BELOW_LINE:
            return _below_line(chosen, recipe.arm, correlation)
        case Measure.RESPONSE:
            return _response(chosen, recipe.arm)
        case Measure.EFFECT:
            return _effect(chosen)
        case Measure.TRIALS:
            trials = len(_trials(chosen))
            return Recomputed(trials, trials)


@cache
def _declared() -> dict[str, Any]:
    text = (resources.files(__package__) / "trials.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _settings() -> _Settings:
    given = _declared()["settings"]
    return _Settings(**given | {"start": tuple(given["start"])})


def _read(path: Path) -> list[Comparison]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines, delimiter=";"))
    except FileNotFoundError:
        raise InputRefused(
            "not there", file=str(path), hint="Give the folder that has the databases of Metapsy, one folder each."
        ) from None


def _number(text: str) -> float | None:
    return None if text in ("NA", "") else float(text.replace(",", "."))


def _scores(comparison: Comparison, arm: str) -> _Scores | None:
    found = [_number(comparison[f"{column}_arm{_ARMS[arm][0]}"]) for column in _SCORES]
    return None if None in found else _Scores(*(figure for figure in found if figure is not None))


def _usable(scores: _Scores) -> bool:
    return min(scores.start_sd, scores.end_sd) >= _settings().least_deviation


def _below_line(chosen: Sequence[Comparison], arm: str, correlation: float) -> Recomputed:
    """One share for each control group, or for all treated groups that were set against it."""
    settings = _settings()
    groups: dict[tuple[str, _Scores], list[_Scores]] = {}
    for comparison in chosen:
        control, treated = _scores(comparison, "control"), _scores(comparison, "treated")
        if comparison["instrument"] != settings.instrument or not control or not treated:
            continue
        whole = _usable(control) and _usable(treated)
        if whole and settings.start[0] <= control.start <= settings.start[1]:
            members = groups.setdefault((comparison["study"], control), [])
            members.append(control if arm == "control" else treated)
    arms = [members[:1] if arm == "control" else members for members in groups.values()]
    people = [sum(member.people for member in members) for members in arms]
    shares = [
        sum(member.people * _share(member, correlation) for member in members) / n
        for members, n in zip(arms, people, strict=True)
    ]
    pooled = pool_shares(shares, people)
    return Recomputed(pooled.mean, pooled.studies, round(sum(people)), pooled)


def _share(scores: _Scores, correlation: float) -> float:
    scale = Scale(scores.start, scores.start_sd, _settings().line, correlation, scores.end, scores.end_sd)
    return share_below(scale)


def _response(chosen: Sequence[Comparison], arm: str) -> Recomputed:
    mark = _ARMS[arm][1]
    logits, errors, people = (
        [_number(comparison[f"{column}.{mark}"]) or 0.0 for comparison in chosen]
        for column in ("plogit", "se.plogit", "n")
    )
    pooled = as_shares(pool(logits, [error**2 for error in errors]))
    return Recomputed(pooled.mean, pooled.studies, round(sum(people)), pooled)


def _effect(chosen: Sequence[Comparison]) -> Recomputed:
    found = [
        [(g, error**2) for c in members if (g := _number(c[".g"])) is not None and (error := _number(c[".g_se"]))]
        for members in _trials(chosen).values()
    ]
    whole = [members for members in found if members]
    pooled = pool([fmean(g for g, _ in m) for m in whole], [fmean(s2 for _, s2 in m) for m in whole])
    return Recomputed(pooled.mean, pooled.studies, None, pooled)


def _trials(chosen: Sequence[Comparison]) -> dict[str, list[Comparison]]:
    trials: dict[str, list[Comparison]] = {}
    for comparison in chosen:
        trials.setdefault(comparison["study"], []).append(comparison)
    return trials
