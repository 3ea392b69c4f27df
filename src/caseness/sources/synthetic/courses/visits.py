"""Appointments as a course makes them: when, of what kind, kept or not, with whom, and how the person was that day."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import group_then_day, places
from caseness.sources.synthetic.columns.mixes import pick_by
from caseness.sources.synthetic.parameters import read
from caseness.vocabulary.data_set import codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Days, Index, Real, Small


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitParameters:
    """The entries of ``parameters/visits.toml``."""

    kept: Mapping[str, float]
    missed_first: Mapping[str, float]
    missed: Mapping[str, float]


@cache
def visit_parameters() -> VisitParameters:
    """The numbers for how appointments are kept."""
    return read(VisitParameters, "visits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """One row per appointment. ``attendance`` and ``app_type`` index the codes of `attendances` and `app_types`."""

    referral: Index
    day: Days
    attendance: Small
    app_type: Small
    therapy: Small
    therapist: Index
    depression: Real
    anxiety: Real

    def __len__(self) -> int:
        return len(self.referral)

    def __getitem__(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> Visits:
        return Visits(**{column.name: getattr(self, column.name)[rows] for column in fields(self)})

    def of_referrals(self, rows: NDArray[np.integer], referrals: int) -> Visits:
        """The appointments of those referrals of all ``referrals`` that are in ``rows``, numbered by their place there."""
        place = places(rows, referrals)
        kept = self[place[self.referral] != NONE]
        return replace(kept, referral=place[kept.referral])


def joined(visits: Sequence[Visits]) -> Visits:
    """All appointments, sorted by referral and day."""
    columns = {name.name: np.concatenate([getattr(some, name.name) for some in visits]) for name in fields(Visits)}
    together = Visits(**columns)
    return together[np.argsort(group_then_day(together.referral, together.day), kind="stable")]


@cache
def attendances() -> tuple[str, ...]:
    """The codes of AttendOrDNACode."""
    return tuple(code.code for code in codes("AttendOrDNACode"))


@cache
def app_types() -> tuple[str, ...]:
    """The codes of AppType."""
    return tuple(code.code for code in codes("AppType"))


def app_type(meaning: str) -> int:
    """The index among `app_types` of the appointment type that means this. Raises `ValueError` if there is none."""
    return [code.meaning for code in codes("AppType")].index(meaning)


def attended(attendance: Small) -> NDArray[np.bool_]:
    """Whether appointments were kept."""
    kept: NDArray[np.bool_] = np.array(["attended" in code.roles for code in codes("AttendOrDNACode")])[attendance]
    return kept


def attendance(rng: np.random.Generator, kept: NDArray[np.bool_], missed: Mapping[str, float]) -> Small:
    """How appointments were kept, or missed at the shares of ``missed``, as an index into `attendances`."""
    shares = np.array([[mix.get(code, 0.0) for code in attendances()] for mix in (missed, visit_parameters().kept)])
    return pick_by(rng, shares, kept.astype(np.intp)).astype(np.int8)
