"""The figures of two audits, paired: the same figure, or the same figure for another period."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from caseness.comparison.attribution import Cause
    from caseness.comparison.past_audit import Record

_IDENTITY = ("name", "unit", "level", "org_code", "breakdown", "category")
_PERIOD = ("period_start", "period_end")
_AMOUNTS = ("value", "low", "high", "numerator", "denominator")
_SAME = 1e-9  # of a figure; sums in another order differ by less

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One figure in both audits that is not the same. ``change`` is None where either has no value."""

    finding: str
    name: str
    unit: Unit
    before: Record
    after: Record
    change: float | None
    causes: tuple[Cause, ...]
    below_materiality: bool

    @property
    def points(self) -> float:
        """How far a share or a difference of shares moved, in percentage points; 0 for other figures."""
        is_share = self.unit in (Unit.PROPORTION, Unit.PERCENTAGE_POINT)
        return abs(self.change) * 100 if is_share and self.change is not None else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """One figure that only one of the two audits has, of a finding that both have."""

    finding: str
    name: str
    unit: Unit
    figure: Record
    causes: tuple[Cause, ...]


def paired(before: list[Record], after: list[Record]) -> tuple[list[tuple[Record, Record]], list[Record], list[Record]]:
    """The estimates of a finding that belong together, those gone and those that came.

    Estimates are the same figure when name, unit, level, organisation, breakdown, category and period are. What is left
    is paired without the period where that leaves no choice: the latest year then, and the latest year now.
    """
    earlier, later = _keyed(before), _keyed(after)
    pairs = [(earlier.pop(key), later.pop(key)) for key in list(earlier) if key in later]
    old, new = _alone(earlier.values()), _alone(later.values())
    pairs += [(old.pop(key), new.pop(key)) for key in list(old) if key in new]
    together = {id(estimate) for pair in pairs for estimate in pair}
    gone = [estimate for estimate in before if id(estimate) not in together]
    came = [estimate for estimate in after if id(estimate) not in together]
    return pairs, gone, came


def differs(before: Record, after: Record) -> bool:
    """Whether any amount of a figure is another: its value, an end of its interval, what it is a share of."""
    return any(_other(before[part], after[part]) for part in _AMOUNTS)


def _other(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return not math.isclose(before, after, rel_tol=_SAME, abs_tol=_SAME)


def _keyed(estimates: Iterable[Record]) -> dict[Key, Record]:
    """Estimates by identity and period; one that is there twice is told apart by its place."""
    return {(*key, n): estimate for key, n, estimate in _numbered(estimates)}


def _numbered(estimates: Iterable[Record]) -> Iterator[tuple[Key, int, Record]]:
    seen: Counter[Key] = Counter()
    for estimate in estimates:
        key = (*_identity(estimate), *_period(estimate))
        yield key, seen[key], estimate
        seen[key] += 1


def _alone(estimates: Iterable[Record]) -> dict[Key, Record]:
    """Estimates that are the only ones of their identity."""
    grouped: dict[Key, list[Record]] = {}
    for estimate in estimates:
        grouped.setdefault(_identity(estimate), []).append(estimate)
    return {key: those[0] for key, those in grouped.items() if len(those) == 1}


def _identity(estimate: Record) -> Key:
    return tuple(estimate.get(part) for part in _IDENTITY)


def _period(estimate: Record) -> Key:
    return tuple(estimate.get(part) for part in _PERIOD)
