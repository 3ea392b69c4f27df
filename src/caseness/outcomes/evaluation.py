"""Definitions worked out on cells: every numerator and denominator is a sum of the counts of some of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.outcomes.comparing import ABOVE, BELOW, SHIFTS
from caseness.outcomes.facts import FOLLOWED, POPULATIONS
from caseness.outcomes.specification import OFFICIAL, Specification, specifications
from caseness.vocabulary.specifications import factors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from caseness.outcomes.cells import Cells, CellTables

    Flags = NDArray[np.bool_]

_SHIFTED = {
    one.id: SHIFTS.index(one.value)
    for one in factors()["criterion"]
    if one.id.startswith("line_") and one.value is not None
}
_LINE = SHIFTS.index(0)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Every definition with its counts.

    ``numerator`` and ``denominator`` are of England, in the order of ``specifications``; the same ``by_provider`` have a row for
    each of ``providers`` and NaN for definitions that are of persons or of time after, which are not told by provider.
    """

    specifications: tuple[Specification, ...]
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]
    providers: tuple[str, ...]
    numerator_by_provider: NDArray[np.float64]
    denominator_by_provider: NDArray[np.float64]
    persons_known: bool

    @property
    def rates(self) -> NDArray[np.float64]:
        """Of England; NaN where nobody is counted."""
        return _divided(self.numerator, self.denominator)

    @property
    def rates_by_provider(self) -> NDArray[np.float64]:
        """A row for each provider."""
        return _divided(self.numerator_by_provider, self.denominator_by_provider)

    @property
    def official(self) -> int:
        """The place of the official definition."""
        return self.specifications.index(OFFICIAL)


