"""Cases and how they fare: what each referral brings into a course of care, and its state as the course goes on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.answers.severity import Severity, advance
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.parameters import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.columns.coded import Coded
    from caseness.sources.synthetic.people.staff import Staff
    from caseness.sources.synthetic.world import Days, Flags, Index, Organisations, Real, Small

_MIDDLE_DECILE = 5.5


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseParameters:
    """The entries of ``parameters/cases.toml``."""

    ages: tuple[float, ...]
    staying_by_age: tuple[float, ...]
    staying_by_decile: float
    staying_by_severity: float
    staying_by_gender: Mapping[str, float]
    staying_by_ethnicity: Mapping[str, float]
    staying_spread: float


class Ending(IntEnum):
    """How a referral came to its end."""

    STILL_OPEN = 0
    NOT_SEEN = 1  # no appointment was kept
    NOT_TREATED = 2  # assessed and not taken on, before any treatment
    ADVISED = 3  # seen for assessment and treatment, and not taken on for more
    COMPLETED = 4
    LEFT = 5  # dropped out after treatment had begun
    DIED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What is known of each referral before its course; ``staying`` in log odds, ``problem`` the true one."""

    received: Days
    provider: Index
    age: Real
    decile: Small
    condition: Flags
    out_of_work: Flags
    ethnicity: Coded
    problem: Index
    staying: Real
    organisations: Organisations
    staff: Staff

    def __len__(self) -> int:
        return len(self.received)


@dataclass(slots=True)
class Progress:
    """The state of every referral, changed as its course goes on.

    ``severity`` is that on the day ``on``; ``last`` is the day of the last thing that happened; ``treated`` counts
    treatment contacts, ``internet`` tells who has an internet-enabled therapy, ``started`` is the day it began.
    """

    severity: Severity
    on: Days
    last: Days
    ending: Small
    treated: NDArray[np.int16]
    internet: Flags
    started: Days

    @classmethod
    def at_start(cls, severity: Severity, received: Days) -> Progress:
        """Everybody on the day of referral."""
        number = len(received)
        return cls(
            severity=severity,
            on=received.copy(),
            last=received.copy(),
            ending=np.zeros(number, np.int8),
            treated=np.zeros(number, np.int16),
            internet=np.zeros(number, bool),
            started=np.full(number, NONE, np.int32),
        )

    def move(self, rng: np.random.Generator, rows: Index, day: Days, change: Real | float = 0.0) -> Severity:
        """Bring ``rows`` to ``day``, with the ``change`` (2, rows) that treatment has made meanwhile."""
        made = np.broadcast_to(np.asarray(change, np.float32), (2, len(rows)))
        now = advance(self.severity[rows], rng, days=day - self.on[rows], change=made)
        self.severity.level[:, rows] = now.level
        self.severity.usual[:, rows] = now.usual
        self.severity.swing[:, rows] = now.swing
        self.on[rows] = day
        self.last[rows] = day
        return now


def staying(
    rng: np.random.Generator,
    *,
    age: Real,
    decile: Small,
    gender: Coded,
    ethnicity: Coded,
    depression: Real,
    retention: Real,
) -> Real:
    """The log odds by which each person stays rather than leaves, at every step of a course."""
    numbers = read(CaseParameters, "cases")
    odds: Real = (
        np.interp(age, numbers.ages, numbers.staying_by_age)
        + numbers.staying_by_decile * (decile - _MIDDLE_DECILE)
        + gender.valued(numbers.staying_by_gender)
        + ethnicity.valued(numbers.staying_by_ethnicity)
        + numbers.staying_by_severity * depression
        + numbers.staying_spread * rng.standard_normal(len(age), np.float32)
        + retention
    ).astype(np.float32)
    return odds
