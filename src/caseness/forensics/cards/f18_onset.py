"""F18: did the recovery rate change at some month?"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from caseness.forensics.evidence.counting import MonthlyCourses
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals
from caseness.statistics.cusum import Onset, onset

_MONTHS = 24
_FEWEST = 10  # cases in a month, on average
_STEEP = 3.0
_SEED = 18


@forensic_test(
    "F18",
    title="A rate that changes at once",
    catches="the month in which a practice began or ended",
    family=Family.OUTLYING,
    needs=[Need.AGGREGATES],
    evidence=[MonthlyCourses],
    minimum=_MONTHS * _FEWEST,
    counted="cases",
    effect_unit="recovery rate during the run that departs most less the rate of the other months",
    size=0.01,
    flag="fewer than 1 in 740 series without a change depart so far (z over 3)",
    innocent=[
        "a new supplier of software, or another way of submitting",
        "a contract, a pathway or a step of care that began or ended",
        "other people: a change of referrals or of who is accepted",
    ],
    settles="what changed in that month: contracts, suppliers, targets, staff, referral routes",
    source="Steiner, Cook, Farewell and Treasure 2000, Biostatistics 1: 441-452",
)
def monthly_onset(months: MonthlyCourses) -> Signals:
    """Did the recovery rate change at some month, more than months without a change differ?

    Cumulative sums for a rise and for a fall of the odds by a quarter, against the unit's own rate over the whole series; the
    limit is simulated from series of the same cases with one rate. Nothing is adjusted for who was treated.
    """
    counts = months.counts
    cases, recovered = counts.sum(axis=2), counts[:, :, 1]
    n = cases.sum(axis=1)
    short = counts.shape[1] < _MONTHS
    few = np.where(n < _MONTHS * _FEWEST, f"fewer than {_MONTHS * _FEWEST} cases", "")
    reason = np.full(len(n), f"fewer than {_MONTHS} months") if short else few
    told = np.flatnonzero(reason == "")
    statistic, effect, error, during = (np.full(len(n), np.nan) for _ in range(4))
    if len(told):
        found = onset(recovered[told], cases[told], np.random.default_rng(_SEED))
        statistic[told] = norm.isf(found.p)
        effect[told], error[told], during[told] = _departure(recovered[told], cases[told], found)
    signals = Signals.of(
        n=n, effect=effect, error=error, statistic=statistic, flagged=statistic > _STEEP, reason=reason
    )
    return signals.worth(during, n)


def _departure(recovered: np.ndarray, cases: np.ndarray, found: Onset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rate during the run less that of the other months, its standard error, and the cases during the run."""
    month = np.arange(cases.shape[1])
    inside = (month >= found.start[:, None]) & (month <= found.end[:, None])
    n1, n0 = np.where(inside, cases, 0).sum(axis=1), np.where(inside, 0, cases).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p0 = np.where(inside, recovered, 0).sum(axis=1) / n1, np.where(inside, 0, recovered).sum(axis=1) / n0
        return p1 - p0, np.sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0), n1.astype(float)
