"""Results beside the model of health that rest on assumptions, at their centres: to tell what a change of one did to each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from math import isfinite
from typing import TYPE_CHECKING

from caseness.value.assumptions import Unit, default_assumptions
from caseness.value.equivalents import equivalents
from caseness.value.independent import centres
from caseness.value.paying import FUNNEL, Account, factors, reached, returned
from caseness.value.staffing import CAPACITY, PER_HEAD, contacts_per_head, cost_per_head

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.value.assumptions import Assumptions

_SUM = _CLIENTS = 1e6
_WORKING = ("finished_a_year", "effect_on_employment_held")
_NET = ("cost_per_course", "share_at_caseness", "recovery_official", "untreated_official")


@dataclass(frozen=True, slots=True)
class Effect:
    """One result ``now``, and ``without`` one change; None where there is nothing to divide by."""

    name: str
    unit: Unit
    now: float | None
    without: float | None


@dataclass(frozen=True, slots=True)
class _Result:
    """What a result is called, the assumptions it reads, and how it comes of them."""

    name: str
    unit: Unit
    reads: tuple[str, ...]
    of: Callable[[Assumptions], float | None]


def effects(key: str, now: Assumptions, without: Assumptions) -> tuple[Effect, ...]:
    """What a change of the assumption ``key`` did to each result that reads it, in the order of the report."""
    return tuple(Effect(one.name, one.unit, one.of(now), one.of(without)) for one in _results() if key in one.reads)


@cache
def _results() -> tuple[_Result, ...]:
    backs = {Account.EXCHEQUER: "back to the exchequer for a pound", Account.SOCIETY: "back to society for a pound"}
    return (
        _Result("a recovery that would not have come anyway", Unit.GBP, _NET, _net_recovery),
        _Result("cost of the staff from below", Unit.GBP, ("staff", *PER_HEAD), _staff),
        _Result("appointments the staff have room for", Unit.COUNT, ("staff", *CAPACITY), _room),
        *(_Result(name, Unit.RATIO, factors(account), partial(_back, account)) for account, name in backs.items()),
        _Result("more in work of a year’s courses", Unit.COUNT, _WORKING, _in_work),
        _Result("reached by the counter-funnel, of a million", Unit.COUNT, FUNNEL, _reached),
        *(
            _Result(f"£1m as {one.name}", Unit.COUNT, one.rests_on, partial(_elsewhere, place))
            for place, one in enumerate(equivalents(_SUM, default_assumptions()))
        ),
    )


def _net_recovery(given: Assumptions) -> float | None:
    cases, recovered, anyway = (given[key].value for key in _NET[1:])
    gain = cases * (recovered - anyway)
    return given.amount(_NET[0]) / gain if gain > 0 else None


def _staff(given: Assumptions) -> float:
    return float(given["staff"].value * cost_per_head(centres(given, PER_HEAD))[0])


def _room(given: Assumptions) -> float | None:
    if not given["contact_hours"].value:
        return None
    return float(given["staff"].value * contacts_per_head(centres(given, CAPACITY), missed=0.0)[0])


def _back(account: Account, given: Assumptions) -> float | None:
    if not given["cost_per_course"].value:
        return None
    return float(returned(centres(given, factors(account)), account)[0])


def _in_work(given: Assumptions) -> float:
    finished, effect = (given[key].value for key in _WORKING)
    return finished * effect


def _reached(given: Assumptions) -> float:
    return float(reached(centres(given, FUNNEL), _CLIENTS)[0])


def _elsewhere(place: int, given: Assumptions) -> float | None:
    quantity = equivalents(_SUM, given)[place].quantity
    return quantity if isfinite(quantity) else None
