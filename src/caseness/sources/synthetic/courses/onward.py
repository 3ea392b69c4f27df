"""Referrals on to another organisation on the day a referral ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.mixes import draw
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.world import OnwardReferrals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.sources.synthetic.world import Organisations, Referrals

_OPENS, _CLOSES = 8 * 60, 18 * 60  # minutes after midnight


@dataclass(frozen=True, slots=True, kw_only=True)
class OnwardParameters:
    """The entries of ``parameters/onward.toml``."""

    referred_on: Mapping[str, float]
    reason: Mapping[str, float]
    time_recorded: float


def onward_referrals(rng: np.random.Generator, referrals: Referrals, organisations: Organisations) -> OnwardReferrals:
    """The referrals on of a block, by referral; to another provider than their own, where there is another."""
    numbers = read(OnwardParameters, "onward")
    chance = referrals.end_code.valued(numbers.referred_on) * (referrals.end != NONE)
    row = np.flatnonzero(rng.random(len(chance)) < chance).astype(np.int32)
    providers = len(organisations.provider_code)
    step = rng.integers(1, max(providers, 2), len(row))
    minute = rng.integers(_OPENS, _CLOSES, len(row))
    return OnwardReferrals(
        referral=row,
        day=referrals.end[row],
        minute=np.where(rng.random(len(row)) < numbers.time_recorded, minute, NONE).astype(np.int16),
        reason=draw(rng, numbers.reason, len(row)),
        receiver=((referrals.provider[row] + step) % providers).astype(np.int32),
    )
