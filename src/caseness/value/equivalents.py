"""What the same money does elsewhere: equivalent quantities, which are not said to be better."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseness.value.assumptions import Assumptions


@dataclass(frozen=True, slots=True)
class Equivalent:
    """``quantity`` of what ``name`` says that a sum buys, at ``price`` each, in prices that results are told in.

    It is infinite at a price of 0.
    """

    name: str
    quantity: float
    price: float
    rests_on: tuple[str, ...]


_HEALTH = {
    "healthy life-years, at the margin of the mental health programme": "cost_per_qaly_displaced",
    "healthy life-years, at the margin of the health service": "cost_per_qaly_nhs",
}
_STAFF = {"care assistants for a year": "pay_band_2", "nurses for a year": "pay_band_5"}
_BOUGHT = {
    "consultations with a general practitioner": "cost_of_consultation",
    "homes repaired": "repair_of_a_home",
    "finished courses of the service": "cost_per_course",
}


def equivalents(pounds: float, assumptions: Assumptions) -> tuple[Equivalent, ...]:
    """What ``pounds``, in prices that results are told in, would be elsewhere.

    Prices are moved to that year first. Staff cost their salary and the employer's costs on it; what they do is not valued.
    """
    employed = 1 + assumptions["employers_costs"].value
    prices = [
        *((name, assumptions.amount(key), (key,)) for name, key in _HEALTH.items()),
        *((name, assumptions.amount(key) * employed, (key, "employers_costs")) for name, key in _STAFF.items()),
        *((name, assumptions.amount(key), (key,)) for name, key in _BOUGHT.items()),
    ]
    return tuple(Equivalent(name, pounds / price if price else inf, price, keys) for name, price, keys in prices)
