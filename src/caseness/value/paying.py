"""Whether the service pays for itself: what comes back for each pound spent, to whom, and what would have to be true.

What comes back to the exchequer are benefits not paid and taxes; to society it is output. Taxes and benefits move money from
one to the other, so they are in the one account and not in the other, and the two are never added. Of the effect measured, what
would have come anyway (deadweight) and the jobs that others then do not have (displacement) are taken off.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Number = TypeVar("Number", float, Floats)

_MONTHS = 12
_NO_RATE = 1e-12
FUNNEL = ("could_leave_benefits", "attend", "attend_again")
"""The steps by which a critic counts those reached who might leave benefits, in order."""


class Account(StrEnum):
    """Whose gains are counted."""

    EXCHEQUER = "exchequer"
    SOCIETY = "society"


_GAIN = {Account.EXCHEQUER: "fiscal_gain_a_month", Account.SOCIETY: "output_a_month"}


def factors(account: Account) -> tuple[str, ...]:
    """The assumptions that `returned` takes for an account."""
    return (
        "cost_per_course",
        "effect_on_employment_held",
        "years_in_work",
        _GAIN[account],
        "deadweight",
        "displacement",
        "health_care_saved",
        "discount_rate",
    )


def annuity(rate: Number, years: Number) -> Number:
    """What a pound a year for ``years`` is worth today: (1 − (1 + r)^−n) ÷ r; n at a rate of 0."""
    safe = np.maximum(rate, _NO_RATE)
    worth: Number = -np.expm1(-years * np.log1p(safe)) / safe
    return worth


def gain_needed(cost: float, effect: float, *, rate: float, years: float) -> float:
    """The pounds a year per extra person in work at which a course of ``cost`` pays for itself.

    From e·G·annuity = c, with ``effect`` the extra people in work per person treated. Raises `ValueError` for no effect: no
    gain is enough.
    """
    if effect <= 0:
        raise ValueError("without an effect no gain is enough")
    return float(cost / (effect * annuity(rate, years)))


def effect_needed(cost: float, gain: float, *, rate: float, years: float) -> float:
    """The extra people in work per person treated at which a course pays for itself, at ``gain`` pounds a year each."""
    if gain <= 0:
        raise ValueError("without a gain no effect is enough")
    return float(cost / (gain * annuity(rate, years)))


def returned(values: Mapping[str, Floats], account: Account) -> Floats:
    """Pounds that come back for each pound spent, for each draw of `factors`; 1 is break-even."""
    held = values["effect_on_employment_held"] * (1 - values["deadweight"]) * (1 - values["displacement"])
    gain = values[_GAIN[account]] * _MONTHS * annuity(values["discount_rate"], values["years_in_work"])
    back: Floats = (held * gain + values["health_care_saved"]) / values["cost_per_course"]
    return back


def reached(values: Mapping[str, Floats], clients: float) -> Floats:
    """Those left of ``clients`` after every step of the `FUNNEL`."""
    left: Floats = clients * np.prod([values[step] for step in FUNNEL], axis=0)
    return left
