"""The one rule that decides verdict and status, the same for every claim. It never looks at who speaks.

In this order, the first that applies:

====================================================  ================  ==================================
the claim                                             verdict           status
====================================================  ================  ==================================
asks what is worth more, or how to word it            none              value judgement
needs an independent assessment at the least          cannot be told    needs follow-up
has no computed test, or the sources lack its data    cannot be told    untestable here
matches as stated, with verified inputs               holds             reproduced
matches under another declared definition             holds in part     reproduced, other denominator
matches, but hangs on inputs not seen at source       cannot be told    arithmetic right, inputs unverified
is wrong arithmetic on its own figures                does not hold     not reproduced
lacks a figure it is to be read by, or hangs on such  cannot be told    untestable here
else                                                  does not hold     not reproduced
====================================================  ================  ==================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.claims.register import Need
from caseness.checks.claims.trial import Trial
from caseness.checks.finding import Status, Verdict
from caseness.errors import CannotRun

if TYPE_CHECKING:
    from caseness.checks.claims.trial import Reading
    from caseness.checks.finding import Claim


@dataclass(frozen=True, slots=True)
class Ruling:
    """Verdict, status and condition, and the ``reading`` that bore the claim out (or comes first)."""

    verdict: Verdict | None
    status: Status
    condition: str
    reading: Reading | None = None


_WOULD_TAKE = {
    Need.PUBLISHED: "the published statistics read here do not cover it",
    Need.RECORDS: "needs record-level data",
    Need.ARITHMETIC: "needs a model or an appraisal of research",
    Need.DOCUMENT: "needs a document to be read",
}


def rule(claim: Claim, outcome: Trial | CannotRun | None) -> Ruling:
    """Decide a claim from the outcome of its test."""
    shown = _first_figure(outcome.readings) if isinstance(outcome, Trial) else None
    if Need.VALUE in claim.needs:
        return Ruling(None, Status.VALUE_JUDGEMENT, "not a question of fact", shown)
    if claim.needs[0] == Need.FOLLOW_UP:
        condition = outcome.untold if isinstance(outcome, Trial) else ""
        return _untold(Status.NEEDS_FOLLOW_UP, condition or "needs an independent follow-up assessment", shown)
    if isinstance(outcome, CannotRun):
        return _untold(Status.UNTESTABLE_HERE, "the sources given lack the figures it needs")
    if outcome is None:
        return _untold(Status.UNTESTABLE_HERE, _WOULD_TAKE[Need(claim.needs[0])])
    return compare(outcome)


def compare(trial: Trial) -> Ruling:
    """Decide by the figures alone. A trial that has no reading as stated can hold in part at most."""
    if trial.as_stated and all(trial.matches(reading) for reading in trial.as_stated):
        return _borne_out(trial, trial.as_stated[0], any(r.unverified for r in trial.as_stated))
    matching = [reading for reading in trial.otherwise if trial.matches(reading)]
    if matching:
        best = min(matching, key=lambda reading: reading.unverified)
        return _borne_out(trial, best, best.unverified)
    shown = _first_figure(trial.readings)
    failing = [reading for reading in trial.as_stated or trial.otherwise if trial.matches(reading) is False]
    if any(reading.of_claimed_inputs_only for reading in failing):
        return Ruling(Verdict.DOES_NOT_HOLD, Status.NOT_REPRODUCED, trial.fails, shown)
    if any(trial.matches(reading) is None for reading in trial.otherwise) and failing:
        return _untold(Status.UNTESTABLE_HERE, "not as stated; another definition could not be tried", shown)
    if not failing or any(reading.unverified for reading in failing):
        return _untold(Status.UNTESTABLE_HERE, trial.untold or "the figure as stated is not published", shown)
    return Ruling(Verdict.DOES_NOT_HOLD, Status.NOT_REPRODUCED, trial.fails, shown)


def _borne_out(trial: Trial, reading: Reading, unverified: bool) -> Ruling:
    """A claim that matches: whether that makes it hold depends on its inputs, and on the reading it took."""
    as_stated = reading in trial.as_stated
    if unverified:
        clause = trial.untold or reading.clause or "arithmetic right; inputs not seen at their source"
        return Ruling(Verdict.CANNOT_BE_TOLD, Status.INPUTS_UNVERIFIED, clause, reading)
    if as_stated:
        return Ruling(Verdict.HOLDS, Status.REPRODUCED, trial.holds, reading)
    return Ruling(Verdict.IN_PART, Status.OTHER_DENOMINATOR, reading.clause or reading.name, reading)


def _untold(status: Status, condition: str, reading: Reading | None = None) -> Ruling:
    return Ruling(Verdict.CANNOT_BE_TOLD, status, condition, reading)


def _first_figure(readings: tuple[Reading, ...]) -> Reading | None:
    return next((reading for reading in readings if reading.estimate is not None), None)