def _divided(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    rates: NDArray[np.float64] = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return rates


def evaluate(tables: CellTables) -> Evaluated:
    """Every definition that makes sense and that the extract can tell: persons where known, time after where it spans it."""
    told = tuple(one for one in specifications() if _told(one, tables))
    own = [(place, one) for place, one in enumerate(told) if not _of_persons(one)]
    beyond = [(place, one) for place, one in enumerate(told) if _of_persons(one)]
    shape = (len(tables.providers), len(told))
    above, below = np.full(shape, np.nan), np.full(shape, np.nan)
    england = np.zeros((2, len(told)))
    for cells in tables.by_provider:
        here = _of(own, cells)
        for place, numerator, denominator in _sums(here, cells, len(tables.providers)):
            above[:, place], below[:, place] = numerator, denominator
            england[:, place] = numerator.sum(), denominator.sum()
    for cells in tables.of_persons:
        for place, numerator, denominator in _sums(_of(beyond, cells), cells, 1):
            england[:, place] = numerator.sum(), denominator.sum()
    return Evaluated(told, england[0], england[1], tables.providers, above, below, tables.persons_known)


def _of_persons(one: Specification) -> bool:
    return one.unit != OFFICIAL.unit or one.durability != OFFICIAL.durability


def _told(one: Specification, tables: CellTables) -> bool:
    if (one.unit != OFFICIAL.unit or one.durability != OFFICIAL.durability) and not tables.persons_known:
        return False
    return _period(one) < tables.longest_follow_up or one.durability == OFFICIAL.durability


def _period(one: Specification) -> int:
    """The place of the time after in `FOLLOWED`; −1 where nothing is asked of it."""
    return next((place for place, period in enumerate(FOLLOWED) if period.id == one.durability), -1)


def _of(placed: Sequence[tuple[int, Specification]], cells: Cells) -> list[tuple[int, Specification]]:
    return [(place, one) for place, one in placed if (one.start, one.end) == (cells.start, cells.end)]


def _sums(
    placed: Sequence[tuple[int, Specification]], cells: Cells, providers: int
) -> Iterator[tuple[int, NDArray[np.float64], NDArray[np.float64]]]:
    """Numerator and denominator by provider of each definition.

    One product of matrices sums what each way of counting takes in, apart for each column of the cells; a definition then
    adds up the columns of those whom it is about.
    """
    counted = _Counted(cells.deciding)
    names = [counted.of(one) for _place, one in placed]
    rows = {name: row for row, name in enumerate(counted.flags)}
    counts = cells.counts(providers)
    sums = np.tensordot(np.array(list(counted.flags.values()), float), counts, axes=1)
    for (place, one), (above, below) in zip(placed, names, strict=True):
        inside, lasting = _frame(one, cells.framing)
        yield place, sums[rows[above], inside & lasting].sum(axis=0), sums[rows[below], inside].sum(axis=0)


def _frame(one: Specification, facts: Mapping[str, NDArray[np.int64]]) -> tuple[Flags, Flags]:
    """Which columns a definition is about, and in which of them nobody was referred again in its time after."""
    population, period = POPULATIONS.index(one.population), _period(one)
    inside = (facts["reached"] >= population) & (facts["followed"] > period)
    if one.unit == "person":
        inside = inside & (facts["later"] - 1 < population)
    elif one.unit == "first_referral":
        inside = inside & (facts["first"] == 1)
    return inside, facts["returned"] > period


class _Counted:
    """Who is counted above and below the line by each criterion and rule for missing scores, worked out when asked for."""

    def __init__(self, facts: Mapping[str, NDArray[np.int64]]) -> None:
        self._facts = facts
        self.flags: dict[str, Flags] = {"all": np.ones(len(facts["start"]), bool)}

    def of(self, one: Specification) -> tuple[str, str]:
        """The names in ``flags`` of those above and of those below the line."""
        above, below = f"{one.criterion} {one.missing}", f"{_case_rule(one.criterion)} {one.missing} cases"
        if one.missing == "left_out":
            below = f"{one.criterion} {below}"
        if above not in self.flags or below not in self.flags:
            self.flags[above], self.flags[below] = self._counted(one.criterion, one.missing)
        return above, "all" if one.whom == "everyone" else below

    def _counted(self, criterion: str, missing: str) -> tuple[Flags, Flags]:
        case, unknown = self._cases(criterion)
        better, valid = self._better(criterion), self._valid(criterion)
        match missing:
            case "as_official":
                return case & valid & better, case | unknown
            case "not_recovered":
                return case & valid & better, case
            case "recovered":
                return case & (better | ~valid), case
            case "last_observed":
                return case & better, case
            case "left_out":
                return case & valid & better, case & valid
            case _:
                raise KeyError(missing)

    def _cases(self, criterion: str) -> tuple[Flags, Flags]:
        """Those at the line or above at the start, and those of whom that is not known."""
        facts = self._facts
        if criterion == "phq9_only":
            return facts["phq9_start"] == ABOVE, facts["phq9_start"] == 0
        case = facts["start"] > _SHIFTED.get(criterion, _LINE)
        return case, ~case & (facts["both_at_start"] == 0)

    def _better(self, criterion: str) -> Flags:
        facts = self._facts
        below = facts["end"] <= _SHIFTED.get(criterion, _LINE)
        match criterion:
            case "phq9_only":
                return np.asarray(facts["phq9_end"] == BELOW)
            case "remission":
                return np.asarray(facts["remission"] == 1)
            case "response":
                return np.asarray(facts["halved"] == 1)
            case "reliable_recovery":
                return np.asarray(below & (facts["reliable"] == 1))
            case "reliable_retest":
                return np.asarray(below & (facts["retest"] == 1))
            case "two_consecutive":
                return np.asarray(below & (facts["before"] == 1))
            case _:
                return np.asarray(below)

    def _valid(self, criterion: str) -> Flags:
        name = {"phq9_only": "valid_phq9", "remission": "valid_remission"}.get(criterion, "valid")
        return np.asarray(self._facts[name] == 1)


@cache
def _case_rule(criterion: str) -> str:
    """What makes a case at the start: criteria with the same rule count the same cases."""
    return criterion if criterion == "phq9_only" or criterion in _SHIFTED else OFFICIAL.criterion
