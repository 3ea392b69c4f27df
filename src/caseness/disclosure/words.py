"""Counts of people in prose: written with their exact values between two marks, which `resolved` turns into what is shown.

The marks are characters of the private use area, which no text has. So a sentence can be written once, before anybody
knows whether it is for internal use.
"""

from __future__ import annotations

import re

from caseness.disclosure.rule import rounded, rounded_gap, rounded_share
from caseness.vocabulary.disclosure import LEAST_SHOWN
from caseness.wording import count, percent

_OPEN, _OF, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_OPEN}([0-9]+)(?:{_OF}([0-9]+))?{_CLOSE}")
_GAP = re.compile(_OPEN + _OF.join(["([0-9]+)"] * 4) + _CLOSE)


def people(number: int) -> str:
    """A count of people, referrals or anything else that records hold, for prose."""
    return f"{_OPEN}{number}{_CLOSE}"


def share(numerator: int, denominator: int) -> str:
    """A share of them, for prose."""
    return f"{_OPEN}{numerator}{_OF}{denominator}{_CLOSE}"


def gap(first: tuple[int, int], second: tuple[int, int]) -> str:
    """How many percentage points two shares are apart, each a numerator and a denominator: ``2.3``, without a sign."""
    return f"{_OPEN}{_OF.join(str(number) for number in (*first, *second))}{_CLOSE}"


def resolved(text: str, *, internal: bool) -> str:
    """The text with its counts as they may be seen: exact if ``internal``, by the rule otherwise."""
    text = _GAP.sub(lambda mark: _points(tuple(map(int, mark.groups())), internal=internal), text)
    return _MARKED.sub(lambda mark: _number(mark[1], mark[2], internal=internal), text)


def _number(numerator: str, denominator: str | None, *, internal: bool) -> str:
    if denominator is None:
        shown = int(numerator) if internal else rounded(int(numerator))
        return f"fewer than {LEAST_SHOWN}" if shown is None else count(shown)
    above, below = int(numerator), int(denominator)
    value = (above / below if below else None) if internal else rounded_share(above, below)
    return "[c]" if value is None else percent(value, below)


def _points(counts: tuple[int, ...], *, internal: bool) -> str:
    first, second = counts[:2], counts[2:]
    if internal:
        value = first[0] / first[1] - second[0] / second[1] if first[1] and second[1] else None
    else:
        value = rounded_gap((first[0], first[1]), (second[0], second[1]))
    return "[c]" if value is None else f"{abs(value) * 100:.1f}"
