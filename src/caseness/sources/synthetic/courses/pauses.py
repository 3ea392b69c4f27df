"""Pauses of the wait between the first contact and the next appointment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.groups import first_of_each
from caseness.sources.synthetic.columns.mixes import draw
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.world import Pauses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.sources.synthetic.world import Contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseParameters:
    """The entries of ``parameters/pauses.toml``."""

    paused: float
    shortest_wait: int
    edge: int
    reason: Mapping[str, float]


def pauses(rng: np.random.Generator, contacts: Contacts) -> Pauses:
    """One pause in some of the waits that are long enough, by referral."""
    numbers = read(PauseParameters, "pauses")
    first = np.flatnonzero(first_of_each(contacts.referral, contacts.attended))
    following = np.minimum(first + 1, len(contacts.day) - 1)
    wait = np.where(
        contacts.referral[following] == contacts.referral[first], contacts.day[following] - contacts.day[first], 0
    )
    chosen = (wait >= numbers.shortest_wait) & (rng.random(len(first)) < numbers.paused)
    first, wait = first[chosen], wait[chosen]
    room = wait - 2 * numbers.edge
    begin = np.floor(rng.random(len(first)) * room / 2)
    length = 1 + np.floor(rng.random(len(first)) * (room - begin - 1))
    start = (contacts.day[first] + numbers.edge + begin).astype(np.int32)
    return Pauses(
        referral=contacts.referral[first],
        start=start,
        end=(start + length).astype(np.int32),
        reason=draw(rng, numbers.reason, len(first)),
    )
