"""What a quirk makes of people made by hand: each figure as scripted, as it should be, and the difference in people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.pathways.people import MONTHS

from caseness.measures.quirks import computations
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

PERIODS = [month_of(*map(int, month.split("-"))) for month in MONTHS]


def figures(
    pathways: Pathways, quirk: str, periods: Sequence[Period] = PERIODS
) -> list[tuple[float | None, float | None, float | None]]:
    """The figures of a quirk in their order."""
    found = computations()[quirk](pathways, periods)
    return [(one.scripted.value, one.correct.value, one.people) for one in found]


def near(*numbers: float | None) -> tuple[object, ...]:
    """Numbers to compare with, apart from the last digits of a fraction."""
    return tuple(None if number is None else pytest.approx(number) for number in numbers)
