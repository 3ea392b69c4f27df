"""Figures of a source's own in the place of assumptions, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from caseness.value.assumptions import Assumption, Assumptions

FEWEST, MOST = 0.005, 0.995  # of shares, so that a distribution has room on both sides
_LINE, _OFFICIAL = "recovery_phq9", "recovery_official"
_ANYWAY, _ANYWAY_OFFICIAL = "trial_below_line_controls", "untreated_official"


@dataclass(frozen=True, slots=True)
class Own:
    """A figure of a source: ``value``, ``what`` it is in words, and the ``ends`` of its range where the source gives them.

    One that is ``exact`` has no range, whatever that of the figure shipped; ``price_year`` is that of pounds, where it is not
    that of the figure shipped.
    """

    value: float
    what: str
    ends: tuple[float, float] | None = None
    exact: bool = False
    price_year: str = ""


def following(given: Assumptions, found: Collection[str], name: str) -> list[Assumption]:
    """Assumptions that are worked out from shares a source has of its own: who recovers under the official rule anyway.

    As those shipped: control arms of trials, moved to the official rule by the odds ratio that the service has between the two.
    """
    if _LINE not in found or _OFFICIAL not in found:
        return []
    apart = _logit(given[_OFFICIAL].value) - _logit(given[_LINE].value)
    trials, row = given[_ANYWAY], given[_ANYWAY_OFFICIAL]
    low, value, high = (_share(_logit(end) + apart) for end in (trials.range[0], trials.value, trials.range[1]))
    source = (
        f"Assumption: control arms of trials moved by the odds ratio between the two rules, {exp(apart):.2f}, in {name}"
    )
    return [replace(row, value=value, low=low, high=high, source=source, verified=False)]


def _logit(share: float) -> float:
    return log(share / (1 - share))


def _share(logit: float) -> float:
    return 1 / (1 + exp(-logit))
